// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/completion.h"

#include "model/query/functions.h"

#include <algorithm>
#include <array>

namespace qd::query {

namespace {

bool isWordByte(char c)
{
    const auto u = static_cast<unsigned char>(c);
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' || u == ':' ||
           u >= 0x80;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// After these a list of labels stands in parentheses.
bool takesLabels(std::string_view word)
{
    static constexpr std::array<std::string_view, 6> words{"by",       "without",    "on",
                                                           "ignoring", "group_left", "group_right"};
    return std::ranges::find(words, word) != words.end();
}

/// Reads what stands before the cursor, word by word. The parser cannot do it: it wants a whole expression.
class PlaceReader
{
public:
    explicit PlaceReader(std::string_view before)
        : m_before(before)
    {}

    CompletionPlace read()
    {
        while (m_at < m_before.size())
            step();
        return m_place;
    }

private:
    void step()
    {
        const char c = m_before[m_at];
        m_place = {.kind = kindHere(), .begin = m_at + 1, .word = {}, .metric = m_metric, .label = m_label};
        if (c == '#')
            skipComment();
        else if (c == '"' || c == '\'' || c == '`')
            readString(c);
        else if (isWordByte(c))
            readWord();
        else
            readSymbol(c);
    }

    [[nodiscard]] CompletionKind kindHere() const
    {
        if (m_inRange)
            return CompletionKind::Nothing;
        if (m_inBraces)
            return m_label.empty() ? CompletionKind::LabelName : CompletionKind::LabelValue;
        return !m_lists.empty() && m_lists.back() ? CompletionKind::LabelName : CompletionKind::Name;
    }

    void skipComment()
    {
        const std::size_t end = m_before.find('\n', m_at);
        m_place.kind = CompletionKind::Nothing;
        m_at = end == std::string_view::npos ? m_before.size() : end;
    }

    void readString(char quote)
    {
        const std::size_t begin = ++m_at;
        while (m_at < m_before.size() && m_before[m_at] != quote)
            m_at += quote != '`' && m_before[m_at] == '\\' ? 2U : 1U;
        if (m_at < m_before.size()) {
            ++m_at; // closed before the cursor
            m_place.kind = CompletionKind::Nothing;
            return;
        }
        m_at = m_before.size();
        const bool isValue = m_inBraces && !m_label.empty();
        m_place = {isValue ? CompletionKind::LabelValue : CompletionKind::Nothing,
                   begin,
                   std::string(m_before.substr(std::min(begin, m_before.size()))),
                   m_metric,
                   m_label,
                   true};
    }

    void readWord()
    {
        const std::size_t begin = m_at;
        while (m_at < m_before.size() && isWordByte(m_before[m_at]))
            ++m_at;
        const std::string word(m_before.substr(begin, m_at - begin));
        m_place.kind = isDigit(word.front()) ? CompletionKind::Nothing : kindHere();
        m_place.begin = begin;
        m_place.word = word;
        if (m_at < m_before.size())
            m_word = word;
    }

    void readSymbol(char c)
    {
        ++m_at;
        switch (c) {
        case '{':
            m_inBraces = true;
            m_metric = std::exchange(m_word, {});
            m_label.clear();
            break;
        case '}':
            m_inBraces = false;
            m_label.clear();
            break;
        case '[':
        case ']':
            m_inRange = c == '[';
            break;
        case '(':
            m_lists.push_back(takesLabels(m_word));
            break;
        case ')':
            if (!m_lists.empty())
                m_lists.pop_back();
            break;
        case ',':
            m_label.clear();
            break;
        case '=':
        case '!':
            if (m_inBraces && m_label.empty())
                m_label = m_word;
            break;
        default:
            break;
        }
        if (c != ' ' && c != '\t' && c != '\n')
            m_word.clear();
        m_place = {.kind = kindHere(), .begin = m_at, .word = {}, .metric = m_metric, .label = m_label};
        if (c == '}' || c == ')' || c == ']')
            m_place.kind = CompletionKind::Nothing;
    }

    std::string_view m_before;
    std::size_t m_at = 0;
    std::string m_word;        ///< the last one, while nothing but blanks followed
    std::string m_metric;      ///< whose braces these are
    std::string m_label;       ///< whose value comes next
    std::vector<bool> m_lists; ///< for each open parenthesis, whether labels stand in it
    bool m_inBraces = false;
    bool m_inRange = false;
    CompletionPlace m_place{.kind = CompletionKind::Name};
};

std::vector<std::string> metricsIn(std::string_view text, const SeriesCatalogue &catalogue)
{
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && isWordByte(text[end]))
            ++end;
        if (std::string word(text.substr(at, end - at)); catalogue.hasMetric(word))
            found.push_back(std::move(word));
        at = std::max(end, at + 1);
    }
    return found;
}

bool holdsNoCase(std::string_view text, std::string_view word)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return !std::ranges::search(text, word, {}, lower, lower).empty();
}

/// Adds those of `words` that fit: first what begins with the word, then what holds it.
void addFitting(const std::vector<Completion> &words, const std::string &word, std::size_t most,
                std::vector<Completion> &into)
{
    const auto begins = [&](const Completion &c) { return c.text.starts_with(word); };
    for (const bool first : {true, false}) {
        for (const Completion &c : words) {
            if (into.size() < most && begins(c) == first && (first || holdsNoCase(c.text, word)))
                into.push_back(c);
        }
    }
}

std::vector<Completion> plain(const std::vector<std::string> &texts)
{
    std::vector<Completion> words;
    words.reserve(texts.size());
    for (const std::string &text : texts)
        words.push_back({text, {}});
    return words;
}

std::vector<Completion> ofTheLanguage()
{
    std::vector<Completion> words;
    for (const FunctionSignature &function : functionSignatures())
        words.push_back({std::string(function.name), "function"});
    for (int i = 0; i <= static_cast<int>(AggregateKind::CountValues); ++i)
        words.push_back({std::string(nameOf(static_cast<AggregateKind>(i))), "aggregation"});
    std::ranges::sort(words, {}, &Completion::text);
    return words;
}

} // namespace

CompletionPlace completionPlace(std::string_view text, std::size_t cursor)
{
    return PlaceReader(text.substr(0, std::min(cursor, text.size()))).read();
}

std::vector<Completion> completionsFor(const CompletionPlace &place, std::string_view text,
                                       const SeriesCatalogue &catalogue, std::size_t most)
{
    const std::vector<std::string> metrics =
        place.metric.empty() ? metricsIn(text, catalogue) : std::vector<std::string>{place.metric};
    std::vector<Completion> found;
    switch (place.kind) {
    case CompletionKind::Nothing:
        break;
    case CompletionKind::Name:
        addFitting(plain(catalogue.metrics()), place.word, most, found);
        addFitting(ofTheLanguage(), place.word, most, found);
        break;
    case CompletionKind::LabelName:
        addFitting(plain(catalogue.labelNames(metrics)), place.word, most, found);
        break;
    case CompletionKind::LabelValue:
        addFitting(plain(catalogue.labelValues(metrics, place.label)), place.word, most, found);
        break;
    }
    return found;
}

} // namespace qd::query
