// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/rules/template_value.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A parsed template: the subset of Go's text/template that rule files use. See template.h.
namespace qd::rules::tree {

struct Pipeline;
using PipelinePtr = std::shared_ptr<const Pipeline>;

struct Dot
{};
struct Variable
{
    std::string name; ///< with its dollar; "$" alone is the data
};
struct FunctionName
{
    std::string name;
};
struct Constant
{
    TemplateValue value;
};

/// Something with fields behind it: `$labels.instance`, `(query "x" | first).Labels.job`.
struct Operand
{
    std::variant<Dot, Variable, FunctionName, Constant, PipelinePtr> what;
    std::vector<std::string> fields;
    std::size_t at = 0; ///< byte in the template
};

/// A function with its arguments, or one operand.
struct Command
{
    std::vector<Operand> operands;
};

struct Pipeline
{
    std::vector<std::string> variables; ///< that are declared or set; two for range
    bool declares = false;              ///< `:=` and not `=`
    std::vector<Command> commands;
};

struct Node;
using Nodes = std::vector<Node>;

struct Text
{
    std::string text;
};
struct Action
{
    PipelinePtr pipeline;
};
enum class BlockKind { If, With, Range };
struct Block
{
    BlockKind kind = BlockKind::If;
    PipelinePtr pipeline;
    std::shared_ptr<const Nodes> body;
    std::shared_ptr<const Nodes> otherwise; ///< null where there is no else
};
struct Node
{
    std::variant<Text, Action, Block> what;
};

/// The nodes of a template. Errors name line and column in it, and what is not supported.
[[nodiscard]] Result<Nodes> parse(std::string_view text);

/// "2:5: words" for byte `at` of `text`.
[[nodiscard]] tl::unexpected<Error> failureAt(std::string_view text, std::size_t at, ErrorCode code,
                                              const QString &words);

} // namespace qd::rules::tree
