// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/alert_json.h"

#include "backend/protocol/rfc3339.h"

#include <QtCore/QCryptographicHash>

namespace qd {

QString timeText(Timestamp at)
{
    return QString::fromStdString(protocol::formatTime(at));
}

QString fingerprintOf(const Labels &labels)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto &[name, value] : labels.pairs())
        for (const std::string *text : {&name, &value}) {
            hash.addData(QByteArray::fromStdString(*text));
            hash.addData(QByteArray(1, '\0'));
        }
    return QString::fromLatin1(hash.result().first(8).toHex());
}

} // namespace qd
