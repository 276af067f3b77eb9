// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/flight_recorder.h"
#include "model/recording/pins.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using test::second;

/// A history of one counter.
class Growing
{
public:
    HistoryPtr to(int seconds)
    {
        for (; m_next < seconds; ++m_next) {
            const ParsedSample samples[]{{"n", double(m_next), SeriesType::Counter}};
            [&] { QVERIFY(m_store.appendScrape(m_group, second(m_next), samples, 0.001)); }();
        }
        auto history = std::make_shared<HistorySnapshot>();
        history->series = m_store.snapshot();
        history->now = second(seconds);
        return history;
    }

private:
    SeriesStore m_store;
    GroupId m_group = m_store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    int m_next = 0;
};

std::int64_t rowsIn(const QString &folder)
{
    std::int64_t rows = 0;
    const auto read =
        recording::readSegments(folder, {second(0), second(100'000)},
                                [&](const recording::Table &table) { rows += std::ssize(table.times); });
    [&] { QVERIFY(read.losses.empty()); }();
    return rows;
}

} // namespace

class FlightRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
        m_config = {m_dir->filePath(QStringLiteral("recording")), {{"service", "sessiond"}}, 1h, {}, {}};
    }
    void writesWhatIsOffered();
    void whatIsOfferedLastIsWrittenAtTheEnd();
    void aTornSegmentIsCompactedAtTheStart();
    void closedSegmentsAreCompactedAndOldOnesGo();
    void oldSegmentsGoAtTheStartToo();
    void aClockAMonthAheadCostsNothing();
    void aFullDiskIsToldWithItsTimeAndNothingIsLost();
    void pinnedSegmentsStay();
    void pinsThatCannotBeReadKeepEverything();
    void urgentIsWhatIsCritical_data();
    void urgentIsWhatIsCritical();
    void whatIsUrgentIsWrittenSoon();

private:
    QStringList keptTwoDaysLater(const std::function<void(const QStringList &)> &pin);

    std::unique_ptr<QTemporaryDir> m_dir;
    FlightRecorderConfig m_config;
};

void FlightRecorderTest::writesWhatIsOffered()
{
    Growing growing;
    FlightRecorder recorder(m_config, {}, 0, second(0));
    recorder.offer(growing.to(10));
    recorder.offer(growing.to(20));
    recorder.flush();
    QCOMPARE(recorder.problem(), QString());
    QCOMPARE(rowsIn(m_config.folder), 20);
}

void FlightRecorderTest::whatIsOfferedLastIsWrittenAtTheEnd()
{
    Growing growing;
    for (int seconds = 50; seconds <= 200; seconds += 50) {
        FlightRecorder recorder(m_config, seconds == 50 ? SeriesSnapshot() : growing.to(seconds - 50)->series, 0,
                                second(0));
        recorder.offer(growing.to(seconds));
    }
    QCOMPARE(rowsIn(m_config.folder), 200);
    for (const auto &segment : recording::segmentsIn(m_config.folder))
        QVERIFY(!RecordingReader::open(segment.path)->rebuilt());
}

void FlightRecorderTest::aTornSegmentIsCompactedAtTheStart()
{
    Growing growing;
    QVERIFY(QDir().mkpath(m_config.folder));
    {
        SegmentRecorder torn(m_config.folder, {});
        QVERIFY(torn.write(growing.to(30)->series, {}));
    }
    QVERIFY(RecordingReader::open(recording::segmentsIn(m_config.folder).front().path)->rebuilt());
    FlightRecorder(m_config, growing.to(30)->series, 0, second(30)).flush();
    const auto reader = RecordingReader::open(recording::segmentsIn(m_config.folder).front().path);
    QVERIFY(!reader->rebuilt());
    QVERIFY(reader->info().contains("compacted"));
    QCOMPARE(rowsIn(m_config.folder), 30);
}

void FlightRecorderTest::closedSegmentsAreCompactedAndOldOnesGo()
{
    m_config.limits = {1min, 150s};
    Growing growing;
    FlightRecorder recorder(m_config, {}, 0, second(0));
    for (int seconds = 30; seconds <= 300; seconds += 30) {
        recorder.offer(growing.to(seconds));
        recorder.flush();
    }
    const auto segments = recording::segmentsIn(m_config.folder);
    QVERIFY2(segments.size() == 3 || segments.size() == 4, qPrintable(QString::number(segments.size())));
    QVERIFY(RecordingReader::open(segments.front().path)->info().contains("compacted"));
    QVERIFY(segments.front().span.end > second(300 - 150 - 61));
}

void FlightRecorderTest::oldSegmentsGoAtTheStartToo()
{
    QVERIFY(QDir().mkpath(m_config.folder));
    for (int i = 0; i < 2; ++i) {
        Growing growing;
        SegmentRecorder recorder(m_config.folder, {});
        QVERIFY(recorder.write(growing.to(30 + i)->series, {}));
        QVERIFY(recorder.close());
    }
    m_config.limits.retention = 24h;
    FlightRecorder(m_config, {}, 0, second(100)).flush();
    QCOMPARE(recording::segmentsIn(m_config.folder).size(), std::size_t(2));
    FlightRecorder(m_config, {}, 0, second(48 * 3600)).flush();
    QCOMPARE(recording::segmentsIn(m_config.folder).size(), std::size_t(1));
}

