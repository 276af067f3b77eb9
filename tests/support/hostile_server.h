// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtNetwork/QTcpServer>

#include <functional>

class QTcpSocket;
class QTimer;

namespace qd::test {

/// A server on a loopback port that answers every request as it was told to, well or badly. Lives on the thread of
/// the test; keeps all it was sent.
class HostileServer : public QObject
{
    Q_OBJECT

public:
    explicit HostileServer(QObject *parent = nullptr);

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    /// Every byte that arrived, of all connections.
    [[nodiscard]] QByteArray received() const { return m_received; }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int requests() const { return m_requests; }

    /// A whole answer; the connection stays open.
    void answerWith(const QByteArray &bytes);
    /// An answer of status 200 with this body and its length.
    void answerText(const QByteArray &body);
    /// As answerText() for the first request of each connection; the second one finds the connection closed, as it
    /// does when a server gives up an idle connection at that very moment.
    void answerOnceAConnection(const QByteArray &body);
    /// `bytes`, and then the connection is closed.
    void answerAndClose(const QByteArray &bytes);
    /// The head of a body of `declared` bytes, then as much of it as is taken.
    void answerDeclaring(qint64 declared);
    /// `head`, then `piece` over and over as long as somebody reads.
    void answerEndlessly(const QByteArray &head, const QByteArray &piece);
    /// `bytes`, one at a time, every few milliseconds.
    void trickle(const QByteArray &bytes);
    /// What `answer` makes of the bytes of the request; nothing is said where it makes nothing.
    void answerBy(std::function<QByteArray(const QByteArray &request)> answer);
    /// Closes the connection without an answer where `answer` makes nothing.
    void answerByOrClose(std::function<QByteArray(const QByteArray &request)> answer);
    /// Takes requests and says nothing.
    void sayNothing();

private:
    void onConnection();
    void onRequest(QTcpSocket *socket);

    QTcpServer m_server;
    QByteArray m_received;
    int m_connections = 0;
    int m_requests = 0;
    QByteArray m_request; ///< the last one
    std::function<void(QTcpSocket *)> m_answer;
};

} // namespace qd::test
