// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/evaluator.h"
#include "model/query/label_choice.h"
#include "model/series/series_store.h"
#include "tests/conformance/series_line.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/sample_history.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;
using namespace qd::query;
using namespace std::chrono_literals;

// What the scripts of tests/conformance cannot say: bounds, what was not matched, options, shapes of answers.

namespace {

SeriesSnapshot historyOf(std::initializer_list<const char *> lines, Millis step = 1min)
{
    std::map<SeriesKey, std::vector<Sample>> all;
    for (const char *line : lines) {
        const auto series = conformance::parseSeriesLine(line).value();
        all[series.key] = conformance::samplesOf(series, step);
    }
    return test::historyOf(all);
}

Query queryOf(std::string text)
{
    return Query::prepare(std::move(text)).value();
}

/// "{a="1"} 2; {a="2"} 3", in the order in which they came.
QString textOf(const QueryResult<Answer> &answer)
{
    if (!answer)
        return errorText(answer.error());
    QStringList all;
    for (const VectorElement &e : std::get<std::vector<VectorElement>>(answer->value))
        all << QString::fromStdString(query::textOf(e.key) + ' ' + numberText(e.sample.value));
    return all.join(QStringLiteral("; "));
}

constexpr Timestamp minute(int n)
{
    return Timestamp(std::chrono::minutes(n));
}

} // namespace

class EvaluatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void answersAreOfTheTypeOfTheQuery();
    void rangesAreSortedAndLeaveGapsOut();
    void noRangeOfWhatHasNone();
    void selectorsThatMatchNothingAreNamed();
    void samplesAreBounded();
    void seriesAreBounded();
    void subqueriesAreBounded();
    void stopsWhenTold();
    void longChainsOfOperatorsAreNoProblem();
    void closedRangesAreThoseOfPrometheus2();
    void oneSeriesInTwoGroupsIsOne();
    void aStepOfARangeIsTheInstant_data();
    void aStepOfARangeIsTheInstant();
    void errorsSayWhere();
    void datesBeyondTheCalendarAreNoNumbers();
};

void EvaluatorTest::answersAreOfTheTypeOfTheQuery()
{
    const auto history = historyOf({"b 1 2", "a{x=\"2\"} 5 6", "a{x=\"1\"} 3 4"});
    QCOMPARE(std::get<double>(queryOf("1 + 2").at(history, minute(1))->value), 3.0);
    QCOMPARE(std::get<std::string>(queryOf("(\"words\")").at(history, minute(1))->value), std::string("words"));
    QCOMPARE(textOf(queryOf("a").at(history, minute(1))),
             QStringLiteral("{__name__=\"a\", x=\"1\"} 4; {__name__=\"a\", x=\"2\"} 6"));
    QCOMPARE(textOf(queryOf("sort_desc(a)").at(history, minute(1))),
             QStringLiteral("{__name__=\"a\", x=\"2\"} 6; {__name__=\"a\", x=\"1\"} 4"));
    const auto ranges = queryOf("a[2m]").at(history, minute(1));
    const auto &series = std::get<std::vector<ResultSeries>>(ranges->value);
    QCOMPARE(series.size(), std::size_t(2));
    QCOMPARE(series[1].samples.size(), std::size_t(2));
    QCOMPARE(series[1].samples[0].at, minute(0));
    QCOMPARE(series[1].samples[1].value, 6.0);
}

void EvaluatorTest::rangesAreSortedAndLeaveGapsOut()
{
    const auto history = historyOf({"b 1 stale 2", "a 3 4"});
    const auto answer = queryOf("{__name__=~\"a|b\"}").over(history, minute(0), minute(2), 1min);
    QCOMPARE(answer->series.size(), std::size_t(2));
    QCOMPARE(answer->series[0].key.name, std::string("a"));
    QCOMPARE(answer->series[0].samples.size(), std::size_t(3));
    QCOMPARE(answer->series[1].samples.size(), std::size_t(2));
    QCOMPARE(answer->series[1].samples[1].at, minute(2));
    const auto scalar = queryOf("time()").over(history, minute(0), minute(2), 2min);
    QCOMPARE(scalar->series.size(), std::size_t(1));
    QCOMPARE(scalar->series[0].samples[1].value, 120.0);
}

