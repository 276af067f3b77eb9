// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_server.h"

#include <QtCore/QTimer>
#include <QtNetwork/QTcpSocket>

#include <memory>

namespace qd::test {

namespace {

/// Keeps the socket's buffer filled with `piece`, and no fuller than a megabyte.
void keepFilled(QTcpSocket *socket, const QByteArray &piece)
{
    constexpr qint64 enough = 1024 * 1024;
    while (socket->bytesToWrite() < enough)
        socket->write(piece);
}

} // namespace

HostileServer::HostileServer(QObject *parent)
    : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &HostileServer::onConnection);
    m_server.listen(QHostAddress::LocalHost);
    sayNothing();
}

void HostileServer::onConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onRequest(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void HostileServer::onRequest(QTcpSocket *socket)
{
    const QByteArray bytes = socket->readAll();
    m_received += bytes;
    // The requests of these tests are small and come whole.
    if (!bytes.contains("\r\n\r\n"))
        return;
    ++m_requests;
    m_request = bytes;
    m_answer(socket);
}

void HostileServer::answerWith(const QByteArray &bytes)
{
    m_answer = [bytes](QTcpSocket *socket) { socket->write(bytes); };
}

void HostileServer::answerText(const QByteArray &body)
{
    answerWith("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void HostileServer::answerOnceAConnection(const QByteArray &body)
{
    answerText(body);
    m_answer = [first = m_answer](QTcpSocket *socket) {
        if (socket->property("served").toBool())
            return socket->abort();
        socket->setProperty("served", true);
        first(socket);
    };
}

void HostileServer::answerAndClose(const QByteArray &bytes)
{
    m_answer = [bytes](QTcpSocket *socket) {
        socket->write(bytes);
        socket->disconnectFromHost();
    };
}

void HostileServer::answerDeclaring(qint64 declared)
{
    answerEndlessly("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(declared) + "\r\n\r\n",
                    "a_metric 1\n");
}

void HostileServer::answerEndlessly(const QByteArray &head, const QByteArray &piece)
{
    m_answer = [head, piece](QTcpSocket *socket) {
        QByteArray block;
        while (block.size() < 64 * 1024)
            block += piece;
        socket->write(head);
        connect(socket, &QTcpSocket::bytesWritten, socket, [socket, block] { keepFilled(socket, block); });
        keepFilled(socket, block);
    };
}

void HostileServer::trickle(const QByteArray &bytes)
{
    m_answer = [bytes](QTcpSocket *socket) {
        auto *timer = new QTimer(socket);
        auto sent = std::make_shared<qsizetype>(0);
        connect(timer, &QTimer::timeout, socket, [socket, bytes, sent] {
            if (*sent < bytes.size())
                socket->write(bytes.mid((*sent)++, 1));
        });
        timer->start(5);
    };
}

void HostileServer::answerBy(std::function<QByteArray(const QByteArray &)> answer)
{
    m_answer = [this, answer = std::move(answer)](QTcpSocket *socket) { socket->write(answer(m_request)); };
}

void HostileServer::answerByOrClose(std::function<QByteArray(const QByteArray &)> answer)
{
    m_answer = [this, answer = std::move(answer)](QTcpSocket *socket) {
        const QByteArray bytes = answer(m_request);
        bytes.isEmpty() ? socket->abort() : void(socket->write(bytes));
    };
}

void HostileServer::sayNothing()
{
    m_answer = [](QTcpSocket *) {};
}

} // namespace qd::test

#include "moc_hostile_server.cpp"
