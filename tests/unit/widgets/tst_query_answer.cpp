// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/query/query_answer.h"
#include "widgets/query/query_table_model.h"
#include "widgets/shared/latest_job.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>

#include <latch>

using namespace qd;
using namespace std::chrono_literals;

class QueryAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void stepsAreRound();
    void valuesHaveTheirUnit_data();
    void valuesHaveTheirUnit();
    void aSeriesThatEndsIsNotDrawnOn();
    void theHighestAreDrawn();
    void legendsSayWhatDiffers();
    void theTableHasTheUnitOfTheGraph();
    void theTableIsSortedAsTheAnswerIs();
    void whatHasNoGraphIsSaid();
    void whatTakesTooLongIsStopped();
    void rowsChangeWhereTheyAre();
    void theNewestOrderIsAnswered();
    void anotherOrderStopsWhatRuns();
    void aJobThatEndsStopsItsWork();

private:
    [[nodiscard]] static QueryOrder asked(const QString &text, int series = 3);
};

/// Ten minutes of a service with `series` shards; shard 0 ends after five.
QueryOrder QueryAnswerTest::asked(const QString &text, int series)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}, Millis(1000), {}});
    Timestamp now(Millis(1'000'000));
    for (int second = 0; second < 600; ++second, now += 1s) {
        std::vector<std::string> names;
        for (int i = second < 300 ? 0 : 1; i < series; ++i) {
            const std::string shard = "shard=\"" + std::to_string(i) + '"';
            names.push_back("used_bytes{" + shard + ",zone=\"a\"}");
            names.push_back("sent_bytes_total{" + shard + '}');
        }
        std::vector<ParsedSample> samples;
        const int first = second < 300 ? 0 : 1;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const bool isCounter = i % 2 == 1;
            const double used = 1024.0 * 1024 * (first + static_cast<int>(i / 2));
            samples.push_back({names[i], isCounter ? 2048.0 * second : used,
                               isCounter ? SeriesType::Counter : SeriesType::Gauge});
        }
        (void)store.appendScrape(group, now, samples, 0.01);
    }
    auto history = std::make_shared<HistorySnapshot>();
    history->series = store.snapshot();
    history->now = now;
    return {text, history, {now - 10min, now}, now, 400};
}

