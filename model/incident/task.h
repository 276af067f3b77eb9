// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QDate>
#include <QtCore/QString>

#include <optional>

namespace qd::incident {

/// Where a corrective action has shown that it helps: "this rule pages at 07:41 on the recording".
struct Proof
{
    QString rule;
    QString recording;
    Timestamp firedAt{};
    friend bool operator==(const Proof &, const Proof &) = default;
};

/// A corrective or preventative action.
struct Task
{
    enum class Kind { Improvement, Task };
    enum class State { Open, Done, Dropped };
    QString id;
    QString title;
    Kind kind = Kind::Task;
    QString owner;
    QDate due; ///< invalid: none
    State state = State::Open;
    std::optional<Proof> proof;

    [[nodiscard]] bool isOverdue(QDate today) const
    {
        return state == State::Open && due.isValid() && due < today;
    }
    friend bool operator==(const Task &, const Task &) = default;
};

} // namespace qd::incident
