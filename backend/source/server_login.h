// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/endpoint.h"

#include <QtCore/QUrl>

namespace qd {

/// Files with what a server asks of its clients; paths, empty where it asks nothing. Secrets come from files
/// alone: command lines and environments are read by others.
struct LoginFiles
{
    QString bearer; ///< a token
    QString basic;  ///< user:password
    QString ca;     ///< PEM: authorities to trust instead of the system's
    QString cert;   ///< PEM: our certificate, with its chain
    QString key;    ///< PEM: its key, without a passphrase
};

/// A server below a path of an origin.
struct ServerAddress
{
    Endpoint endpoint;
    QByteArray path; ///< "/prometheus", or empty; never ends with a slash
    /// What it was made of, to be read again when a secret has changed.
    QUrl url;
    LoginFiles files;
};

/// Invalid: no http(s) address, or one with credentials, query or fragment in it; a file that does not hold what
/// it should. Refused: a secret that would travel in the clear to another machine. NotFound and Io of the files.
[[nodiscard]] Result<ServerAddress> serverAddress(const QUrl &url, const LoginFiles &files);

} // namespace qd
