// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench backtest: 30 rules over a day of 60 series, here and as query_range of a real Prometheus on the same
// data.
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

/// The whole run of a process: opening the recording, evaluating, writing JSON.
QList<QByteArray> ours(const QString &recording, const std::vector<std::string> &rules, double &ms)
{
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck"),
                  {QStringLiteral("query"), recording, QStringLiteral("--batch"),
                   QStringLiteral("--range-boundary"), QStringLiteral("closed")});
    process.write(requests(rules));
    process.closeWriteChannel();
    process.waitForFinished(600'000);
    ms = double(timer.nsecsElapsed()) / 1e6;
    return process.readAllStandardOutput().trimmed().split('\n');
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

int differences(const std::vector<std::string> &rules, const QList<QByteArray> &a, const QList<QByteArray> &b)
{
    int found = 0;
    for (qsizetype i = 0; i < b.size(); ++i) {
        const QString words = test::differenceOf({QString::fromStdString(rules[std::size_t(i)]),
                                                  QJsonDocument::fromJson(a.value(i)).object(),
                                                  QJsonDocument::fromJson(b[i]).object()});
        if (!words.isEmpty())
            std::fprintf(stderr, "%s: %s\n", rules[std::size_t(i)].c_str(), qPrintable(words.left(300)));
        found += words.isEmpty() ? 0 : 1;
    }
    return found;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir folder;
    const auto path = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
    const QString program = QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck");
    if (!writeData(path("day.om")) ||
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
    const auto rules = bench::rules(ruleCount, families);
    QJsonObject report{{QStringLiteral("machine"), bench::machine()}};
    std::printf("| round | Quarterdeck ms | Prometheus ms | times |\n|---|---|---|---|\n");
    int wrong = 0;
    for (int round = 1; round <= 3; ++round) {
        double oursMs = 0;
        double theirsMs = 0;
        const auto a = ours(path("day.mcap"), rules, oursMs);
        const auto b = theirs(server.port(), rules, theirsMs);
        wrong += differences(rules, a, b);
        std::printf("| %d | %.0f | %.0f | %.1f |\n", round, oursMs, theirsMs, theirsMs / oursMs);
        report[QStringLiteral("quarterdeck_ms")] = oursMs;
        report[QStringLiteral("prometheus_ms")] = theirsMs;
    }
    std::printf("%d rules, %d series, %lld s every %d s; answers that differ: %d\n", ruleCount, seriesCount,
                static_cast<long long>(seconds), step, wrong);
    QFile file(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (argc > 1 && file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(report).toJson());
    return wrong == 0 ? 0 : 1;
}
