// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace sessiond::http {

enum class LogLevel { Info, Warning };

/// One line on stderr, written at once: time, level, words. Never holds a secret.
void logLine(LogLevel level, std::string_view words);

/// The one line of a program that cannot begin.
void complain(std::string_view words);

} // namespace sessiond::http
