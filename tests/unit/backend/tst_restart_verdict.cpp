// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/restart_verdict.h"
#include "model/rules/derived_names.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp requested = Timestamp(100'000s);
const Timestamp ready = requested + 4s;

/// A service before and after its restart.
struct Side
{
    double logoutsPerMinute = 60;
    double retainedPerLogout = 0;
    double mibPerMinute = 0;
};

/// Ten minutes before the restart and sixteen after it, at a sample every five seconds.
SeriesSnapshot history(const Side &before, const Side &after)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, 5s});
    const SeriesHandle ended =
        store.series(group, {"sessiond_sessions_ended_total", Labels({{"reason", "logout"}})});
    const SeriesHandle retained = store.series(group, {"sessiond_sessions", Labels({{"state", "retained"}})});
    const SeriesHandle slope = store.series(group, {std::string(derived::memorySlope), {}});
    for (Millis t = -10min; t <= 16min; t += 5s) {
        if (t > 0s && t < 4s)
            continue;
        const Side &side = t <= 0s ? before : after;
        const double minutes = std::chrono::duration<double, std::ratio<60>>(t <= 0s ? t + 10min : t - 4s).count();
        const double logouts = side.logoutsPerMinute * minutes;
        const std::array values{SeriesValue{ended, logouts},
                                SeriesValue{retained, logouts * side.retainedPerLogout},
                                SeriesValue{slope, side.mibPerMinute * 1024 * 1024 / 60}};
        if (!store.append(group, requested + t, values))
            qFatal("the history is not in order");
    }
    return store.snapshot();
}

} // namespace

