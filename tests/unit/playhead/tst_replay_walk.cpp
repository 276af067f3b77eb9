// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/replay_walk.h"
#include "model/playhead/walk_thread.h"
#include "model/series/series_store.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/playhead/recording_evaluator.h"

#include <QtTest/QTest>

#include <limits>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;
using What = Passed::What;

namespace {

constexpr int all = std::numeric_limits<int>::max();

Event eventAt(EventKind kind, Timestamp at, QJsonObject body = {})
{
    Event event;
    event.kind = kind;
    event.at = at;
    event.subject = QStringLiteral("MemoryLeak");
    event.body = std::move(body);
    return event;
}

} // namespace

class TestReplayWalk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void deliversEverythingOnceAndInOrder();
    void stepsMakeNoDifference_data();
    void stepsMakeNoDifference();
    void withinAnInstantRowsComeBeforeEvents();
    void beginsAfterWhatWasSeen();
    void failedScrapesAreRowsToo();
    void growsWithItsHistory();
    void evaluationsLookBackAtWhatTheHistoryHolds();
    void looksBackTwoHoursWhateverTheInterval_data();
    void looksBackTwoHoursWhateverTheInterval();
    void stopsWhereSomethingTurnsCritical();
    void aFiringAlertStopsUnlessItOnlyWarns();
    void theThreadDeliversAllOfIt();
    void theThreadStandsAtAnAlertAndGoesOn();
    void theThreadStandsNoMoreWhenNobodyWantsItTo();
    void theThreadBeginsAnew();
    void theThreadLetsGoOfWhatItWalkedThrough();

private:
    void make(int seconds);
    std::vector<Passed> walkAll(Millis step, int mostInstants);
    ReplayWalk walk(RecordingEvaluator::IsCritical isCritical = nullptr);

    std::unique_ptr<FakeHistory> m_made;
    HistoryPtr m_history;
    std::vector<Passed> m_passed;
    std::mutex m_mutex;
};

void TestReplayWalk::make(int seconds)
{
    m_made = std::make_unique<FakeHistory>();
    m_passed.clear();
    m_made->run(seconds, [](int second) {
        FakeSecond s;
        s.residentMiB = second;
        s.p99Ms = second % 3 == 0 ? std::nullopt : std::optional(4.0); // some cells are absent
        return s;
    });
    const Timestamp begin = m_made->now() - seconds * 1s;
    for (const Millis at : {Millis(500), Millis(1000), Millis(1000), Millis(seconds * 700)}) {
        m_made->log(eventAt(EventKind::Note, begin + at));
    }
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
}

ReplayWalk TestReplayWalk::walk(RecordingEvaluator::IsCritical isCritical)
{
    return ReplayWalk(std::make_unique<RecordingEvaluator>(m_passed, m_mutex, std::move(isCritical)));
}

std::vector<Passed> TestReplayWalk::walkAll(Millis step, int mostInstants)
{
    m_passed.clear();
    ReplayWalk w = walk();
    const TimeRange extent = m_history->series.extent();
    Timestamp until = extent.begin - 1min;
    w.begin(m_history, until);
    while (w.reached() < m_history->now) {
        until = std::min(until + step, m_history->now);
        while (!w.walkTo(until, mostInstants).isWhole) {
        }
    }
    return m_passed;
}

void TestReplayWalk::deliversEverythingOnceAndInOrder()
{
    make(2500); // more than two blocks
    ReplayWalk w = walk();
    w.begin(m_history, m_history->series.extent().begin - 1s);
    QVERIFY(w.walkTo(m_history->now, all).isWhole);
    QCOMPARE(w.reached(), m_history->now);
    QVERIFY(std::ranges::is_sorted(m_passed, {}, &Passed::at));
    const auto count = [&](What what) { return std::ranges::count(m_passed, what, &Passed::what); };
    QCOMPARE(count(What::Row), 5000);
    QCOMPARE(count(What::Event), 4);
    QCOMPARE(count(What::Evaluation), 2500);
    std::int64_t samples = 0;
    double resident = 0;
    for (const Passed &p : m_passed) {
        samples += p.samples;
        resident += p.what == What::Row && p.firstCell > 1e6 ? p.firstCell / 1048576 : 0;
    }
    std::int64_t stored = 0;
    for (const std::string &name : m_history->series.names()) {
        for (const SeriesView &series : m_history->series.select(name)) {
            series.forEach({Timestamp{}, m_history->now + 1ms}, [&](const Sample &) { return ++stored, true; });
        }
    }
    QCOMPARE(samples, stored);
    QCOMPARE(w.counts(), (WalkCounts{5000, stored, 4, 2500}));
}

