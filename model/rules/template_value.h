// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace qd::rules {

using StringMap = std::map<std::string, std::string>;

/// One element of what the template function `query` answers. Its name is the label `__name__`.
struct TemplateSample
{
    StringMap labels;
    double value = 0;
};

/// What an alert's templates know: `.Labels`, `.Value`, `.ExternalLabels`, `.ExternalURL`, and the variables
/// `$labels`, `$value`, `$externalLabels`, `$externalURL`, which are the same.
struct TemplateData
{
    StringMap labels; ///< those of the sample, `__name__` included where the expression keeps it
    double value = 0;
    StringMap externalLabels;
    std::string externalUrl;
};

/// What an expression inside of a template can be; monostate is Go's nil.
using TemplateValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, StringMap,
                                   TemplateSample, std::vector<TemplateSample>, const TemplateData *>;

} // namespace qd::rules
