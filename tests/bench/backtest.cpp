// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench backtest: 30 rules over a day of 60 series, as alert rules (`quarterdeck backtest`) and as
// expressions
// (`quarterdeck query --batch`), beside query_range of a real Prometheus on the same data.
#include "tests/bench/firing_comparison.h"
#include "tests/bench/machine.h"
#include "tests/bench/query_rules.h"
#include "tests/integration/query/answer_comparison.h"
#include "tests/support/prometheus_server.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace qd;
using namespace std::chrono_literals;

namespace {

constexpr int ruleCount = 30;
constexpr int seriesCount = 60;
constexpr int families = 3;
constexpr std::int64_t begin = 1'724'112'000;
constexpr std::int64_t seconds = 24 * 3600;
constexpr int step = 15;
constexpr int rounds = 5;

bool writeData(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    for (const bench::MadeSeries &series :
         bench::madeSeries(seriesCount, families, std::chrono::seconds(step), std::chrono::seconds(seconds))) {
        for (std::size_t i = 0; i < series.values.size(); ++i)
            file.write(QByteArray::fromStdString(series.name) + ' ' +
                       QByteArray::number(series.values[i], 'g', 17) + ' ' +
                       QByteArray::number(begin + step * qint64(i)) + '\n');
    }
    file.write("# EOF\n");
    return true;
}

bool run(const QString &program, const QStringList &arguments)
{
    const int code = QProcess::execute(program, arguments);
    if (code != 0)
        std::fprintf(stderr, "%s failed\n", qPrintable(program));
    return code == 0;
}

QByteArray requests(const std::vector<std::string> &rules)
{
    QByteArray text;
    for (const std::string &rule : rules)
        text += QJsonDocument(QJsonObject{{QStringLiteral("expr"), QString::fromStdString(rule)},
                                          {QStringLiteral("start"), double(begin)},
                                          {QStringLiteral("end"), double(begin + seconds - step)},
                                          {QStringLiteral("step"), step}})
                    .toJson(QJsonDocument::Compact) +
                '\n';
    return text;
}

QString ruleName(std::size_t index)
{
    return QStringLiteral("Rule%1").arg(index);
}

bool writeRules(const QString &path, const std::vector<std::string> &rules)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("groups:\n- name: bench\n  interval: " + QByteArray::number(step) + "s\n  rules:\n");
    for (std::size_t i = 0; i < rules.size(); ++i)
        file.write("  - alert: " + ruleName(i).toUtf8() + "\n    expr: '" + QByteArray::fromStdString(rules[i]) +
                   "'\n");
    return true;
}

/// The whole run of a process: opening the recording, evaluating, writing JSON.
QByteArray ours(const QStringList &arguments, const QByteArray &input, double &ms)
{
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck"),
                  QStringList(arguments) << QStringLiteral("--range-boundary") << QStringLiteral("closed"));
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(600'000);
    ms = double(timer.nsecsElapsed()) / 1e6;
    return process.readAllStandardOutput();
}

QList<QByteArray> theirs(quint16 port, const std::vector<std::string> &rules, double &ms)
{
    QList<QByteArray> answers;
    QElapsedTimer timer;
    timer.start();
    for (const std::string &rule : rules)
        answers << test::http(port, "GET",
                              "/api/v1/query_range?query=" + QByteArray::fromStdString(rule).toPercentEncoding() +
                                  "&start=" + QByteArray::number(begin) + "&end=" +
                                  QByteArray::number(begin + seconds - step) + "&step=" + QByteArray::number(step))
                       .body;
    ms = double(timer.nsecsElapsed()) / 1e6;
    return answers;
}

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

int differences(const std::vector<std::string> &rules, const QList<QByteArray> &a, const QList<QByteArray> &b)
{
    int found = 0;
    for (qsizetype i = 0; i < b.size(); ++i) {
        const QString words = test::differenceOf(
            {QString::fromStdString(rules[std::size_t(i)]), objectOf(a.value(i)), objectOf(b[i])});
        if (!words.isEmpty())
            std::fprintf(stderr, "%s: %s\n", rules[std::size_t(i)].c_str(), qPrintable(words.left(300)));
        found += words.isEmpty() ? 0 : 1;
    }
    return found;
}

