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

/// Cells read at once: 16 MiB, however many series a group has.
constexpr std::int64_t mostCells = 1 << 21;

/// Severities as alert events carry them. An alert without one is taken seriously.
bool isCritical(const Event &event)
{
    const QString severity = event.body.value(QLatin1StringView("severity")).toString();
    return severity != QLatin1StringView("warning") && severity != QLatin1StringView("info");
}

} // namespace

/// The next row of one group. The cells of a stretch are read at once, most often those of a block, and handed to
/// the recent history when its first row is delivered.
class ReplayWalk::Cursor
{
public:
    /// Rows at or before `after` are read for looking back only.
    Cursor(GroupView group, std::size_t number, Timestamp after, RecentHistory &recent)
        : m_group(std::move(group))
        , m_number(number)
        , m_recent(&recent)
        , m_next(m_group.lowerBound(std::max(after - RecentHistory::span, recent.newest(number))))
    {
        const std::int64_t first = m_group.lowerBound(after + Millis(1));
        m_next = std::min(m_next, first);
        while (m_next < first) {
            load(std::min(endOfBlock(), first));
            remember();
            m_next += std::int64_t(m_times.size());
        }
        load(endOfBlock());
    }

    [[nodiscard]] bool isScraped() const { return m_group.config().kind == GroupKind::Scraped; }
    [[nodiscard]] std::optional<Timestamp> next() const
    {
        return m_times.empty() ? std::nullopt : std::optional(toTimestamp(m_times[offset()]));
    }

    /// Hands on the next row. True when more of the history was read for it.
    bool deliver(Evaluator &evaluator, WalkCounts &counts)
    {
        const bool isNew = offset() == 0;
        if (isNew) {
            remember();
        }
        evaluator.row(WalkRow(m_group, *next(), m_cells, m_times.size(), offset()));
        counts.rows += 1;
        counts.samples += m_samples[offset()];
        if (++m_next == m_loadedFrom + std::int64_t(m_times.size())) {
            load(endOfBlock());
        }
        return isNew;
    }

private:
    [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(m_next - m_loadedFrom); }
    [[nodiscard]] std::int64_t endOfBlock() const
    {
        return std::min((m_next / blockSamples + 1) * blockSamples, m_group.endRow());
    }

    void remember() { m_recent->add(m_number, m_group, m_times, m_cells); }

    /// Rows [m_next, end) of one block, or the first of them: no more than are read at once, and no further ahead
    /// than the recent history has room for. Nothing at the end of the group.
    void load(std::int64_t end)
    {
        m_loadedFrom = m_next;
        const auto series = std::max<std::int64_t>(1, std::int64_t(m_group.seriesCount()));
        end = std::min(end, m_next + std::max<std::int64_t>(1, mostCells / series));
        m_times = m_next < end ? m_group.times(m_next, end) : std::vector<std::int64_t>();
        if (!m_times.empty()) {
            const std::int64_t most = m_times.front() + RecentHistory::ahead.count();
            m_times.erase(std::ranges::upper_bound(m_times, most), m_times.end());
        }
        const std::size_t rows = m_times.size();
        end = m_next + std::int64_t(rows);
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
    std::size_t m_number;
    RecentHistory *m_recent;
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
    m_recent.clear();
    setHistory(std::move(history));
    m_evaluator->restart(seen(after), after);
}

void ReplayWalk::setHistory(HistoryPtr history)
{
    // Whole instants are delivered: the instant reached says where every group and the log go on.
    m_history = std::move(history);
    m_cursors.clear();
    std::size_t number = 0;
    for (GroupView &group : GroupView::of(m_history->series)) {
        m_cursors.emplace_back(std::move(group), number++, m_reached, m_recent);
    }
    m_recentChanged = true;
    m_seen = *m_history;
    m_nextEvent = m_history->events.lowerBound(m_reached + Millis(1));
}

const HistorySnapshot &ReplayWalk::seen(Timestamp at)
{
    if (std::exchange(m_recentChanged, false)) {
        m_seen.series = m_recent.snapshot();
    }
    m_seen.now = at;
    return m_seen;
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
            m_recentChanged = cursor.deliver(*m_evaluator, m_counts) || m_recentChanged;
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
        const auto judged = m_evaluator->evaluate(seen(at), at);
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
