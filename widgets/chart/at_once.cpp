// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/at_once.h"

#include <QtCore/QThread>
#include <QtCore/QThreadPool>

#include <algorithm>
#include <atomic>
#include <memory>

namespace qd {

namespace {

/// Shared with threads that may come when all has been done: they find nothing left and never touch `work`.
struct Round
{
    std::size_t count;
    const std::function<void(std::size_t)> *work;
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> done{0};

    void help()
    {
        for (std::size_t i = next++; i < count; i = next++) {
            (*work)(i);
            if (++done == count)
                done.notify_one();
        }
    }
};

QThreadPool &helpers()
{
    static QThreadPool pool; // of its own: what waits in the common one must not hold a picture up
    return pool;
}

} // namespace

void forEachAtOnce(std::size_t count, const std::function<void(std::size_t)> &work)
{
    const auto round = std::make_shared<Round>();
    round->count = count;
    round->work = &work;
    const auto cores = static_cast<std::size_t>(std::max(1, QThread::idealThreadCount()));
    for (std::size_t helper = 1; helper < std::min(count, cores); ++helper)
        helpers().start([round] { round->help(); });
    round->help();
    for (std::size_t done = round->done; done < count; done = round->done)
        round->done.wait(done);
}

} // namespace qd
