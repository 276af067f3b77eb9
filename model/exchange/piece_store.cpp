// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/piece_store.h"

#include "model/base/system_words.h"
#include "model/exchange/sample_order.h"
#include "model/series/column_codec.h"

#include <QtCore/QFile>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace qd::exchange {

namespace {

/// Samples of all series that may wait to be packed: 16 MiB of them.
constexpr std::size_t mostWaiting = 1U << 20U;
constexpr std::size_t writePortion = 1U << 20U;

tl::unexpected<Error> systemFailure(const char *what)
{
    return failure(ErrorCode::Io,
                   QStringLiteral("Imported samples cannot be %1 disk: %2. Free some space, or import to another "
                                  "folder.")
                       .arg(QLatin1String(what), systemWords()));
}

/// splitmix64 (Steele, Lea, Flood 2014): sums of it tell sets of times apart.
std::uint64_t mixed(std::int64_t ms)
{
    auto x = static_cast<std::uint64_t>(ms) + 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

// A head is written and read as it lies in memory, without holes.
static_assert(std::is_trivially_copyable_v<Piece> && sizeof(Piece) == 48);

bool sameValue(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

} // namespace

PieceStore::PieceStore(int descriptor)
    : m_descriptor(descriptor)
{}

PieceStore::~PieceStore()
{
    ::close(m_descriptor);
}

Result<std::unique_ptr<PieceStore>> PieceStore::create(const QString &folder)
{
    QByteArray path = QFile::encodeName(folder + QStringLiteral("/.import-XXXXXX"));
    const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0)
        return failure(ErrorCode::Io,
                       QStringLiteral("Nothing can be written to %1: %2.").arg(folder, systemWords()));
    ::unlink(path.constData());
    return std::unique_ptr<PieceStore>(new PieceStore(descriptor));
}

SeriesId PieceStore::addSeries(SeriesKey key, SeriesType type)
{
    GatheredSeries series;
    series.key = std::move(key);
    series.type = type;
    m_series.push_back(std::move(series));
    m_open.emplace_back();
    return static_cast<SeriesId>(m_series.size() - 1);
}

void PieceStore::add(SeriesId id, std::int64_t ms, double value)
{
    const auto index = static_cast<std::size_t>(id);
    GatheredSeries &series = m_series[index];
    Open &open = m_open[index];
    if (ms == series.last && !open.times.empty() && open.times.back() == ms) {
        ++series.doubles;
        series.conflicts += sameValue(open.values.back(), value) ? 0 : 1;
        return;
    }
    series.disordered |= ms <= series.last;
    series.first = std::min(series.first, ms);
    series.last = std::max(series.last, ms);
    ++series.count;
    series.timesHash += mixed(ms);
    open.times.push_back(ms);
    open.values.push_back(value);
    if (++m_waiting > mostWaiting)
        sealAll();
    else if (open.times.size() >= pieceSamples)
        sealPiece(index);
}

void PieceStore::sealAll()
{
    for (std::size_t i = 0; i < m_open.size(); ++i)
        sealPiece(i);
}

void PieceStore::sealPiece(std::size_t index)
{
    // Its room is given back: a hundred thousand series would otherwise keep a full piece each.
    Open open = std::exchange(m_open[index], {});
    if (open.times.empty())
        return;
    m_waiting -= open.times.size();
    GatheredSeries &series = m_series[index];
    if (series.disordered) {
        const Doubles doubles = sortSamples(open.times, open.values);
        series.doubles += doubles.count;
        series.conflicts += doubles.conflicts;
    }
    const auto times = encodeTimes(open.times, ColumnPacking::Plain);
    const auto values = encodeColumn(open.values, ColumnPacking::Plain);
    const std::uint64_t place = m_written + m_buffer.size();
    const Piece piece{series.lastPiece,
                      place + sizeof(Piece),
                      static_cast<std::uint32_t>(times.size()),
                      static_cast<std::uint32_t>(values.size()),
                      open.times.size(),
                      open.times.front(),
                      open.times.back()};
    series.lastPiece = place + 1;
    append(std::as_bytes(std::span(&piece, 1)));
    append(times);
    append(values);
}

void PieceStore::append(std::span<const std::byte> bytes)
{
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    if (m_buffer.size() >= writePortion)
        flush();
}

void PieceStore::flush()
{
    std::span<const std::byte> left(m_buffer);
    while (m_done && !left.empty()) {
        const ssize_t done = ::pwrite(m_descriptor, left.data(), left.size(), static_cast<off_t>(m_written));
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            m_done = systemFailure("kept on");
            break;
        }
        m_written += static_cast<std::uint64_t>(done);
        left = left.subspan(static_cast<std::size_t>(done));
    }
    m_buffer.clear();
}

Result<void> PieceStore::seal()
{
    sealAll();
    flush();
    m_open = {};
    m_buffer = {};
    return m_done;
}

Result<void> PieceStore::readBytes(std::uint64_t offset, std::span<std::byte> into) const
{
    while (!into.empty()) {
        const ssize_t done = ::pread(m_descriptor, into.data(), into.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return systemFailure("read back from");
        offset += static_cast<std::uint64_t>(done);
        into = into.subspan(static_cast<std::size_t>(done));
    }
    return {};
}

Result<std::vector<Piece>> PieceStore::pieces(SeriesId id) const
{
    std::vector<Piece> pieces;
    for (std::uint64_t at = series(id).lastPiece; at != 0; at = pieces.back().before) {
        if (auto done = readBytes(at - 1, std::as_writable_bytes(std::span(&pieces.emplace_back(), 1))); !done)
            return tl::unexpected(done.error());
    }
    std::ranges::reverse(pieces);
    return pieces;
}

Result<void> PieceStore::read(const Piece &piece, std::vector<std::int64_t> &times,
                              std::vector<double> &values) const
{
    std::vector<std::byte> bytes(std::size_t{piece.timeBytes} + piece.valueBytes);
    if (auto done = readBytes(piece.offset, bytes); !done)
        return done;
    const std::size_t before = times.size();
    times.resize(before + piece.count);
    values.resize(before + piece.count);
    const std::span<const std::byte> all(bytes);
    auto done = decodeTimes(all.first(piece.timeBytes), std::span(times).subspan(before));
    if (done)
        done = decodeColumn(all.subspan(piece.timeBytes), std::span(values).subspan(before));
    return done;
}

} // namespace qd::exchange
