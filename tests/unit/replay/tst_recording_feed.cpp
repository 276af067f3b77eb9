// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/replay/recording_feed.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/replay/made_recording.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>

using namespace qd;
using test::madeTime;

class RecordingFeedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", QFile::encodeName(m_folder->filePath(QStringLiteral("cache"))));
    }
    void opensCoarseAndLoadsWhatIsLookedAt();
    void aTornFileOpensFromACopyThatIsGone();
    void whatIsNoRecordingIsImported();
    void whatCannotBeOpenedSaysWhy_data();
    void whatCannotBeOpenedSaysWhy();
    void goesAwayInTheMiddleOfAnImport();

private:
    [[nodiscard]] QString file(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    [[nodiscard]] QStringList leftInCache() const
    {
        return QDir(file("cache/quarterdeck")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }
    static bool isExact(const RecordingFeed &feed, int row)
    {
        std::vector<ColumnSummary> columns(1);
        feed.current()->series.first("level").columns({madeTime(row), std::chrono::seconds(1), 1}, columns);
        return columns[0].count == 1 && columns[0].last == test::madeLevel(row);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void RecordingFeedTest::opensCoarseAndLoadsWhatIsLookedAt()
{
    QVERIFY(test::writeMade(file("a.mcap"), 100'000));
    RecordingFeed feed;
    QSignalSpy opened(&feed, &RecordingFeed::opened);
    feed.open(file("a.mcap"));
    QVERIFY(opened.wait());
    QCOMPARE(feed.current()->now, madeTime(99'999) + Millis(1));
    QCOMPARE(feed.current()->status.target.service, QStringLiteral("made"));
    QCOMPARE(feed.current()->series.extent().begin, madeTime(0));
    QVERIFY(!isExact(feed, 70'000));
    const auto before = feed.current()->detail;
    feed.setVisible({madeTime(69'000), madeTime(70'010)});
    QTRY_VERIFY(isExact(feed, 70'000));
    QVERIFY(feed.current()->detail > before);
    QVERIFY(feed.losses().isEmpty());
}

void RecordingFeedTest::aTornFileOpensFromACopyThatIsGone()
{
    QVERIFY(test::writeMade(file("a.mcap"), 20'000));
    const qint64 torn = QFile(file("a.mcap")).size() / 2;
    QVERIFY(QFile::resize(file("a.mcap"), torn));
    RecordingFeed feed;
    QSignalSpy opened(&feed, &RecordingFeed::opened);
    feed.open(file("a.mcap"));
    QVERIFY(opened.wait());
    QVERIFY(!feed.losses().isEmpty());
    QCOMPARE(QFile(file("a.mcap")).size(), torn);
    QCOMPARE(leftInCache(), QStringList());
    feed.setVisible({madeTime(100), madeTime(300)});
    QTRY_VERIFY(isExact(feed, 200)); // the copy is read, though its name is gone
}

void RecordingFeedTest::whatIsNoRecordingIsImported()
{
    QFile text(file("a.csv"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("3000");
    text.close();
    RecordingFeed feed;
    feed.setImport([](const QString &source, const QString &recording,
                      const recording::CopyProgress &progress) -> Result<QStringList> {
        QFile in(source);
        if (!in.open(QIODevice::ReadOnly) || !progress(0.5))
            return failure(ErrorCode::Io, QStringLiteral("no"));
        if (!test::writeMade(recording, in.readAll().toInt()))
            return failure(ErrorCode::Io, QStringLiteral("no"));
        return QStringList{QStringLiteral("times had no zone: taken as UTC")};
    });
    QSignalSpy opened(&feed, &RecordingFeed::opened);
    feed.open(file("a.csv"));
    QVERIFY(opened.wait());
    QCOMPARE(feed.current()->now, madeTime(2'999) + Millis(1));
    QCOMPARE(feed.losses(), QStringList{QStringLiteral("times had no zone: taken as UTC")});
    QCOMPARE(leftInCache(), QStringList());
}

void RecordingFeedTest::whatCannotBeOpenedSaysWhy_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("code");
    QTest::newRow("not there") << QByteArray() << static_cast<int>(ErrorCode::NotFound);
    QTest::newRow("garbage") << QByteArray(5'000, 'x') << static_cast<int>(ErrorCode::Invalid);
    QTest::newRow("of something else") << QByteArray("\x89MCAP0\r\n", 8) << static_cast<int>(ErrorCode::Invalid);
}

void RecordingFeedTest::whatCannotBeOpenedSaysWhy()
{
    QFETCH(QByteArray, content);
    QFETCH(int, code);
    if (!content.isEmpty()) {
        QFile bad(file("bad.mcap"));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write(content);
    }
    RecordingFeed feed;
    QSignalSpy failed(&feed, &RecordingFeed::failed);
    feed.open(file("bad.mcap"));
    QVERIFY(failed.wait());
    const auto error = failed[0][0].value<Error>();
    QCOMPARE(static_cast<int>(error.code), code);
    QVERIFY2(error.words.contains(QStringLiteral("bad.mcap")), qPrintable(error.words));
}

void RecordingFeedTest::goesAwayInTheMiddleOfAnImport()
{
    QFile text(file("a.csv"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("x");
    text.close();
    std::atomic<bool> started = false;
    std::atomic<bool> cancelled = false;
    {
        RecordingFeed feed;
        feed.setImport(
            [&](const QString &, const QString &, const recording::CopyProgress &progress) -> Result<QStringList> {
                while (progress(0.1))
                    started = true;
                cancelled = true;
                return failure(ErrorCode::Refused, QStringLiteral("cancelled"));
            });
        feed.open(file("a.csv"));
        QTRY_VERIFY(started);
    }
    QVERIFY(cancelled);
    QCOMPARE(leftInCache(), QStringList());
}

QD_TEST_GUILESS(RecordingFeedTest)
#include "tst_recording_feed.moc"
