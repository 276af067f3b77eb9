// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/restart_verdict.h"

#include "backend/engine/service_health.h"
#include "backend/protocol/names.h"
#include "model/base/units.h"
#include "model/rules/derived_names.h"

#include <algorithm>
#include <utility>

namespace qd {

namespace metric = protocol::metric;

namespace {

// Below this a slope is noise of the allocator, not growth.
constexpr double stillBytesPerMinute = 100.0 * 1024;
constexpr double relievedShare = 0.25;
constexpr int logoutMinutes =
    std::chrono::duration_cast<std::chrono::minutes>(RestartVerdicts::logoutWindow).count();
constexpr int memoryMinutes =
    std::chrono::duration_cast<std::chrono::minutes>(RestartVerdicts::memoryWindow).count();

Event verdict(const RestartTrial &trial, int minutes, const QString &words, const QString &word,
              QJsonObject figures)
{
    Event event;
    event.kind = EventKind::RestartVerdict;
    event.subject = QStringLiteral("sessiond");
    event.at = trial.readyAt + std::chrono::minutes(minutes);
    event.correlation = trial.correlation;
    event.reason = words;
    figures[u"after_minutes"] = minutes;
    figures[u"verdict"] = word;
    if (!trial.release.isEmpty())
        figures[u"release"] = trial.release;
    event.body = std::move(figures);
    return event;
}

struct LogoutFigures
{
    double logouts = 0;
    double retained = 0; ///< that were added
    [[nodiscard]] double perLogout() const { return logouts > 0 ? retained / logouts : 0; }
};

/// What changed from `begin` to `end`. A process that began in between counts from zero.
LogoutFigures figuresOver(const SeriesSnapshot &series, Timestamp begin, Timestamp end, double counts)
{
    const auto rise = [&](std::string_view name, const Labels &labels) {
        const double last = newestSum(series, name, labels, end).value_or(0);
        const double first = newestSum(series, name, labels, begin).value_or(0);
        return last >= first ? last - first : last;
    };
    return {rise(metric::kEnded, Labels({{"reason", "logout"}})) / counts,
            rise(metric::kSessions, Labels({{"state", "retained"}}))};
}

Event judgeLogouts(const RestartTrial &trial, const SeriesSnapshot &series, double counts)
{
    const LogoutFigures before =
        figuresOver(series, trial.requestedAt - RestartVerdicts::logoutWindow, trial.requestedAt, counts);
    const LogoutFigures after =
        figuresOver(series, trial.readyAt, trial.readyAt + RestartVerdicts::logoutWindow, counts);
    const QJsonObject figures{{QStringLiteral("logouts_before"), before.logouts},
                              {QStringLiteral("logouts_after"), after.logouts},
                              {QStringLiteral("retained_per_logout_before"), before.perLogout()},
                              {QStringLiteral("retained_per_logout_after"), after.perLogout()}};
    if (before.logouts < RestartVerdicts::fewestLogouts || after.logouts < RestartVerdicts::fewestLogouts)
        return verdict(trial, logoutMinutes,
                       QStringLiteral("Too little traffic to tell whether sessions are still retained."),
                       QStringLiteral("too little traffic"), figures);
    const bool leaks = after.perLogout() >= 0.01;
    const bool leaked = before.perLogout() >= 0.01;
    const QString end = !leaks ? (leaked ? QStringLiteral("it has stopped") : QStringLiteral("all is well"))
                               : (leaked ? QStringLiteral("it goes on") : QStringLiteral("it has begun"));
    return verdict(trial, logoutMinutes,
                   QStringLiteral("Retained per logout: %1 before and %2 after: %3.")
                       .arg(before.perLogout(), 0, 'f', 2)
                       .arg(after.perLogout(), 0, 'f', 2)
                       .arg(end),
                   leaks ? QStringLiteral("still retains") : QStringLiteral("retains nothing"), figures);
}

/// What is left of a relief: how fast memory fills again.
QString fillsAgain(double before, double after)
{
    constexpr double asFast = 0.1; // of what it was before
    if (after > before * (1 + asFast))
        return QStringLiteral("it fills faster than before");
    return after < before * (1 - asFast) ? QStringLiteral("it fills again, more slowly")
                                         : QStringLiteral("it fills as fast as before");
}

/// "rose 12.0 MiB/min"
QString motion(double bytesPerMinute)
{
    const QString amount = units::bytes(std::abs(bytesPerMinute)) + QStringLiteral("/min");
    if (std::abs(bytesPerMinute) < 1)
        return QStringLiteral("stood still");
    return (bytesPerMinute < 0 ? QStringLiteral("fell ") : QStringLiteral("rose ")) + amount;
}

Event judgeMemory(const RestartTrial &trial, const SeriesSnapshot &series)
{
    const auto slopeAt = [&](Timestamp at) {
        const auto slope = newestValue(series, derived::memorySlope, {}, at, std::chrono::seconds(30));
        return slope ? std::optional(*slope * 60) : std::nullopt;
    };
    const auto before = slopeAt(trial.requestedAt);
    const auto after = slopeAt(trial.readyAt + RestartVerdicts::memoryWindow);
    if (!before || !after)
        return verdict(trial, memoryMinutes,
                       QStringLiteral("Too little is known to compare memory before and after."),
                       QStringLiteral("unknown"), {});
    const QJsonObject figures{{QStringLiteral("bytes_per_minute_before"), *before},
                              {QStringLiteral("bytes_per_minute_after"), *after}};
    const QString words = QStringLiteral("Memory %1 before and %2 after").arg(motion(*before), motion(*after));
    if (*before < stillBytesPerMinute)
        return verdict(trial, memoryMinutes,
                       words + QStringLiteral(": it did not rise before, the restart proves nothing."),
                       QStringLiteral("unknown"), figures);
    if (*after < std::max(stillBytesPerMinute, relievedShare * *before))
        return verdict(trial, memoryMinutes, words + QStringLiteral(": it no longer rises."),
                       QStringLiteral("stopped"), figures);
    return verdict(trial, memoryMinutes,
                   words + QStringLiteral(": relieved, not fixed; %1.").arg(fillsAgain(*before, *after)),
                   QStringLiteral("relieved, not fixed"), figures);
}

} // namespace

std::vector<Event> RestartVerdicts::begin(RestartTrial trial)
{
    std::vector<Event> unseen = abandon(trial.requestedAt, QStringLiteral("the service was restarted once more"));
    m_pending.assign(1, {std::move(trial), !m_judgesLogouts});
    return unseen;
}

std::vector<Event> RestartVerdicts::abandon(Timestamp now, const QString &why)
{
    std::vector<Event> out;
    const auto unseen = [&](const RestartTrial &trial, int minutes) {
        Event event =
            verdict(trial, minutes, QStringLiteral("Not seen: %1.").arg(why), QStringLiteral("not seen"), {});
        event.at = now; // what would have been judged lies in the future
        out.push_back(std::move(event));
    };
    for (const Pending &pending : std::exchange(m_pending, {})) {
        if (!pending.logoutsJudged)
            unseen(pending.trial, logoutMinutes);
        unseen(pending.trial, memoryMinutes);
    }
    return out;
}

std::vector<Event> RestartVerdicts::due(Timestamp now, const SeriesSnapshot &series)
{
    std::vector<Event> out;
    for (Pending &pending : m_pending) {
        if (!pending.logoutsJudged && now >= pending.trial.readyAt + logoutWindow) {
            pending.logoutsJudged = true;
            out.push_back(judgeLogouts(pending.trial, series, m_counts));
        }
        if (now >= pending.trial.readyAt + memoryWindow)
            out.push_back(judgeMemory(pending.trial, series));
    }
    std::erase_if(m_pending, [now](const Pending &p) { return now >= p.trial.readyAt + memoryWindow; });
    return out;
}

} // namespace qd
