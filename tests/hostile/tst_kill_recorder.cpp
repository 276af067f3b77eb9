// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/flight_recorder.h"
#include "backend/traffic/random.h"
#include "model/event/event_log.h"
#include "model/recording/segment_folder.h"
#include "model/series/series_store.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>

#include <cstdio>
#include <set>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t start = 1'724'135'400'000;
constexpr std::int64_t step = 1000;

void say(std::initializer_list<qint64> numbers)
{
    for (const qint64 number : numbers)
        std::printf("%lld ", static_cast<long long>(number));
    std::printf("\n");
    std::fflush(stdout);
}

/// A recorder and nothing else, in the folder that it is given: goes on after the rows that are there, and says
/// its first row and the one it acknowledged last, again and again.
int runAsRecorder(int, char **argv)
{
    const QString folder = QString::fromLocal8Bit(argv[2]);
    const auto segments = recording::segmentsIn(folder);
    const std::int64_t first =
        segments.empty() ? start : segments.back().span.end.time_since_epoch().count() + step;
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    FlightRecorder recorder({folder, {{"service", "test"}}, 1h, {2min}, {}}, {}, 0, Timestamp(Millis(first)));
    for (std::int64_t row = first;; row += step) {
        const ParsedSample samples[]{{"a", double(row), SeriesType::Counter}, {"b", 0.25, SeriesType::Gauge}};
        (void)store.appendScrape(group, Timestamp(Millis(row)), samples, 0.001);
        auto history = std::make_shared<HistorySnapshot>();
        history->series = store.snapshot();
        history->now = Timestamp(Millis(row));
        recorder.offer(history);
        recorder.flush();
        if (!recorder.problem().isEmpty())
            return 1;
        say({qint64(first), qint64(row)});
    }
}

/// A window without a picture on the data folder that it is given: says of each snapshot its last row (0: none
/// yet) and its newest event.
int runAsWindow(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    EngineFixture f;
    f.config.dataRoot = QString::fromLocal8Bit(argv[2]);
    f.config.where = Where::Practice;
    f.config.startTraffic = true;
    f.config.traffic.users = 5;
    f.config.scrape.interval = 100ms;
    f.config.recordEvery = 300ms;
    f.start();
    QObject::connect(f.engine.get(), &HistoryFeed::published, &app, [&](const HistoryPtr &history) {
        const auto up = history->series.first("up").at(history->now, 1h);
        say({up ? qint64(up->at.time_since_epoch().count()) : 0, qint64(history->events.newestSeq())});
    });
    return app.exec();
}

/// The numbers that one of the two above said, line by line, until it was killed after so many lines.
std::vector<std::pair<std::int64_t, std::int64_t>> saidUntilKilled(const char *what, const QString &folder,
                                                                   std::size_t lines)
{
    QProcess victim;
    victim.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    victim.start(QCoreApplication::applicationFilePath(), {testName(__FILE__), QLatin1String(what), folder});
    std::vector<std::pair<std::int64_t, std::int64_t>> said;
    const auto take = [&] {
        const QByteArrayList words = victim.readLine().split(' ');
        if (words.size() == 3) // the last line may be torn
            said.emplace_back(words[0].toLongLong(), words[1].toLongLong());
    };
    while (said.size() < lines && (victim.canReadLine() || victim.waitForReadyRead(30'000))) {
        while (victim.canReadLine() && said.size() < lines)
            take();
    }
    victim.kill();
    victim.waitForFinished();
    while (victim.canReadLine())
        take();
    return said;
}

struct Recorded
{
    std::set<std::int64_t> rows; ///< times of scraped rows
    std::set<std::uint64_t> events;
    int segments = 0;
    int unopened = 0;
    int losses = 0;
};

Recorded recordedIn(const QString &folder)
{
    Recorded recorded;
    for (const auto &segment : recording::segmentsIn(folder)) {
        const auto reader = RecordingReader::open(segment.path);
        ++recorded.segments;
        if (!reader) {
            recorded.unopened += segment.bytes > 0 ? 1 : 0; // a kill before the first byte leaves an empty file
            continue;
        }
        reader->forEachPage(
            [&](const recording::Page &page) {
                for (const auto &group : page.groups) {
                    if (group.config.kind == GroupKind::Scraped)
                        recorded.rows.insert(group.times.begin(), group.times.end());
                }
                for (const Event &event : page.events)
                    recorded.events.insert(event.seq);
                return true;
            },
            [&](const RecordingLoss &) { ++recorded.losses; });
    }
    return recorded;
}

/// Processes whose command line names `what`.
int processesNaming(const QByteArray &what)
{
    int found = 0;
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(entry));
        const qint64 pid = entry.toLongLong();
        if (pid > 0 && pid != QCoreApplication::applicationPid() && file.open(QIODevice::ReadOnly) &&
            file.readAll().contains(what))
            ++found;
    }
    return found;
}

