// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/rules/template_value.h"

#include <string>
#include <string_view>
#include <vector>

namespace qd::rules::tree {

enum class WordKind {
    Text,     ///< what stands outside of actions
    Begin,    ///< of an action
    End,      ///< of one
    Name,     ///< function or keyword
    Variable, ///< with its dollar
    Field,    ///< without its dot
    Constant, ///< in `value`
    Symbol,   ///< | ( ) , . := =
    Space,    ///< between operands
};

struct Word
{
    WordKind kind = WordKind::Text;
    std::string text;
    TemplateValue value;
    std::size_t at = 0;
};

/// The words of a template: text with the white space trimmed that `{{-` and `-}}` take, comments left out.
[[nodiscard]] Result<std::vector<Word>> wordsOf(std::string_view text);

} // namespace qd::rules::tree
