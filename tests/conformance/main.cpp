// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/report.h"

#include <cstdio>

/// `conformance FOLDER`: how far the query engine agrees with scripts of Prometheus. Exits with 1 when a case is
/// wrong, 2 when nothing could be read.
int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: conformance FOLDER, with *.test files in it\n", stderr);
        return 2;
    }
    const auto report = qd::conformance::runFolder(QString::fromLocal8Bit(argv[1]));
    if (!report) {
        std::fprintf(stderr, "conformance: %s\n", qPrintable(report.error().words));
        return 2;
    }
    for (const QString &line : report->lines)
        std::printf("%s\n", qPrintable(line));
    return report->total.wrong > 0 ? 1 : 0;
}
