// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonDocument>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>

#include <algorithm>

namespace qd::test {

namespace {

constexpr int totalMs = 10'000;

bool readMore(QTcpSocket &socket, QByteArray &bytes, const QDeadlineTimer &deadline)
{
    const bool came = socket.waitForReadyRead(int(deadline.remainingTime()));
    bytes += socket.readAll();
    return came;
}

HttpAnswer parseHead(const QByteArray &head)
{
    HttpAnswer answer;
    const QList<QByteArray> lines = head.split('\n');
    answer.status = lines.first().split(' ').value(1).toInt();
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0) {
            answer.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
        }
    }
    return answer;
}

/// What the chunks of a body that came in chunks hold together; a trailer is left out.
QByteArray unchunked(const QByteArray &body)
{
    QByteArray whole;
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype lineEnd = body.indexOf("\r\n", at);
        const qsizetype size = body.mid(at, lineEnd - at).split(';').first().toLongLong(nullptr, 16);
        if (lineEnd < 0 || size <= 0) {
            break;
        }
        whole += body.mid(lineEnd + 2, size);
        at = lineEnd + 2 + size + 2;
    }
    return whole;
}

HttpAnswer readAnswer(QTcpSocket &socket)
{
    const QDeadlineTimer deadline(totalMs);
    QByteArray bytes;
    while (!bytes.contains("\r\n\r\n")) {
        if (!readMore(socket, bytes, deadline)) {
            return {};
        }
    }
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    HttpAnswer answer = parseHead(bytes.left(headEnd));
    answer.body = bytes.mid(headEnd + 4);
    const bool sized = answer.headers.contains("content-length");
    const qsizetype length = answer.headers.value("content-length").toLongLong();
    const bool bodyless = answer.status == 204 || answer.status == 304;
    while (!bodyless && (!sized || answer.body.size() < length)) {
        if (!readMore(socket, answer.body, deadline)) {
            if (sized) {
                return {};
            }
            break;
        }
    }
    if (answer.headers.value("transfer-encoding") == "chunked") {
        answer.body = unchunked(answer.body);
    }
    return answer;
}

} // namespace

QJsonObject HttpAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString HttpAnswer::problem() const
{
    return json().value(u"type").toString().section(u':', -1);
}

HttpAnswer http(quint16 port, const QByteArray &method, const QByteArray &target, const QByteArray &bearer,
                const QByteArray &body)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    if (!socket.waitForConnected(totalMs)) {
        return {};
    }
    QByteArray message =
        method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) + "\r\n";
    if (!bearer.isEmpty()) {
        message += "Authorization: Bearer " + bearer + "\r\n";
    }
    if (!body.isNull()) {
        message += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    } else if (method != "GET" && method != "DELETE") {
        message += "Content-Type: application/json\r\nContent-Length: 0\r\n";
    }
    socket.write(message + "Connection: close\r\n\r\n" + body);
    return readAnswer(socket);
}

HttpAnswer http(quint16 port, const QByteArray &method, const QByteArray &target, const QByteArray &bearer,
                const QJsonObject &body)
{
    return http(port, method, target, bearer, QJsonDocument(body).toJson(QJsonDocument::Compact));
}

QByteArray httpRaw(quint16 port, const QByteArray &bytes, int deadlineMs)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    if (!socket.waitForConnected(deadlineMs)) {
        return {};
    }
    socket.write(bytes);
    const QDeadlineTimer deadline(deadlineMs);
    QByteArray answer;
    while (readMore(socket, answer, deadline)) {
    }
    return answer;
}

double metricSum(const QByteArray &text, const QByteArray &family, const QList<QByteArray> &labels)
{
    double sum = 0;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype space = line.lastIndexOf(' ');
        const QByteArray series = line.left(space);
        const bool named = series == family || series.startsWith(family + '{');
        const bool labelled = std::all_of(labels.begin(), labels.end(), [&](const QByteArray &label) {
            return series.contains('{' + label) || series.contains(',' + label);
        });
        if (space > 0 && named && labelled) {
            sum += line.mid(space + 1).toDouble();
        }
    }
    return sum;
}

} // namespace qd::test