void QueryAnswerTest::stepsAreRound()
{
    const Timestamp now(Millis(1'000'000'000));
    QCOMPARE(stepFor({now - 5min, now}, 400), Millis(1s));
    QCOMPARE(stepFor({now - 1h, now}, 400), Millis(10s));
    QCOMPARE(stepFor({now - 24h, now}, 400), Millis(5min));
    QCOMPARE(stepFor({now - 24h * 700, now}, 100), Millis(24h * 7));
}

void QueryAnswerTest::valuesHaveTheirUnit_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    QTest::newRow("a gauge of bytes") << QStringLiteral("used_bytes{shard=\"2\"}") << QStringLiteral("2.00 MiB");
    QTest::newRow("their sum") << QStringLiteral("sum(used_bytes)") << QStringLiteral("3.00 MiB");
    QTest::newRow("a rate") << QStringLiteral("rate(sent_bytes_total{shard=\"1\"}[1m])")
                            << QStringLiteral("2.00 KiB per second");
    QTest::newRow("a counter") << QStringLiteral("sent_bytes_total{shard=\"1\"}") << QStringLiteral("1.17 MiB");
    QTest::newRow("a share") << QStringLiteral("used_bytes{shard=\"1\"} / on () used_bytes{shard=\"2\"}")
                             << QStringLiteral("0.50");
    QTest::newRow("what was compared") << QStringLiteral("used_bytes > 1500000") << QStringLiteral("2.00 MiB");
    QTest::newRow("a count") << QStringLiteral("count(used_bytes)") << QStringLiteral("2");
    QTest::newRow("a number") << QStringLiteral("12345.0") << QStringLiteral("12,345");
    QTest::newRow("none") << QStringLiteral("0 / 0") << QStringLiteral("–");
    QTest::newRow("without end") << QStringLiteral("1 / 0") << QStringLiteral("∞");
}

void QueryAnswerTest::valuesHaveTheirUnit()
{
    QFETCH(QString, text);
    QFETCH(QString, value);
    const QueryAnswer answer = answerTo(asked(text), {});
    QVERIFY2(!answer.error, qPrintable(answer.error ? errorText(*answer.error) : QString()));
    QCOMPARE(answer.rows.size(), 1U);
    QCOMPARE(answer.rows.front().text, value);
}

void QueryAnswerTest::aSeriesThatEndsIsNotDrawnOn()
{
    QueryOrder order = asked(QStringLiteral("used_bytes{shard=\"0\"}"));
    const QueryAnswer answer = answerTo(order, {});
    QVERIFY(answer.rows.empty()); // at the end there is none
    QCOMPARE(answer.chart.traces.size(), 1U);
    const TraceSpec &trace = answer.chart.traces.front();
    const SeriesView drawn = answer.graph->series.find(trace.metric, trace.labels);
    QVERIFY(!drawn.isNull());
    QVERIFY(drawn.at(order.range.begin + 4min).has_value());
    QVERIFY(!drawn.at(order.range.begin + 6min).has_value());
}

void QueryAnswerTest::theHighestAreDrawn()
{
    const QueryAnswer answer = answerTo(asked(QStringLiteral("used_bytes"), 60), {});
    QCOMPARE(answer.allSeries, 60U);
    QCOMPARE(answer.chart.traces.size(), mostTraces);
    QCOMPARE(answer.chart.traces.front().label, QStringLiteral("{shard=\"59\"}"));
    QCOMPARE(answer.rows.size(), 59U);
    const auto row = std::ranges::find(
        answer.rows, QStringLiteral("used_bytes{job=\"j\", shard=\"59\", zone=\"a\"}"), &QueryRow::labels);
    QVERIFY(row != answer.rows.end());
    QCOMPARE(row->color, 0);
    QCOMPARE(std::ranges::count(answer.rows, -1, &QueryRow::color), 39);
}

void QueryAnswerTest::legendsSayWhatDiffers()
{
    const QueryAnswer both = answerTo(asked(QStringLiteral("{shard=\"2\"}")), {});
    QCOMPARE(both.chart.traces.size(), 2U);
    QCOMPARE(both.chart.traces.front().label, QStringLiteral("used_bytes{zone=\"a\"}"));
    QCOMPARE(both.chart.traces.back().label, QStringLiteral("sent_bytes_total"));
}

/// A counter that reaches 1.17 MiB had 600 KiB after half of the time.
void QueryAnswerTest::theTableHasTheUnitOfTheGraph()
{
    QueryOrder order = asked(QStringLiteral("sent_bytes_total{shard=\"1\"}"));
    order.at = Timestamp(Millis(1'000'000)) + 300s;
    QCOMPARE(answerTo(order, {}).rows.front().text, QStringLiteral("0.59 MiB"));
    order.at = Timestamp(Millis(1'000'000)) + 2s; // what would be nothing there has its own
    QCOMPARE(answerTo(order, {}).rows.front().text, QStringLiteral("4.00 KiB"));
}

void QueryAnswerTest::theTableIsSortedAsTheAnswerIs()
{
    const auto values = [](const QString &text) {
        std::vector<double> sorted;
        for (const QueryRow &row : answerTo(asked(text, 4), {}).rows)
            sorted.push_back(row.value / 1024 / 1024);
        return sorted;
    };
    QCOMPARE(values(QStringLiteral("used_bytes")), (std::vector<double>{3, 2, 1}));
    QCOMPARE(values(QStringLiteral("sort(used_bytes)")), (std::vector<double>{1, 2, 3}));
    QCOMPARE(values(QStringLiteral("bottomk(2, used_bytes)")), (std::vector<double>{1, 2}));
}

void QueryAnswerTest::whatHasNoGraphIsSaid()
{
    for (const char *text : {"used_bytes[5m]", "\"words\""}) {
        const QueryAnswer answer = answerTo(asked(QString::fromUtf8(text)), {});
        QVERIFY(answer.error.has_value());
        QVERIFY(answer.error->words.contains(QStringLiteral("no graph")));
    }
    const QueryAnswer wrong = answerTo(asked(QStringLiteral("sum(")), {});
    QCOMPARE(wrong.error->column, 5);
    const QueryAnswer unmatched = answerTo(asked(QStringLiteral("nobody")), {});
    QVERIFY(!unmatched.error);
    QCOMPARE(unmatched.remarks, QStringList{QStringLiteral("No series of this history matches nobody.")});
}

void QueryAnswerTest::whatTakesTooLongIsStopped()
{
    QueryOrder order =
        asked(QStringLiteral("max_over_time(sum(quantile_over_time(0.5, used_bytes[9m:1s]))[9m:1s])"), 40);
    order.patience = 1ms;
    const QueryAnswer answer = answerTo(order, {});
    QVERIFY(answer.error.has_value());
    QCOMPARE(int(answer.error->fault), int(query::QueryFault::TooMuch));
    QVERIFY(answer.rows.empty());
}

void QueryAnswerTest::rowsChangeWhereTheyAre()
{
    QueryTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto row = [](const char *labels, double value) {
        return QueryRow{QString::fromUtf8(labels), value, QString::number(value), -1};
    };
    model.setRows({row("a", 1), row("b", 2), row("c", 3)});
    const QPersistentModelIndex b = model.index(1, 0);
    model.setRows({row("c", 9), row("d", 4), row("b", 8)});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(b.row(), 2);
    QCOMPARE(model.index(2, QueryTableModel::Value).data().toString(), QStringLiteral("8"));
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("c"));
    model.setRows({});
    QVERIFY(!b.isValid());
}

