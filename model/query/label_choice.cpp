// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/label_choice.h"

#include <QtCore/QByteArrayView>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace qd::query {

namespace {

// Bytes that UTF-8 never has.
constexpr char afterName = '\xfe';
constexpr char afterValue = '\xff';

std::string_view operatorOf(MatchKind kind)
{
    static constexpr std::array<std::string_view, 4> texts{"=", "!=", "=~", "!~"};
    return texts[static_cast<std::size_t>(kind)];
}

void appendByte(std::string &out, unsigned char byte)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 0xfU];
}

/// 1.5e-7 as 0.00000015: `digits` are those before the exponent.
std::string withoutExponent(std::string digits, int exponent)
{
    std::erase(digits, '.');
    const auto length = static_cast<int>(digits.size());
    if (exponent < 0)
        return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    if (exponent + 1 >= length)
        return digits + std::string(static_cast<std::size_t>(exponent + 1 - length), '0');
    return digits.insert(static_cast<std::size_t>(exponent) + 1, ".");
}

} // namespace

std::string_view labelOf(const SeriesKey &key, std::string_view label)
{
    return label == nameLabel ? std::string_view(key.name) : key.labels.value(label);
}

void setLabel(SeriesKey &key, std::string_view label, std::string_view value)
{
    if (label == nameLabel)
        key.name = value;
    else
        key.labels = key.labels.with(label, value);
}

bool isLabelName(std::string_view text)
{
    return !text.empty() && QByteArrayView(text.data(), qsizetype(text.size())).isValidUtf8();
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    const bool isText = QByteArrayView(text.data(), qsizetype(text.size())).isValidUtf8();
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\r')
            out += "\\r";
        else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !isText))
            appendByte(out, byte);
        else
            out += c;
    }
    return out + '"';
}

std::string textOf(const SeriesKey &key)
{
    std::string out = "{";
    const auto add = [&out](std::string_view name, std::string_view value) {
        out += (out.size() > 1 ? ", " : "") + std::string(name) + '=' + quoted(value);
    };
    bool named = key.name.empty();
    for (const auto &[name, value] : key.labels.pairs()) {
        if (!named && name > nameLabel) {
            add(nameLabel, key.name);
            named = true;
        }
        add(name, value);
    }
    if (!named)
        add(nameLabel, key.name);
    return out + '}';
}

std::string textOf(const VectorSelector &selector)
{
    std::string name;
    std::string rest;
    for (const Matcher &m : selector.matchers) {
        if (m.label == nameLabel && m.kind == MatchKind::Equal && name.empty())
            name = m.value;
        else
            rest += (rest.empty() ? "" : ", ") + m.label + std::string(operatorOf(m.kind)) + quoted(m.value);
    }
    return rest.empty() ? name : name + '{' + rest + '}';
}

std::string numberText(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 40> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific)
            .ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    int exponent = 0;
    const char *const from = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(from, text.data() + text.size(), exponent);
    return (std::signbit(value) ? "-" : "") + withoutExponent(std::string(text.substr(0, e)), exponent);
}

LabelChoice::LabelChoice(bool onlyNamed, std::vector<std::string> names)
    : m_onlyNamed(onlyNamed)
    , m_names(std::move(names))
{
    std::ranges::sort(m_names);
    m_names.erase(std::unique(m_names.begin(), m_names.end()), m_names.end());
}

bool LabelChoice::holds(std::string_view label) const
{
    const bool named = std::binary_search(m_names.begin(), m_names.end(), label);
    return m_onlyNamed ? named : !named && label != nameLabel;
}

std::string LabelChoice::signature(const SeriesKey &key) const
{
    std::string out;
    if (m_onlyNamed) {
        for (const std::string &name : m_names)
            out.append(labelOf(key, name)) += afterValue;
        return out;
    }
    for (const auto &[name, value] : key.labels.pairs()) {
        if (holds(name))
            ((out.append(name) += afterName).append(value)) += afterValue;
    }
    return out;
}

SeriesKey LabelChoice::chosen(const SeriesKey &key) const
{
    std::vector<Labels::Pair> kept;
    for (const auto &pair : key.labels.pairs()) {
        if (holds(pair.first))
            kept.push_back(pair);
    }
    return {holds(nameLabel) ? key.name : std::string(), Labels(std::move(kept))};
}

SeriesGrouping groupedBy(const LabelChoice &choice, const std::vector<GridSeries> &series)
{
    SeriesGrouping found;
    std::unordered_map<std::string, std::size_t> known;
    found.groupOf.reserve(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto [at, isNew] = known.try_emplace(choice.signature(*series[i].key), found.firstOfGroup.size());
        if (isNew)
            found.firstOfGroup.push_back(i);
        found.groupOf.push_back(at->second);
    }
    return found;
}

} // namespace qd::query
