// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench recording: what a sample costs on disk, to write and to read, in a recording and in what else one
// might keep it in.
#include "tests/bench/machine.h"
#include "tests/bench/recording_costs.h"
#include "tests/bench/recording_open.h"
#include "tests/bench/recording_peers.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cstdio>

using namespace qd;
using namespace qd::bench;

namespace {

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Every way in turn, each into a folder of its own that is gone afterwards.
Result<std::vector<Kept>> keepInEveryWay(const RecordingData &data, bool peers)
{
    const QTemporaryDir root;
    const auto folder = [&](const char *name) {
        const QString path = root.filePath(QLatin1String(name));
        QDir().mkpath(path);
        return path;
    };
    const QString text = root.filePath(QStringLiteral("data.om"));
    std::vector<Result<Kept>> results{keepAsRecording(data, folder("recording"))};
    if (peers) {
        results.push_back(keepAsText(data, text));
        results.push_back(keepInPrometheus(text, folder("prometheus")));
        results.push_back(keepInSqlite(data, folder("sqlite")));
        results.push_back(keepAsGzip(text));
    }
    std::vector<Kept> all;
    for (auto &result : results) {
        if (!result)
            return tl::unexpected(result.error());
        all.push_back(std::move(*result));
    }
    return all;
}

const Kept *find(const std::vector<Kept> &all, const char *by)
{
    const auto it = std::ranges::find(all, QLatin1String(by), &Kept::by);
    return it == all.end() ? nullptr : &*it;
}

/// One table of figures, printed and as JSON.
Result<QJsonObject> benchData(const RecordingData &data, int rounds, bool peers)
{
    std::vector<std::vector<Kept>> all;
    for (int round = 0; round < rounds; ++round) {
        auto kept = keepInEveryWay(data, peers);
        if (!kept)
            return tl::unexpected(kept.error());
        all.push_back(std::move(*kept));
    }
    const auto samples = static_cast<double>(data.samples());
    std::printf("\n%s, %lld samples\n%-24s %14s %9s %12s %11s %11s\n", qPrintable(data.name),
                static_cast<long long>(data.samples()), "kept as", "bytes", "a sample", "ours over it", "write ms",
                "read ms");
    QJsonArray ways;
    const auto ours = static_cast<double>(all.front().front().bytes);
    for (std::size_t i = 0; i < all.front().size(); ++i) {
        const Kept &kept = all.front()[i];
        std::vector<double> writes;
        std::vector<double> reads;
        for (const auto &round : all) {
            writes.push_back(round[i].writeMs);
            reads.push_back(round[i].readMs);
        }
        const auto bytes = static_cast<double>(kept.bytes);
        std::printf("%-24s %14lld %9.3f %12.3f %11.0f %11.0f\n", qPrintable(kept.by),
                    static_cast<long long>(kept.bytes), bytes / samples, ours / bytes, median(writes),
                    median(reads));
        ways.append(QJsonObject{{QStringLiteral("by"), kept.by},
                                {QStringLiteral("bytes"), qint64(kept.bytes)},
                                {QStringLiteral("bytes_a_sample"), bytes / samples},
                                {QStringLiteral("ours_over_it"), ours / bytes},
                                {QStringLiteral("write_cpu_ms"), median(writes)},
                                {QStringLiteral("read_cpu_ms"), median(reads)}});
    }
    const Kept *prometheus = find(all.front(), "Prometheus blocks");
    return QJsonObject{
        {QStringLiteral("data"), data.name},
        {QStringLiteral("samples"), qint64(data.samples())},
        {QStringLiteral("ours_over_prometheus"), prometheus ? ours / static_cast<double>(prometheus->bytes) : 0.0},
        {QStringLiteral("kept"), ways}};
}

/// What recording and holding a day of it costs.
Result<QJsonObject> benchCosts(const RecordingData &data)
{
    const QTemporaryDir folder;
    const auto costs = costsOf(data, folder.path());
    if (!costs)
        return tl::unexpected(costs.error());
    std::printf(
        "\n%s\nrecorder: %.2f %% of a core; %.1f h of %lld series in memory: %.1f MiB, %.2f bytes a sample "
        "(resident: %.1f MiB)\n",
        qPrintable(data.name), costs->recorderPercent, costs->hours, static_cast<long long>(costs->series),
        costs->storeMiB, costs->storeBytesASample, costs->residentMiB);
    return QJsonObject{{QStringLiteral("data"), data.name},
                       {QStringLiteral("series"), qint64(costs->series)},
                       {QStringLiteral("hours"), costs->hours},
                       {QStringLiteral("recorder_percent_of_a_core"), costs->recorderPercent},
                       {QStringLiteral("store_mib"), costs->storeMiB},
                       {QStringLiteral("store_bytes_a_sample"), costs->storeBytesASample},
                       {QStringLiteral("resident_mib"), costs->residentMiB}};
}

/// How soon it is seen.
Result<QJsonObject> benchOpening(const RecordingData &data, int rounds)
{
    const QTemporaryDir folder;
    if (const auto kept = keepAsRecording(data, folder.path()); !kept)
        return tl::unexpected(kept.error());
    const auto times = openingTimes(folder.filePath(recordingName), rounds);
    if (!times)
        return tl::unexpected(times.error());
    std::printf(
        "\n%s\nopen to first picture: %.1f ms (processor: %.1f); %d random seeks: p50 %.2f ms, p99 %.2f ms "
        "(processor: %.2f)\n",
        qPrintable(data.name), times->firstMs, times->firstBusyMs, times->seeks, times->seekMs50, times->seekMs99,
        times->seekBusyMs99);
    return QJsonObject{{QStringLiteral("data"), data.name},
                       {QStringLiteral("first_picture_ms"), times->firstMs},
                       {QStringLiteral("first_picture_cpu_ms"), times->firstBusyMs},
                       {QStringLiteral("seeks"), times->seeks},
                       {QStringLiteral("seek_p50_ms"), times->seekMs50},
                       {QStringLiteral("seek_p99_ms"), times->seekMs99},
                       {QStringLiteral("seek_cpu_p99_ms"), times->seekBusyMs99}};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList args = QCoreApplication::arguments();
    const auto option = [&](const char *name, const QString &otherwise) {
        const qsizetype i = args.indexOf(QLatin1String(name));
        return i > 0 && i + 1 < args.size() ? args[i + 1] : otherwise;
    };
    const int rounds = std::max(1, option("--rounds", QStringLiteral("5")).toInt());
    const bool peers = !args.contains(QStringLiteral("--ours-only"));
    const qint64 rows = option("--rows", QStringLiteral("86400")).toLongLong();
    QJsonArray results;
    QJsonArray costs;
    QJsonArray opening;
    const auto keep = [](const Result<QJsonObject> &result, QJsonArray &into) {
        if (!result)
            std::fprintf(stderr, "recording bench: %s\n", qPrintable(result.error().words));
        else
            into.append(*result);
        return result.has_value();
    };
    bool good = true;
    {
        const RecordingData made = madeData(rows);
        good = keep(benchCosts(made), costs) && keep(benchOpening(made, rounds), opening) &&
               keep(benchData(made, rounds, peers), results);
    }
    if (const QString folder = option("--real", {}); !folder.isEmpty()) {
        const auto real = recordedData(folder);
        good = keep(real ? benchData(*real, rounds, peers) : tl::unexpected(real.error()), results) && good;
        if (const auto day = real ? repeated(*real, rows) : std::nullopt)
            good = keep(benchCosts(*day), costs) && keep(benchOpening(*day, rounds), opening) && good;
    }
    QFile file(option("--out", QStringLiteral("recording.json")));
    const QJsonDocument json(QJsonObject{{QStringLiteral("rounds"), rounds},
                                         {QStringLiteral("machine"), machine()},
                                         {QStringLiteral("results"), results},
                                         {QStringLiteral("costs"), costs},
                                         {QStringLiteral("opening"), opening}});
    if (!file.open(QIODevice::WriteOnly) || file.write(json.toJson()) < 0) {
        std::fprintf(stderr, "recording bench: cannot write %s\n", qPrintable(file.fileName()));
        return 1;
    }
    std::printf("\nwritten: %s\n", qPrintable(file.fileName()));
    return good ? 0 : 1;
}
