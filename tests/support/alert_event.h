// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

namespace qd::test {

/// An entry of the log about an alert of one instance, as rules write it; `at` since 1970.
[[nodiscard]] inline Event alertEvent(EventKind kind, Millis at, const QString &name, const char *severity,
                                      const char *instance = "a", const QString &about = {})
{
    static std::uint64_t number = 0;
    Event event;
    event.origin = QStringLiteral("quarterdeck");
    event.originSeq = ++number;
    event.kind = kind;
    event.at = Timestamp(at);
    event.subject = name;
    event.body = {{QStringLiteral("severity"), QLatin1String(severity)},
                  {QStringLiteral("summary"), name + QStringLiteral(" says so")},
                  {QStringLiteral("labels"), QJsonObject{{QStringLiteral("alertname"), name},
                                                         {QStringLiteral("severity"), QLatin1String(severity)},
                                                         {QStringLiteral("instance"), QLatin1String(instance)}}}};
    QJsonObject annotations{{QStringLiteral("summary"), event.body[u"summary"]},
                            {QStringLiteral("advice"), QStringLiteral("Look.")}};
    if (!about.isEmpty())
        annotations.insert(QStringLiteral("about"), about);
    event.body.insert(QStringLiteral("annotations"), annotations);
    return event;
}

} // namespace qd::test
