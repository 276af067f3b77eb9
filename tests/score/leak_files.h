// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/score/leak_runs.h"

#include <QtCore/QString>

#include <vector>

namespace qd::score {

/// A recorded gauge and how often each judge suspected it.
struct FileTally
{
    QString name;
    double days = 0;
    std::array<int, judged> alarms{};
    std::optional<double> firstAlarmDay; ///< of ours
};

/// Every series of the folders `leak` and `nab`: memory where a file has it, else its value. Files without times
/// have a row a minute. What cannot be read is left out and said.
[[nodiscard]] std::vector<FileTally> judgeFiles(const QString &folder);

} // namespace qd::score
