// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/recording_export.h"

namespace CLI {
class App;
}

namespace qd {

/// `quarterdeck export FILE -o OUT …`, as it was written.
struct ExportCommand
{
    std::string from;
    std::string to;
    std::string format;
    std::string start;
    std::string end;
    std::vector<std::string> match;
    bool force = false;
};

/// Declares the command; `command` is filled when it is parsed.
CLI::App *addExportCommand(CLI::App &app, ExportCommand &command);

/// What is meant by it; looks into the recording for instants that are relative to it. Invalid, in words: no
/// format, no instant, no series. Other errors as of the recording.
[[nodiscard]] Result<exchange::ExportOrder> orderOf(const ExportCommand &command);

/// Exports, with progress on a terminal. The exit code: 0, 1 when it failed, 3
/// when the file does not hold all that the recording does; both are told on stderr.
[[nodiscard]] int runExport(const ExportCommand &command);

} // namespace qd
