// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev score leaks [--days N] [--seed S] [--data FOLDER]: how soon leaks are named and by what name, and how
// often healthy services are suspected, beside what most rule files have. Simulated services; and recorded series,
// where a folder with them is named. Exits with 1 when a healthy day is named or paged, or when fewer than 99 of
// 100 leaks of either kind are named.
#include "tests/score/leak_files.h"
#include "tests/score/leak_runs.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>
#include <cstdio>

using namespace qd::score;

namespace {

/// Days of one service; the last of them with the leak, where there is one.
constexpr int daysEach = 2;

struct Options
{
    int days = 500;
    std::uint64_t seed = 1;
    QString data;
};

Options optionsOf(const QStringList &args)
{
    Options options;
    const auto after = [&](const char *name) -> QString {
        const auto at = args.indexOf(QLatin1String(name));
        return at > 0 && at + 1 < args.size() ? args[at + 1] : QString();
    };
    if (const QString days = after("--days"); !days.isEmpty())
        options.days = std::max(daysEach, days.toInt());
    if (const QString seed = after("--seed"); !seed.isEmpty())
        options.seed = seed.toULongLong();
    options.data = after("--data");
    return options;
}

QString quantileText(std::vector<double> values, double q, double unit, int decimals)
{
    if (values.empty())
        return QStringLiteral("–");
    std::ranges::sort(values);
    const auto at = static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5);
    return QString::number(values[at] / unit, 'f', decimals);
}

void line(const char *first, const QStringList &cells)
{
    std::printf("%-22s", first);
    for (const QString &cell : cells)
        std::printf(" %10s", cell.toUtf8().constData());
    std::printf("\n");
}

struct Healthy
{
    std::array<int, judged> alarms{};
    std::array<int, judged> pages{};
};

Healthy scoreHealthy(const Options &options)
{
    Healthy sum;
    const int runs = options.days / daysEach;
    for (int i = 0; i < runs; ++i) {
        const Tallies tallies = run(options.seed + static_cast<std::uint64_t>(i), daysEach, std::nullopt);
        for (std::size_t j = 0; j < judged; ++j) {
            sum.alarms[j] += tallies[j].alarms;
            sum.pages[j] += tallies[j].pages;
            if (j == Ours && tallies[j].alarms > 0)
                std::printf("suspected though healthy: seed %llu\n",
                            static_cast<unsigned long long>(options.seed) + static_cast<unsigned long long>(i));
        }
    }
    std::printf("\nhealthy: %d days of %d services\n", runs * daysEach, runs);
    line("", {QStringLiteral("named"), QStringLiteral("a day"), QStringLiteral("paged")});
    for (std::size_t j = 0; j < judged; ++j)
        line(namesOfJudged[j],
             {QString::number(sum.alarms[j]), QString::number(sum.alarms[j] / double(runs * daysEach), 'f', 2),
              QString::number(sum.pages[j])});
    return sum;
}

/// The share that ours named rightly.
double scoreLeaks(const Options &options, const char *title, Fault (*faultOf)(std::uint64_t, int))
{
    const int runs = options.days / daysEach;
    std::vector<Tallies> all;
    for (int i = 0; i < runs; ++i) {
        const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(i);
        all.push_back(run(seed, daysEach, faultOf(seed, daysEach)));
    }
    std::printf("\n%s: %d leaks\n", title, runs);
    line("", {QStringLiteral("found %"), QStringLiteral("named %"), QStringLiteral("p50 min"),
              QStringLiteral("p95 min"), QStringLiteral("lead p50 h"), QStringLiteral("err 1/4"),
              QStringLiteral("err 1/2"), QStringLiteral("err 3/4")});
    double rightly = 0;
    for (std::size_t j = 0; j < judged; ++j) {
        std::vector<double> toName, lead;
        std::array<std::vector<double>, 3> errors;
        int named = 0;
        for (const Tallies &tallies : all) {
            const Tally &tally = tallies[j];
            named += tally.hasRightName ? 1 : 0;
            if (tally.toName) {
                toName.push_back(*tally.toName);
                lead.push_back(*tally.leadBeforeLimit);
            }
            for (std::size_t e = 0; e < errors.size(); ++e)
                if (tally.forecastError[e])
                    errors[e].push_back(*tally.forecastError[e]);
        }
        const auto percent = [&](double count) { return QString::number(100 * count / runs, 'f', 1); };
        line(namesOfJudged[j], {percent(double(toName.size())), percent(named), quantileText(toName, 0.5, 60, 1),
                                quantileText(toName, 0.95, 60, 1), quantileText(lead, 0.5, 3600, 1),
                                quantileText(errors[0], 0.5, 1, 2), quantileText(errors[1], 0.5, 1, 2),
                                quantileText(errors[2], 0.5, 1, 2)});
        if (j == Ours)
            rightly = double(named) / runs;
    }
    return rightly;
}

void scoreFiles(const QString &folder)
{
    std::printf("\nrecorded series: times suspected\n");
    line("", {QStringLiteral("days"), QStringLiteral("Quarterdk"), QStringLiteral("predict_l"),
              QStringLiteral("Mann-K"), QStringLiteral("first day")});
    for (const FileTally &file : judgeFiles(folder))
        line(qPrintable(file.name.left(22)),
             {QString::number(file.days, 'f', 1), QString::number(file.alarms[Ours]),
              QString::number(file.alarms[Predicting]), QString::number(file.alarms[MannKendallAlone]),
              file.firstAlarmDay ? QString::number(*file.firstAlarmDay, 'f', 2) : QStringLiteral("–")});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const Options options = optionsOf(QCoreApplication::arguments());
    const Healthy healthy = scoreHealthy(options);
    const double retained = scoreLeaks(options, "sessions stay after logout", retentionOf);
    const double lost = scoreLeaks(options, "a component loses memory", lossOf);
    if (options.data.isEmpty())
        std::printf("\nno folder of recorded series was named: --data FOLDER\n");
    else
        scoreFiles(options.data);
    const bool isGood = healthy.alarms[Ours] == 0 && healthy.pages[Ours] == 0 && std::min(retained, lost) >= 0.99;
    std::printf("\n%s\n", isGood ? "good: no healthy day suspected, 99 of 100 leaks named" : "NOT good enough");
    return isGood ? 0 : 1;
}
