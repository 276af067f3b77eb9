// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/duration_text.h"

#include <QtCore/QRegularExpression>

namespace qd {

std::optional<std::chrono::seconds> parseDuration(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^\\s*(\\d{1,7})\\s*(s|m|min|h|d)\\s*$"),
                                          QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const QString unit = match.captured(2).toLower();
    const long long factor = unit == u's' ? 1 : (unit.startsWith(u'm') ? 60 : (unit == u'h' ? 3600 : 86400));
    const long long seconds = match.captured(1).toLongLong() * factor;
    if (seconds <= 0) {
        return std::nullopt;
    }
    return std::chrono::seconds(seconds);
}

} // namespace qd
