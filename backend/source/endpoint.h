// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <optional>

class QUrl;

namespace qd {

/// One origin we talk to, and the bearer that goes to it alone. Plain http is for loopback addresses only, because
/// the bearer would travel in the clear.
struct Endpoint
{
    QString host; ///< as it stands in the URL; "localhost" is 127.0.0.1 and never looked up
    quint16 port = 0;
    bool tls = false;
    QByteArray token; ///< empty = none is sent
    QByteArray basic; ///< "user:password", sent in the place of a token; empty = none is sent
    std::optional<QSslConfiguration>
        tlsSettings; ///< an authority or a certificate of our own; none = the system's

    /// Invalid: not an absolute http(s) URL, or one with a path, query, fragment or credentials in it. Refused:
    /// plain http to a host that is not this machine; a token that is not printable ASCII.
    [[nodiscard]] static Result<Endpoint> fromUrl(const QUrl &url, const QByteArray &token);
    [[nodiscard]] static Endpoint loopback(quint16 port, const QByteArray &token);

    /// "host:port", IPv6 in brackets: what stands in the Host header and in words for people.
    [[nodiscard]] QString authority() const;
};

/// Whether what is sent to this host stays on this machine.
[[nodiscard]] bool isLoopback(const QString &host);

} // namespace qd
