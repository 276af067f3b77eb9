// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_marks.h"

namespace qd::alerts {

namespace {

// Frozen: members of bodies in recordings.
constexpr auto labelsKey = QLatin1String("labels");
constexpr auto severityKey = QLatin1String("severity");
constexpr auto summaryKey = QLatin1String("summary");
constexpr auto afterKey = QLatin1String("after_ms");
constexpr auto matchersKey = QLatin1String("matchers");
constexpr auto fromKey = QLatin1String("from_ms");
constexpr auto untilKey = QLatin1String("until_ms");

Event markOf(EventKind kind, const Event &alert, const QString &reason)
{
    Event mark;
    mark.kind = kind;
    mark.subject = alert.subject;
    mark.reason = reason;
    for (const QLatin1String key : {labelsKey, severityKey, summaryKey})
        if (alert.body.contains(key))
            mark.body.insert(key, alert.body.value(key));
    return mark;
}

Timestamp instantOf(const QJsonValue &value)
{
    return Timestamp(Millis(value.toInteger()));
}

} // namespace

Event acknowledgementOf(const Event &alert, const QString &comment)
{
    return markOf(EventKind::AlertAcknowledged, alert, comment);
}

Event escalationOf(const Event &alert, Millis after)
{
    Event mark = markOf(EventKind::AlertEscalated, alert, {});
    mark.body.insert(afterKey, qint64(after.count()));
    return mark;
}

Event silenceOf(const AlertMatchers &matchers, Timestamp from, Timestamp until, const QString &comment)
{
    Event silence;
    silence.kind = EventKind::SilenceBegun;
    silence.subject = matchers.text();
    silence.reason = comment;
    silence.body = {{matchersKey, matchers.text()},
                    {fromKey, qint64(from.time_since_epoch().count())},
                    {untilKey, qint64(until.time_since_epoch().count())}};
    return silence;
}

Event endOfSilence(const QString &id, const QString &comment)
{
    Event end;
    end.kind = EventKind::SilenceEnded;
    end.correlation = id;
    end.reason = comment;
    return end;
}

std::optional<Silence> silenceFrom(const Event &event)
{
    if (event.kind != EventKind::SilenceBegun || event.correlation.isEmpty())
        return std::nullopt;
    auto matchers = AlertMatchers::parse(event.body.value(matchersKey).toString());
    if (!matchers)
        return std::nullopt;
    return Silence{event.correlation,
                   std::move(*matchers),
                   instantOf(event.body.value(fromKey)),
                   instantOf(event.body.value(untilKey)),
                   event.actor,
                   event.reason};
}

Labels labelsOf(const Event &alert)
{
    const QJsonObject json = alert.body.value(labelsKey).toObject();
    std::vector<Labels::Pair> pairs;
    pairs.reserve(static_cast<std::size_t>(json.size()));
    for (auto it = json.begin(); it != json.end(); ++it)
        pairs.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    return Labels(std::move(pairs));
}

} // namespace qd::alerts
