// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"
#include "model/series/group_view.h"

#include <optional>
#include <vector>

namespace qd {

/// One row of one group on its way past: every cell that was scraped or derived at that instant.
class WalkRow
{
public:
    /// `cells` lie one series after the other, `stride` apart; this row's first one is at `offset`.
    WalkRow(const GroupView &group, Timestamp at, const std::vector<double> &cells, std::size_t stride,
            std::size_t offset)
        : m_group(group)
        , m_at(at)
        , m_cells(cells)
        , m_stride(stride)
        , m_offset(offset)
    {}
    [[nodiscard]] const GroupView &group() const { return m_group; }
    [[nodiscard]] Timestamp at() const { return m_at; }
    /// isAbsent() where the series has no sample in this row. Series are numbered as in group().
    [[nodiscard]] double cell(std::size_t series) const { return m_cells[series * m_stride + m_offset]; }

private:
    const GroupView &m_group;
    Timestamp m_at;
    const std::vector<double> &m_cells;
    std::size_t m_stride;
    std::size_t m_offset;
};

/// What judges a history while it is walked through: today the findings, later the rule engine. Used on one thread
/// at a time. It sees every row and event once and in order, and is asked for a judgement after each instant at
/// which something was scraped. Nothing it finds leaves the window: only live evaluation notifies.
class Evaluator
{
public:
    virtual ~Evaluator() = default;
    /// What came before is forgotten: everything at or before `after` counts as seen. Histories reach back two
    /// hours and, in rows that were read already, a little beyond the instant: what is later does not count.
    virtual void restart(const HistorySnapshot &history, Timestamp after) = 0;
    virtual void row(const WalkRow &row) { (void)row; }
    virtual void event(const Event &event) { (void)event; }
    /// Judges the history as it was known at `at`. Words for people when something turned critical there.
    [[nodiscard]] virtual std::optional<QString> evaluate(const HistorySnapshot &history, Timestamp at) = 0;
};

} // namespace qd
