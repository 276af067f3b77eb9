// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/restart_verdict.h"

#include "backend/engine/service_health.h"
#include "backend/protocol/names.h"
#include "model/rules/derived_names.h"

#include <algorithm>

namespace qd {

namespace metric = protocol::metric;

namespace {

// Below this a slope is noise of the allocator, not growth.
constexpr double stillBytesPerMinute = 100.0 * 1024;
constexpr double relievedShare = 0.25;

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
LogoutFigures figuresOver(const SeriesSnapshot &series, Timestamp begin, Timestamp end)
{
    const auto rise = [&](std::string_view name, const Labels &labels) {
        const double last = newestSum(series, name, labels, end).value_or(0);
        const double first = newestSum(series, name, labels, begin).value_or(0);
        return last >= first ? last - first : last;
    };
    return {rise(metric::kEnded, Labels({{"reason", "logout"}})),
            rise(metric::kSessions, Labels({{"state", "retained"}}))};
}

Event judgeLogouts(const RestartTrial &trial, const SeriesSnapshot &series)
{
    const LogoutFigures before =
        figuresOver(series, trial.requestedAt - RestartVerdicts::logoutWindow, trial.requestedAt);
    const LogoutFigures after = figuresOver(series, trial.readyAt, trial.readyAt + RestartVerdicts::logoutWindow);
    const QJsonObject figures{{QStringLiteral("logouts_before"), before.logouts},
                              {QStringLiteral("logouts_after"), after.logouts},
                              {QStringLiteral("retained_per_logout_before"), before.perLogout()},
                              {QStringLiteral("retained_per_logout_after"), after.perLogout()}};
    if (before.logouts < RestartVerdicts::fewestLogouts || after.logouts < RestartVerdicts::fewestLogouts)
        return verdict(trial, 5, QStringLiteral("Too little traffic to tell whether sessions are still retained."),
                       QStringLiteral("too little traffic"), figures);
    const bool leaks = after.perLogout() >= 0.01;
    const bool leaked = before.perLogout() >= 0.01;
    const QString end = !leaks ? (leaked ? QStringLiteral("it has stopped") : QStringLiteral("all is well"))
                               : (leaked ? QStringLiteral("it goes on") : QStringLiteral("it has begun"));
    return verdict(trial, 5,
                   QStringLiteral("Retained per logout: %1 before and %2 after: %3.")
                       .arg(before.perLogout(), 0, 'f', 2)
                       .arg(after.perLogout(), 0, 'f', 2)
                       .arg(end),
                   leaks ? QStringLiteral("still retains") : QStringLiteral("retains nothing"), figures);
}

QString rate(double bytesPerMinute)
{
    const double mib = bytesPerMinute / (1024 * 1024);
    return QString::number(mib, 'f', std::abs(mib) < 9.95 ? 1 : 0) + QStringLiteral(" MiB/min");
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
        return verdict(trial, 15, QStringLiteral("Too little is known to compare memory before and after."),
                       QStringLiteral("unknown"), {});
    const QJsonObject figures{{QStringLiteral("bytes_per_minute_before"), *before},
                              {QStringLiteral("bytes_per_minute_after"), *after}};
    const QString words = QStringLiteral("Memory rose %1 before and %2 after").arg(rate(*before), rate(*after));
    if (*before < stillBytesPerMinute)
        return verdict(trial, 15, words + QStringLiteral(": it did not rise before, the restart proves nothing."),
                       QStringLiteral("unknown"), figures);
    if (*after < std::max(stillBytesPerMinute, relievedShare * *before))
        return verdict(trial, 15, words + QStringLiteral(": it no longer rises."), QStringLiteral("stopped"),
                       figures);
    return verdict(trial, 15, words + QStringLiteral(": relieved, not fixed."),
                   QStringLiteral("relieved, not fixed"), figures);
}

} // namespace

void RestartVerdicts::begin(RestartTrial trial)
{
    m_pending.assign(1, {std::move(trial), false});
}

std::vector<Event> RestartVerdicts::due(Timestamp now, const SeriesSnapshot &series)
{
    std::vector<Event> out;
    for (Pending &pending : m_pending) {
        if (!pending.logoutsJudged && now >= pending.trial.readyAt + logoutWindow) {
            pending.logoutsJudged = true;
            out.push_back(judgeLogouts(pending.trial, series));
        }
        if (now >= pending.trial.readyAt + memoryWindow)
            out.push_back(judgeMemory(pending.trial, series));
    }
    std::erase_if(m_pending, [now](const Pending &p) { return now >= p.trial.readyAt + memoryWindow; });
    return out;
}

} // namespace qd
