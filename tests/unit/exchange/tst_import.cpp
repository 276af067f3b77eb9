// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>

using namespace qd;
using test::ImportFolder;

namespace {

QByteArray bytesIn(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// OpenMetrics, series by series.
QByteArray manySeries(int series, int samples)
{
    QByteArray text;
    for (int s = 0; s < series; ++s)
        for (int i = 0; i < samples; ++i)
            text += "load{cpu=\"" + QByteArray::number(s) + "\",instance=\"h\",job=\"j\"} " +
                    QByteArray::number(s * 1000 + i * 0.25, 'g', 17) + ' ' +
                    QByteArray::number(1'700'000'000 + i * 10) + '\n';
    return text + "# EOF\n";
}

} // namespace

class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void everySampleIsThere();
    void severalSourcesBecomeOne();
    void columnsOfSeveralFilesStayApart();
    void anExistingFileIsKept();
    void aSourceIsNotOverwritten();
    void afterAnErrorAllIsAsBefore();
    void progressRises();
    void aStopLeavesNothing();
    void whatIsARecording();
};

void ImportTest::everySampleIsThere()
{
    constexpr int series = 40;
    constexpr int samples = 3000; // more than a block
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.om"), manySeries(series, samples));
    QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(contents.series.size(), std::size_t(series));
    for (int s = 0; s < series; ++s) {
        const auto &found = contents.series.at("load{cpu=\"" + std::to_string(s) + "\",instance=\"h\",job=\"j\"}");
        QCOMPARE(found.size(), std::size_t(samples));
        for (int i = 0; i < samples; ++i) {
            QCOMPARE(found[std::size_t(i)].value, s * 1000 + i * 0.25);
            QCOMPARE(found[std::size_t(i)].at, Timestamp(std::chrono::seconds(1'700'000'000 + i * 10)));
        }
    }
    QCOMPARE(folder.report().groups, 1);
    QCOMPARE(folder.report().samples, std::int64_t(series * samples));
    QCOMPARE(folder.report().span.begin, Timestamp(std::chrono::seconds(1'700'000'000)));
    QCOMPARE(folder.report().span.end, Timestamp(Millis(1'700'029'990'001)));
    QCOMPARE(contents.intervals, std::vector<Millis>{Millis(10'000)});
    QCOMPARE(folder.files(), (QStringList{QStringLiteral("a.om"), QStringLiteral("out.mcap")}));
}

void ImportTest::severalSourcesBecomeOne()
{
    ImportFolder folder;
    folder.add(QStringLiteral("a.csv"), "time,a\n1700000000,1\n");
    folder.add(QStringLiteral("b.prom"), "b 2 1700000000000\nb 3 oops\n");
    folder.add(QStringLiteral("c.json"), R"([{"id":1,"time":1700000000500,"text":"x","tags":[]}])");
    const auto report = folder.import();
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->series, 2);
    QCOMPARE(report->events, std::int64_t(1));
    QCOMPARE(report->losses.size(), std::size_t(1));
    QVERIFY(report->losses[0].words.contains(QStringLiteral("b.prom, line 2")));
    QCOMPARE(test::contentsOf(folder.out()).info.at("service"), std::string("a.csv, b.prom, c.json"));
}

void ImportTest::columnsOfSeveralFilesStayApart()
{
    ImportFolder folder;
    folder.add(QStringLiteral("taxis.csv"), "time,value,\"up{job=\"\"x\"\"}\"\n1700000000,1,1\n1700000010,2,1\n");
    folder.add(QStringLiteral("degrees.csv"),
               "time,value,\"up{job=\"\"x\"\"}\"\n1700000100,70,1\n1700000120,71,1\n");
    const auto report = folder.import();
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->series, 3); // what says what it is goes on in the next file
    QVERIFY(report->notes.join(u' ').contains(QStringLiteral("label \"file\"")));
    const auto contents = test::contentsOf(folder.out());
    QCOMPARE(contents.series.at("value{file=\"taxis\"}").size(), std::size_t(2));
    QCOMPARE(contents.series.at("value{file=\"degrees\"}").size(), std::size_t(2));
}

void ImportTest::anExistingFileIsKept()
{
    ImportFolder folder;
    folder.options.overwrite = false;
    (void)folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n");
    const QByteArray before = bytesIn(folder.out());
    const auto again = folder.import();
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::Conflict);
    QCOMPARE(bytesIn(folder.out()), before);
    folder.options.overwrite = true;
    QVERIFY(folder.import());
}

void ImportTest::aSourceIsNotOverwritten()
{
    ImportFolder folder;
    const QString source = folder.add(QStringLiteral("a.csv"), "time,a\n1700000000,1\n");
    const auto report = exchange::importFiles({source}, source, folder.options);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Invalid);
    QCOMPARE(bytesIn(source), QByteArray("time,a\n1700000000,1\n"));
}

void ImportTest::afterAnErrorAllIsAsBefore()
{
    ImportFolder folder;
    (void)folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n");
    const QByteArray before = bytesIn(folder.out());
    folder.add(QStringLiteral("b.json"), R"({"data":{"resultType":"matrix","result":[)");
    const auto report = folder.import();
    QVERIFY(!report);
    QCOMPARE(bytesIn(folder.out()), before);
    QCOMPARE(folder.files().size(), 3);
    folder.add(QStringLiteral("missing"), {});
    QVERIFY(QFile::remove(folder.path(QStringLiteral("missing"))));
    QVERIFY(!folder.import());
    const auto nowhere = exchange::importFiles({folder.path(QStringLiteral("a.csv"))},
                                               folder.path(QStringLiteral("no/such/folder.mcap")), folder.options);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::Io);
}

void ImportTest::progressRises()
{
    ImportFolder folder;
    std::vector<double> shares;
    folder.options.progress = [&](double share) { shares.push_back(share); };
    (void)folder.imported(QStringLiteral("a.om"), manySeries(10, 3000));
    QVERIFY(shares.size() > 8);
    QVERIFY(std::ranges::is_sorted(shares));
    QVERIFY(shares.front() > 0 && shares.front() < 0.2);
    QVERIFY(shares.back() > 0.95 && shares.back() <= 1);
}

void ImportTest::aStopLeavesNothing()
{
    for (const double at : {0.1, 0.9}) { // while it reads, while it writes
        ImportFolder folder;
        std::stop_source stop;
        folder.options.stop = stop.get_token();
        folder.options.progress = [&](double share) {
            if (share > at)
                stop.request_stop();
        };
        folder.add(QStringLiteral("a.om"), manySeries(10, 3000));
        const auto report = folder.import();
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Refused);
        QCOMPARE(folder.files(), QStringList{QStringLiteral("a.om")});
    }
}

void ImportTest::whatIsARecording()
{
    ImportFolder folder;
    (void)folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n");
    QVERIFY(exchange::isRecording(folder.out()));
    QVERIFY(!exchange::isRecording(folder.path(QStringLiteral("a.csv"))));
    QVERIFY(!exchange::isRecording(folder.path(QStringLiteral("missing"))));
    const QString renamed = folder.path(QStringLiteral("renamed"));
    QVERIFY(QFile::copy(folder.out(), renamed));
    QVERIFY(exchange::isRecording(renamed));
    const auto report = exchange::importFiles({renamed}, folder.path(QStringLiteral("b.mcap")), folder.options);
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(QStringLiteral("is a recording already")),
             qPrintable(report.error().words));
}

QD_TEST_GUILESS(ImportTest)
#include "tst_import.moc"
