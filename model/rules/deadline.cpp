// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/deadline.h"

namespace qd::rules {

Deadline::Deadline()
    : m_thread([this](const std::stop_token &stop) { run(stop); })
{}

Deadline::~Deadline() = default;

std::stop_token Deadline::begin(std::chrono::milliseconds after, const std::stop_token &outer)
{
    std::stop_token token;
    {
        const std::lock_guard lock(m_mutex);
        m_source = std::stop_source();
        m_at = std::chrono::steady_clock::now() + after;
        token = m_source.get_token();
        m_outer.emplace(outer, Forward{m_source});
    }
    m_changed.notify_all();
    return token;
}

void Deadline::end()
{
    const std::lock_guard lock(m_mutex);
    m_at.reset(); // the thread finds out by itself: waking it for each rule would cost more than most rules
    m_outer.reset();
}

void Deadline::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (!m_at) {
            m_changed.wait(lock, stop, [this] { return m_at.has_value(); });
            continue;
        }
        const auto at = *m_at;
        if (std::chrono::steady_clock::now() >= at) {
            m_source.request_stop();
            m_at.reset();
            continue;
        }
        m_changed.wait_until(lock, stop, at, [&] { return !m_at || *m_at < at; });
    }
}

} // namespace qd::rules
