// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/history_restore.h"

#include "backend/engine/leak_past.h"
#include "model/recording/segment_folder.h"
#include "model/rules/leak_readings.h"
#include "model/rules/rule_store.h"

#include <future>

namespace qd {

namespace {

Result<void> restoreTable(SeriesStore &store, const recording::Table &table)
{
    auto group = store.findGroup(table.group);
    // What rules gave has groups that come with their first result; how long an alert has been pending is among
    // it.
    if (!group && rules::isRuleGroup(table.group))
        group = store.addGroup(table.group);
    if (!group)
        return {};
    std::vector<RestoredColumn> columns;
    columns.reserve(table.columns.size());
    for (const auto &column : table.columns)
        columns.push_back({column.key, column.type, column.cells});
    return store.restore(*group, table.times, columns);
}

/// Whether the recorded event is of this log, and not of one that was set aside since.
bool isOf(const EventSnapshot &log, const Event &recorded)
{
    for (std::size_t i = log.lowerBound(recorded.at); i < log.size() && log.at(i).at == recorded.at; ++i) {
        if (log.at(i).seq == recorded.seq)
            return log.at(i).origin == recorded.origin && log.at(i).originInstance == recorded.originInstance;
    }
    return false;
}

} // namespace

HistoryRestore::HistoryRestore(QString folder, TimeRange range, Labels target, SeriesStore &store,
                               EventSnapshot log, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_range(range)
    , m_target(std::move(target))
    , m_store(store)
    , m_log(std::move(log))
{}

HistoryRestore::~HistoryRestore()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_taken.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void HistoryRestore::start()
{
    m_thread = std::thread([this] { read(); });
}

void HistoryRestore::read()
{
    RestoredHistory restored;
    const auto goOn = [this] {
        const std::lock_guard lock(m_mutex);
        return !m_stop;
    };
    auto leaks = std::async(std::launch::async, [&] {
        return judgePast(m_folder, {m_range.end - leakPast, m_range.begin}, m_target, goOn);
    });
    recording::SegmentRows rows = recording::readSegments(
        m_folder, m_range, [this](recording::Table table) { hand(std::move(table)); }, goOn);
    restored.losses = std::move(rows.losses);
    if (rows.later > 0)
        restored.losses.push_back(
            {{},
             QStringLiteral("%1 recorded rows lie in the future and are not shown: the clock stood ahead then.")
                 .arg(rows.later)});
    if (const auto last = recording::lastRecordedEvent(m_folder); last && isOf(m_log, *last))
        restored.newestEvent = last->seq;
    restored.leaks = leaks.get();
    // After every block that was handed over: events of one receiver keep their order.
    QMetaObject::invokeMethod(
        this, [this, restored = std::move(restored)] { finish(restored); }, Qt::QueuedConnection);
}

void HistoryRestore::hand(recording::Table table)
{
    constexpr std::size_t mostWaiting = 8; // blocks of 1,024 rows: memory stays bounded where the reader is faster
    {
        std::unique_lock lock(m_mutex);
        m_taken.wait(lock, [this] { return m_stop || m_tables.size() < mostWaiting; });
        if (m_stop)
            return;
        m_tables.push_back(std::move(table));
    }
    QMetaObject::invokeMethod(this, &HistoryRestore::take, Qt::QueuedConnection);
}

void HistoryRestore::take()
{
    recording::Table table;
    {
        const std::lock_guard lock(m_mutex);
        table = std::move(m_tables.front());
        m_tables.pop_front();
    }
    m_taken.notify_one();
    if (const auto done = restoreTable(m_store, table); !done)
        m_refused.push_back({{}, done.error().words, done.error().code});
}

void HistoryRestore::finish(RestoredHistory read)
{
    read.losses.insert(read.losses.begin(), m_refused.begin(), m_refused.end());
    Q_EMIT finished(read);
}

} // namespace qd

#include "moc_history_restore.cpp"