/// Rules whose alerts fired at other times than their expression has samples in the other's answer.
int otherFirings(const QByteArray &report, const QList<QByteArray> &answers)
{
    int found = 0;
    const QJsonArray rules = QJsonDocument::fromJson(report)[0][u"rules"].toArray();
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const QStringList a = bench::firingsOf(rules[i].toObject());
        const QStringList b =
            bench::firingsIn(objectOf(answers[i]), ruleName(std::size_t(i)), step, begin + seconds - step);
        if (a == b && i < rules.size())
            continue;
        ++found;
        const auto differs = std::ranges::mismatch(a, b);
        std::fprintf(stderr, "%s: %lld firings and %lld: %s, %s\n", qPrintable(ruleName(std::size_t(i))),
                     static_cast<long long>(a.size()), static_cast<long long>(b.size()),
                     differs.in1 == a.end() ? "-" : qPrintable(*differs.in1),
                     differs.in2 == b.end() ? "-" : qPrintable(*differs.in2));
    }
    return found;
}

struct Times
{
    std::vector<double> backtest;
    std::vector<double> batch;
    std::vector<double> prometheus;
};

double middleOf(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    const auto path = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
    const QString program = QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck");
    const auto rules = bench::rules(ruleCount, families);
    if (!writeData(path("day.om")) || !writeRules(path("rules.yml"), rules) ||
        !run(program, {QStringLiteral("import"), path("day.om"), QStringLiteral("-o"), path("day.mcap")}) ||
        !run(QStringLiteral("promtool"),
             {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"), QStringLiteral("openmetrics"),
              QStringLiteral("--quiet"), path("day.om"), path("tsdb")}))
        return 1;
    const test::PrometheusServer server(path("tsdb"));
    QElapsedTimer starting;
    starting.start();
    while (test::http(server.port(), "GET", "/-/ready").status != 200 && starting.elapsed() < 30'000) {
    }
    Times times;
    std::printf(
        "| round | backtest ms | query --batch ms | Prometheus ms | times | times |\n|---|---|---|---|---|---|\n");
    int wrong = 0;
    for (int round = 1; round <= rounds; ++round) {
        double backtestMs = 0;
        double batchMs = 0;
        double theirsMs = 0;
        const QByteArray report =
            ours({QStringLiteral("backtest"), path("rules.yml"), path("day.mcap"), QStringLiteral("--json")}, {},
                 backtestMs);
        const QByteArray batch =
            ours({QStringLiteral("query"), path("day.mcap"), QStringLiteral("--batch")}, requests(rules), batchMs);
        const auto answers = theirs(server.port(), rules, theirsMs);
        wrong += differences(rules, batch.trimmed().split('\n'), answers) + otherFirings(report, answers);
        std::printf("| %d | %.0f | %.0f | %.0f | %.1f | %.1f |\n", round, backtestMs, batchMs, theirsMs,
                    theirsMs / backtestMs, theirsMs / batchMs);
        times.backtest.push_back(backtestMs);
        times.batch.push_back(batchMs);
        times.prometheus.push_back(theirsMs);
    }
    const double theirsMs = middleOf(times.prometheus);
    std::printf("| median | %.0f | %.0f | %.0f | %.1f | %.1f |\n", middleOf(times.backtest), middleOf(times.batch),
                theirsMs, theirsMs / middleOf(times.backtest), theirsMs / middleOf(times.batch));
    std::printf("%d rules, %d series, %lld s every %d s; answers that differ: %d\n", ruleCount, seriesCount,
                static_cast<long long>(seconds), step, wrong);
    QFile file(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (argc > 1 && file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(QJsonObject{{QStringLiteral("machine"), bench::machine()},
                                             {QStringLiteral("backtest_ms"), middleOf(times.backtest)},
                                             {QStringLiteral("batch_ms"), middleOf(times.batch)},
                                             {QStringLiteral("prometheus_ms"), theirsMs}})
                       .toJson());
    return wrong == 0 ? 0 : 1;
}
