// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/faults.h"

#include <QtCore/QJsonDocument>

namespace qd {

QJsonObject toJson(const Faults &faults)
{
    QJsonObject json;
    if (faults.retainAfterLogout > 0)
        json[u"retain_after_logout"] = faults.retainAfterLogout;
    if (faults.walksLocked)
        json[u"collector"] = QStringLiteral("walk_locked");
    if (faults.walkDelay.count() > 0)
        json[u"walk_delay_us"] = qint64(faults.walkDelay.count());
    if (faults.queryDelay.count() > 0)
        json[u"query_delay_ms"] = qint64(faults.queryDelay.count());
    return json;
}

QString switchesOf(const Faults &faults)
{
    const QJsonObject json = toJson(faults);
    return json.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

} // namespace qd
