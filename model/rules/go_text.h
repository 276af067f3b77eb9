// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/time.h"

#include <optional>
#include <string>
#include <string_view>

/// Texts as Go and Prometheus take them apart.
namespace qd::rules {

/// "1h30m", "15s", "500ms", "0" as in Prometheus' configuration: whole numbers, largest unit first. Nothing where
/// it is none.
[[nodiscard]] std::optional<Millis> prometheusDuration(std::string_view text);
/// The same as it is written there: "1h30m", "0s".
[[nodiscard]] std::string durationText(Millis length);

/// Letters that begin a word in upper case.
[[nodiscard]] std::string titled(const std::string &text);
[[nodiscard]] std::string upperCase(const std::string &text);
[[nodiscard]] std::string lowerCase(const std::string &text);
/// "db-1:9100" without its port, "db-1.example.com:9100" without its domain.
[[nodiscard]] std::string withoutPort(const std::string &hostAndPort);
[[nodiscard]] std::string withoutDomain(const std::string &hostAndPort);
/// "/prometheus" of "http://host/prometheus".
[[nodiscard]] std::string urlPath(const std::string &url);

/// Whether a regular expression of RE2 matches anywhere in the text. Invalid where it is none.
[[nodiscard]] Result<bool> matchesSomewhere(const std::string &pattern, const std::string &text);
/// The most that a replacement may make.
inline constexpr std::size_t mostReplaced = 4U << 20U;
/// regexp.ReplaceAllString: $1 and ${name} in the replacement are what was found. TooLarge beyond the bound.
[[nodiscard]] Result<std::string> replacedEverywhere(const std::string &pattern, const std::string &replacement,
                                                     const std::string &text);

} // namespace qd::rules
