// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/promtool.h"

#include "model/recording/recording_reader.h"
#include "model/recording/table.h"
#include "model/series/markers.h"
#include "model/series/parsed_sample.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>

#include <bit>
#include <cmath>
#include <cstdlib>

namespace qd::test {

namespace {

/// What it printed; `error` when it failed.
QByteArray promtool(const QStringList &arguments, QString &error)
{
    QProcess process;
    process.start(QStringLiteral("promtool"), arguments, QIODevice::ReadOnly);
    const bool ended = process.waitForStarted() && process.waitForFinished(300'000);
    if (!ended || process.exitCode() != 0)
        error = QStringLiteral("promtool %1: %2")
                    .arg(arguments.join(u' '), QString::fromUtf8(process.readAllStandardError()));
    return process.readAllStandardOutput();
}

/// `{__name__="x", a="b"} 1.5 1724135400250`
void takeLine(const std::string &line, SamplesBySeries &samples, QString &error)
{
    const std::size_t brace = std::min(line.rfind("} "), line.size() - 1);
    const auto key = seriesKeyOfDump(std::string_view(line).substr(0, brace + 1));
    char *next = nullptr;
    const double value = std::strtod(line.c_str() + brace + 1, &next);
    if (!key)
        error = QStringLiteral("no series: ") + QString::fromStdString(line);
    else
        samples[*key].push_back({Timestamp(Millis(std::strtoll(next, nullptr, 10))), value});
}

bool isSame(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

} // namespace

SamplesBySeries throughPromtool(const QString &openMetrics, const QString &folder, QString &error)
{
    (void)promtool({QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"), QStringLiteral("openmetrics"),
                    openMetrics, folder},
                   error);
    SamplesBySeries samples;
    if (!error.isEmpty())
        return samples;
    QDir(folder).mkdir(QStringLiteral("wal")); // a dump looks for what a server would have left there
    const QByteArray dump = promtool({QStringLiteral("tsdb"), QStringLiteral("dump"), folder}, error);
    for (const QByteArray &line : dump.split('\n')) {
        if (!line.isEmpty() && error.isEmpty())
            takeLine(line.toStdString(), samples, error);
    }
    return samples;
}

SamplesBySeries samplesOf(const QString &recording)
{
    SamplesBySeries samples;
    const auto reader = RecordingReader::open(recording);
    if (!reader)
        return samples;
    recording::TableAssembler assembler([&](const recording::Table &table) {
        for (const auto &column : table.columns) {
            for (std::size_t i = 0; i < table.times.size(); ++i) {
                if (!isAbsent(column.cells[i]) && !isStaleMarker(column.cells[i]))
                    samples[column.key].push_back({Timestamp(Millis(table.times[i])), column.cells[i]});
            }
        }
    });
    int damaged = 0;
    reader->forEachPage(
        [&](const recording::Page &page) {
            for (const auto &group : page.groups)
                assembler.add(recording::tableOf(group, damaged));
            return true;
        },
        [](const RecordingLoss &) {});
    assembler.flush();
    return samples;
}

QString firstDifference(const SamplesBySeries &a, const SamplesBySeries &b)
{
    if (a.size() != b.size())
        return QStringLiteral("%1 series and %2").arg(a.size()).arg(b.size());
    for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
        const QString name = QString::fromStdString(seriesText(x->first));
        if (x->first != y->first || x->second.size() != y->second.size())
            return QStringLiteral("%1 with %2 samples and %3 with %4")
                .arg(name)
                .arg(x->second.size())
                .arg(QString::fromStdString(seriesText(y->first)))
                .arg(y->second.size());
        for (std::size_t i = 0; i < x->second.size(); ++i) {
            const Sample &p = x->second[i];
            const Sample &q = y->second[i];
            if (p.at != q.at || !isSame(p.value, q.value))
                return QStringLiteral("%1, sample %2: %3 at %4 and %5 at %6")
                    .arg(name)
                    .arg(i)
                    .arg(p.value, 0, 'g', 17)
                    .arg(p.at.time_since_epoch().count())
                    .arg(q.value, 0, 'g', 17)
                    .arg(q.at.time_since_epoch().count());
        }
    }
    return {};
}

} // namespace qd::test
