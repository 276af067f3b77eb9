// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recording_info.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

class TestRecordingInfo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void saysWhatIsInIt()
    {
        RecordingSummary summary;
        summary.info = {{"service", "PRACTICE"}, {"provenance", "real"}};
        summary.span = {Timestamp(std::chrono::seconds(1'724'135'400)),
                        Timestamp(std::chrono::seconds(1'724'139'000))};
        summary.bytes = 1 << 20;
        summary.groups = 3;
        summary.series = 431;
        summary.samples = 1'551'600;
        summary.events = 27;
        for (int i = 0; i < 13; ++i)
            summary.metrics["m" + std::to_string(i)] = i == 4 ? 9 : 1;
        QCOMPARE(
            infoText(summary),
            QStringLiteral("PRACTICE, real\n"
                           "2024-08-20 06:30:00 to 2024-08-20 07:30:00 UTC, 1 h\n"
                           "1.00 MiB: 431 series in 3 groups, 1,551,600 samples, 27 events, 0.68 bytes a sample\n"
                           "metrics: m4 (9), m0, m1, m10, m11, m12, m2, m3, m5, m6, m7, m8 and 1 more\n"));
    }

    void saysHowAReenactmentWasMade()
    {
        RecordingSummary summary;
        summary.info = {{"provenance", "re-enactment"}, {"title", "An outage"}, {"stretch", "10"}};
        const QStringList lines = infoText(summary).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.first().endsWith(QStringLiteral("re-enactment")));
        QVERIFY(lines.contains(
            QStringLiteral("An outage: its clock ran 10 times as fast as the world, and what counts "
                           "is multiplied by that")));
    }

    void saysWhatIsMissing()
    {
        RecordingSummary summary;
        summary.rebuilt = true;
        summary.lostBefore = QStringList{QStringLiteral("a chunk")};
        summary.losses.push_back({{Timestamp(std::chrono::seconds(0)), Timestamp(std::chrono::seconds(10))},
                                  QStringLiteral("a chunk whose checksum is wrong")});
        const QStringList lines = infoText(summary).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 6);
        QCOMPARE(lines[1], QStringLiteral("nothing in it"));
        QVERIFY(lines[3].startsWith(QStringLiteral("the end of the file is missing")));
        QCOMPARE(lines[4], QStringLiteral("lost before it was compacted: a chunk"));
        QCOMPARE(lines[5], QStringLiteral("lost, 1970-01-01 00:00:00 to 1970-01-01 00:00:10 UTC, 10 s: "
                                          "a chunk whose checksum is wrong"));
    }

    void filesOfOtherKindsAreToldAsImported_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        QTest::newRow("good") << QByteArray("time,a\n2024-08-20T06:30:00Z,1\n2024-08-20T06:30:01Z,2\n") << 0;
        QTest::newRow("a bad row") << QByteArray("time,a\n2024-08-20T06:30:00Z,1\nsoon,2\n2024-08-20T06:30:01Z,2\n"
                                                 "2024-08-20T06:30:02Z,3\n")
                                   << 3;
        QTest::newRow("neither") << QByteArray("\x01\x02\x03 this is nothing") << 1;
    }

    void filesOfOtherKindsAreToldAsImported()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("a.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        QTEST(printInfo(file.fileName()), "code");
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
    }
};

QD_TEST_GUILESS(TestRecordingInfo)
#include "tst_recording_info.moc"
