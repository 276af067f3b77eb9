// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/parsed_sample.h"

#include <algorithm>

namespace qd {

namespace {

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isNameChar(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// Reads one series text from the left.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {}

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    void skipSpace()
    {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
            m_rest.remove_prefix(1);
    }
    bool take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    /// Empty when there is no name here; a colon may occur in metric names only.
    std::string_view name(bool colonAllowed)
    {
        std::size_t length = 0;
        while (length < m_rest.size()) {
            const char c = m_rest[length];
            if (!(length == 0 ? isNameStart(c) : isNameChar(c)) && !(colonAllowed && c == ':'))
                break;
            ++length;
        }
        const auto found = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return found;
    }
    /// A quoted value, unescaped. A backslash before any other character stays, as in Prometheus.
    std::optional<std::string> value()
    {
        if (!take('"'))
            return std::nullopt;
        std::string value;
        while (!m_rest.empty()) {
            char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"')
                return value;
            if (c == '\\' && !m_rest.empty() &&
                (m_rest.front() == '\\' || m_rest.front() == '"' || m_rest.front() == 'n')) {
                c = m_rest.front() == 'n' ? '\n' : m_rest.front();
                m_rest.remove_prefix(1);
            }
            value.push_back(c);
        }
        return std::nullopt;
    }

private:
    std::string_view m_rest;
};

constexpr std::string_view nameLabel = "__name__";

/// The pairs between the braces, the opening one already read.
std::optional<std::vector<Labels::Pair>> readPairs(Reader &reader)
{
    std::vector<Labels::Pair> pairs;
    for (reader.skipSpace(); !reader.take('}'); reader.skipSpace()) {
        const auto name = reader.name(false);
        reader.skipSpace();
        if (name.empty() || !reader.take('='))
            return std::nullopt;
        reader.skipSpace();
        auto value = reader.value();
        if (!value)
            return std::nullopt;
        pairs.emplace_back(std::string(name), std::move(*value));
        reader.skipSpace();
        if (reader.take(','))
            continue;
        if (!reader.take('}'))
            return std::nullopt;
        break;
    }
    return pairs;
}

bool namesOneTwice(std::vector<Labels::Pair> pairs)
{
    std::sort(pairs.begin(), pairs.end());
    const auto sameName = [](const Labels::Pair &a, const Labels::Pair &b) { return a.first == b.first; };
    return std::adjacent_find(pairs.begin(), pairs.end(), sameName) != pairs.end();
}

std::string escaped(std::string_view value)
{
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"')
            text.push_back('\\');
        if (c == '\n')
            text += "\\n";
        else
            text.push_back(c);
    }
    return text;
}

} // namespace

std::optional<SeriesKey> seriesKeyOf(std::string_view text)
{
    Reader reader(text);
    SeriesKey key{std::string(reader.name(true)), {}};
    if (key.name.empty())
        return std::nullopt;
    reader.skipSpace();
    if (reader.take('{')) {
        auto pairs = readPairs(reader);
        if (!pairs || namesOneTwice(*pairs) || std::ranges::count(*pairs, nameLabel, &Labels::Pair::first) > 0)
            return std::nullopt;
        key.labels = Labels(std::move(*pairs));
    }
    return reader.atEnd() ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<SeriesKey> seriesKeyOfDump(std::string_view text)
{
    Reader reader(text);
    reader.skipSpace();
    if (!reader.take('{'))
        return std::nullopt;
    auto pairs = readPairs(reader);
    if (!pairs || namesOneTwice(*pairs) || !reader.atEnd())
        return std::nullopt;
    Labels labels(std::move(*pairs));
    SeriesKey key{std::string(labels.value(nameLabel)), labels.with(nameLabel, {})};
    return key.name.empty() ? std::nullopt : std::optional(std::move(key));
}

std::string seriesText(const SeriesKey &key)
{
    std::string text = key.name;
    char separator = '{';
    for (const auto &[name, value] : key.labels.pairs()) {
        text += separator;
        text += name + "=\"" + escaped(value) + '"';
        separator = ',';
    }
    return separator == '{' ? text : text + '}';
}

} // namespace qd
