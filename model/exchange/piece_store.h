// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/series_snapshot.h"

#include <QtCore/QString>

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace qd::exchange {

/// Names a series of one PieceStore: its index.
enum class SeriesId : std::uint32_t {};

/// Samples of one series, packed, somewhere in the store's file: sorted by time, each time once. It lies there
/// behind this head, so that a hundred thousand series of many short pieces take no memory for them.
struct Piece
{
    std::uint64_t before = 0; ///< GatheredSeries::lastPiece as it was before this one
    std::uint64_t offset = 0; ///< of the packed times, which the values follow
    std::uint32_t timeBytes = 0;
    std::uint32_t valueBytes = 0;
    std::uint64_t count = 0;
    std::int64_t first = 0; ///< milliseconds since the epoch
    std::int64_t last = 0;
};

struct GatheredSeries
{
    SeriesKey key;
    SeriesType type = SeriesType::Unknown;
    std::uint64_t lastPiece = 0; ///< where its head lies in the file, counted from 1; 0: there is none
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    std::int64_t count = 0;
    std::uint64_t timesHash = 0; ///< equal for series of equal times, whatever their order
    bool disordered = false;     ///< some sample came before an earlier one
    std::int64_t doubles = 0;    ///< left out: the time was there already
    std::int64_t conflicts = 0;  ///< of those, with another value
};

/// Takes samples as an export has them, series by series or row by row, and keeps them in compressed pieces in a
/// file without a name, so that memory stays the same whatever the size of the source. Owned by one thread.
class PieceStore
{
public:
    static constexpr std::size_t pieceSamples = 1024;

    /// The file lies in `folder`, where the recording will be, and is gone when the store is or the process ends.
    [[nodiscard]] static Result<std::unique_ptr<PieceStore>> create(const QString &folder);
    ~PieceStore();
    PieceStore(const PieceStore &) = delete;
    PieceStore &operator=(const PieceStore &) = delete;

    [[nodiscard]] SeriesId addSeries(SeriesKey key, SeriesType type);
    /// In any order; of two samples of one time the first counts. An Io error is kept for seal().
    void add(SeriesId series, std::int64_t ms, double value);
    /// Ends adding: everything is in pieces now.
    [[nodiscard]] Result<void> seal();
    [[nodiscard]] bool failed() const { return !m_done; }

    [[nodiscard]] std::span<const GatheredSeries> series() const { return m_series; }
    [[nodiscard]] const GatheredSeries &series(SeriesId id) const
    {
        return m_series[static_cast<std::size_t>(id)];
    }
    /// Of one series, in the order in which they came. Their spans may overlap where it is disordered.
    [[nodiscard]] Result<std::vector<Piece>> pieces(SeriesId id) const;
    /// Unpacks one piece behind what is in `times` and `values`.
    [[nodiscard]] Result<void> read(const Piece &piece, std::vector<std::int64_t> &times,
                                    std::vector<double> &values) const;

private:
    struct Open
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
    };

    explicit PieceStore(int descriptor);
    void sealPiece(std::size_t series);
    void sealAll();
    void append(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> readBytes(std::uint64_t offset, std::span<std::byte> into) const;
    void flush();

    int m_descriptor;
    std::vector<GatheredSeries> m_series;
    std::vector<Open> m_open;        ///< by series
    std::size_t m_waiting = 0;       ///< samples in all of m_open
    std::vector<std::byte> m_buffer; ///< what the file does not have yet
    std::uint64_t m_written = 0;
    Result<void> m_done;
};

} // namespace qd::exchange
