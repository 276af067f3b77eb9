// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/save_recording.h"
#include "tests/support/outage_clock.h"

#include "model/event/event_log.h"
#include "model/recording/compaction.h"
#include "model/recording/recording_summary.h"
#include "model/recording/segment_folder.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/small_files.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::recording;

namespace {

using test::second;

/// A history of one second a row: `n` reads its row; `half` comes every other second, in a group of its own.
class Grown
{
public:
    explicit Grown(const QTemporaryDir &dir, Millis retention = std::chrono::hours(25))
        : m_store({.retention = retention})
        , m_clock(second(0))
        , m_log(std::move(*EventLog::open(dir.filePath(QStringLiteral("events.db")), m_clock)))
    {}

    void to(int seconds)
    {
        for (; m_next < seconds; ++m_next) {
            const ParsedSample samples[]{{"n", double(m_next), SeriesType::Counter}};
            QVERIFY(m_store.appendScrape(m_group, second(m_next), samples, 0.001));
            if (m_next % 2 == 0) {
                const SeriesValue value{m_store.series(m_derived, {"half", {}}), m_next / 2.0};
                QVERIFY(m_store.append(m_derived, second(m_next), std::span(&value, 1)));
            }
        }
    }
    void note(int at, const QString &text, const QString &actor = QStringLiteral("alice"))
    {
        Event event;
        event.origin = QStringLiteral("quarterdeck");
        event.originInstance = QStringLiteral("i");
        event.at = second(at);
        event.actor = actor;
        event.reason = text;
        QVERIFY(m_log->append(event));
    }
    [[nodiscard]] SaveOrder order(const QString &path, int from, int to)
    {
        SaveOrder order;
        order.series = m_store.snapshot();
        order.events = m_log->snapshot();
        order.range = {second(from), second(to)};
        order.path = path;
        order.info = {{"service", "PRACTICE"}, {"provenance", "real"}};
        return order;
    }

private:
    SeriesStore m_store;
    ManualClock m_clock;
    std::unique_ptr<EventLog> m_log;
    GroupId m_group = m_store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    GroupId m_derived = m_store.addGroup({GroupKind::Derived, Labels{{"job", "j"}}, std::chrono::seconds(2), "d"});
    int m_next = 0;
};

struct Saved
{
    std::map<std::string, std::vector<double>> cells; ///< by series, without absent rows
    std::vector<Event> events;
};

Saved savedIn(const QString &path)
{
    Saved saved;
    const auto reader = RecordingReader::open(path);
    [&] { QVERIFY2(reader, reader ? "" : qPrintable(reader.error().words)); }();
    reader->forEachPage(
        [&](const Page &page) {
            saved.events.insert(saved.events.end(), page.events.begin(), page.events.end());
            int damaged = 0;
            for (const auto &group : page.groups) {
                for (const auto &column : tableOf(group, damaged).columns)
                    saved.cells[column.key.name].insert(saved.cells[column.key.name].end(), column.cells.begin(),
                                                        column.cells.end());
            }
            return true;
        },
        [](const RecordingLoss &loss) { QFAIL(qPrintable(loss.words)); });
    return saved;
}

/// from, from + step, … before end
std::vector<double> numbers(int from, int end, int step = 1)
{
    std::vector<double> numbers;
    for (; from < end; from += step)
        numbers.push_back(from);
    return numbers;
}

} // namespace

class SaveRecordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRangeOfWhatIsInMemory();
    void everything();
    void olderRowsComeFromTheSegments_data();
    void olderRowsComeFromTheSegments();
    void damageOfASegmentIsSaid();
    void namesAreMasked();
    void namesStayWhereThatIsWanted();
    void whatIsThereStays();
    void anEmptyRangeIsNoFile();
    void aFullDiskLeavesNothing();
    void stoppedLeavesNothing();
    void progressRises();
    void theEstimateIsNearTheTruth();

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(QStringLiteral("out.mcap")); }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_dir->path()).entryList({QStringLiteral("out*")}, QDir::Files);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void SaveRecordingTest::init()
{
    test::failOnAnyWarning();
    m_dir = std::make_unique<QTemporaryDir>();
}

