// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/query/answer_comparison.h"
#include "tests/integration/query/expression_maker.h"
#include "tests/integration/query/random_series.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/prometheus_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

using namespace qd;

namespace {

constexpr std::array everyFunction{"abs",
                                   "absent",
                                   "absent_over_time",
                                   "avg",
                                   "avg_over_time",
                                   "bottomk",
                                   "ceil",
                                   "changes",
                                   "clamp",
                                   "clamp_max",
                                   "clamp_min",
                                   "count",
                                   "count_over_time",
                                   "count_values",
                                   "day_of_month",
                                   "day_of_week",
                                   "day_of_year",
                                   "days_in_month",
                                   "delta",
                                   "deriv",
                                   "exp",
                                   "floor",
                                   "group",
                                   "histogram_quantile",
                                   "hour",
                                   "idelta",
                                   "increase",
                                   "irate",
                                   "label_join",
                                   "label_replace",
                                   "last_over_time",
                                   "ln",
                                   "log10",
                                   "log2",
                                   "max",
                                   "max_over_time",
                                   "min",
                                   "min_over_time",
                                   "minute",
                                   "month",
                                   "predict_linear",
                                   "present_over_time",
                                   "quantile",
                                   "quantile_over_time",
                                   "rate",
                                   "resets",
                                   "round",
                                   "scalar",
                                   "sgn",
                                   "sort",
                                   "sort_desc",
                                   "sqrt",
                                   "stddev",
                                   "stddev_over_time",
                                   "stdvar",
                                   "stdvar_over_time",
                                   "sum",
                                   "sum_over_time",
                                   "time",
                                   "timestamp",
                                   "topk",
                                   "vector",
                                   "year"};

struct Request
{
    std::string expression;
    double at = 0; ///< or the start of a range
    double end = 0;
    double step = 0; ///< 0: an instant

    [[nodiscard]] QByteArray json() const
    {
        QJsonObject object{{QStringLiteral("expr"), QString::fromStdString(expression)}};
        object[QLatin1String(step > 0 ? "start" : "at")] = at;
        if (step > 0) {
            object[QLatin1String("end")] = end;
            object[QLatin1String("step")] = step;
        }
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    [[nodiscard]] QByteArray target() const
    {
        const QByteArray query = "query=" + QByteArray::fromStdString(expression).toPercentEncoding();
        const auto number = [](double value) { return QByteArray::number(value, 'f', 3); };
        return step > 0 ? "/api/v1/query_range?" + query + "&start=" + number(at) + "&end=" + number(end) +
                              "&step=" + number(step)
                        : "/api/v1/query?" + query + "&time=" + number(at);
    }
};

Request randomRequest(test::ExpressionMaker &maker, std::mt19937 &random)
{
    const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    const double begin = double(test::randomSeriesSpan.begin.time_since_epoch().count()) / 1000;
    Request request{maker.make()};
    // On the grid of the samples, where boundaries matter, on another, or between milliseconds' neighbours.
    const int kind = below(3);
    request.at =
        begin + 900 + (kind == 0 ? 15 * below(400) : (kind == 1 ? below(6000) : below(6'000'000) / 1000.0));
    if (below(3) == 0) {
        constexpr std::array steps{7, 15, 30, 60, 300};
        request.step = steps[std::size_t(below(5))];
        request.end = request.at + request.step * below(12);
    }
    return request;
}

int roundsWanted()
{
    const int asked = qEnvironmentVariableIntValue("QD_ACCEPTANCE_ROUNDS");
    if (asked > 0)
        return asked;
    return qEnvironmentVariable("QD_ACCEPTANCE") == QStringLiteral("full") ? 20'000 : 600;
}

} // namespace

/// Random expressions over random series, here and in a real Prometheus.
class QueryDifferentialTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { test::failOnAnyWarning(); }
    void answersAgreeWithPrometheus();

private:
    void run(const QString &program, const QStringList &arguments) const;
    void waitUntilServed(const test::PrometheusServer &server) const;
    [[nodiscard]] QList<QByteArray> ourAnswers(const std::vector<Request> &requests) const;

