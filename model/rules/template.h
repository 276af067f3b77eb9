// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/rules/template_value.h"

#include <functional>
#include <memory>
#include <string>

namespace qd::rules {

namespace tree {
struct Node;
}

/// What the template function `query` asks, at the instant of the alert. Null: the function answers with an error.
using TemplateQuery = std::function<Result<std::vector<TemplateSample>>(const std::string &expression)>;

/// Longest template, and longest text that one may make.
inline constexpr std::size_t longestTemplate = 64 * 1024;
inline constexpr std::size_t longestExpansion = 64 * 1024;
/// Nodes and calls of one expansion: ranges in ranges grow fast.
inline constexpr int mostTemplateSteps = 20'000;

/// The template of a label or an annotation: the subset of Go's text/template that rule files use, with
/// Prometheus' functions (prometheus.io/docs/prometheus/latest/configuration/template_reference), and its formats.
/// Immutable, cheap to copy.
class Template
{
public:
    /// Line, column and reason where it is none; Refused with the name of what is Go's and not supported here.
    [[nodiscard]] static Result<Template> parse(std::string text);

    /// The text as it is, whatever stands in it.
    [[nodiscard]] static Template plain(std::string text);

    [[nodiscard]] const std::string &text() const { return m_text; }
    /// Whether it is text() whatever the data are.
    [[nodiscard]] bool isPlain() const { return !m_nodes; }
    /// Invalid where a function does not fit its arguments, and TooLarge where a bound was reached.
    [[nodiscard]] Result<std::string> expand(const TemplateData &data, const TemplateQuery &query = {}) const;

private:
    std::string m_text;
    std::shared_ptr<const std::vector<tree::Node>> m_nodes; ///< null where the text has no action
};

} // namespace qd::rules