int rounds(int few, int many)
{
    const int asked = qEnvironmentVariableIntValue("QD_ACCEPTANCE_ROUNDS");
    return asked > 0 ? asked : fullSize() ? many : few;
}

} // namespace

/// kill -9 of what records, again and again over the same folder.
class TestKillRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void everyAcknowledgedRowIsThere()
    {
        const QTemporaryDir folder;
        qd::traffic::Random random(20261125);
        std::set<std::int64_t> acknowledged;
        const int kills = rounds(15, 100);
        for (int round = 0; round < kills; ++round) {
            const auto said = saidUntilKilled("--recorder", folder.path(), 1 + random.next() % 40);
            QVERIFY(!said.empty());
            const auto [first, last] = said.back();
            for (std::int64_t row = first; row <= last; row += step)
                acknowledged.insert(row);
            const Recorded recorded = recordedIn(folder.path());
            QCOMPARE(recorded.unopened, 0);
            QVERIFY2(std::ranges::includes(recorded.rows, acknowledged), QByteArray::number(round).constData());
            QVERIFY(*recorded.rows.rbegin() <= last + step); // killed between the disk and the word
        }
        QVERIFY(recordedIn(folder.path()).segments > 3);
        qInfo("%d kills: all of %zu acknowledged rows are there", kills, acknowledged.size());
    }

    void aKilledWindowLosesTheOpenChunkAtMost()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("practice"));
        const QString recording = target + QStringLiteral("/recording");
        qd::traffic::Random random(20261126);
        std::int64_t longest = 0;
        std::uint64_t newestEvent = 0;
        std::set<std::int64_t> before;
        const int kills = rounds(5, 100);
        for (int round = 0; round < kills; ++round) {
            const auto said = saidUntilKilled("--window", folder.path(), 1 + random.next() % 50);
            QVERIFY(!said.empty());
            QTRY_COMPARE_WITH_TIMEOUT(processesNaming(folder.path().toUtf8()), 0, 2'000);

            const Recorded recorded = recordedIn(recording);
            QCOMPARE(recorded.unopened, 0);
            QVERIFY(std::ranges::includes(recorded.rows, before));
            const std::int64_t last = recorded.rows.empty() ? 0 : *recorded.rows.rbegin();
            for (const auto &[row, event] : said) {
                QVERIFY2(row == 0 || row > last || recorded.rows.contains(row), "a hole, and not the end");
                newestEvent = std::max(newestEvent, static_cast<std::uint64_t>(event));
            }
            // The rows of this run, which begins later than all that was recorded before.
            const auto begun = std::ranges::find_if(
                said, [&](const auto &line) { return before.empty() || line.first > *before.rbegin(); });
            if (begun != said.end() && begun->first > 0)
                longest = std::max(longest, said.back().first - std::max(last, begun->first));
            before = recorded.rows;

            const ManualClock clock{Timestamp(Millis(start))};
            const auto log = EventLog::open(target + QStringLiteral("/events.db"), clock);
            QVERIFY2(log, log ? "" : qPrintable(log.error().words));
            QVERIFY((*log)->snapshot().newestSeq() >= newestEvent);
            QVERIFY(recorded.events.empty() || *recorded.events.rbegin() <= (*log)->snapshot().newestSeq());
        }
        qInfo("%d kills: %zu rows and %llu events are there, at most %lld ms of the end are missing", kills,
              before.size(), static_cast<unsigned long long>(newestEvent), static_cast<long long>(longest));
        QVERIFY(before.size() > std::size_t(kills));
        QVERIFY(longest <= 10'000);
    }
};

namespace {

int killRecorder(int argc, char **argv)
{
    if (argc == 3 && QByteArrayView(argv[1]) == "--recorder")
        return runAsRecorder(argc, argv);
    if (argc == 3 && QByteArrayView(argv[1]) == "--window")
        return runAsWindow(argc, argv);
    if (fullSize())
        qputenv("QTEST_FUNCTION_TIMEOUT", "7200000"); // ms; Qt's five minutes are for what hangs
    QCoreApplication app(argc, argv);
    TestKillRecorder test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace

QD_TEST_MAIN(killRecorder)

#include "tst_kill_recorder.moc"
