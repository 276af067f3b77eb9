// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench chart: from a change to the end of painting all plots, ours and peers interleaved in one run.
#include "model/playhead/playhead.h"
#include "tests/bench/chart_peers.h"
#include "tests/bench/machine.h"
#include "tests/support/synthetic_history.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>

using namespace qd;
using namespace qd::bench;

namespace {

constexpr double day = 86'400;
constexpr QSize windowSize(1600, 1000);

/// Sees whether painting happened at all: a peer that skips it would look fast.
class PaintCounter final : public QObject
{
public:
    int paints = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

/// Runs what is queued until nothing is: layout, scene updates, paint.
void paintAll()
{
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    }
}

struct Workload
{
    const char *name;
    int frames;
    std::function<void(Peer &, int frame, int frames)> step;
    std::function<void(Peer &)> prepare;
};

View sixHours(double from)
{
    return {from, from + 6 * 3600};
}

std::vector<Workload> workloads(const Load &load)
{
    const auto pan = [](Peer &p, int frame, int) { p.show(sixHours(3600 + 40.0 * frame)); };
    const auto zoom = [](Peer &p, int frame, int frames) {
        const double span = day * std::pow(60 / day, static_cast<double>(frame) / std::max(1, frames - 1));
        p.show({day / 2 - span / 2, day / 2 + span / 2});
    };
    const auto cross = [](Peer &p, int frame, int frames) {
        p.crosshair(3600 + 6 * 3600.0 * (frame + 1) / (frames + 2));
    };
    const auto follow = [&load, next = std::map<Peer *, std::size_t>()](Peer &p, int, int) mutable {
        const std::size_t n = next[&p]++;
        const double second = day + static_cast<double>(n);
        std::vector<double> values;
        for (const LoadSeries &s : load.series) {
            values.push_back(s.values[n]);
        }
        p.append(second, values, {second - 3600, second});
    };
    // An hour that slides as playback at 1000 x does: 16.7 s of it with each sixtieth of a second.
    const auto replay = [](Peer &p, int frame, int) {
        const double second = 2 * 3600 + frame * 1000.0 / 60;
        p.show({second - 3600, second});
    };
    return {{"pan", 300, pan, {}},
            {"zoom", 120, zoom, {}},
            {"crosshair", 600, cross, [](Peer &p) { p.show(sixHours(3600)); }},
            {"follow", 30, follow, {}},
            {"replay", 300, replay, {}}};
}

struct Figures
{
    double p50 = 0;
    double p99 = 0;
    double busy50 = 0; ///< processor time: what a frame costs on a machine that others use too
    double busy99 = 0;
    int frames = 0;
};

double quantile(std::vector<double> &sorted, double q)
{
    return sorted[static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size()))) - 1];
}

Figures run(Peer &peer, const Workload &work, int frames, PaintCounter &counter)
{
    if (work.prepare) {
        work.prepare(peer);
    }
    paintAll();
    std::vector<double> millis;
    std::vector<double> busy;
    for (int frame = 0; frame < frames; ++frame) {
        const int before = counter.paints;
        QElapsedTimer timer;
        timer.start();
        const double busyBefore = processorMillis();
        // Fewer frames of the same journey, where a peer is too slow for all of them.
        work.step(peer, frame * work.frames / frames, work.frames);
        paintAll();
        millis.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        busy.push_back(processorMillis() - busyBefore);
        if (counter.paints == before && frame > 0) {
            std::fprintf(stderr, "chart bench: %s painted nothing\n", qPrintable(peer.name()));
        }
    }
    std::sort(millis.begin(), millis.end());
    std::sort(busy.begin(), busy.end());
    return {quantile(millis, 0.5), quantile(millis, 0.99), quantile(busy, 0.5), quantile(busy, 0.99), frames};
}

struct Entry
{
    std::unique_ptr<Peer> peer;
    int share; ///< one of so many frames is run
};