void EvaluatorTest::noRangeOfWhatHasNone()
{
    for (const char *text : {"a[5m]", "\"a\""})
        QCOMPARE(queryOf(text).over({}, minute(0), minute(1), 1s).error().fault, QueryFault::Execution);
    QCOMPARE(queryOf("a").over({}, minute(1), minute(0), 1s).error().fault, QueryFault::Execution);
    QCOMPARE(queryOf("a").over({}, minute(0), minute(1), 0s).error().fault, QueryFault::Execution);
}

void EvaluatorTest::selectorsThatMatchNothingAreNamed()
{
    const auto history = historyOf({"a{x=\"1\"} 1", "old 1"});
    const auto answer =
        queryOf("a + rate(no_such{x=~\"1\"}[5m]) + a{x=\"2\"} + no_such{x=~\"1\"} + old offset -1d")
            .at(history, minute(0));
    QCOMPARE(answer->unmatched, (std::vector<std::string>{"no_such{x=~\"1\"}", "a{x=\"2\"}"}));
    QVERIFY(queryOf("a").at(history, minute(600))->unmatched.empty());
}

void EvaluatorTest::samplesAreBounded()
{
    const auto history = historyOf({"a 0+1x1000"});
    QueryOptions options;
    options.mostSamples = 500;
    const auto range = queryOf("sum_over_time(a[1d])").at(history, minute(1000), options);
    QCOMPARE(range.error().fault, QueryFault::TooMuch);
    QVERIFY(range.error().words.contains(QStringLiteral("500")));
    QCOMPARE(queryOf("1").over(history, minute(0), minute(1'000'000), 1ms).error().fault, QueryFault::TooMuch);
    QVERIFY(queryOf("sum_over_time(a[2h])").at(history, minute(1000), options));
}

void EvaluatorTest::seriesAreBounded()
{
    const auto history = historyOf({"a{x=\"1\"} 1", "a{x=\"2\"} 1", "a{x=\"3\"} 1"});
    QueryOptions options;
    options.mostSeries = 2;
    const auto answer = queryOf("a").at(history, minute(0), options);
    QCOMPARE(answer.error().fault, QueryFault::TooMuch);
    QVERIFY(answer.error().words.contains(QStringLiteral("more than 2 series")));
}

void EvaluatorTest::subqueriesAreBounded()
{
    const auto history = historyOf({"a 1"});
    const auto answer = queryOf("max_over_time(a[1000y:1ms])").at(history, minute(0));
    QCOMPARE(answer.error().fault, QueryFault::TooMuch);
    // Nested ones pay for all of their steps, too.
    std::string nested = "a";
    for (int i = 0; i < 6; ++i)
        nested = "max_over_time((" + nested + ")[1d:1m])";
    QVERIFY(queryOf(nested).at(history, minute(0)));
}

void EvaluatorTest::stopsWhenTold()
{
    std::stop_source source;
    QueryOptions options;
    options.stop = source.get_token();
    const auto history = historyOf({"a 1"});
    QVERIFY(queryOf("a").at(history, minute(0), options));
    source.request_stop();
    QCOMPARE(queryOf("a").at(history, minute(0), options).error().fault, QueryFault::TooMuch);
}

void EvaluatorTest::longChainsOfOperatorsAreNoProblem()
{
    std::string sum = "a";
    for (int i = 0; i < 1999; ++i)
        sum += " + a";
    QCOMPARE(textOf(queryOf(sum).at(historyOf({"a 1"}), minute(0))), QStringLiteral("{} 2000"));
}

void EvaluatorTest::closedRangesAreThoseOfPrometheus2()
{
    const auto history = historyOf({"a 1 2 3"});
    QueryOptions closed;
    closed.boundary = RangeBoundary::Closed;
    const Query count = queryOf("count_over_time(a[1m])");
    QCOMPARE(textOf(count.at(history, minute(2))), QStringLiteral("{} 1"));
    QCOMPARE(textOf(count.at(history, minute(2), closed)), QStringLiteral("{} 2"));
    const Query subquery = queryOf("count_over_time(a[1m:1m])");
    QCOMPARE(textOf(subquery.at(history, minute(2))), QStringLiteral("{} 1"));
    QCOMPARE(textOf(subquery.at(history, minute(2), closed)), QStringLiteral("{} 2"));
    QCOMPARE(textOf(queryOf("a").at(history, minute(7))), QString());
    QCOMPARE(textOf(queryOf("a").at(history, minute(7), closed)), QStringLiteral("{__name__=\"a\"} 3"));
    QCOMPARE(queryOf("a").over(history, minute(6), minute(8), 1min, closed)->series.front().samples.size(),
             std::size_t(2));
}

