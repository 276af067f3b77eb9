// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace qd {

/// A rule file as somebody reads and writes it.
struct RuleText
{
    enum class Origin {
        Default, ///< comes with the program, and cannot be changed
        Own,     ///< of the rule folder
    };

    QString name; ///< in its folder
    Origin origin = Origin::Own;
    QString text;
    QString trouble; ///< why it has no text; empty where it has
    friend bool operator==(const RuleText &, const RuleText &) = default;
};

} // namespace qd
