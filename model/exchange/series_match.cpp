// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/series_match.h"

#include "model/series/parsed_sample.h"

#include <algorithm>

namespace qd::exchange {

namespace {

/// Whether `pattern`, in which a star stands for any characters, covers all of `text`.
bool covers(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1; // the last star takes one more
            t = ++resume;
        } else {
            return false;
        }
    }
    return std::ranges::all_of(pattern.substr(p), [](char c) { return c == '*'; });
}

bool isNamePattern(const std::string &name)
{
    std::string plain = name;
    std::ranges::replace(plain, '*', '_');
    return seriesKeyOf(plain).has_value();
}

} // namespace

SeriesMatch::SeriesMatch(std::string name, Labels labels)
    : m_name(std::move(name))
    , m_labels(std::move(labels))
{}

Result<SeriesMatch> SeriesMatch::parse(const QString &text)
{
    const std::string words = text.trimmed().toStdString();
    const std::size_t brace = std::min(words.find('{'), words.size());
    std::string name = words.substr(0, brace);
    const auto labels = seriesKeyOf("x" + words.substr(brace));
    if (name.empty() && brace < words.size())
        name = "*";
    if (!labels || !isNamePattern(name))
        return failure(
            ErrorCode::Invalid,
            QStringLiteral("“%1” names no series. Write a name such as sessiond_sessions, sessiond_* or "
                           "sessiond_sessions{state=\"active\"}.")
                .arg(text));
    return SeriesMatch(std::move(name), labels->labels);
}

bool SeriesMatch::matches(const SeriesKey &key) const
{
    return covers(m_name, key.name) && std::ranges::all_of(m_labels.pairs(), [&](const Labels::Pair &pair) {
               return key.labels.value(pair.first) == pair.second;
           });
}

} // namespace qd::exchange