void SaveRecordingTest::aRangeOfWhatIsInMemory()
{
    Grown history(*m_dir);
    history.to(3000);
    history.note(10, QStringLiteral("before"));
    history.note(1000, QStringLiteral("at its beginning"));
    history.note(2499, QStringLiteral("at its end"));
    history.note(2500, QStringLiteral("after"));
    const auto report = saveRecording(history.order(path(), 1000, 2500));
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    const Saved saved = savedIn(path());
    QCOMPARE(saved.cells.at("n"), numbers(1000, 2500));
    QCOMPARE(saved.cells.at("half"), numbers(500, 1250));
    QCOMPARE(saved.events.size(), std::size_t(2));
    QCOMPARE(saved.events.front().reason, QStringLiteral("at its beginning"));
    QCOMPARE(report->series, 5); // up and the figures of the scrape
    QCOMPARE(report->samples, 4 * 1500 + 750);
    QCOMPARE(report->events, 2);
    QCOMPARE(report->span, (TimeRange{second(1000), second(2500)}));
    QCOMPARE(report->bytes, std::uint64_t(QFileInfo(path()).size()));
    QVERIFY(report->losses.isEmpty());
    QCOMPARE(RecordingReader::open(path())->info().at("service"), std::string("PRACTICE"));
    QCOMPARE(files(), QStringList{QStringLiteral("out.mcap")});
}

void SaveRecordingTest::everything()
{
    Grown history(*m_dir);
    history.to(1500);
    SaveOrder order = history.order(path(), 0, 0);
    order.range = SaveOrder().range;
    const auto report = saveRecording(order);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(savedIn(path()).cells.at("n"), numbers(0, 1500));
}

void SaveRecordingTest::olderRowsComeFromTheSegments_data()
{
    QTest::addColumn<bool>("closed");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("over the border") << true << 500 << 7000;
    QTest::newRow("segments alone") << true << 500 << 1500;
    QTest::newRow("memory alone") << true << 6000 << 7000;
    QTest::newRow("while one is being written") << false << 500 << 7000;
}

void SaveRecordingTest::olderRowsComeFromTheSegments()
{
    QFETCH(bool, closed);
    QFETCH(int, from);
    QFETCH(int, to);
    Grown history(*m_dir, std::chrono::minutes(30));
    QDir(m_dir->path()).mkdir(QStringLiteral("recording"));
    const QString folder = m_dir->filePath(QStringLiteral("recording"));
    SegmentRecorder recorder(folder, {}, {.length = std::chrono::minutes(25)});
    for (int s = 100; s <= 7000; s += 100) {
        history.to(s);
        const SaveOrder now = history.order({}, 0, 0);
        QVERIFY(recorder.write(now.series, now.events));
        for (const QString &segment : recorder.takeClosed())
            QVERIFY(compact(segment));
    }
    if (closed)
        QVERIFY(recorder.close());
    SaveOrder order = history.order(path(), from, to);
    QVERIFY(order.series.extent().begin > second(2000)); // else there would be nothing older
    order.segments = folder;
    const auto report = saveRecording(order);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->losses, QStringList());
    const Saved saved = savedIn(path());
    QCOMPARE(saved.cells.at("n"), numbers(from, to));
    QCOMPARE(saved.cells.at("half"), numbers((from + 1) / 2, (to + 1) / 2));
    const SaveEstimate estimate = estimateSave(order);
    QCOMPARE(estimate.span.begin, second(from));
    if (!closed)
        return; // its last rows are in memory alone
    order.series = {};
    order.existing = Existing::Replace;
    QVERIFY(saveRecording(order, {}, [](double share) { QVERIFY(share >= 0 && share <= 1); }));
    QCOMPARE(savedIn(path()).cells.at("n"), numbers(from, to));
}

void SaveRecordingTest::damageOfASegmentIsSaid()
{
    Grown history(*m_dir, std::chrono::minutes(30));
    history.to(3000);
    const QString folder = m_dir->filePath(QStringLiteral("recording"));
    QDir().mkpath(folder);
    SegmentRecorder recorder(folder, {});
    const SaveOrder now = history.order({}, 0, 0);
    QVERIFY(recorder.write(now.series, now.events));
    const QString segment = recorder.openPath();
    QVERIFY(recorder.close());
    QFile file(segment);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qsizetype chunk = file.readAll().indexOf("zstd") + 40;
    QVERIFY(file.seek(chunk) && file.write("####") == 4);
    file.close();
    history.to(9000);
    SaveOrder order = history.order(path(), 0, 9000);
    order.segments = folder;
    const auto report = saveRecording(order);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->losses.size(), 1);
}

