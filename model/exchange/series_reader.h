// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/piece_store.h"

namespace qd::exchange {

/// Reads one gathered series in the order of time, each time once, whatever order it came in. Holds a piece at a
/// time, or as many as overlap. The store must outlive it.
class SeriesReader
{
public:
    /// `from`: earlier samples may be left out, where a whole piece lies before.
    explicit SeriesReader(const PieceStore &store, SeriesId series,
                          std::int64_t from = std::numeric_limits<std::int64_t>::min());

    /// Whether there is a next sample; false too after an error.
    [[nodiscard]] bool hasNext() const { return m_at < m_times.size(); }
    [[nodiscard]] std::int64_t time() const { return m_times[m_at]; }
    [[nodiscard]] double value() const { return m_values[m_at]; }
    void advance();

    /// Io; TooLarge when more samples are out of order than fit into memory.
    [[nodiscard]] const Result<void> &status() const { return m_status; }
    /// Samples of times that another piece had already; so far.
    [[nodiscard]] std::int64_t doubles() const { return m_doubles; }
    [[nodiscard]] std::int64_t conflicts() const { return m_conflicts; }

private:
    void fill();

    const PieceStore *m_store;
    std::string m_name;
    std::vector<std::pair<Piece, std::size_t>> m_pieces; ///< by first time, with their place in the series
    std::size_t m_next = 0;
    std::vector<std::int64_t> m_times;
    std::vector<double> m_values;
    std::size_t m_at = 0;
    std::int64_t m_doubles = 0;
    std::int64_t m_conflicts = 0;
    Result<void> m_status;
};

} // namespace qd::exchange
