// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

/// Samples as text that gives the same bits when it is read back.
namespace qd::exchange {

/// The shortest decimal that is this double; `NaN`, `+Inf` and `-Inf` as Prometheus writes them.
void appendNumber(std::string &out, double value);
/// Milliseconds as seconds: "1724135400.25". Where a reader that multiplies by 1,000 and cuts the rest off
/// (Prometheus does) would come out a millisecond early, a tenth of one is added: who rounds reads the same.
void appendSeconds(std::string &out, std::int64_t milliseconds);
/// "2024-08-20T06:30:00.250Z"
void appendIsoTime(std::string &out, std::int64_t milliseconds);

} // namespace qd::exchange
