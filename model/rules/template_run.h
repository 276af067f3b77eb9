// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/template.h"
#include "model/rules/template_tree.h"

#include <string_view>

namespace qd::rules::tree {

/// The text that a parsed template makes of the data. `source` is what it was parsed from, for places in errors.
[[nodiscard]] Result<std::string> expanded(const Nodes &nodes, std::string_view source, const TemplateData &data,
                                           const TemplateQuery &query);

} // namespace qd::rules::tree
