// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QStringList>

namespace qd::conformance {

struct Counts
{
    int passed = 0;
    int refused = 0;
    int wrong = 0;
};

struct Report
{
    Counts total;
    QStringList lines; ///< each refused and each wrong case, then a line for each file and one for all
};

/// Runs every `*.test` of a folder, in order of their names. NotFound when there is none.
[[nodiscard]] Result<Report> runFolder(const QString &folder);

} // namespace qd::conformance
