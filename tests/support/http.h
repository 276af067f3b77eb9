// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QHash>
#include <QtCore/QJsonObject>

namespace qd::test {

/// One answer of a service. Status 0 means that none came: the connection was refused, closed or too slow.
struct HttpAnswer
{
    int status = 0;
    /// Names in lower case.
    QHash<QByteArray, QByteArray> headers;
    QByteArray body;

    /// The body as an object; empty when it is not one.
    [[nodiscard]] QJsonObject json() const;
    /// The last part of the problem's type: "bad-body".
    [[nodiscard]] QString problem() const;
};

/// A blocking HTTP/1.1 call to 127.0.0.1:port on a connection of its own, at most ten seconds in all. A body
/// that is not null is sent as application/json. An empty bearer sends no Authorization.
[[nodiscard]] HttpAnswer http(quint16 port, const QByteArray &method, const QByteArray &target,
                              const QByteArray &bearer = {}, const QByteArray &body = {});
[[nodiscard]] HttpAnswer http(quint16 port, const QByteArray &method, const QByteArray &target,
                              const QByteArray &bearer, const QJsonObject &body);

/// Sends the bytes as they are and returns all that comes back until the service closes the connection or
/// the deadline passes; for messages that no client would write.
[[nodiscard]] QByteArray httpRaw(quint16 port, const QByteArray &bytes, int deadlineMs = 10'000);

/// The sum of the samples of `family` in a /metrics text whose label set contains every one of `labels`, each
/// as `name="value"`. 0 when there is none.
[[nodiscard]] double metricSum(const QByteArray &text, const QByteArray &family,
                               const QList<QByteArray> &labels = {});

} // namespace qd::test
