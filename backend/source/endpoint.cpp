// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/endpoint.h"

#include <QtCore/QUrl>
#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace qd {

namespace {

bool isSendable(const QByteArray &token)
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

bool isLoopback(const QString &host)
{
    QHostAddress address;
    return host == u"localhost" || (address.setAddress(host) && address.isLoopback());
}

Result<Endpoint> Endpoint::fromUrl(const QUrl &url, const QByteArray &token)
{
    const bool tls = url.scheme() == u"https";
    const QString path = url.path();
    if (!url.isValid() || (!tls && url.scheme() != u"http") || url.host().isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("This is not an http or https address of a service."));
    if (!url.userInfo().isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("An address must not carry credentials; the token comes "
                                                          "from its file."));
    if ((!path.isEmpty() && path != u"/") || url.hasQuery() || url.hasFragment())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("The address of a service is scheme, host and port, without a path."));
    if (!tls && !isLoopback(url.host()))
        return failure(ErrorCode::Refused,
                       QStringLiteral("Plain http is for this machine only: the token would travel to %1 in the "
                                      "clear. Use https.")
                           .arg(url.host()));
    if (!isSendable(token))
        return failure(ErrorCode::Refused, QStringLiteral("The token is not one line of printable characters."));
    return Endpoint{url.host(), static_cast<quint16>(url.port(tls ? 443 : 80)), tls, token, {}, {}};
}

Endpoint Endpoint::loopback(quint16 port, const QByteArray &token)
{
    return {QStringLiteral("127.0.0.1"), port, false, token, {}, {}};
}

QString Endpoint::authority() const
{
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    return name + u':' + QString::number(port);
}

} // namespace qd
