// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/yaml_fields.h"

#include "model/rules/go_text.h"

#include <algorithm>
#include <charconv>

namespace qd::rules {

namespace {

QString said(std::string_view text)
{
    constexpr std::size_t most = 200;
    return QString::fromUtf8(text.data(), qsizetype(std::min(text.size(), most)));
}

QString joined(std::span<const std::string_view> names)
{
    QStringList list;
    for (const std::string_view name : names)
        list.append(said(name));
    return list.join(QStringLiteral(", "));
}

} // namespace

YamlFields::Fields YamlFields::fields(const YAML::Node &node, std::string_view what,
                                      std::span<const std::string_view> known)
{
    Fields fields;
    if (!mayTake(node) || node.IsNull())
        return fields;
    if (!node.IsMap()) {
        add(node.Mark(), QStringLiteral("%1 must be a map of fields").arg(said(what)));
        return fields;
    }
    for (const auto &pair : node) {
        if (!mayTake(pair.first))
            return fields;
        const std::string name = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
        if (!pair.first.IsScalar())
            add(pair.first.Mark(), QStringLiteral("a field of %1 has no name").arg(said(what)));
        else if (!known.empty() && std::ranges::find(known, name) == known.end())
            add(pair.first.Mark(), QStringLiteral("unknown field \"%1\" in %2; there are %3")
                                       .arg(said(name), said(what), joined(known)));
        else if (!fields.emplace(name, pair.second).second)
            add(pair.first.Mark(), QStringLiteral("\"%1\" stands twice in %2").arg(said(name), said(what)));
    }
    return fields;
}

std::vector<YAML::Node> YamlFields::list(const YAML::Node &node, std::string_view what)
{
    std::vector<YAML::Node> elements;
    if (!mayTake(node) || node.IsNull())
        return elements;
    if (!node.IsSequence())
        add(node.Mark(), QStringLiteral("%1 must be a list").arg(said(what)));
    else
        for (const auto &element : node)
            elements.push_back(element);
    return elements;
}

std::string YamlFields::text(const YAML::Node &node, std::string_view what)
{
    if (!mayTake(node) || node.IsNull())
        return {};
    if (node.IsScalar())
        return node.Scalar();
    add(node.Mark(), QStringLiteral("%1 must be a text").arg(said(what)));
    return {};
}

Millis YamlFields::duration(const YAML::Node &node, std::string_view what)
{
    const std::string written = text(node, what);
    if (const auto length = prometheusDuration(written))
        return *length;
    if (!node.IsNull() && node.IsScalar())
        add(node.Mark(),
            QStringLiteral("\"%1\" is no duration for %2; write 30s, 5m or 1h30m").arg(said(written), said(what)));
    return Millis(0);
}

int YamlFields::wholeNumber(const YAML::Node &node, std::string_view what)
{
    const std::string written = text(node, what);
    int number = 0;
    const auto read = std::from_chars(written.data(), written.data() + written.size(), number);
    // A quoted number is a text in YAML: it has the tag "!".
    const bool good = read.ec == std::errc() && read.ptr == written.data() + written.size() && node.Tag() != "!";
    if (!good && !node.IsNull())
        add(node.Mark(), QStringLiteral("%1 must be a whole number").arg(said(what)));
    return good ? number : 0;
}

std::map<std::string, std::string> YamlFields::texts(const YAML::Node &node, std::string_view what)
{
    std::map<std::string, std::string> made;
    for (const auto &[name, value] : fields(node, what))
        made.emplace(name, text(value, std::string(what) + "." + name));
    return made;
}

void YamlFields::add(const YAML::Mark &at, const QString &words, ErrorCode code)
{
    m_problems.push_back({code, m_file, at.line + 1, at.column + 1, m_rule, words});
}

bool YamlFields::mayTake(const YAML::Node &node)
{
    if (++m_taken == mostRuleNodes)
        add(node.Mark(),
            QStringLiteral("more than %1 values, aliases followed; split the file").arg(mostRuleNodes),
            ErrorCode::TooLarge);
    return m_taken < mostRuleNodes && node.IsDefined();
}

} // namespace qd::rules