void FlightRecorderTest::aClockAMonthAheadCostsNothing()
{
    m_config.limits.retention = 7 * 24h;
    QVERIFY(QDir().mkpath(m_config.folder));
    Growing growing;
    SegmentRecorder recorder(m_config.folder, {}, {1min, 7 * 24h});
    for (const int seconds : {60, 120, 180})
        QVERIFY(recorder.write(growing.to(seconds)->series, {}));
    QVERIFY(recorder.close());
    const std::size_t before = recording::segmentsIn(m_config.folder).size();
    QVERIFY(before >= 2);
    FlightRecorder(m_config, {}, 0, second(30 * 24 * 3600)).flush();
    QCOMPARE(recording::segmentsIn(m_config.folder).size(), before);
}

void FlightRecorderTest::aFullDiskIsToldWithItsTimeAndNothingIsLost()
{
    std::atomic<bool> full{true};
    m_config.makeSink = [&](const QString &path) -> Result<std::unique_ptr<AppendSink>> {
        if (full)
            return failure(ErrorCode::Io,
                           QStringLiteral("%1: cannot be made: No space left on device.").arg(path));
        auto file = AppendFile::create(path);
        if (!file)
            return tl::unexpected(file.error());
        return std::move(*file);
    };
    Growing growing;
    FlightRecorder recorder(m_config, {}, 0, second(0));
    recorder.offer(growing.to(10));
    recorder.flush();
    const QString problem = recorder.problem();
    QVERIFY2(problem.startsWith(QStringLiteral("Not recording since 06:30:10 UTC. ")), qPrintable(problem));
    QVERIFY(problem.endsWith(QStringLiteral("No space left on device.")));
    recorder.offer(growing.to(20));
    recorder.flush();
    QCOMPARE(recorder.problem(), problem); // since when it began, not since the last attempt
    full = false;
    recorder.offer(growing.to(30));
    recorder.flush();
    QCOMPARE(recorder.problem(), QString());
    QCOMPARE(rowsIn(m_config.folder), 30);
}

/// Leaves three closed segments of a minute each; the names of those that a recorder of two days later keeps.
QStringList FlightRecorderTest::keptTwoDaysLater(const std::function<void(const QStringList &)> &pin)
{
    QDir().mkpath(m_config.folder);
    Growing growing;
    SegmentRecorder recorder(m_config.folder, {}, {1min});
    for (int seconds = 60; seconds <= 180; seconds += 60)
        [&] { QVERIFY(recorder.write(growing.to(seconds)->series, {})); }();
    [&] { QVERIFY(recorder.close()); }();
    QStringList names = QDir(m_config.folder).entryList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name);
    [&] { QCOMPARE(names.size(), 3); }();
    pin(names);
    m_config.limits.retention = 24h;
    FlightRecorder(m_config, {}, 0, second(48 * 3600)).flush();
    return QDir(m_config.folder).entryList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name);
}

void FlightRecorderTest::pinnedSegmentsStay()
{
    QStringList all;
    const QStringList kept = keptTwoDaysLater([&](const QStringList &names) {
        all = names;
        QVERIFY(recording::writePins(m_config.folder, {{{second(70), second(71)}, QStringLiteral("bookmark")}}));
    });
    QCOMPARE(kept, (QStringList{all[1], all[2]})); // the newest is never deleted
}

void FlightRecorderTest::pinsThatCannotBeReadKeepEverything()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("pins.json is no list of pins. Old segments "
                                                           "stay until it is mended or removed.")));
    const QStringList kept = keptTwoDaysLater([&](const QStringList &) {
        QFile file(QDir(m_config.folder).filePath(recording::pinsFile));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write("[{"), 2);
    });
    QCOMPARE(kept.size(), 3);
}

void FlightRecorderTest::urgentIsWhatIsCritical_data()
{
    QTest::addColumn<Health>("health");
    QTest::addColumn<bool>("urgent");
    QTest::newRow("well") << Health::Ok << false;
    QTest::newRow("starting") << Health::Starting << false;
    QTest::newRow("down") << Health::Down << true;
}

void FlightRecorderTest::urgentIsWhatIsCritical()
{
    QFETCH(Health, health);
    QFETCH(bool, urgent);
    HistorySnapshot history;
    history.now = second(0);
    history.status.health = health;
    QCOMPARE(FlightRecorder::isUrgent(history), urgent);
}

void FlightRecorderTest::whatIsUrgentIsWrittenSoon()
{
    m_config.every = 1h;
    m_config.everyUrgent = 10ms;
    Growing growing;
    FlightRecorder recorder(m_config, {}, 0, second(0));
    auto down = std::make_shared<HistorySnapshot>(*growing.to(10));
    down->status.health = Health::Down;
    recorder.offer(down);
    // Nobody asked for it, and an hour is not over.
    const auto written = [&] {
        const auto segments = recording::segmentsIn(m_config.folder);
        return !segments.empty() && segments.front().span.end > second(9);
    };
    QTRY_VERIFY(written());
}

QD_TEST_GUILESS(FlightRecorderTest)
#include "tst_flight_recorder.moc"