double medianOf(const std::vector<Figures> &rounds, double Figures::*figure)
{
    std::vector<double> v;
    for (const Figures &f : rounds) {
        v.push_back(f.*figure);
    }
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

QJsonArray benchLoad(const Load &load, std::vector<Entry> &entries, int rounds, const QString &only)
{
    auto works = workloads(load);
    std::erase_if(works, [&](const Workload &w) { return !only.isEmpty() && only != QLatin1String(w.name); });
    std::map<std::pair<std::size_t, std::size_t>, std::vector<Figures>> all;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t w = 0; w < works.size(); ++w) {
            for (std::size_t e = 0; e < entries.size(); ++e) {
                Peer &peer = *entries[e].peer;
                PaintCounter counter;
                qApp->installEventFilter(&counter);
                peer.widget()->resize(windowSize);
                peer.widget()->show();
                paintAll();
                all[{w, e}].push_back(
                    run(peer, works[w], std::max(3, works[w].frames / entries[e].share), counter));
                peer.widget()->hide();
                qApp->removeEventFilter(&counter);
            }
        }
    }
    QJsonArray out;
    std::printf("\n%s: %zu series x %zu samples in %zu plots\n%-10s %-28s %9s %9s %9s %9s %9s\n",
                load.name.c_str(), load.series.size(), load.samples(), load.plots, "work", "drawn by", "p50 ms",
                "p99 ms", "cpu p50", "cpu p99", "ours/it");
    for (std::size_t w = 0; w < works.size(); ++w) {
        const double ours = medianOf(all[{w, 0}], &Figures::p50);
        for (std::size_t e = 0; e < entries.size(); ++e) {
            const std::vector<Figures> &f = all[{w, e}];
            const double p50 = medianOf(f, &Figures::p50);
            const double p99 = medianOf(f, &Figures::p99);
            const double busy50 = medianOf(f, &Figures::busy50);
            const double busy99 = medianOf(f, &Figures::busy99);
            std::printf("%-10s %-28s %9.2f %9.2f %9.2f %9.2f %9.2f\n", works[w].name,
                        qPrintable(entries[e].peer->name()), p50, p99, busy50, busy99, ours / p50);
            out.append(QJsonObject{{QStringLiteral("load"), QString::fromStdString(load.name)},
                                   {QStringLiteral("work"), QString::fromLatin1(works[w].name)},
                                   {QStringLiteral("drawn_by"), entries[e].peer->name()},
                                   {QStringLiteral("frames_a_round"), f.front().frames},
                                   {QStringLiteral("p50_ms"), p50},
                                   {QStringLiteral("p99_ms"), p99},
                                   {QStringLiteral("cpu_p50_ms"), busy50},
                                   {QStringLiteral("cpu_p99_ms"), busy99},
                                   {QStringLiteral("ours_over_it_p50"), ours / p50}});
        }
    }
    return out;
}

/// What the pane of five charts and the overview take of one core when a second of data comes each second, with a
/// day loaded and the heat map shown: processor time a tick, as per cent of a second.
double idlePercent()
{
    Playhead playhead;
    ChartPane pane(&playhead);
    OverviewStrip strip(&playhead);
    pane.resize(1028, 652);
    strip.resize(1416, 66);
    const auto histories = test::growingHistory(std::chrono::hours(24), 60);
    playhead.follow(std::chrono::hours(1));
    pane.show();
    strip.show();
    std::vector<double> busy;
    for (const HistoryPtr &history : histories) {
        const double before = processorMillis();
        pane.setHistory(history);
        strip.setHistory(history);
        playhead.advanceTo(history->now);
        pane.applyPendingChanges();
        paintAll();
        busy.push_back(processorMillis() - before);
    }
    busy.erase(busy.begin()); // the first one draws everything
    double sum = 0;
    for (double b : busy) {
        sum += b;
    }
    return sum / static_cast<double>(busy.size()) / 1000 * 100;
}

QJsonObject chartMachine()
{
    QJsonObject all = machine();
    all[QStringLiteral("qcustomplot")] = QStringLiteral("2.1");
    all[QStringLiteral("platform")] = QGuiApplication::platformName();
    return all;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList args = QCoreApplication::arguments();
    const auto option = [&](const QString &name, const QString &otherwise) {
        const qsizetype i = args.indexOf(name);
        return i > 0 && i + 1 < args.size() ? args[i + 1] : otherwise;
    };
    const int rounds = std::max(1, option(QStringLiteral("--rounds"), QStringLiteral("5")).toInt());
    const QString loads = option(QStringLiteral("--loads"), QStringLiteral("S1,S2"));
    QJsonArray results;
    for (const Load &load : {loadS1(static_cast<std::size_t>(day)), loadS2(static_cast<std::size_t>(day))}) {
        if (!loads.contains(QString::fromStdString(load.name))) {
            continue;
        }
        std::vector<Entry> entries;
        entries.push_back({makeOurs(load), 1});
        if (!args.contains(QStringLiteral("--ours-only"))) {
            entries.push_back({makeChartAxes(load), 2});
            entries.push_back({makeCustomPlot(load), 1});
            entries.push_back({makeLineSeries(load, Points::Decimated), 10});
        }
        if (entries.size() > 1 && load.name == "S1") {
            entries.push_back({makeLineSeries(load, Points::Raw), 100});
        }
        for (const QJsonValue &v : benchLoad(load, entries, rounds, option(QStringLiteral("--work"), {}))) {
            results.append(v);
        }
    }
    const double idle = idlePercent();
    std::printf("\nfive charts and overview at 1 Hz, 24 h loaded: %.2f %% of a core\n", idle);
    QFile file(option(QStringLiteral("--out"), QStringLiteral("chart.json")));
    if (!file.open(QIODevice::WriteOnly)) {
        std::fprintf(stderr, "chart bench: cannot write %s\n", qPrintable(file.fileName()));
        return 1;
    }
    file.write(QJsonDocument(QJsonObject{{QStringLiteral("rounds"), rounds},
                                         {QStringLiteral("machine"), chartMachine()},
                                         {QStringLiteral("idle_percent_of_a_core"), idle},
                                         {QStringLiteral("results"), results}})
                   .toJson());
    std::printf("\nwritten: %s\n", qPrintable(file.fileName()));
    return 0;
}
