// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_json.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace qd::recording {

namespace {

constexpr std::array<std::string_view, 5> typeNames{"unknown", "counter", "gauge", "histogram", "summary"};
constexpr std::array<std::string_view, 2> kindNames{"scraped", "derived"};

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonObject toJson(const Labels &labels)
{
    QJsonObject json;
    for (const auto &[name, value] : labels.pairs())
        json.insert(textOf(name), textOf(value));
    return json;
}

Labels labelsFrom(const QJsonObject &json)
{
    std::vector<Labels::Pair> pairs;
    for (auto it = json.begin(); it != json.end(); ++it)
        pairs.emplace_back(it.key().toStdString(), it.value().toString().toStdString());
    return Labels(std::move(pairs));
}

/// The place of a word in a list; nothing when it is not there.
template <std::size_t Count>
std::optional<int> indexOf(const std::array<std::string_view, Count> &words, const QString &word)
{
    const auto it = std::ranges::find_if(words, [&](std::string_view known) { return word == textOf(known); });
    return it == words.end() ? std::nullopt : std::optional(static_cast<int>(it - words.begin()));
}

std::optional<std::uint32_t> idFrom(const QJsonValue &value)
{
    const qint64 id = value.toInteger(-1);
    return id > 0 && id <= std::numeric_limits<std::uint32_t>::max()
               ? std::optional(static_cast<std::uint32_t>(id))
               : std::nullopt;
}

} // namespace

QJsonObject toJson(std::uint32_t id, const GroupConfig &group)
{
    return {{QStringLiteral("id"), qint64(id)},
            {QStringLiteral("kind"), textOf(kindNames[static_cast<std::size_t>(group.kind)])},
            {QStringLiteral("name"), textOf(group.name)},
            {QStringLiteral("target"), toJson(group.target)},
            {QStringLiteral("interval_ms"), qint64(group.interval.count())}};
}

QJsonObject toJson(std::uint32_t id, std::uint32_t group, const SeriesKey &key, SeriesType type)
{
    return {{QStringLiteral("id"), qint64(id)},
            {QStringLiteral("group"), qint64(group)},
            {QStringLiteral("name"), textOf(key.name)},
            {QStringLiteral("labels"), toJson(key.labels)},
            {QStringLiteral("type"), textOf(typeNames[static_cast<std::size_t>(type)])}};
}

Result<GroupText> groupFromJson(const QJsonObject &json)
{
    const auto id = idFrom(json.value(QStringLiteral("id")));
    const auto kind = indexOf(kindNames, json.value(QStringLiteral("kind")).toString());
    const qint64 interval = json.value(QStringLiteral("interval_ms")).toInteger();
    if (!id || !kind || interval <= 0)
        return failure(ErrorCode::Invalid, QStringLiteral("A group needs id, kind and interval_ms."));
    return GroupText{*id,
                     {static_cast<GroupKind>(*kind), labelsFrom(json.value(QStringLiteral("target")).toObject()),
                      Millis(interval), json.value(QStringLiteral("name")).toString().toStdString()}};
}

Result<SeriesText> seriesFromJson(const QJsonObject &json)
{
    const auto id = idFrom(json.value(QStringLiteral("id")));
    const auto group = idFrom(json.value(QStringLiteral("group")));
    const QString name = json.value(QStringLiteral("name")).toString();
    if (!id || !group || name.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("A series needs id, group and name."));
    const auto type = indexOf(typeNames, json.value(QStringLiteral("type")).toString());
    return SeriesText{*id,
                      *group,
                      {name.toStdString(), labelsFrom(json.value(QStringLiteral("labels")).toObject())},
                      static_cast<SeriesType>(type.value_or(0))};
}

} // namespace qd::recording
