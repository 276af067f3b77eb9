// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/http_response_parser.h"

#include <algorithm>

namespace qd {

namespace {

constexpr qsizetype maxHead = 64 * 1024;
constexpr qsizetype maxLine = 1024;
constexpr qint64 noLimit = -1;

tl::unexpected<Error> notHttp(const QString &what)
{
    return failure(ErrorCode::Invalid, QStringLiteral("the answer is not HTTP: %1").arg(what));
}

bool isToken(QByteArrayView name)
{
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != ':' && c != '"' && c != '(' && c != ')';
    });
}

} // namespace

HttpResponseParser::HttpResponseParser(qint64 maxBody)
    : m_maxBody(maxBody)
{}

tl::unexpected<Error> HttpResponseParser::tooLarge() const
{
    return failure(ErrorCode::TooLarge,
                   QStringLiteral("the answer is larger than %1 MiB").arg(double(m_maxBody) / (1024 * 1024)));
}

Result<HttpResponseParser::State> HttpResponseParser::feed(QByteArrayView bytes)
{
    m_sawAnything = m_sawAnything || !bytes.isEmpty();
    m_buffer.append(bytes);
    bool progress = true;
    while (progress && m_phase != Phase::Complete) {
        progress = false;
        if (const auto stepped = step(progress); !stepped)
            return tl::unexpected(stepped.error());
    }
    if (m_phase != Phase::Complete)
        return State::More;
    if (!m_buffer.isEmpty())
        return notHttp(QStringLiteral("bytes follow its end"));
    return State::Done;
}

Result<HttpResponseParser::State> HttpResponseParser::finish()
{
    if (m_phase == Phase::UntilClose) {
        m_phase = Phase::Complete;
        return State::Done;
    }
    return failure(ErrorCode::Unavailable,
                   QStringLiteral("the connection was closed before the answer was complete"));
}

Result<void> HttpResponseParser::step(bool &progress)
{
    switch (m_phase) {
    case Phase::Head:
        return readHead(progress);
    case Phase::ChunkSize:
        return readChunkSize(progress);
    case Phase::Trailer:
        return readTrailer(progress);
    case Phase::ChunkEnd: {
        bool complete = false;
        if (!line(complete).isEmpty())
            return notHttp(QStringLiteral("a chunk is longer than it says"));
        progress = complete;
        if (complete)
            m_phase = Phase::ChunkSize;
        return {};
    }
    case Phase::Length:
    case Phase::ChunkData:
    case Phase::UntilClose:
        return takeBody(progress);
    case Phase::Complete:
        break;
    }
    return {};
}

Result<void> HttpResponseParser::readHead(bool &progress)
{
    // Judged by its first bytes, so that a stream of garbage is not collected up to the bound.
    const QByteArrayView start = QByteArrayView("HTTP/1.").first(std::min<qsizetype>(7, m_buffer.size()));
    if (!m_buffer.startsWith(start))
        return notHttp(QStringLiteral("it does not begin with HTTP/1"));
    const auto end = m_buffer.indexOf("\r\n\r\n", std::max<qsizetype>(0, m_searched - 3));
    m_searched = end < 0 ? m_buffer.size() : 0;
    if (end < 0 && m_buffer.size() <= maxHead)
        return {};
    if (end < 0 || end > maxHead)
        return failure(ErrorCode::TooLarge, QStringLiteral("the head of the answer is larger than 64 KiB"));
    const QByteArray head = m_buffer.first(end);
    m_buffer.remove(0, end + 4);
    progress = true;
    return parseHead(head);
}

