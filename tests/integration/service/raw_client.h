// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>

namespace qd::test {

/// What came back for bytes no client library would send.
struct RawConversation
{
    QByteArray bytes;
    bool closed = false; ///< the service ended the connection within the time given

    /// Status codes of all answers, in order.
    [[nodiscard]] QList<int> statuses() const;
    [[nodiscard]] int status() const { return statuses().value(0); }
};

/// Sends `bytes` on a fresh connection and reads until the service closes it, `answers` answers came (0: wait for
/// the close) or the time is over.
[[nodiscard]] RawConversation converse(quint16 port, const QByteArray &bytes, int answers = 0,
                                       int deadlineMs = 3'000);

/// "{host}" in a request text replaced by 127.0.0.1:port.
[[nodiscard]] QByteArray withHost(QByteArray request, quint16 port);

} // namespace qd::test
