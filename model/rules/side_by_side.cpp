// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace qd::rules {

namespace {

constexpr unsigned mostAtOnce = 4; // each may hold millions of samples

} // namespace

void doSideBySide(std::size_t count, const std::function<void(std::size_t)> &work,
                  const std::function<void(std::size_t)> &done)
{
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> finished = 0;
    const auto help = [&](const std::function<void(std::size_t)> &told) {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
            ++finished;
            if (told)
                told(finished);
        }
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t most = std::clamp(std::thread::hardware_concurrency(), 1U, mostAtOnce);
        for (std::size_t i = 1; i < std::min(most, count); ++i)
            helpers.emplace_back([&help] { help({}); });
        help(done);
    }
    if (done && count > 0)
        done(count);
}

} // namespace qd::rules
