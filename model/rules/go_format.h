// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/rules/template_value.h"

#include <span>
#include <string>
#include <string_view>

/// Values as Go's package fmt writes them, and as Prometheus' template functions do (template/template.go). The
/// same in every locale.
namespace qd::rules {

/// `%v`: the shortest text that reads back as the value, with an exponent from a million on and below 0.0001:
/// 123456, 1.234567e+06, NaN, +Inf.
[[nodiscard]] std::string goNumber(double value);
/// `%.4g`
[[nodiscard]] std::string fourDigits(double value);

/// A value as an action prints it. Error for what has no text that would mean the same elsewhere: a vector, a
/// sample.
[[nodiscard]] Result<std::string> goText(const TemplateValue &value);
/// fmt.Sprintf, with the marks it leaves where verb and value do not fit: `%!d(float64=1.5)`. Refused: argument
/// indexes and widths given by arguments.
[[nodiscard]] Result<std::string> goPrintf(std::string_view format, std::span<const TemplateValue> arguments);

/// "1.234k", "12.34m"
[[nodiscard]] std::string humanized(double value);
/// "1.206Mi"
[[nodiscard]] std::string humanized1024(double value);
/// "1d 2h 3m 4s", "12.35ms"
[[nodiscard]] std::string humanizedDuration(double seconds);
/// "12.34%" of a share of one.
[[nodiscard]] std::string humanizedPercentage(double share);
/// "2015-01-01 00:00:00 +0000 UTC". Error where the seconds are outside of what Go counts in nanoseconds.
[[nodiscard]] Result<std::string> humanizedTimestamp(double seconds);

} // namespace qd::rules
