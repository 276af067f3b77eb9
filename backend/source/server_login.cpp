// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/server_login.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QUrl>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

#include <algorithm>

namespace qd {

namespace {

constexpr qint64 largestFile = 1 << 20;

Result<QByteArray> contentOf(const QString &path)
{
    // Opening a pipe waits until somebody writes to it.
    if (const QFileInfo info(path); info.exists() && !info.isFile())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("%1 is no file: a secret is read from a file.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(file.exists() ? ErrorCode::Io : ErrorCode::NotFound,
                       QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString()));
    return file.read(largestFile);
}

/// The one line of a file that holds a secret; empty when no file is named.
Result<QByteArray> secretOf(const QString &path)
{
    if (path.isEmpty())
        return QByteArray();
    auto content = contentOf(path);
    if (!content)
        return content;
    const QByteArray secret = content->trimmed();
    const bool isLine = !secret.isEmpty() && std::ranges::none_of(secret, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (!isLine)
        return failure(ErrorCode::Invalid, QStringLiteral("%1 does not hold one line with a secret.").arg(path));
    return secret;
}

Result<QList<QSslCertificate>> certificatesOf(const QString &path)
{
    const auto content = contentOf(path);
    if (!content)
        return tl::unexpected(content.error());
    auto certificates = QSslCertificate::fromData(*content, QSsl::Pem);
    if (certificates.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 holds no certificate in PEM.").arg(path));
    return certificates;
}

Result<QSslKey> keyOf(const QString &path)
{
    const auto content = contentOf(path);
    if (!content)
        return tl::unexpected(content.error());
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(*content, algorithm, QSsl::Pem);
        if (!key.isNull())
            return key;
    }
    return failure(ErrorCode::Invalid,
                   QStringLiteral("%1 holds no key in PEM that opens without a passphrase.").arg(path));
}

/// Nothing where the system's settings will do.
Result<std::optional<QSslConfiguration>> tlsOf(const LoginFiles &files)
{
    if (files.ca.isEmpty() && files.cert.isEmpty() && files.key.isEmpty())
        return std::nullopt;
    if (files.cert.isEmpty() != files.key.isEmpty())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("A certificate and its key belong together: name both."));
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    if (!files.ca.isEmpty()) {
        const auto authorities = certificatesOf(files.ca);
        if (!authorities)
            return tl::unexpected(authorities.error());
        tls.setCaCertificates(*authorities);
    }
    if (!files.cert.isEmpty()) {
        const auto chain = certificatesOf(files.cert);
        if (!chain)
            return tl::unexpected(chain.error());
        const auto key = keyOf(files.key);
        if (!key)
            return tl::unexpected(key.error());
        tls.setLocalCertificateChain(*chain);
        tls.setPrivateKey(*key);
    }
    return tls;
}

Result<void> checkAddress(const QUrl &url)
{
    if (!url.isValid() || (url.scheme() != u"http" && url.scheme() != u"https") || url.host().isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("This is not an http or https address of a server."));
    if (!url.userInfo().isEmpty())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("An address must not carry credentials; name a file with "
                                      "them."));
    if (url.hasQuery() || url.hasFragment())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("The address of a server has no query and no fragment."));
    return {};
}

} // namespace

Result<ServerAddress> serverAddress(const QUrl &url, const LoginFiles &files)
{
    if (auto good = checkAddress(url); !good)
        return tl::unexpected(good.error());
    if (!files.bearer.isEmpty() && !files.basic.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("A server is told a token or a password, not both."));
    const auto token = secretOf(files.bearer);
    const auto basic = secretOf(files.basic);
    if (!token || !basic)
        return tl::unexpected(token ? basic.error() : token.error());
    if (token->contains(' '))
        return failure(ErrorCode::Invalid,
                       QStringLiteral("%1 does not hold a token: there is a blank in it.").arg(files.bearer));
    if (!basic->isEmpty() && !basic->contains(':'))
        return failure(ErrorCode::Invalid, QStringLiteral("%1 does not hold user:password.").arg(files.basic));
    const bool tls = url.scheme() == u"https";
    if (!tls && !isLoopback(url.host()) && !(token->isEmpty() && basic->isEmpty()))
        return failure(ErrorCode::Refused,
                       QStringLiteral("Over plain http the secret would travel to %1 in the clear. Use https.")
                           .arg(url.host()));
    const auto settings = tlsOf(files);
    if (!settings)
        return tl::unexpected(settings.error());
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    while (path.endsWith('/'))
        path.chop(1);
    return ServerAddress{
        Endpoint{url.host(), static_cast<quint16>(url.port(tls ? 443 : 80)), tls, *token, *basic, *settings}, path,
        url, files};
}

} // namespace qd
