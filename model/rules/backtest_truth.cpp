// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/backtest_truth.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>

namespace qd::rules {

namespace {

constexpr Millis markWithoutEnd = std::chrono::hours(1);

std::optional<Timestamp> fromNumber(double value, double perMilli)
{
    constexpr double most = 2.5e14; // milliseconds, the year 9892
    const double millis = value * perMilli;
    return std::abs(millis) < most ? std::optional(Timestamp(Millis(std::llround(millis)))) : std::nullopt;
}

/// RFC 3339, or a number of units of so many milliseconds.
std::optional<Timestamp> instantOf(const QJsonValue &value, double perMilli)
{
    if (value.isDouble())
        return fromNumber(value.toDouble(), perMilli);
    bool isNumber = false;
    const QString text = value.toString();
    if (const double number = text.toDouble(&isNumber); isNumber)
        return fromNumber(number, perMilli);
    const QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
    return at.isValid() ? std::optional(Timestamp(Millis(at.toMSecsSinceEpoch()))) : std::nullopt;
}

std::optional<MarkedSpan> markOf(const QJsonObject &object)
{
    const bool grafana = object.contains(QLatin1String("time"));
    const double unit = grafana ? 1 : 1000;
    const auto instant = [&](const char *ours, const char *theirs) {
        return instantOf(object.value(QLatin1String(grafana ? theirs : ours)), unit);
    };
    const auto from = instant("from", "time");
    const auto to = instant("to", "timeEnd");
    const bool hasEnd = object.contains(QLatin1String(grafana ? "timeEnd" : "to"));
    if (!from || (hasEnd && !to))
        return std::nullopt;
    MarkedSpan mark{object.value(QLatin1String(grafana ? "text" : "name")).toString(), {*from, {}}, {}};
    mark.span.end = to && *to > *from ? *to : *from + markWithoutEnd;
    mark.detected = instantOf(object.value(QLatin1String("detected")), 1000);
    return mark;
}

/// An alarm that fires all the time has told nobody anything: what counts is that it begins then, or shortly
/// before and lasts.
bool tellsOf(const Firing &firing, const MarkedSpan &mark)
{
    const bool reachesIt = !firing.end || *firing.end > mark.span.begin;
    return reachesIt && firing.begin >= mark.span.begin - leadWindow && firing.begin < mark.span.end;
}

/// The ranges within `bounds`, those that touch made one.
std::vector<TimeRange> united(std::vector<TimeRange> ranges, TimeRange bounds)
{
    std::vector<TimeRange> made;
    std::ranges::sort(ranges, {}, &TimeRange::begin);
    for (const TimeRange &range : ranges) {
        const TimeRange part{std::max(range.begin, bounds.begin), std::min(range.end, bounds.end)};
        if (part.isEmpty())
            continue;
        if (!made.empty() && part.begin <= made.back().end)
            made.back().end = std::max(made.back().end, part.end);
        else
            made.push_back(part);
    }
    return made;
}

Millis lengthOf(const std::vector<TimeRange> &ranges)
{
    Millis sum{0};
    for (const TimeRange &range : ranges)
        sum += range.length();
    return sum;
}

Catch caught(const RuleRecord &rule, const MarkedSpan &mark, std::size_t index)
{
    Catch made{index, {}, Millis(0), {}};
    const auto first = std::ranges::find_if(rule.firings, [&](const Firing &f) { return tellsOf(f, mark); });
    if (first == rule.firings.end())
        return made;
    made.firedAt = first->begin;
    made.afterOnset = first->begin - mark.span.begin;
    if (mark.detected)
        made.lead = *mark.detected - first->begin;
    return made;
}

} // namespace

Result<std::vector<MarkedSpan>> readTruth(const QByteArray &json)
{
    QJsonParseError problem{};
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isArray())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("not a JSON list of marked spans such as [{\"from\": "
                                      "\"2024-08-20T06:31:00Z\", \"to\": \"2024-08-20T07:10:00Z\"}]%1")
                           .arg(problem.error == QJsonParseError::NoError
                                    ? QString()
                                    : QStringLiteral(": ") + problem.errorString()));
    std::vector<MarkedSpan> marks;
    for (const QJsonValue &value : document.array()) {
        const auto mark = markOf(value.toObject());
        if (!mark)
            return failure(
                ErrorCode::Invalid,
                QStringLiteral("mark %1 has no instant \"from\", or an end that is none").arg(marks.size() + 1));
        marks.push_back(*mark);
    }
    std::ranges::stable_sort(marks, {}, [](const MarkedSpan &mark) { return mark.span.begin; });
    return marks;
}

std::optional<double> RuleScore::falseAlarmsPerDay() const
{
    return unmarkedDays > 0 ? std::optional(falseAlarms / unmarkedDays) : std::nullopt;
}

RuleScore scored(const RuleRecord &rule, TimeRange history, const std::vector<MarkedSpan> &truth)
{
    RuleScore score;
    std::vector<TimeRange> marked;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        score.catches.push_back(caught(rule, truth[i], i));
        marked.push_back({truth[i].span.begin - leadWindow, truth[i].span.end});
    }
    score.falseAlarms = int(std::ranges::count_if(rule.firings, [&](const Firing &firing) {
        return std::ranges::none_of(truth, [&](const MarkedSpan &mark) { return tellsOf(firing, mark); });
    }));
    const Millis unmarked = history.length() - lengthOf(united(std::move(marked), history));
    score.unmarkedDays = std::chrono::duration<double, std::ratio<86'400>>(unmarked).count();
    return score;
}

Millis firingTime(const RuleRecord &rule, TimeRange history)
{
    std::vector<TimeRange> ranges;
    for (const Firing &firing : rule.firings)
        ranges.push_back({firing.begin, firing.end.value_or(history.end)});
    return lengthOf(united(std::move(ranges), history));
}

} // namespace qd::rules
