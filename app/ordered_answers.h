// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>

namespace qd {

/// Answers that are worked out on several threads and printed in the order in which they were asked for, a line
/// each, as soon as they are there. The destructor waits until all are printed.
class OrderedAnswers
{
public:
    explicit OrderedAnswers(std::FILE *out);
    ~OrderedAnswers();
    OrderedAnswers(const OrderedAnswers &) = delete;
    OrderedAnswers &operator=(const OrderedAnswers &) = delete;

    /// Waits while as many as the machine works on at once are not printed yet.
    void add(std::function<std::string()> work);

private:
    void print();

    std::FILE *m_out;
    std::size_t m_most; ///< at once
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::future<std::string>> m_answers;
    bool m_isOver = false;
    std::jthread m_printer; ///< last: it ends before what it uses
};

} // namespace qd
