// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sessiond::http {

/// The program sessiond: serves until told to end, or does one offline command. Returns the exit code: 0 after an
/// orderly end, 2 with one line on stderr when it could not begin.
int runProgram(int argc, char **argv);

} // namespace sessiond::http