void SaveRecordingTest::namesAreMasked()
{
    Grown history(*m_dir);
    history.to(100);
    history.note(10, QStringLiteral("bob asked for it"), QStringLiteral("alice"));
    history.note(20, QStringLiteral("alice was here"), QStringLiteral("bob"));
    const auto report = saveRecording(history.order(path(), 0, 100));
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->maskedPeople, 2);
    const Saved saved = savedIn(path());
    QCOMPARE(saved.events[0].reason, saved.events[1].actor + QStringLiteral(" asked for it"));
    QCOMPARE(saved.events[1].reason, saved.events[0].actor + QStringLiteral(" was here"));
}

void SaveRecordingTest::namesStayWhereThatIsWanted()
{
    Grown history(*m_dir);
    history.to(100);
    history.note(10, QStringLiteral("bob asked for it"));
    SaveOrder order = history.order(path(), 0, 100);
    order.masking = Masking::Off;
    const auto report = saveRecording(order);
    QVERIFY(report);
    QCOMPARE(report->maskedPeople, 0);
    QCOMPARE(savedIn(path()).events[0].actor, QStringLiteral("alice"));
}

void SaveRecordingTest::whatIsThereStays()
{
    QFile there(path());
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
    there.close();
    Grown history(*m_dir);
    history.to(100);
    SaveOrder order = history.order(path(), 0, 100);
    QCOMPARE(saveRecording(order).error().code, ErrorCode::Conflict);
    QCOMPARE(there.size(), 4);
    order.existing = Existing::Replace;
    QVERIFY(saveRecording(order));
    QCOMPARE(savedIn(path()).cells.at("n"), numbers(0, 100));
}

void SaveRecordingTest::anEmptyRangeIsNoFile()
{
    Grown history(*m_dir);
    history.to(100);
    const auto report = saveRecording(history.order(path(), 500, 600));
    QCOMPARE(report.error().code, ErrorCode::NotFound);
    QCOMPARE(files(), QStringList());
}

void SaveRecordingTest::aFullDiskLeavesNothing()
{
    Grown history(*m_dir);
    history.to(3000);
    SaveOrder order = history.order(QStringLiteral("/dev/full/out.mcap"), 0, 3000);
    QCOMPARE(saveRecording(order).error().code, ErrorCode::Io);
    order.path = path();
    const auto report = test::withSmallFiles(512, [&] { return saveRecording(order); });
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Io);
    QVERIFY2(report.error().words.contains(QStringLiteral("cannot be written")), qPrintable(report.error().words));
    QCOMPARE(files(), QStringList());
}

void SaveRecordingTest::stoppedLeavesNothing()
{
    Grown history(*m_dir);
    history.to(3000);
    std::stop_source stop;
    const auto report =
        saveRecording(history.order(path(), 0, 3000), stop.get_token(), [&](double) { stop.request_stop(); });
    QCOMPARE(report.error().code, ErrorCode::Refused);
    QCOMPARE(files(), QStringList());
}

void SaveRecordingTest::progressRises()
{
    Grown history(*m_dir);
    history.to(5000);
    std::vector<double> shares;
    QVERIFY(saveRecording(history.order(path(), 0, 5000), {}, [&](double share) { shares.push_back(share); }));
    QVERIFY(shares.size() >= 5);
    QVERIFY(shares.front() < 0.5 && shares.back() > 0.99);
    QVERIFY(std::ranges::all_of(shares, [](double share) { return share >= 0 && share <= 1; }));
}

void SaveRecordingTest::theEstimateIsNearTheTruth()
{
    Grown history(*m_dir);
    history.to(20'000);
    history.note(10, QStringLiteral("one"));
    const SaveOrder order = history.order(path(), 0, 20'000);
    const SaveEstimate estimate = estimateSave(order);
    const auto report = saveRecording(order);
    QVERIFY(report);
    QCOMPARE(estimate.span, report->span);
    QCOMPARE(estimate.series, report->series);
    QCOMPARE(estimate.events, 1);
    QVERIFY(estimate.bytes > 0);
}

QD_TEST_GUILESS(SaveRecordingTest)
#include "tst_save_recording.moc"
