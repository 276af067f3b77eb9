// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/backtest_truth.h"
#include "model/rules/firing_log.h"
#include "model/rules/rule_engine.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/sample_history.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <random>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

namespace {

using Histories = std::map<SeriesKey, std::vector<Sample>>;

constexpr TimeRange testedSpan{Timestamp(7s), Timestamp(3h)};

RuleFile rulesOf(const std::string &text)
{
    auto file = parseRuleFile(text, QStringLiteral("f.yml"));
    if (!file)
        qFatal("%s", qPrintable(problemText(file.error().front())));
    return std::move(*file);
}

/// Loads that wander, with silences and ends.
Histories wandering(unsigned seed)
{
    std::mt19937 random(seed);
    Histories series;
    for (const char *instance : {"a", "b", "c"}) {
        auto &samples = series[{"load", {{"instance", instance}, {"job", "j"}}}];
        double value = 5;
        for (Timestamp at = Timestamp(0s); at < testedSpan.end; at += 15s) {
            value = std::clamp(value + std::uniform_real_distribution(-1.0, 1.0)(random), 0.0, 10.0);
            const auto chance = std::uniform_int_distribution(0, 99)(random);
            if (chance >= 5)
                samples.push_back({at, chance == 5 ? staleMarker() : value});
        }
    }
    return series;
}

QString wordsOf(const std::vector<Firing> &firings)
{
    QStringList all;
    for (const Firing &firing : firings)
        all << QStringLiteral("%1 %2-%3")
                   .arg(QString::fromUtf8(firing.labels.value("instance").data(),
                                          qsizetype(firing.labels.value("instance").size())))
                   .arg(firing.begin.time_since_epoch() / 1s)
                   .arg(firing.end ? firing.end->time_since_epoch() / 1s : -1);
    all.sort();
    return all.join(u' ');
}

/// The firings of each alert rule as an engine finds them that is stepped through the history.
QStringList stepped(const RuleFile &file, const SeriesSnapshot &history)
{
    SeriesStore store;
    SeriesRuleStore results(store, history);
    RuleEngine engine({file}, results);
    std::vector<FiringLog> logs(engine.rules().size());
    for (Timestamp at = testedSpan.begin; at < testedSpan.end; at += 1s) {
        if (at.time_since_epoch() % 30s != 0s)
            continue;
        for (const RuleTransition &change : engine.evaluateDue(at))
            logs[change.rule].take({change.transition});
    }
    QStringList all;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        if (engine.rules()[i].rule->kind == RuleKind::Alerting)
            all << wordsOf(logs[i].firings());
    }
    return all;
}

QStringList backtested(const RuleFile &file, const SeriesSnapshot &history)
{
    const auto report = backtest({{file}, history, testedSpan});
    QStringList all;
    for (const RuleRecord &rule : report ? report->rules : std::vector<RuleRecord>())
        all << wordsOf(rule.firings);
    return all;
}

} // namespace

class BacktestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void findsWhatTheEngineFinds_data();
    void findsWhatTheEngineFinds();
    void whatWasRecordedOfRulesIsNotBelieved();
    void saysWhatCannotBeJudged();
    void stopsWhenItIsAsked();
    void aRuleThatTakesTooLongIsGivenUp();
    void tooManyInstantsAreRefused();
    void scoresAgainstMarkedSpans();
    void readsMarks_data();
    void readsMarks();
};

