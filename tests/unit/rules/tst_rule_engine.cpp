// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_engine.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/sample_history.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

namespace {

Timestamp minute(int count)
{
    return Timestamp(std::chrono::minutes(count));
}

RuleFile fileOf(const std::string &rules, const char *head = "")
{
    const std::string text = std::string("groups:\n- name: g\n") + head + "  rules:\n" + rules;
    auto file = parseRuleFile(text, QStringLiteral("f.yml"));
    if (!file)
        qFatal("%s", qPrintable(problemText(file.error().front())));
    return std::move(*file);
}

/// A sample a minute.
std::vector<Sample> line(std::initializer_list<double> values)
{
    std::vector<Sample> samples;
    for (const double value : values)
        samples.push_back({minute(int(samples.size())), value});
    return samples;
}

std::vector<Sample> wideLine(int from, int count)
{
    std::vector<Sample> samples;
    for (int i = 0; i < count; ++i)
        samples.push_back({Timestamp(std::chrono::seconds(i)), double(from + i)});
    return samples;
}

/// An engine over a history of given samples.
struct Bench
{
    explicit Bench(const RuleFile &file, const std::map<SeriesKey, std::vector<Sample>> &series = {},
                   EngineSettings settings = {})
        : results(store, test::historyOf(series))
        , engine({file}, results, std::move(settings))
    {}
    std::vector<double> valuesOf(const char *name, const Labels &labels = {})
    {
        std::vector<double> values;
        for (const Sample &sample :
             results.snapshot().find(name, labels).samples({minute(-10'000), minute(10'000)}))
            values.push_back(isStaleMarker(sample.value) ? -1 : sample.value);
        return values;
    }
    const RuleHealth &health(std::size_t rule = 0) { return engine.rules()[rule].health; }

    SeriesStore store;
    SeriesRuleStore results;
    RuleEngine engine;
};

const std::map<SeriesKey, std::vector<Sample>> upAndDown{
    {{"up", {{"instance", "a"}}}, line({1, 0, 0, 1})},
};

/// A tenth of a second passes between two looks at it.
std::function<std::chrono::steady_clock::time_point()> steppingClock()
{
    return [looks = 0]() mutable { return std::chrono::steady_clock::time_point(looks++ * 100ms); };
}

} // namespace

class RuleEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void laterRulesSeeEarlierResults();
    void seriesEndWithTheirRule();
    void aFailureEndsNothing();
    void saysWhenARuleCannotBeJudged();
    void twoRulesOfOneSeries();
    void groupsHaveTheirIntervals();
    void queriesLookBackByTheOffset();
    void aMaliciousRuleIsNamedAndTheOthersGoOn_data();
    void aMaliciousRuleIsNamedAndTheOthersGoOn();
    void tenThousandBracketsAreNamed();
    void allRulesTogetherHaveATime();
    void aSlowRuleIsTriedLessOften();
    void aSeriesIsFreeWhenItsRuleGivesItNoMore();
    void seriesOfRulesThatAreGoneEnd();
    void alertsSurviveARestart();
};

void RuleEngineTest::laterRulesSeeEarlierResults()
{
    Bench bench(fileOf("  - {record: down, expr: up == bool 0}\n"
                       "  - {alert: A, expr: down == 1}\n"
                       "  - {alert: B, expr: 'ALERTS{alertname=\"A\"}'}\n"),
                upAndDown);
    QCOMPARE(bench.engine.evaluate(minute(0)).size(), 0U);
    const auto changes = bench.engine.evaluate(minute(1));
    QCOMPARE(changes.size(), 2U);
    QCOMPARE(changes[0].rule, 1U);
    QCOMPARE(changes[1].rule, 2U);
    QCOMPARE(changes[1].transition.alert.labels.value("alertstate"), std::string_view("firing"));
    QVERIFY(bench.health(2).condition == RuleCondition::Good);
}

void RuleEngineTest::seriesEndWithTheirRule()
{
    Bench bench(fileOf("  - {record: down, expr: up == 0}\n  - {alert: A, expr: up == 0}\n"), upAndDown);
    for (int i = 0; i < 5; ++i)
        (void)bench.engine.evaluate(minute(i));
    QCOMPARE(bench.valuesOf("down", {{"instance", "a"}}), (std::vector<double>{0, 0, -1}));
    const Labels alert{{"alertname", "A"}, {"instance", "a"}};
    QCOMPARE(bench.valuesOf("ALERTS", alert.with("alertstate", "firing")), (std::vector<double>{1, 1, -1}));
    QCOMPARE(bench.valuesOf("ALERTS_FOR_STATE", alert), (std::vector<double>{60, 60, -1}));
}

