// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/template.h"

#include <span>
#include <string_view>

namespace qd::rules {

/// Functions of Go's templates and of Prometheus that templates here may call; `and` and `or` among them, which
/// look at their arguments one after the other and are the caller's business.
[[nodiscard]] bool isTemplateFunction(std::string_view name);
/// Whether Go or Prometheus has it, and we have not.
[[nodiscard]] bool isFunctionOutside(std::string_view name);

struct FunctionContext
{
    const TemplateQuery &query;
    const std::string &externalUrl;
};

/// What a function makes of its arguments, all of which are there. Invalid in words where they do not fit.
[[nodiscard]] Result<TemplateValue> callTemplateFunction(std::string_view name,
                                                         std::span<const TemplateValue> arguments,
                                                         const FunctionContext &context);

/// Whether Go's `if` takes the value for true: not zero, not empty, not nil.
[[nodiscard]] bool isTruth(const TemplateValue &value);

} // namespace qd::rules
