// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/program.h"

int main(int argc, char **argv)
{
    const auto parsed = qd::traffic::parseOptions(argc, argv);
    return parsed.options ? qd::traffic::runProgram(*parsed.options) : parsed.exitCode;
}