void RuleEngineTest::aFailureEndsNothing()
{
    Bench bench(
        fileOf("  - {record: both, expr: a or b, labels: {same: 'yes', x: ''}}\n"),
        {{{"a", {}}, line({1, 1, 1})}, {{"b", {{"x", "1"}}}, {{minute(1), 2}, {minute(2), staleMarker()}}}});
    (void)bench.engine.evaluate(minute(0));
    (void)bench.engine.evaluate(minute(1));
    QVERIFY(bench.health().condition == RuleCondition::Failed);
    QVERIFY2(bench.health().words.contains(QStringLiteral("same labelset")), qPrintable(bench.health().words));
    (void)bench.engine.evaluate(minute(2));
    QVERIFY(bench.health().condition == RuleCondition::Good);
    QCOMPARE(bench.valuesOf("both", {{"same", "yes"}}), (std::vector<double>{1, 1}));
}

void RuleEngineTest::saysWhenARuleCannotBeJudged()
{
    Bench bench(fileOf("  - {alert: A, expr: nothing > 1}\n  - {alert: B, expr: absent(nothing)}\n"
                       "  - {alert: C, expr: up > 5}\n  - {alert: D, expr: 'ALERTS{alertname=\"C\"}'}\n"
                       "  - {alert: E, expr: quarterdeck_leak_suspected > 0}\n"),
                upAndDown);
    (void)bench.engine.evaluate(minute(0));
    QVERIFY(!bench.health(3).cannotBeJudged); // nothing fires, and that is well
    QVERIFY(bench.health(4).cannotBeJudged);  // nobody looked for leaks in this history

    Bench looked(fileOf("  - {alert: E, expr: quarterdeck_leak_suspected > 0}\n"),
                 {{{"quarterdeck_memory_bytes", {{"component", "retained"}}}, line({1})}});
    (void)looked.engine.evaluate(minute(0));
    QVERIFY(!looked.health().cannotBeJudged);
    QVERIFY(bench.health(0).cannotBeJudged);
    QCOMPARE(bench.health(0).unmatched, std::vector<std::string>{"nothing"});
    QVERIFY(!bench.health(1).cannotBeJudged); // it fires
    QVERIFY(!bench.health(2).cannotBeJudged);
}

void RuleEngineTest::twoRulesOfOneSeries()
{
    Bench bench(fileOf("  - {record: r, expr: '1'}\n  - {record: r, expr: '2'}\n"));
    (void)bench.engine.evaluate(minute(0));
    (void)bench.engine.evaluate(minute(1));
    QCOMPARE(bench.valuesOf("r"), (std::vector<double>{1, 1}));
    QVERIFY(bench.health(0).condition == RuleCondition::Good);
    QCOMPARE(bench.health(1).words,
             QStringLiteral("gives a series that rule r in line 4 gives too, and that one's is "
                            "kept; let a label tell them apart"));
}

void RuleEngineTest::groupsHaveTheirIntervals()
{
    Bench bench(fileOf("  - {record: t, expr: time()}\n", "  interval: 30s\n"));
    for (const int second : {61, 75, 90, 200})
        (void)bench.engine.evaluateDue(Timestamp(std::chrono::seconds(second)));
    QCOMPARE(bench.valuesOf("t"), (std::vector<double>{60, 90, 180}));
}

void RuleEngineTest::queriesLookBackByTheOffset()
{
    Bench bench(fileOf("  - {record: then, expr: up}\n", "  query_offset: 1m\n"), upAndDown);
    (void)bench.engine.evaluate(minute(1));
    (void)bench.engine.evaluate(minute(2));
    const auto samples = bench.results.snapshot().first("then").samples({minute(-1), minute(9)});
    QCOMPARE(samples.size(), 2U);
    QCOMPARE(samples[0].at, minute(0));
    QCOMPARE(samples[0].value, 1.0);
}

