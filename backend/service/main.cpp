// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/program.h"

int main(int argc, char **argv)
{
    return sessiond::http::runProgram(argc, argv);
}
