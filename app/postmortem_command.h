// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace qd {

/// `quarterdeck postmortem FILE|ID -o OUT …`, as it was written.
struct PostmortemCommand
{
    std::string from; ///< a recording, or the id of an incident that is kept here
    std::string to;
    std::string format;
    std::string incident; ///< of several in a file
    std::string dataDir;
    bool force = false;
};

/// Declares the command; `command` is filled when it is parsed.
CLI::App *addPostmortemCommand(CLI::App &app, PostmortemCommand &command);

/// Writes the post-mortem with its charts. Needs a QApplication, and no screen. The exit code: 0, 1 when nothing
/// was written, 3 when samples or events are missing from it; both are told on stderr.
[[nodiscard]] int runPostmortem(const PostmortemCommand &command);

} // namespace qd