void QueryAnswerTest::theNewestOrderIsAnswered()
{
    std::latch begun(1);
    std::latch mayEnd(1);
    std::vector<int> answers;
    LatestJob<int, int> job(
        [&](int order, const std::stop_token &) {
            if (order == 1) {
                begun.count_down();
                mayEnd.wait();
            }
            return order;
        },
        [&](int answer) { answers.push_back(answer); });
    job.ask(1);
    begun.wait();
    job.askNext(2);
    job.askNext(3);
    mayEnd.count_down();
    QTRY_COMPARE(answers, (std::vector<int>{1, 3}));
}

void QueryAnswerTest::anotherOrderStopsWhatRuns()
{
    std::latch begun(1);
    std::atomic<bool> wasStopped = false;
    std::vector<int> answers;
    LatestJob<int, int> job(
        [&](int order, const std::stop_token &stop) {
            if (order == 1) {
                begun.count_down();
                while (!stop.stop_requested())
                    std::this_thread::yield();
                wasStopped = true;
            }
            return order;
        },
        [&](int answer) { answers.push_back(answer); });
    job.ask(1);
    begun.wait();
    job.ask(2);
    QTRY_COMPARE(answers, (std::vector<int>{2}));
    QVERIFY(wasStopped);
}

void QueryAnswerTest::aJobThatEndsStopsItsWork()
{
    std::latch begun(1);
    bool wasTold = false;
    {
        LatestJob<int, int> job(
            [&](int order, const std::stop_token &stop) {
                begun.count_down();
                while (!stop.stop_requested())
                    std::this_thread::yield();
                return order;
            },
            [&](int) { wasTold = true; });
        job.ask(1);
        begun.wait();
    }
    QCoreApplication::processEvents();
    QVERIFY(!wasTold);
}

QD_TEST_GUILESS(QueryAnswerTest)
#include "tst_query_answer.moc"