void RuleEngineTest::aMaliciousRuleIsNamedAndTheOthersGoOn_data()
{
    QTest::addColumn<QString>("rule");
    const auto row = [](const char *name, const QByteArray &rule) {
        QTest::newRow(name) << QString::fromLatin1(rule);
    };
    row("huge range in steps", "  - {record: bad, expr: 'max_over_time(rate(wide[1h])[1h:1s])'}\n");
    row("subqueries in subqueries",
        "  - {record: bad, expr: 'max_over_time(max_over_time(max_over_time(wide[1h:1s])[1h:1s])[1h:1s])'}\n");
    row("cardinality", "  - {record: bad, expr: 'count_values(\"v\", wide) or wide'}\n");
    row("ten years in seconds", "  - {record: bad, expr: 'max_over_time(up[3650d:1s])'}\n");
    row("ten years of everything", "  - {record: bad, expr: 'count_over_time({__name__=~\".+\"}[3650d])'}\n");
    row("a pattern that backtracks elsewhere",
        "  - {record: bad, expr: 'label_replace(wide, \"x\", \"$1\", \"i\", \"(((a{900}){900}){900})\")'}\n");
    row("a label that doubles",
        "  - {record: bad, expr: "
        "'label_replace(label_replace(label_replace(label_replace(label_replace(vector(1), "
        "\"a\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"\", \"\"), \"a\", "
        "\"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\", \"a\", \".*\"), \"a\", "
        "\"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\", \"a\", \".*\"), \"a\", "
        "\"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\", \"a\", \".*\"), \"a\", "
        "\"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\", \"a\", \".*\")'}\n");
    row("labels that fill the memory", "  - {record: bad, expr: 'label_replace(label_replace(wide, \"a\", "
                                       "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                       "aaaaaaaaaaaaaaaaaaaaaaaaaaaa\", "
                                       "\"\", \"\"), \"a\", \"" +
                                           QByteArray("$0").repeated(500) + "\", \"a\", \".*\")'}\n");
    row("a join of all with all", "  - {record: bad, expr: 'wide * on () group_left () wide'}\n");
    row("a query in a template",
        "  - {alert: bad, expr: vector(1), annotations: {a: '{{ range query \"wide\" }}{{ range query \"wide\" }}"
        "{{ query \"sum_over_time(max_over_time(wide[1h:1s])[1h:1s])\" | first | value }}{{ end }}{{ end }}'}}\n");
}

void RuleEngineTest::aMaliciousRuleIsNamedAndTheOthersGoOn()
{
    QFETCH(QString, rule);
    std::map<SeriesKey, std::vector<Sample>> wide;
    for (int i = 0; i < 600; ++i)
        wide[{"wide", {{"i", std::to_string(i)}}}] = wideLine(i, 3600);
    EngineSettings settings;
    settings.query.mostSamples = 1'000'000;
    settings.mostResults = 500;
    settings.times.together = 1min; // work is what stops them here
    settings.times.each = 30s;
    Bench bench(fileOf(rule.toStdString() + "  - {record: good, expr: count(wide)}\n"), wide, settings);
    (void)bench.engine.evaluate(minute(59));
    QVERIFY2(bench.health(0).samples <= settings.query.mostSamples,
             qPrintable(QString::number(bench.health(0).samples)));
    if (rule.contains(QStringLiteral("record"))) {
        QVERIFY(bench.health(0).condition == RuleCondition::Failed);
        QVERIFY(!bench.health(0).words.isEmpty());
    } else {
        const auto alerts = bench.engine.alertsOf(0).active();
        QVERIFY(alerts[0].annotations[0].second.find("error expanding template") != std::string::npos);
    }
    QVERIFY(bench.health(1).condition == RuleCondition::Good);
    QCOMPARE(bench.valuesOf("good"), std::vector<double>{600});
}

