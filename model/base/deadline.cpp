// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/deadline.h"

namespace qd {

namespace {

/// Later than any rule, and not so late that the clock overflows in waiting for it.
const auto never = std::chrono::steady_clock::time_point() + std::chrono::hours(24 * 365 * 100);

} // namespace

Deadline::Deadline()
    : m_thread([this](const std::stop_token &stop) { run(stop); })
{}

Deadline::~Deadline() = default;

std::stop_token Deadline::begin(std::chrono::milliseconds after, const std::stop_token &outer)
{
    std::stop_token token;
    bool wakes = false;
    {
        const std::lock_guard lock(m_mutex);
        m_source = std::stop_source();
        m_at = std::chrono::steady_clock::now() + after;
        // A thread that wakes sooner finds out by itself: waking it for each rule would cost more than most rules.
        wakes = *m_at < m_sleepsUntil;
        token = m_source.get_token();
        m_outer.emplace(outer, Forward{m_source});
    }
    if (wakes)
        m_changed.notify_all();
    return token;
}

void Deadline::end()
{
    const std::lock_guard lock(m_mutex);
    m_at.reset();
    m_outer.reset();
}

void Deadline::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (m_at && std::chrono::steady_clock::now() >= *m_at) {
            m_source.request_stop();
            m_at.reset();
        }
        m_sleepsUntil = m_at.value_or(never);
        m_changed.wait_until(lock, stop, m_sleepsUntil, [this] { return m_at && *m_at < m_sleepsUntil; });
    }
}

} // namespace qd