void TestReplayWalk::stepsMakeNoDifference_data()
{
    QTest::addColumn<Millis>("step");
    QTest::addColumn<int>("mostInstants");
    QTest::newRow("60 times a second at the speed of life") << Millis(16) << all;
    QTest::newRow("at 1000 times") << Millis(16'000) << all;
    QTest::newRow("one instant at a time") << Millis(16'000) << 1;
    QTest::newRow("steps that fall beside the samples") << Millis(1'037) << 3;
    QTest::newRow("more than an hour at once") << Millis(4'000'000) << 7;
}

void TestReplayWalk::stepsMakeNoDifference()
{
    QFETCH(Millis, step);
    QFETCH(int, mostInstants);
    make(1100);
    const auto atOnce = walkAll(std::chrono::hours(1), all);
    QCOMPARE(walkAll(step, mostInstants).size(), atOnce.size());
    QVERIFY(m_passed == atOnce);
}

void TestReplayWalk::withinAnInstantRowsComeBeforeEvents()
{
    make(3);
    ReplayWalk w = walk();
    w.begin(m_history, m_history->now - 2500ms);
    (void)w.walkTo(m_history->now - 2s, all);
    std::vector<What> order;
    for (const Passed &p : m_passed) {
        order.push_back(p.what);
    }
    QCOMPARE(order, (std::vector{What::Row, What::Row, What::Event, What::Event, What::Evaluation}));
    QVERIFY(m_passed[2].seq < m_passed[3].seq);
}

void TestReplayWalk::beginsAfterWhatWasSeen()
{
    make(2000);
    ReplayWalk w = walk();
    const Timestamp middle = m_history->now - 900s;
    w.begin(m_history, middle);
    (void)w.walkTo(middle + 1s, all);
    QCOMPARE(w.counts().rows, 2);
    QCOMPARE(m_passed.front().at, middle + 1s);
}

void TestReplayWalk::failedScrapesAreRowsToo()
{
    make(10);
    m_made->fail(5);
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
    ReplayWalk w = walk();
    w.begin(m_history, m_history->now - 5s);
    (void)w.walkTo(m_history->now, all);
    QCOMPARE(w.counts().rows, 10); // of the scrapes and of what is derived from them
    QCOMPARE(w.counts().evaluations, 5);
    QVERIFY2(w.counts().samples > 5, "the first failure writes a stale marker into every series");
}

void TestReplayWalk::growsWithItsHistory()
{
    make(100);
    ReplayWalk w = walk();
    w.begin(m_history, m_history->now - 10s);
    (void)w.walkTo(m_history->now, all);
    m_made->run(10);
    m_made->log(eventAt(EventKind::Note, m_made->now() - 500ms));
    w.setHistory(std::make_shared<const HistorySnapshot>(m_made->snapshot()));
    (void)w.walkTo(m_made->now(), all);
    QCOMPARE(w.counts().evaluations, 20);
    QCOMPARE(w.counts().rows, 40);
    QVERIFY(std::ranges::is_sorted(m_passed, {}, &Passed::at));
}

/// Compares what it is shown with the history itself.
class ComparingEvaluator final : public Evaluator
{
public:
    /// `whole` may grow meanwhile.
    explicit ComparingEvaluator(const HistoryPtr &whole)
        : m_whole(whole)
    {}
    void restart(const HistorySnapshot &history, Timestamp after) override { compare(history, after); }
    std::optional<QString> evaluate(const HistorySnapshot &history, Timestamp at) override
    {
        return compare(history, at) ? std::nullopt : std::optional(QStringLiteral("differs"));
    }

private:
    bool compare(const HistorySnapshot &shown, Timestamp at) const
    {
        const auto values = [&](const HistorySnapshot &history) {
            std::vector<double> found;
            const SeriesView series = history.series.first("process_resident_memory_bytes");
            series.forEach({at - std::chrono::minutes(70), at + 1ms}, [&](const Sample &sample) {
                found.push_back(sample.value);
                return true;
            });
            return found;
        };
        return values(shown) == values(*m_whole) && shown.now == at;
    }
    const HistoryPtr &m_whole;
};

void TestReplayWalk::evaluationsLookBackAtWhatTheHistoryHolds()
{
    make(12'000);
    ReplayWalk w(std::make_unique<ComparingEvaluator>(m_history));
    for (const Millis before : {Millis(11'990s), Millis(6'000s), Millis(300s)}) {
        w.begin(m_history, m_history->now - before);
        const WalkLeg leg = w.walkTo(m_history->now - before + 250s, all);
        QVERIFY2(leg.isWhole, qPrintable(leg.alert ? leg.alert->words : QString()));
        QCOMPARE(w.counts().evaluations, 250);
    }
    m_made->run(100);
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
    w.setHistory(m_history);
    QVERIFY(w.walkTo(m_history->now, all).isWhole);
    QCOMPARE(w.counts().evaluations, 400);
}

void TestReplayWalk::looksBackTwoHoursWhateverTheInterval_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<int>("silenceAfter"); // rows until three hours without any
    QTest::newRow("15 s") << 15 << 1'000'000;
    QTest::newRow("a minute") << 60 << 1'000'000;
    QTest::newRow("1 s and a gap") << 1 << 4000;
}

/// Looks back from each instant, as findings do.
class LookingBack : public Evaluator
{
public:
    LookingBack(Timestamp begin, Millis interval, QStringList &wrong)
        : m_begin(begin)
        , m_interval(interval)
        , m_wrong(wrong)
    {}
    void restart(const HistorySnapshot &, Timestamp) override {}
    std::optional<QString> evaluate(const HistorySnapshot &seen, Timestamp at) override
    {
        const SeriesView series = seen.series.first("m");
        for (const Millis back : {Millis(0), Millis(60min), Millis(119min)}) {
            if (at - back >= m_begin && !m_isOver(at - back) && !series.at(at - back, m_interval)) {
                m_wrong << QStringLiteral("%1 s back at %2 s").arg(back / 1s).arg((at - m_begin) / 1s);
            }
        }
        return std::nullopt;
    }
    std::function<bool(Timestamp)> m_isOver = [](Timestamp) { return false; };

private:
    Timestamp m_begin;
    Millis m_interval;
    QStringList &m_wrong;
};

void TestReplayWalk::looksBackTwoHoursWhateverTheInterval()
{
    QFETCH(int, interval);
    QFETCH(int, silenceAfter);
    const Timestamp begin{Millis(1'724'155'200'000)};
    SeriesStore store({.retention = std::chrono::hours(1000)});
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels({{"job", "test"}}), interval * 1s});
    Timestamp at = begin;
    Timestamp quietFrom = Timestamp::max();
    Timestamp quietTo = Timestamp::max();
    for (int row = 0; row < 6000; ++row) {
        if (row == silenceAfter) {
            quietFrom = at;
            at += 3h;
            quietTo = at;
        }
        const ParsedSample sample{"m", double(row), SeriesType::Gauge};
        QVERIFY(store.appendScrape(group, at, std::span(&sample, 1), 0.001));
        at += interval * 1s;
    }
    HistorySnapshot history;
    history.series = store.snapshot();
    history.now = history.series.extent().end;
    QStringList wrong;
    auto evaluator = std::make_unique<LookingBack>(begin, interval * 1s, wrong);
    evaluator->m_isOver = [&](Timestamp then) { return then >= quietFrom && then < quietTo; };
    ReplayWalk walk(std::move(evaluator));
    walk.begin(std::make_shared<const HistorySnapshot>(history), begin - 1s);
    QVERIFY(walk.walkTo(history.now, all).isWhole);
    QVERIFY2(wrong.isEmpty(), qPrintable(QString::number(wrong.size()) + u' ' + wrong.value(0)));
}

void TestReplayWalk::stopsWhereSomethingTurnsCritical()
{
    make(100);
    const Timestamp bad = m_history->now - 40s;
    ReplayWalk w = walk([&](Timestamp at) { return at == bad; });
    w.begin(m_history, m_history->now - 60s);
    const WalkLeg leg = w.walkTo(m_history->now, all);
    QVERIFY(leg.alert && !leg.isWhole);
    QCOMPARE(leg.alert->at, bad);
    QCOMPARE(leg.alert->words, QStringLiteral("critical"));
    QCOMPARE(w.counts().evaluations, 20);
    QVERIFY(w.walkTo(m_history->now, all).isWhole);
    QCOMPARE(w.counts().evaluations, 60);
}

void TestReplayWalk::aFiringAlertStopsUnlessItOnlyWarns()
{
    make(10);
    const QString severity = QStringLiteral("severity");
    m_made->log(eventAt(EventKind::AlertFiring, m_made->now() - 5s, {{severity, QStringLiteral("warning")}}));
    m_made->log(eventAt(EventKind::AlertFiring, m_made->now() - 3s, {{severity, QStringLiteral("critical")}}));
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
    ReplayWalk w = walk();
    w.begin(m_history, m_history->now - 8s);
    const WalkLeg leg = w.walkTo(m_history->now, all);
    QVERIFY(leg.alert);
    QCOMPARE(leg.reached, m_history->now - 3s);
    QCOMPARE(leg.alert->words, QStringLiteral("MemoryLeak"));
}

void TestReplayWalk::theThreadDeliversAllOfIt()
{
    make(1200);
    WalkThread thread(std::make_unique<RecordingEvaluator>(m_passed, m_mutex));
    const auto run = thread.begin(m_history, m_history->series.extent().begin - 1ms);
    for (Timestamp until = m_history->now - 1200s; until <= m_history->now; until += 16s) {
        thread.walkTo(until, false);
    }
    thread.walkTo(m_history->now, false);
    QTRY_COMPARE(thread.progress().reached, m_history->now);
    QCOMPARE(thread.progress().run, run);
    QCOMPARE(thread.progress().counts.rows, 2400);
    QCOMPARE(thread.progress().counts.evaluations, 1200);
    QVERIFY(std::ranges::is_sorted(m_passed, {}, &Passed::at));
}

void TestReplayWalk::theThreadStandsNoMoreWhenNobodyWantsItTo()
{
    make(100);
    const Timestamp bad = m_history->now - 40s;
    WalkThread thread(
        std::make_unique<RecordingEvaluator>(m_passed, m_mutex, [&](Timestamp at) { return at == bad; }));
    thread.begin(m_history, m_history->now - 60s);
    thread.walkTo(m_history->now - 30s, true);
    QTRY_COMPARE(thread.progress().reached, bad);
    thread.walkTo(m_history->now, false);
    QTRY_COMPARE(thread.progress().reached, m_history->now);
}

void TestReplayWalk::theThreadLetsGoOfWhatItWalkedThrough()
{
    make(100);
    auto walked = std::make_shared<const HistorySnapshot>(*m_history);
    const std::weak_ptr<const HistorySnapshot> kept = walked;
    WalkThread thread(std::make_unique<RecordingEvaluator>(m_passed, m_mutex));
    thread.begin(std::move(walked), m_history->now - 60s);
    thread.walkTo(m_history->now, false);
    QTRY_COMPARE(thread.progress().reached, m_history->now);
    QVERIFY(!kept.expired());
    thread.begin(std::make_shared<const HistorySnapshot>(), {});
    QTRY_VERIFY(kept.expired());
}

void TestReplayWalk::theThreadStandsAtAnAlertAndGoesOn()
{
    make(100);
    const Timestamp bad = m_history->now - 40s;
    WalkThread thread(
        std::make_unique<RecordingEvaluator>(m_passed, m_mutex, [&](Timestamp at) { return at == bad; }));
    thread.begin(m_history, m_history->now - 60s);
    thread.walkTo(m_history->now, true);
    QTRY_VERIFY(thread.progress().alert);
    QCOMPARE(thread.progress().reached, bad);
    thread.goOn();
    thread.walkTo(m_history->now, true);
    QTRY_COMPARE(thread.progress().reached, m_history->now);
    QCOMPARE(thread.progress().counts.evaluations, 60);
    QVERIFY(!thread.progress().alert);
}

void TestReplayWalk::theThreadBeginsAnew()
{
    make(100);
    WalkThread thread(std::make_unique<RecordingEvaluator>(m_passed, m_mutex));
    thread.begin(m_history, m_history->now - 60s);
    thread.walkTo(m_history->now, false);
    const auto run = thread.begin(m_history, m_history->now - 10s);
    QCOMPARE(thread.progress().counts, WalkCounts());
    thread.walkTo(m_history->now, false);
    QTRY_COMPARE(thread.progress().reached, m_history->now);
    QCOMPARE(thread.progress().run, run);
    QCOMPARE(thread.progress().counts.evaluations, 10);
}

QD_TEST_GUILESS(TestReplayWalk)
#include "tst_replay_walk.moc"