void RuleEngineTest::tenThousandBracketsAreNamed()
{
    const std::string deep = std::string(10'000, '(') + "1" + std::string(10'000, ')');
    const auto file = parseRuleFile("groups:\n- name: g\n  rules:\n  - {record: deep, expr: '" + deep + "'}\n",
                                    QStringLiteral("f.yml"));
    QVERIFY(!file);
    QCOMPARE(file.error().front().rule, QStringLiteral("deep"));
    QVERIFY2(file.error().front().words.contains(QStringLiteral("nested more than")),
             qPrintable(file.error().front().words));
}

void RuleEngineTest::allRulesTogetherHaveATime()
{
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "  - {record: r" + std::to_string(i) + ", expr: time()}\n";
    EngineSettings settings;
    settings.times = {150ms, 1s, steppingClock()};
    Bench bench(fileOf(text), {}, settings);
    (void)bench.engine.evaluate(minute(0));
    QVERIFY(bench.health(0).condition == RuleCondition::Good);
    QVERIFY(bench.health(29).condition == RuleCondition::Failed);
    QCOMPARE(bench.health(29).words,
             QStringLiteral("not evaluated: other rules took the 1 s that all have together"));
    // Those that are always slow get out of the way: none waits for ever.
    for (int i = 1; i < 300; ++i)
        (void)bench.engine.evaluate(minute(i));
    for (int i = 0; i < 30; ++i)
        QVERIFY2(!bench.valuesOf(("r" + std::to_string(i)).c_str()).empty(), qPrintable(QString::number(i)));
}

void RuleEngineTest::aSlowRuleIsTriedLessOften()
{
    EngineSettings settings;
    settings.times = {150ms, 1s, steppingClock()};
    Bench bench(fileOf("  - {record: r, expr: time()}\n"), {}, settings);
    std::string tried;
    for (int i = 0; i < 18; ++i) {
        (void)bench.engine.evaluate(minute(i));
        tried += bench.health().condition == RuleCondition::Good ? 'x' : '.';
    }
    QCOMPARE(tried, std::string("x.x...x.......x..."));
    QCOMPARE(bench.health().words,
             QStringLiteral("not evaluated: over its time of 0.15 s before; tried again after 12 more"));
}

void RuleEngineTest::aSeriesIsFreeWhenItsRuleGivesItNoMore()
{
    Bench bench(fileOf("  - {record: r, expr: 'up == 0', labels: {instance: ''}}\n  - {record: r, expr: '2'}\n"),
                upAndDown);
    for (int i = 1; i < 5; ++i)
        (void)bench.engine.evaluate(minute(i));
    QVERIFY(bench.health(1).condition == RuleCondition::Good);
    const auto all = bench.results.snapshot().select("r");
    QCOMPARE(all.size(), 2U);
    QCOMPARE(all[1].newest()->value, 2.0);
}

void RuleEngineTest::seriesOfRulesThatAreGoneEnd()
{
    SeriesStore store;
    SeriesRuleStore results(store, {});
    RuleEngine before({fileOf("  - {record: stays, expr: '1'}\n  - {record: goes, expr: '2'}\n")}, results);
    (void)before.evaluate(minute(1));
    RuleEngine after({fileOf("  - {record: stays, expr: 'vector(1) > 5'}\n")}, results);
    after.continueFrom(before);
    const auto samplesOf = [&](const char *name) {
        return results.snapshot().first(name).samples({minute(0), minute(9)});
    };
    QCOMPARE(samplesOf("goes").size(), 2U);
    QVERIFY(isStaleMarker(samplesOf("goes")[1].value));
    QCOMPARE(samplesOf("goes")[1].at, minute(1) + 1ms);
    (void)after.evaluate(minute(2)); // the other one gives nothing any more, though it never did in this engine
    QCOMPARE(samplesOf("stays").size(), 2U);
    QVERIFY(isStaleMarker(samplesOf("stays")[1].value));
}

void RuleEngineTest::alertsSurviveARestart()
{
    const RuleFile file = fileOf("  - {alert: A, expr: up == 0, for: 20m}\n");
    std::vector<Sample> always;
    for (int i = 0; i < 90; ++i)
        always.push_back({minute(i), 0});
    SeriesStore store;
    SeriesRuleStore results(store, test::historyOf({{{"up", {}}, always}}));
    {
        RuleEngine before({file}, results);
        for (int i = 0; i <= 15; ++i)
            (void)before.evaluate(minute(i));
    }
    RuleEngine after({file}, results);
    after.holdBackSeries();
    (void)after.evaluate(minute(30));
    (void)after.evaluate(minute(31));
    after.restored(minute(31));
    // Five minutes were left, and ten are waited for after a restart.
    QCOMPARE(after.alertsOf(0).active()[0].activeAt, minute(21));
    (void)after.evaluate(minute(40));
    QVERIFY(after.alertsOf(0).active()[0].phase == AlertPhase::Pending);
    const auto changes = after.evaluate(minute(41));
    QCOMPARE(changes.size(), 1U);
    QVERIFY(changes[0].transition.change == AlertChange::Fired);
}

QD_TEST_APPLESS(RuleEngineTest)
#include "tst_rule_engine.moc"
