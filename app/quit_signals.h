// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

class QSocketNotifier;

namespace qd {

/// Turns SIGINT, SIGTERM and SIGHUP into an orderly end of the application, so that our child is drained and the
/// last events are written. One instance, while the application lives.
class QuitSignals
{
public:
    /// `quit`: how it ends; none: the application quits.
    explicit QuitSignals(std::function<void()> quit = {});
    ~QuitSignals();
    QuitSignals(const QuitSignals &) = delete;
    QuitSignals &operator=(const QuitSignals &) = delete;

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace qd