class TestRestartVerdict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void judgesWhatWasMeasured_data()
    {
        QTest::addColumn<Side>("before");
        QTest::addColumn<Side>("after");
        QTest::addColumn<QString>("logouts");
        QTest::addColumn<QString>("memory");
        const auto row = [](const char *name, Side before, Side after, const char *logouts, const char *memory) {
            QTest::newRow(name) << before << after << QString::fromLatin1(logouts) << QString::fromLatin1(memory);
        };
        row("the leak goes on", {60, 1, 12}, {60, 1, 11},
            "Retained per logout: 1.00 before and 1.00 after: it goes on.",
            "Memory rose 12.0 MiB/min before and rose 11.0 MiB/min after: relieved, not fixed; it fills as fast "
            "as "
            "before.");
        row("the leak has stopped", {60, 0.5, 6}, {60, 0, 0},
            "Retained per logout: 0.50 before and 0.00 after: it has stopped.",
            "Memory rose 6.00 MiB/min before and stood still after: it no longer rises.");
        row("there was none", {60, 0, 0}, {60, 0, 0},
            "Retained per logout: 0.00 before and 0.00 after: all is well.",
            "Memory stood still before and stood still after: it did not rise before, the restart proves "
            "nothing.");
        row("a deploy brought it", {60, 0, 0}, {60, 1, 5},
            "Retained per logout: 0.00 before and 1.00 after: it has begun.",
            "Memory stood still before and rose 5.00 MiB/min after: it did not rise before, the restart proves "
            "nothing.");
        row("hardly anybody signed out", {1, 1, 1}, {60, 1, 1},
            "Too little traffic to tell whether sessions are still retained.",
            "Memory rose 1.00 MiB/min before and rose 1.00 MiB/min after: relieved, not fixed; it fills as fast "
            "as "
            "before.");
        row("it goes on faster", {60, 1, 4}, {60, 1, 6},
            "Retained per logout: 1.00 before and 1.00 after: it goes on.",
            "Memory rose 4.00 MiB/min before and rose 6.00 MiB/min after: relieved, not fixed; it fills faster "
            "than before.");
        row("it goes on more slowly", {60, 1, 6}, {60, 1, 4},
            "Retained per logout: 1.00 before and 1.00 after: it goes on.",
            "Memory rose 6.00 MiB/min before and rose 4.00 MiB/min after: relieved, not fixed; it fills again, "
            "more slowly.");
    }

    void judgesWhatWasMeasured()
    {
        QFETCH(Side, before);
        QFETCH(Side, after);
        QFETCH(QString, logouts);
        QFETCH(QString, memory);
        const SeriesSnapshot series = history(before, after);
        RestartVerdicts verdicts;
        QVERIFY(verdicts.begin({requested, ready, QStringLiteral("c")}).empty());
        QVERIFY(verdicts.due(ready + 5min - 1ms, series).empty());
        const std::vector<Event> five = verdicts.due(ready + 5min, series);
        QCOMPARE(five.size(), 1U);
        QCOMPARE(five[0].reason, logouts);
        QCOMPARE(five[0].correlation, QStringLiteral("c"));
        QVERIFY(five[0].kind == EventKind::RestartVerdict);
        QVERIFY(verdicts.due(ready + 6min, series).empty());
        const std::vector<Event> fifteen = verdicts.due(ready + 15min, series);
        QCOMPARE(fifteen.size(), 1U);
        QCOMPARE(fifteen[0].reason, memory);
        QCOMPARE(fifteen[0].body[u"after_minutes"].toInt(), 15);
        QVERIFY(verdicts.due(ready + 16min, series).empty());
    }

    /// A re-enactment counts logouts too high, and what they leave behind as it is.
    void countsOfAReenactmentAreTakenDown()
    {
        RestartVerdicts verdicts(true, 10);
        QVERIFY(verdicts.begin({requested, ready, {}}).empty());
        const auto five = verdicts.due(ready + 5min, history({600, 0.1, 1}, {600, 0.1, 1}));
        QCOMPARE(five.size(), 1U);
        QCOMPARE(five[0].reason, QStringLiteral("Retained per logout: 1.00 before and 1.00 after: it goes on."));
    }

    void logoutsNeedNotBeJudged()
    {
        RestartVerdicts verdicts(false);
        QVERIFY(verdicts.begin({requested, ready, {}}).empty());
        const auto all = verdicts.due(ready + 1h, history({}, {}));
        QCOMPARE(all.size(), 1U);
        QCOMPARE(all[0].body[u"after_minutes"].toInt(), 15);
    }

    void nothingKnownIsSaid()
    {
        RestartVerdicts verdicts;
        QVERIFY(verdicts.begin({requested, ready, {}}).empty());
        const std::vector<Event> late = verdicts.due(ready + 1h, {});
        QCOMPARE(late.size(), 2U);
        QVERIFY(late[0].reason.contains(QStringLiteral("Too little traffic")));
        QVERIFY(late[1].reason.contains(QStringLiteral("Too little is known")));
    }

    void whatIsStillToComeWhenTheWindowClosesIsUnseen()
    {
        RestartVerdicts verdicts;
        QVERIFY(verdicts.abandon(ready, QStringLiteral("x")).empty());
        QVERIFY(verdicts.begin({requested, ready, QStringLiteral("c")}).empty());
        QCOMPARE(verdicts.due(ready + 6min, {}).size(), 1U);
        const auto unseen = verdicts.abandon(ready + 7min, QStringLiteral("the window closed"));
        QCOMPARE(unseen.size(), 1U); // the first was seen
        QCOMPARE(unseen[0].reason, QStringLiteral("Not seen: the window closed."));
        QCOMPARE(unseen[0].body[u"after_minutes"].toInt(), 15);
        QVERIFY(unseen[0].at == ready + 7min);
        QVERIFY(verdicts.due(ready + 1h, {}).empty());
    }

    void aLaterRestartEndsTheTrialOfTheEarlierOne()
    {
        RestartVerdicts verdicts;
        QVERIFY(verdicts.begin({requested, ready, QStringLiteral("first")}).empty());
        const auto unseen = verdicts.begin({requested + 1min, ready + 1min, QStringLiteral("second")});
        QCOMPARE(unseen.size(), 2U);
        QCOMPARE(unseen[0].correlation, QStringLiteral("first"));
        QCOMPARE(unseen[0].reason, QStringLiteral("Not seen: the service was restarted once more."));
        for (const Event &event : verdicts.due(ready + 1h, {}))
            QCOMPARE(event.correlation, QStringLiteral("second"));
    }
};

QD_TEST_GUILESS(TestRestartVerdict)

#include "tst_restart_verdict.moc"
