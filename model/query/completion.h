// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/series_catalogue.h"

#include <string_view>

namespace qd::query {

enum class CompletionKind {
    Nothing,    ///< numbers, durations, comments: there is nothing to choose from
    Name,       ///< of a metric, a function or an aggregation
    LabelName,  ///< in braces, or of a grouping
    LabelValue, ///< of `label`
};

/// What is being typed in an expression that may be unfinished. Positions are bytes.
struct CompletionPlace
{
    CompletionKind kind = CompletionKind::Nothing;
    std::size_t begin = 0; ///< of the word before the cursor; what is chosen takes its place
    std::string word;
    std::string metric;    ///< whose braces these are; empty = unknown
    std::string label;     ///< whose value it is
    bool isQuoted = false; ///< a quote was opened before the value
};
[[nodiscard]] CompletionPlace completionPlace(std::string_view text, std::size_t cursor);

struct Completion
{
    std::string text;   ///< to be put in place of the word
    std::string remark; ///< "function", "aggregation"; empty for what the history has
    friend bool operator==(const Completion &, const Completion &) = default;
};

/// What the word may become: what begins with it, then what holds it, at most `most`; what the history has before
/// the language's own.
[[nodiscard]] std::vector<Completion> completionsFor(const CompletionPlace &place, std::string_view text,
                                                     const SeriesCatalogue &catalogue, std::size_t most = 200);

} // namespace qd::query
