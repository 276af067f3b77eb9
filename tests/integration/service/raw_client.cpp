// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/service/raw_client.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>

namespace qd::test {

QList<int> RawConversation::statuses() const
{
    static const QRegularExpression line(QStringLiteral("HTTP/1\\.1 (\\d{3}) [^\\r\\n]*\\r\\n"));
    QList<int> found;
    auto matches = line.globalMatch(QString::fromLatin1(bytes));
    while (matches.hasNext()) {
        found.append(matches.next().captured(1).toInt());
    }
    return found;
}

RawConversation converse(quint16 port, const QByteArray &bytes, int answers, int deadlineMs)
{
    RawConversation result;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    if (!socket.waitForConnected(deadlineMs)) {
        return result;
    }
    socket.write(bytes);
    const QDeadlineTimer deadline(deadlineMs);
    while (!deadline.hasExpired() && (answers == 0 || result.statuses().size() < answers)) {
        if (!socket.waitForReadyRead(int(deadline.remainingTime())) &&
            socket.state() != QAbstractSocket::ConnectedState) {
            result.closed = true;
            break;
        }
        result.bytes += socket.readAll();
    }
    result.bytes += socket.readAll();
    return result;
}

QByteArray withHost(QByteArray request, quint16 port)
{
    return request.replace("{host}", "127.0.0.1:" + QByteArray::number(port));
}

} // namespace qd::test
