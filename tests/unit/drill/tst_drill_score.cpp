// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/score.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::drill;
using namespace std::chrono_literals;

namespace {

const Scenario scenario = sessionLeak(Telling::Drill, 1, 30);
const Millis zero = scenario.begin.time_since_epoch();

struct Told : test::IncidentLog
{
    void deploy(const char *release, Millis at, bool isRollback = false)
    {
        Event event;
        event.kind = EventKind::Deploy;
        event.body = {{QStringLiteral("release"), QLatin1String(release)},
                      {QStringLiteral("rollback"), isRollback}};
        add(std::move(event), zero + at);
    }
    void happens(EventKind kind, Millis at) { add(kind, zero + at); }
    void becomes(incident::Status to, Millis at) { status(to, zero + at); }
    void opens(Millis at) { open(zero + at); }
};

/// What a pass of the collector leaves: rises while it leaks, and is `after` from `from` on.
SeriesSnapshot retained(Millis from, double after)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, {}, 10s});
    const SeriesHandle series = store.series(group, {"sessiond_sessions_retained_after_pass", {}});
    for (Millis t{0}; t <= 120min; t += 10s) {
        const std::array values{SeriesValue{series, t < from ? double(t / 1s) : after}};
        if (!store.append(group, scenario.begin + t, values))
            qFatal("not in order");
    }
    return store.snapshot();
}

Score scored(const Told &log, const SeriesSnapshot &series)
{
    return scoreOf(scenario, log.snapshot(), series, scenario.begin + 120min);
}

} // namespace

class TestDrillScore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void whatWasOpenBeforeTellsOfItOnceAnAlertJoins()
    {
        Told log;
        log.opens(14min);
        log.deploy("2.4.0", 15min);
        QVERIFY(!scored(log, retained(120min, 0)).detect);
        log.add(incident::Link{QStringLiteral("LeakPages x"), QStringLiteral("LeakPages"), {}, false, {}},
                zero + 19min);
        QCOMPARE(scored(log, retained(120min, 0)).detect, std::optional<Millis>(4min));
    }

    void timesCountFromTheLeak()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.opens(18min);
        log.add(incident::Hypothesis{QStringLiteral("h"),
                                     QStringLiteral("Sessions stay"),
                                     incident::Hypothesis::State::Confirmed,
                                     {},
                                     {},
                                     {}},
                zero + 25min);
        log.becomes(incident::Status::Mitigated, 26min);
        log.deploy("2.4.2", 40min);
        log.becomes(incident::Status::Resolved, 50min);
        const Score score = scored(log, retained(40min, 0));
        QCOMPARE(score.detect, std::optional<Millis>(3min));
        QCOMPARE(score.name, std::optional<Millis>(10min));
        QCOMPARE(score.mitigate, std::optional<Millis>(11min));
        QCOMPARE(score.resolve, std::optional<Millis>(35min));
        QCOMPARE(score.outcome, Outcome::Fixed);
        QCOMPARE(score.wrongTurns, QStringList());
    }

    void whatDidNotHappenHasNoTime()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        const Score score = scored(log, retained(200min, 0));
        QVERIFY(!score.detect && !score.name && !score.mitigate && !score.resolve);
        QCOMPARE(score.outcome, Outcome::Open);
        QCOMPARE(scored(Told(), retained(0min, 0)).outcome, Outcome::NotBegun);
    }

    void restartRelieves()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.opens(18min);
        log.happens(EventKind::RestartFinished, 30min);
        QCOMPARE(scored(log, retained(200min, 0)).outcome, Outcome::Relieved);
        QCOMPARE(scored(log, retained(200min, 0)).wrongTurns, QStringList());
        log.happens(EventKind::RestartFinished, 45min);
        QCOMPARE(scored(log, retained(200min, 0)).wrongTurns.size(), 1);
    }

    void restartingWhatIsWellIsNoWrongTurn()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.opens(18min);
        log.happens(EventKind::RestartFinished, 30min);
        log.deploy("2.4.2", 40min);
        log.happens(EventKind::RestartFinished, 45min);
        QCOMPARE(scored(log, retained(40min, 0)).wrongTurns, QStringList());
    }

    /// The first passes of a new process find what came with it.
    void aReleaseHasTimeToSettle()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.deploy("2.4.2", 40min);
        QCOMPARE(scored(log, retained(41min, 0)).outcome, Outcome::Fixed);
        QCOMPARE(scored(log, retained(43min, 0)).outcome, Outcome::Open);
    }

    void rollingBackToALeakIsAWrongTurn()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.deploy("2.4.1", 17min);
        log.deploy("2.4.0", 30min, true);
        const Score score = scored(log, retained(200min, 0));
        QCOMPARE(score.outcome, Outcome::Relieved);
        QCOMPARE(score.wrongTurns,
                 QStringList{QStringLiteral("07:00:00 rolled back to 2.4.0, which leaks as well")});
    }

    void vainSuspicionsAreWrongTurns()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.opens(18min);
        using State = incident::Hypothesis::State;
        for (const auto &[state, at] : {std::pair(State::Suspected, 30min), std::pair(State::RuledOut, 35min)})
            log.add(
                incident::Hypothesis{
                    QStringLiteral("h"), QStringLiteral("The deploy of 2.4.1. It is slow"), state, {}, {}, {}},
                zero + at);
        QCOMPARE(scored(log, retained(200min, 0)).wrongTurns,
                 QStringList{QStringLiteral("07:00:00 suspected in vain: The deploy of 2.4.1")});
    }

    /// The release alone proves nothing.
    void oneRetainedSessionIsNotFixed()
    {
        Told log;
        log.deploy("2.4.0", 15min);
        log.deploy("2.4.2", 40min);
        QCOMPARE(scored(log, retained(40min, 0)).outcome, Outcome::Fixed);
        QCOMPARE(scored(log, retained(40min, 1)).outcome, Outcome::Open);
        QCOMPARE(scored(log, {}).outcome, Outcome::Open);
    }
};

QD_TEST_APPLESS(TestDrillScore)
#include "tst_drill_score.moc"
