// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watch_command.h"

#include "app/engine_choice.h"
#include "app/exit_codes.h"
#include "app/quit_signals.h"
#include "backend/engine/live_engine.h"
#include "model/base/units.h"
#include "model/log/event_words.h"
#include "model/rules/alert_events.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>

#include <cstdio>

namespace qd {

namespace {

/// Prints what the log and the state of the engine say that was not said yet.
class WatchReport
{
public:
    void take(const HistorySnapshot &history)
    {
        const EventSnapshot &events = history.events;
        if (!m_begun) {
            m_begun = !events.isEmpty();
            m_seen = events.newestSeq();
            if (m_begun)
                say(history.now, QStringLiteral("watching %1, history in %2")
                                     .arg(history.status.target.label(), history.status.dataFolder));
        }
        for (const std::size_t i : events.since(m_seen))
            if (!isBookkeeping(events.at(i).kind))
                say(events.at(i).at, lineOf(events.at(i)));
        m_seen = std::max(m_seen, events.newestSeq());
        tell(history.now, history.status.ruleProblem, m_rules);
        tell(history.now, history.status.notifyProblem, m_notify);
        tell(history.now, history.status.recorderProblem, m_recorder);
        tell(history.now, history.status.logProblem, m_log);
    }

private:
    static QString lineOf(const Event &event)
    {
        QStringList parts{headline(event)};
        const QString summary = rules::annotationsOf(event).value(QStringLiteral("summary")).toString();
        for (const QString &part : {event.subject, summary, event.reason})
            if (!part.isEmpty() && !parts.join(QString()).contains(part))
                parts << part.simplified();
        return parts.join(QStringLiteral(" · "));
    }

    static void say(Timestamp at, const QString &words)
    {
        std::printf("%sZ %s\n", qPrintable(units::dateClock(at, units::Zone::Utc).replace(u' ', u'T')),
                    qPrintable(words));
        std::fflush(stdout);
    }

    static void tell(Timestamp at, const QString &problem, QString &told)
    {
        if (std::exchange(told, problem) != problem && !problem.isEmpty())
            say(at, problem);
    }

    bool m_begun = false;
    std::uint64_t m_seen = 0;
    QString m_rules, m_notify, m_recorder, m_log; ///< as they were said
};

void endInOrder(LiveEngine &engine)
{
    QEventLoop loop;
    QObject::connect(&engine, &LiveEngine::retired, &loop, &QEventLoop::quit);
    engine.retire();
    loop.exec();
}

} // namespace

int runWatch(const TargetChoice &target, const ServiceChoice &service)
{
    if (const auto good = checkTarget(target); !good) {
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(good.error().words));
        return exit_code::failed;
    }
    const QuitSignals quitSignals;
    LiveEngine engine(configFor(target, service));
    WatchReport report;
    int code = exit_code::done;
    QObject::connect(&engine, &LiveEngine::published, &engine, [&](const HistoryPtr &history) {
        if (history->status.couldStart)
            return report.take(*history);
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(history->status.problem));
        code = exit_code::failed;
        QCoreApplication::quit();
    });
    engine.start();
    QCoreApplication::exec();
    endInOrder(engine);
    return code;
}

} // namespace qd