void BacktestTest::findsWhatTheEngineFinds_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("all at once") << QByteArray(R"(
groups:
- name: recorded
  interval: 30s
  rules:
  - {record: load:avg, expr: avg by (job) (load)}
  - {record: load:smooth, expr: 'avg_over_time(load[2m])', labels: {kind: smooth}}
- name: alerts
  rules:
  - {alert: High, expr: load > 7}
  - {alert: Held, expr: load > 6, for: 3m}
  - {alert: Kept, expr: load > 7, keep_firing_for: 5m}
  - {alert: Both, expr: 'load:smooth{kind="smooth"} > 6', for: 1m, keep_firing_for: 2m, labels: {l: '{{ $value }}'}}
  - {alert: Avg, expr: load:avg > 6}
  - {alert: Gone, expr: 'absent(load{instance="a"})'}
  - {alert: Meta, expr: 'count(ALERTS{alertname="High",alertstate="firing"}) > 1'}
)");
    QTest::newRow("alerts that no rule reads") << QByteArray(R"(
groups:
- name: alerts
  interval: 30s
  rules:
  - {alert: High, expr: load > 7}
  - {alert: Held, expr: load > 6, for: 3m, labels: {severity: page}}
  - {alert: Kept, expr: load > 7, keep_firing_for: 5m}
  - {alert: Valued, expr: load > 7, keep_firing_for: 2m, labels: {l: '{{ $value | printf "%.0f" }}'}}
  - {alert: One, expr: load > 7, labels: {instance: all}}
  - {alert: Gone, expr: 'absent(load{instance="a"})'}
- name: limited
  interval: 30s
  limit: 1
  rules:
  - {alert: Limited, expr: load > 5}
)");
    QTest::newRow("step by step, since a rule reads itself") << QByteArray(R"(
groups:
- name: looped
  interval: 30s
  rules:
  - {record: counted, expr: '(counted or vector(0)) + 1'}
  - {alert: Counted, expr: counted % 7 == 0}
  - {alert: High, expr: load > 7, for: 1m}
)");
    QTest::newRow("an expression that fails at times") << QByteArray(R"(
groups:
- name: failing
  interval: 30s
  rules:
  - {alert: Failing, expr: 'load{instance="a"} > on (job) load{instance!="a"} > 5'}
  - {record: limited, expr: load > 5}
  - {alert: OfLimited, expr: limited > 6}
)");
}

void BacktestTest::findsWhatTheEngineFinds()
{
    QFETCH(QByteArray, rules);
    const RuleFile file = rulesOf(rules.toStdString());
    for (const unsigned seed : {1U, 2U, 3U}) {
        const SeriesSnapshot history = test::historyOf(wandering(seed));
        const QStringList wanted = stepped(file, history);
        QVERIFY(wanted.join(QString()).size() > 50);
        QCOMPARE(backtested(file, history), wanted);
    }
}

// The recording has what other rules of these names gave: half the load, and an alert that fired.
void BacktestTest::whatWasRecordedOfRulesIsNotBelieved()
{
    const RuleFile file = rulesOf("groups: [{name: g, interval: 30s, rules: ["
                                  "{record: load:double, expr: 2 * load}, "
                                  "{alert: Heavy, expr: load:double > 12}, "
                                  "{alert: Beside, expr: 'ALERTS{alertname=\"Other\"} > 0'}]}]");
    Histories series = wandering(3);
    const QStringList clean = backtested(file, test::historyOf(series));
    QVERIFY(!clean.front().isEmpty());
    for (Timestamp at = Timestamp(0s); at < testedSpan.end; at += 30s) {
        for (const char *instance : {"a", "b", "c"})
            series[{"load:double", {{"instance", instance}, {"job", "j"}}}].push_back({at, 0});
        series[{"ALERTS", {{"alertname", "Other"}, {"alertstate", "firing"}}}].push_back({at, 1});
    }
    QCOMPARE(backtested(file, test::historyOf(series)), clean);
}

void BacktestTest::saysWhatCannotBeJudged()
{
    const RuleFile file = rulesOf("groups:\n- name: g\n  rules:\n  - {alert: A, expr: nothing > 1}\n"
                                  "  - {alert: B, expr: load > 99}\n  - {alert: C, expr: absent(nothing)}\n");
    const auto report = backtest({{file}, test::historyOf(wandering(1)), testedSpan});
    QVERIFY(report);
    QVERIFY(report->rules[0].cannotBeJudged());
    QCOMPARE(report->rules[0].unmatched, std::vector<std::string>{"nothing"});
    QVERIFY(!report->rules[1].cannotBeJudged());
    QCOMPARE(report->rules[1].evaluations, 179);
    QVERIFY(!report->rules[2].cannotBeJudged());
    QCOMPARE(report->rules[2].firings.size(), 1U);
    QVERIFY(!report->rules[2].firings[0].end);
}

void BacktestTest::stopsWhenItIsAsked()
{
    std::stop_source stop;
    BacktestOrder order{{rulesOf("groups:\n- name: g\n  rules:\n  - {alert: A, expr: load > 1}\n"
                                 "  - {alert: B, expr: load > 1}\n")},
                        test::historyOf(wandering(1)),
                        testedSpan};
    order.settings.query.stop = stop.get_token();
    order.progress = [&](double) { stop.request_stop(); };
    const auto report = backtest(order);
    QVERIFY(!report);
    QCOMPARE(report.error().words, QStringLiteral("Stopped."));
}

