// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill_command.h"

#include "app/exit_codes.h"
#include "app/progress_line.h"
#include "app/quit_signals.h"
#include "backend/drill/drill_run.h"
#include "model/base/units.h"
#include "model/incident/incident_words.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>

#include <cstdio>

namespace qd {

namespace {

constexpr double headlessSpeed = 30;

/// What the log says that somebody who looks on wants to know.
bool isWorthALine(const Event &event)
{
    switch (event.kind) {
    case EventKind::AlertFiring:
    case EventKind::AlertResolved:
    case EventKind::AlertEscalated:
    case EventKind::IncidentOpened:
    case EventKind::RestartFinished:
    case EventKind::RestartVerdict:
    case EventKind::PurgeFinished:
    case EventKind::Deploy:
    case EventKind::ServiceCrashed:
    case EventKind::ServiceHung:
    case EventKind::ActionFailed:
        return true;
    case EventKind::TrafficChanged:
        return event.actor.isEmpty(); // it ended by itself
    default:
        return false;
    }
}

class DrillLines
{
public:
    void say(Timestamp at, const QString &words)
    {
        m_progress.clear();
        std::printf("%sZ %s\n", qPrintable(units::clock(at, units::Zone::Utc)), qPrintable(words.simplified()));
        std::fflush(stdout);
    }

    void take(const HistorySnapshot &history, double share)
    {
        const EventSnapshot &events = history.events;
        for (const std::size_t i : events.since(m_seen))
            if (isWorthALine(events.at(i)))
                say(events.at(i).at, QStringLiteral("    ") + incident::wordsOf(events.at(i)));
        m_seen = std::max(m_seen, events.newestSeq());
        m_progress.show(share);
    }

    void end(const DrillEnd &end)
    {
        m_progress.clear();
        std::printf("\n%s\n", qPrintable(end.report.join(u'\n')));
        if (!end.recording.isEmpty())
            std::printf("recording: %s\n", qPrintable(end.recording));
        std::fflush(stdout);
        for (const QString &problem : end.problems)
            std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(problem));
    }

private:
    ProgressLine m_progress{"drill"};
    std::uint64_t m_seen = 0;
};

} // namespace

DrillOrder orderOf(const DrillCommand &command, double speed, const QString &by)
{
    DrillOrder order;
    order.scenario = QString::fromStdString(command.scenario);
    order.seed = command.seed;
    order.speed = command.speed > 0 ? command.speed : speed;
    order.by = command.by.empty() ? by : QString::fromStdString(command.by);
    order.record = QString::fromStdString(command.record);
    return order;
}

int runDrill(const DrillCommand &command)
{
    auto run = DrillRun::make(orderOf(command, headlessSpeed, QStringLiteral("patch")));
    if (!run) {
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(run.error().words));
        return exit_code::failed;
    }
    DrillRun &drill = **run;
    DrillLines report;
    QEventLoop loop; // left at the end alone: an interrupt ends the drill, which is scored and kept first
    int code = exit_code::done;
    QObject::connect(&drill, &DrillRun::happened, &drill,
                     [&](Timestamp at, const QString &words) { report.say(at, words); });
    QObject::connect(&drill.engine(), &LiveEngine::published, &drill,
                     [&](const HistoryPtr &history) { report.take(*history, drill.share()); });
    QObject::connect(&drill, &DrillRun::refused, &drill, [&](const QString &words) {
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
        code = exit_code::failed;
        loop.exit();
    });
    QObject::connect(&drill, &DrillRun::ended, &drill, [&](const DrillEnd &end) {
        report.end(end);
        code = end.problems.isEmpty() ? exit_code::done : exit_code::lossy;
        loop.exit();
    });
    report.say(drill.scenario().begin, QStringLiteral("%1, seed %2, %3 times as fast as the world; Ctrl+C ends it")
                                           .arg(drill.scenario().title)
                                           .arg(drill.scenario().seed)
                                           .arg(drill.clock().speed()));
    const QuitSignals quitSignals([&drill] { drill.finish(); });
    drill.start();
    loop.exec();
    return code;
}

} // namespace qd
