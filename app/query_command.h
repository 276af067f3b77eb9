// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace qd {

/// `quarterdeck query FILE [EXPR] …`, as it was written.
struct QueryCommand
{
    std::string file;
    std::string expression;
    std::string at;
    std::string start;
    std::string end;
    std::string step;
    std::string boundary = "open";
    bool json = false;
    bool batch = false;
};

/// Declares the command; `command` is filled when it is parsed.
CLI::App *addQueryCommand(CLI::App &app, QueryCommand &command);

/// Answers on stdout, remarks and errors on stderr. The exit code: 0, 1 when the file could not be read or the
/// expression has no answer. In a batch each request has an answer of its own, and the exit code is of the file.
[[nodiscard]] int runQuery(const QueryCommand &command);

} // namespace qd