void BacktestTest::aRuleThatTakesTooLongIsGivenUp()
{
    BacktestOrder order{
        {rulesOf("groups:\n- name: g\n  interval: 15s\n  rules:\n"
                 "  - {alert: A, expr: 'sum_over_time((sum_over_time(load[1h:1ms]))[1h:1ms]) > 0'}\n"
                 "  - {alert: B, expr: load > 1}\n")},
        test::historyOf(wandering(1)),
        testedSpan};
    order.patience = 50ms;
    const auto report = backtest(order);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QVERIFY(report->rules[0].failure.startsWith(QStringLiteral("given up")));
    QVERIFY(report->rules[0].cannotBeJudged());
    QCOMPARE(report->rules[1].failures, 0);
}

void BacktestTest::tooManyInstantsAreRefused()
{
    const auto report = backtest({{rulesOf("groups:\n- name: g\n  interval: 1ms\n  rules:\n"
                                           "  - {alert: Tiny, expr: load > 1}\n")},
                                  test::historyOf(wandering(1)),
                                  testedSpan});
    QVERIFY(!report);
    QVERIFY2(report.error().words.startsWith(QStringLiteral("Rule Tiny would be")),
             qPrintable(report.error().words));
}

void BacktestTest::scoresAgainstMarkedSpans()
{
    RuleRecord rule;
    const auto fired = [&](int begin, int end) {
        rule.firings.push_back(
            {{}, {}, Timestamp(std::chrono::minutes{begin}), Timestamp(std::chrono::minutes{end}), 0});
    };
    fired(-10, 70); // since long before: not for this outage
    fired(70, 80);
    fired(75, 120);
    const TimeRange history{Timestamp(0s), Timestamp(24h)};
    const std::vector<MarkedSpan> truth{{{}, {Timestamp(60min), Timestamp(120min)}, Timestamp(90min)},
                                        {{}, {Timestamp(600min), Timestamp(660min)}, {}}};
    const RuleScore score = scored(rule, history, truth);
    QCOMPARE(score.catches.size(), 2U);
    QCOMPARE(*score.catches[0].firedAt, Timestamp(70min));
    QCOMPARE(score.catches[0].afterOnset, Millis(10min));
    QCOMPARE(*score.catches[0].lead, Millis(20min));
    QVERIFY(!score.catches[1].firedAt);
    QCOMPARE(score.falseAlarms, 1);
    QCOMPARE(score.unmarkedDays, 20.0 / 24);
    QCOMPARE(*score.falseAlarmsPerDay(), 24.0 / 20);
    QCOMPARE(firingTime(rule, history), Millis(120min));
    fired(570, 610);
    fired(580, 590); // over before it begins
    QCOMPARE(scored(rule, history, truth).catches[1].afterOnset, Millis(-30min));
    QCOMPARE(scored(rule, history, truth).falseAlarms, 2);
}

void BacktestTest::readsMarks_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("wanted"); // onset-end/detected in seconds, or words of the error
    QTest::newRow("ours") << QByteArray(
                                 R"([{"from": 100, "to": "1970-01-01T00:05:00Z", "detected": 200, "name": "x"}])")
                          << QStringLiteral("100-300/200");
    QTest::newRow("Grafana's, and without an end")
        << QByteArray(R"([{"time": 9000, "timeEnd": 12000, "text": "x"}, {"from": "5"}])")
        << QStringLiteral("5-3605/-1 9-12/-1");
    QTest::newRow("no list") << QByteArray("{}") << QStringLiteral("not a JSON list");
    QTest::newRow("no instant") << QByteArray(R"([{"from": 1}, {"from": "soon"}])")
                                << QStringLiteral("mark 2 has");
    QTest::newRow("a bad end") << QByteArray(R"([{"from": 1, "to": "x"}])") << QStringLiteral("mark 1 has");
}

void BacktestTest::readsMarks()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, wanted);
    const auto marks = readTruth(json);
    QStringList all;
    for (const MarkedSpan &mark : marks ? *marks : std::vector<MarkedSpan>())
        all << QStringLiteral("%1-%2/%3")
                   .arg(mark.span.begin.time_since_epoch() / 1s)
                   .arg(mark.span.end.time_since_epoch() / 1s)
                   .arg(mark.detected ? mark.detected->time_since_epoch() / 1s : -1);
    const QString got = marks ? all.join(u' ') : marks.error().words;
    QVERIFY2(got.startsWith(wanted), qPrintable(got));
}

QD_TEST_APPLESS(BacktestTest)
#include "tst_backtest.moc"