void EvaluatorTest::oneSeriesInTwoGroupsIsOne()
{
    SeriesStore store;
    for (const int first : {0, 2}) {
        const GroupId group = store.addGroup({GroupKind::Derived, {}, 1min, std::to_string(first)});
        for (int i = first; i < first + 2; ++i) {
            const SeriesValue value{store.series(group, {"a", {}}), double(i)};
            QVERIFY(store.append(group, minute(i), {&value, 1}));
        }
    }
    const auto history = store.snapshot();
    QCOMPARE(textOf(queryOf("sum_over_time(a[10m])").at(history, minute(3))), QStringLiteral("{} 6"));
    QCOMPARE(textOf(queryOf("a").at(history, minute(3))), QStringLiteral("{__name__=\"a\"} 3"));
}

void EvaluatorTest::aStepOfARangeIsTheInstant_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *function : {"rate", "increase", "irate", "delta", "idelta", "deriv", "changes", "resets",
                                 "avg_over_time", "sum_over_time", "min_over_time", "max_over_time",
                                 "count_over_time", "last_over_time", "stddev_over_time"})
        QTest::newRow(function) << QStringLiteral("%1({__name__=~\"a|b|c|d\"}[7m])").arg(QLatin1String(function));
    QTest::newRow("predict_linear") << QStringLiteral("predict_linear({__name__=~\"a|b|c|d\"}[7m], 100)");
    QTest::newRow("an offset") << QStringLiteral("deriv({__name__=~\"a|b|c|d\"}[7m] offset 90s)");
}

// Windows of a range are not walked through one by one where there is a shorter way.
void EvaluatorTest::aStepOfARangeIsTheInstant()
{
    QFETCH(QString, expression);
    const auto history = historyOf(
        {"a{n=\"1\"} 5 7 1 1 4 1 0 3 3x5 9 2 _ _ 6 5 4 3 2 1", "b{n=\"2\"} 1 NaN 2 NaN NaN 7 3 NaNx9 4 5 6",
         "c{n=\"3\"} 1 Inf 3 -Inf 5 6 7+1x12", "d{n=\"4\"} 1000000000+1x10 1000000020x10"});
    const Query query = queryOf(expression.toStdString());
    const auto range = query.over(history, minute(0), minute(25), 30s);
    QVERIFY(range && !range->series.empty());
    for (int i = 0; i <= 50; ++i) {
        const Timestamp at = minute(0) + 30s * i;
        const auto instant = query.at(history, at);
        std::map<SeriesKey, double> expected;
        for (const VectorElement &e : std::get<std::vector<VectorElement>>(instant->value))
            expected[e.key] = e.sample.value;
        std::map<SeriesKey, double> found;
        for (const ResultSeries &series : range->series)
            for (const Sample &sample : series.samples)
                if (sample.at == at)
                    found[series.key] = sample.value;
        QCOMPARE(found.size(), expected.size());
        for (const auto &[key, value] : expected) {
            const double other = found[key];
            const bool isSame = (std::isnan(value) && std::isnan(other)) || value == other ||
                                std::abs(value - other) <= 1e-9 * std::abs(value);
            QVERIFY2(isSame, qPrintable(QStringLiteral("%1: %2 and %3").arg(i).arg(value).arg(other)));
        }
    }
}

void EvaluatorTest::errorsSayWhere()
{
    const auto history = historyOf({"a{x=\"1\"} 1", "a{x=\"2\"} 1"});
    const auto answer = queryOf("1 +\n  (a + on() a)").at(history, minute(0));
    QCOMPARE(answer.error().fault, QueryFault::Execution);
    QCOMPARE(answer.error().line, 2);
    QCOMPARE(answer.error().column, 4);
}

void EvaluatorTest::datesBeyondTheCalendarAreNoNumbers()
{
    QCOMPARE(textOf(queryOf("year(vector(1e30))").at({}, minute(0))), QStringLiteral("{} NaN"));
    QCOMPARE(textOf(queryOf("year(vector(1.4898614688e14))").at({}, minute(0))), QStringLiteral("{} 4723153"));
    QCOMPARE(textOf(queryOf("year(vector(-1e12))").at({}, minute(0))), QStringLiteral("{} -29719"));
    QCOMPARE(textOf(queryOf("day_of_week(vector(-86400))").at({}, minute(0))), QStringLiteral("{} 3"));
}

QD_TEST_APPLESS(EvaluatorTest)
#include "tst_evaluator.moc"
