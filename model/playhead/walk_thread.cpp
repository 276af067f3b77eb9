// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/walk_thread.h"

#include <utility>

namespace qd {

namespace {

/// Instants between two looks at what is asked for: at 1000 × a thirtieth of a second.
constexpr int legInstants = 32;

} // namespace

WalkThread::WalkThread(std::unique_ptr<Evaluator> evaluator)
    : m_walk(std::move(evaluator))
    , m_thread([this] { run(); })
{}

WalkThread::~WalkThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_end = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

std::uint64_t WalkThread::begin(HistoryPtr history, Timestamp after)
{
    std::uint64_t run = 0;
    {
        const std::lock_guard lock(m_mutex);
        m_newest = std::move(history);
        m_beginAfter = after;
        m_until = after;
        m_whole = true;
        m_stands = false;
        m_progress = {m_progress.run + 1, after, {}, std::nullopt};
        run = m_progress.run;
    }
    m_wake.notify_one(); // to let go of what was walked through before
    return run;
}

void WalkThread::setHistory(HistoryPtr history)
{
    const std::lock_guard lock(m_mutex);
    m_newest = std::move(history);
}

void WalkThread::walkTo(Timestamp until, bool stopOnAlert)
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopOnAlert = stopOnAlert;
        m_stands = m_stands && stopOnAlert; // or who switches it off meanwhile would stand for good
        if (until <= m_until) {
            return;
        }
        m_until = until;
        m_whole = false;
    }
    m_wake.notify_one();
}

void WalkThread::halt()
{
    const std::lock_guard lock(m_mutex);
    m_until = m_progress.reached;
    m_whole = true;
}

void WalkThread::goOn()
{
    const std::lock_guard lock(m_mutex);
    m_until = m_progress.reached;
    m_whole = true;
    m_stands = false;
    m_progress.alert.reset();
}

WalkProgress WalkThread::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

bool WalkThread::hasWork() const
{
    return m_end || m_beginAfter || (!m_whole && !m_stands);
}

void WalkThread::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return hasWork(); });
        if (m_end) {
            return;
        }
        walkOneLeg(lock);
    }
}

void WalkThread::walkOneLeg(std::unique_lock<std::mutex> &lock)
{
    // Orders are taken over under the lock and carried out without it: unpacking blocks takes a moment.
    const auto after = std::exchange(m_beginAfter, std::nullopt);
    HistoryPtr newer;
    if (after || (m_newest && m_until >= m_walk.history()->now)) {
        newer = std::exchange(m_newest, nullptr);
    }
    const Timestamp until = m_until;
    const std::uint64_t run = m_progress.run;
    lock.unlock();
    if (after) {
        m_walk.begin(std::move(newer), *after);
    } else if (newer) {
        m_walk.setHistory(std::move(newer));
    }
    const WalkLeg leg = m_walk.walkTo(until, legInstants);
    lock.lock();
    if (run != m_progress.run) {
        return; // begun anew meanwhile: what this leg found is of no interest any more
    }
    m_progress.reached = leg.reached;
    m_progress.counts = m_walk.counts();
    if (leg.alert) {
        m_progress.alert = leg.alert;
        m_stands = m_stopOnAlert;
    }
    // Asked for more meanwhile, or for nothing any more: that stands.
    m_whole = m_whole || (leg.isWhole && until == m_until);
}

} // namespace qd
