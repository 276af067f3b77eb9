// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QByteArray>
#include <QtCore/QHash>

namespace qd {

struct HttpResponse
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case; repeated ones joined by ", "
    QByteArray body;
};

/// Reads one HTTP/1.1 response (RFC 9112) from whatever pieces arrive, within fixed bounds: heads of 64 KiB,
/// bodies of `maxBody` bytes. A declared length beyond that is refused before a byte of the body is kept.
class HttpResponseParser
{
public:
    explicit HttpResponseParser(qint64 maxBody);

    enum class State { More, Done };
    /// Done when the response is complete; bytes after it are an error (nothing was asked for yet). Invalid: not
    /// HTTP. TooLarge: beyond a bound.
    [[nodiscard]] Result<State> feed(QByteArrayView bytes);
    /// The connection was closed: Done when the body ends with the connection, else Unavailable.
    [[nodiscard]] Result<State> finish();

    [[nodiscard]] bool sawAnything() const { return m_sawAnything; }
    [[nodiscard]] bool keepsAlive() const { return m_keepAlive; }
    [[nodiscard]] HttpResponse take() { return std::move(m_response); }

private:
    enum class Phase { Head, Length, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilClose, Complete };
    [[nodiscard]] Result<void> step(bool &progress);
    [[nodiscard]] Result<void> readHead(bool &progress);
    [[nodiscard]] Result<void> parseHead(QByteArrayView head);
    [[nodiscard]] Result<void> chooseFraming();
    [[nodiscard]] Result<void> readChunkSize(bool &progress);
    [[nodiscard]] Result<void> readTrailer(bool &progress);
    [[nodiscard]] Result<void> takeBody(bool &progress);
    [[nodiscard]] QByteArray line(bool &complete);
    [[nodiscard]] tl::unexpected<Error> tooLarge() const;

    const qint64 m_maxBody;
    Phase m_phase = Phase::Head;
    QByteArray m_buffer;
    qsizetype m_searched =
        0; ///< bytes of m_buffer known to hold no end of line or head: trickled ones are read once
    qint64 m_remaining = 0;
    qint64 m_trailerBytes = 0;
    bool m_keepAlive = false;
    bool m_sawAnything = false;
    HttpResponse m_response;
};

} // namespace qd