    QTemporaryDir m_folder;
    unsigned m_seed = 1;
};

void QueryDifferentialTest::run(const QString &program, const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(program, arguments);
    QVERIFY(process.waitForFinished(300'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
}

void QueryDifferentialTest::initTestCase()
{
    const int seed = qEnvironmentVariableIntValue("QD_SEED");
    m_seed = seed > 0 ? unsigned(seed) : 1;
    QFile file(m_folder.filePath(QStringLiteral("random.om")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(test::randomSeries(m_seed));
    file.close();
    run(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
        {QStringLiteral("import"), QStringLiteral("random.om"), QStringLiteral("-o"),
         QStringLiteral("random.mcap")});
    run(QStringLiteral("promtool"),
        {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"), QStringLiteral("openmetrics"),
         QStringLiteral("random.om"), QStringLiteral("tsdb")});
}

QList<QByteArray> QueryDifferentialTest::ourAnswers(const std::vector<Request> &requests) const
{
    QFile file(m_folder.filePath(QStringLiteral("requests")));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    for (const Request &request : requests)
        file.write(request.json() + '\n');
    file.close();
    QProcess process;
    process.setStandardInputFile(file.fileName());
    process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                  {QStringLiteral("query"), m_folder.filePath(QStringLiteral("random.mcap")),
                   QStringLiteral("--batch"), QStringLiteral("--range-boundary"), QStringLiteral("closed")},
                  QIODevice::ReadOnly);
    process.waitForFinished(600'000);
    return process.readAllStandardOutput().trimmed().split('\n');
}

void QueryDifferentialTest::waitUntilServed(const test::PrometheusServer &server) const
{
    QTRY_VERIFY_WITH_TIMEOUT(test::http(server.port(), "GET", "/-/ready").status == 200, 30'000);
}

void QueryDifferentialTest::answersAgreeWithPrometheus()
{
    const test::PrometheusServer server(m_folder.filePath(QStringLiteral("tsdb")));
    waitUntilServed(server);
    test::ExpressionMaker maker(m_seed);
    std::mt19937 random(m_seed + 1);
    std::vector<Request> requests;
    for (int i = 0; i < roundsWanted(); ++i)
        requests.push_back(randomRequest(maker, random));
    const QList<QByteArray> answers = ourAnswers(requests);
    QCOMPARE(std::size_t(answers.size()), requests.size());
    int nonEmpty = 0;
    QMap<QString, int> explained;
    QStringList unexplained;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const test::AnswerPair pair{QString::fromStdString(requests[i].expression),
                                    QJsonDocument::fromJson(answers[qsizetype(i)]).object(),
                                    test::http(server.port(), "GET", requests[i].target()).json()};
        nonEmpty += test::hasResult(pair.ours) ? 1 : 0;
        const QString difference = test::differenceOf(pair);
        if (difference.isEmpty())
            continue;
        if (const QString why = test::explanationOf(pair); !why.isEmpty())
            ++explained[why];
        else
            unexplained << QString::fromUtf8(requests[i].json()) + QStringLiteral("\n  ") + difference;
    }
    int explanations = 0;
    for (auto one = explained.begin(); one != explained.end(); ++one) {
        qInfo("explained, %s: %d", qPrintable(one.key()), one.value());
        explanations += one.value();
    }
    qInfo("%zu evaluations, %.1f %% with an answer, %d explained, %d unexplained", requests.size(),
          100.0 * nonEmpty / double(requests.size()), explanations, int(unexplained.size()));
    QVERIFY2(unexplained.isEmpty(), qPrintable(unexplained.mid(0, 20).join(u'\n')));
    QVERIFY(nonEmpty * 10 >= int(requests.size()) * 7);
    if (requests.size() < 20'000)
        return;
    for (const char *name : everyFunction) {
        const auto times = maker.used().find(name);
        QVERIFY2(times != maker.used().end() && times->second >= 100, name);
    }
}

QD_TEST_GUILESS(QueryDifferentialTest)
#include "tst_query_differential.moc"