Result<void> HttpResponseParser::parseHead(QByteArrayView head)
{
    const QList<QByteArray> lines = head.toByteArray().split('\n');
    const QByteArray first = lines.front().trimmed();
    bool isNumber = false;
    const int status = first.mid(9, 3).toInt(&isNumber);
    if (!isNumber || status < 100 || status > 599 || first.size() < 12 || first.at(8) != ' ' ||
        (first.size() > 12 && first.at(12) != ' '))
        return notHttp(QStringLiteral("its first line is malformed"));
    m_response = {};
    m_response.status = status;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].indexOf(':');
        const QByteArray name = lines[i].left(std::max<qsizetype>(colon, 0)).toLower();
        if (!isToken(name))
            return notHttp(QStringLiteral("header line %1 is malformed").arg(i));
        QByteArray &value = m_response.headers[name];
        value = (value.isEmpty() ? QByteArray() : value + ", ") + lines[i].mid(colon + 1).trimmed();
    }
    const QByteArray connection = m_response.headers.value("connection").toLower();
    m_keepAlive = first.startsWith("HTTP/1.1") && !connection.contains("close");
    // An interim answer (1xx): the real one follows.
    return status < 200 ? Result<void>() : chooseFraming();
}

Result<void> HttpResponseParser::chooseFraming()
{
    const QByteArray encoding = m_response.headers.value("transfer-encoding").toLower();
    const bool hasLength = m_response.headers.contains("content-length");
    if (m_response.status == 204 || m_response.status == 304) {
        m_phase = Phase::Complete;
    } else if (!encoding.isEmpty()) {
        if (encoding != "chunked" || hasLength)
            return notHttp(QStringLiteral("its length is ambiguous"));
        m_phase = Phase::ChunkSize;
    } else if (hasLength) {
        bool isNumber = false;
        const qulonglong length = m_response.headers.value("content-length").toULongLong(&isNumber);
        if (!isNumber)
            return notHttp(QStringLiteral("its length is not a number"));
        if (length > static_cast<qulonglong>(m_maxBody))
            return tooLarge();
        m_remaining = static_cast<qint64>(length);
        m_phase = length ? Phase::Length : Phase::Complete;
    } else {
        m_keepAlive = false;
        m_remaining = noLimit;
        m_phase = Phase::UntilClose;
    }
    return {};
}

QByteArray HttpResponseParser::line(bool &complete)
{
    const auto end = m_buffer.indexOf('\n', m_searched);
    complete = end >= 0;
    m_searched = complete ? 0 : m_buffer.size();
    if (!complete)
        return {};
    QByteArray text = m_buffer.first(end);
    m_buffer.remove(0, end + 1);
    if (text.endsWith('\r'))
        text.chop(1);
    return text;
}

Result<void> HttpResponseParser::readChunkSize(bool &progress)
{
    QByteArray text = line(progress);
    if (!progress)
        return m_buffer.size() > maxLine ? Result<void>(notHttp(QStringLiteral("a chunk has no size")))
                                         : Result<void>();
    bool isNumber = false;
    const auto extension = text.indexOf(';');
    const qulonglong size = (extension < 0 ? text : text.left(extension)).trimmed().toULongLong(&isNumber, 16);
    if (!isNumber)
        return notHttp(QStringLiteral("a chunk has no size"));
    if (size > static_cast<qulonglong>(m_maxBody - m_response.body.size()))
        return tooLarge();
    m_remaining = static_cast<qint64>(size);
    m_phase = size ? Phase::ChunkData : Phase::Trailer;
    return {};
}

Result<void> HttpResponseParser::readTrailer(bool &progress)
{
    const QByteArray text = line(progress);
    m_trailerBytes += text.size();
    if (m_trailerBytes > maxHead || (!progress && m_buffer.size() > maxHead))
        return failure(ErrorCode::TooLarge, QStringLiteral("the trailer of the answer is larger than 64 KiB"));
    if (progress && text.isEmpty())
        m_phase = Phase::Complete;
    return {};
}

Result<void> HttpResponseParser::takeBody(bool &progress)
{
    const qint64 count = m_remaining == noLimit ? m_buffer.size() : std::min<qint64>(m_remaining, m_buffer.size());
    if (m_response.body.size() + count > m_maxBody)
        return tooLarge();
    m_response.body.append(m_buffer.constData(), count);
    m_buffer.remove(0, count);
    if (m_phase == Phase::UntilClose)
        return {};
    m_remaining -= count;
    progress = m_remaining == 0;
    if (progress)
        m_phase = m_phase == Phase::Length ? Phase::Complete : Phase::ChunkEnd;
    return {};
}

} // namespace qd
