// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/replay_walk.h"

#include "model/series/markers.h"
#include "model/series/pyramid.h"

#include <algorithm>

namespace qd {

namespace {

Timestamp toTimestamp(std::int64_t ms)
{
    return Timestamp(Millis(ms));
}

/// Severities as alert events carry them. An alert without one is taken seriously.
bool isCritical(const Event &event)
{
    const QString severity = event.body.value(QLatin1StringView("severity")).toString();
    return severity != QLatin1StringView("warning") && severity != QLatin1StringView("info");
}

} // namespace

/// The next row of one group. A block's cells are read at once: each block is unpacked once in a walk.
class ReplayWalk::Cursor
{
public:
    Cursor(GroupView group, Timestamp after)
        : m_group(std::move(group))
        , m_next(m_group.lowerBound(after + Millis(1)))
    {
        load();
    }

    [[nodiscard]] bool isScraped() const { return m_group.config().kind == GroupKind::Scraped; }
    [[nodiscard]] std::optional<Timestamp> next() const
    {
        return m_times.empty() ? std::nullopt : std::optional(toTimestamp(m_times[offset()]));
    }

    /// Hands on the next row.
    void deliver(Evaluator &evaluator, WalkCounts &counts)
    {
        evaluator.row(WalkRow(m_group, *next(), m_cells, m_times.size(), offset()));
        counts.rows += 1;
        counts.samples += m_samples[offset()];
        if (++m_next == m_loadedFrom + std::int64_t(m_times.size())) {
            load();
        }
    }

private:
    [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(m_next - m_loadedFrom); }

    /// What is left of the block that m_next lies in; nothing at the end.
    void load()
    {
        const std::int64_t end = std::min((m_next / blockSamples + 1) * blockSamples, m_group.endRow());
        m_loadedFrom = m_next;
        m_times = m_next < end ? m_group.times(m_next, end) : std::vector<std::int64_t>();
        const std::size_t rows = m_times.size();
        m_samples.assign(rows, 0);
        m_cells.assign(rows * m_group.seriesCount(), absentMarker());
        for (std::size_t s = 0; s < m_group.seriesCount() && rows > 0; ++s) {
            const std::span<double> column(m_cells.data() + s * rows, rows);
            if (!m_group.cells(s, m_next, end, column)) {
                continue;
            }
            for (std::size_t r = 0; r < rows; ++r) {
                m_samples[r] += isAbsent(column[r]) ? 0 : 1;
            }
        }
    }

    GroupView m_group;
    std::int64_t m_next = 0;
    std::int64_t m_loadedFrom = 0;
    std::vector<std::int64_t> m_times;
    std::vector<double> m_cells;
    std::vector<int> m_samples; ///< in each row
};

ReplayWalk::ReplayWalk(std::unique_ptr<Evaluator> evaluator)
    : m_evaluator(std::move(evaluator))
    , m_history(std::make_shared<const HistorySnapshot>())
{}

ReplayWalk::~ReplayWalk() = default;

void ReplayWalk::begin(HistoryPtr history, Timestamp after)
{
    m_reached = after;
    m_counts = {};
    setHistory(std::move(history));
    m_evaluator->restart(*m_history, after);
}

void ReplayWalk::setHistory(HistoryPtr history)
{
    // Whole instants are delivered: the instant reached says where every group and the log go on.
    m_history = std::move(history);
    m_cursors.clear();
    for (GroupView &group : GroupView::of(m_history->series)) {
        m_cursors.emplace_back(std::move(group), m_reached);
    }
    m_nextEvent = m_history->events.lowerBound(m_reached + Millis(1));
}

std::optional<Timestamp> ReplayWalk::nextInstant() const
{
    std::optional<Timestamp> next;
    for (const Cursor &cursor : m_cursors) {
        const auto at = cursor.next();
        next = at && (!next || *at < *next) ? at : next;
    }
    if (m_nextEvent < m_history->events.size()) {
        const Timestamp at = m_history->events.at(m_nextEvent).at;
        next = !next || at < *next ? at : *next;
    }
    return next;
}

/// Everything of one instant. What turned critical at it, in words.
std::optional<QString> ReplayWalk::deliver(Timestamp at)
{
    bool isScraped = false;
    for (Cursor &cursor : m_cursors) {
        while (cursor.next() == at) {
            cursor.deliver(*m_evaluator, m_counts);
            isScraped = isScraped || cursor.isScraped();
        }
    }
    std::optional<QString> alert;
    const EventSnapshot &events = m_history->events;
    for (; m_nextEvent < events.size() && events.at(m_nextEvent).at == at; ++m_nextEvent) {
        const Event &event = events.at(m_nextEvent);
        m_evaluator->event(event);
        m_counts.events += 1;
        if (!alert && event.kind == EventKind::AlertFiring && isCritical(event)) {
            alert = event.subject;
        }
    }
    if (isScraped) {
        const auto judged = m_evaluator->evaluate(*m_history, at);
        m_counts.evaluations += 1;
        alert = alert ? alert : judged;
    }
    return alert;
}

WalkLeg ReplayWalk::walkTo(Timestamp until, int mostInstants)
{
    for (int done = 0; done < mostInstants; ++done) {
        const auto at = nextInstant();
        if (!at || *at > until) {
            m_reached = std::max(m_reached, until);
            return {m_reached, std::nullopt, true};
        }
        m_reached = *at;
        if (auto words = deliver(*at)) {
            return {m_reached, WalkAlert{*at, std::move(*words)}, false};
        }
    }
    return {m_reached, std::nullopt, m_reached >= until};
}

} // namespace qd
