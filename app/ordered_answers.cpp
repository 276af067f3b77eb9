// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ordered_answers.h"

#include <algorithm>

namespace qd {

namespace {

constexpr unsigned mostAtOnce = 4; // each may hold millions of samples

} // namespace

OrderedAnswers::OrderedAnswers(std::FILE *out)
    : m_out(out)
    , m_most(std::clamp(std::thread::hardware_concurrency(), 1U, mostAtOnce))
    , m_printer([this] { print(); })
{}

OrderedAnswers::~OrderedAnswers()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_changed.notify_all();
}

void OrderedAnswers::add(std::function<std::string()> work)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_answers.size() < m_most; });
    m_answers.push_back(std::async(std::launch::async, std::move(work)));
    m_changed.notify_all();
}

void OrderedAnswers::print()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_isOver || !m_answers.empty(); });
        if (m_answers.empty())
            return;
        auto &first = m_answers.front(); // others are added behind it, which moves it nowhere
        lock.unlock();
        std::string answer = first.get();
        answer += '\n';
        std::fwrite(answer.data(), 1, answer.size(), m_out);
        std::fflush(m_out);
        lock.lock();
        m_answers.pop_front();
        m_changed.notify_all();
    }
}

} // namespace qd
