// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/main_window.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fake_history.h"

namespace qd::test {

/// A calm service for 5 min, then sessions begin to stay after logout.
[[nodiscard]] FakeSecond leaking(int second);
/// Sessions of all states, with long and short names and addresses.
[[nodiscard]] SessionPage somePage(Timestamp now, int rows);

/// A window on a made-up history, acting through a gateway that a test answers by hand.
struct WindowFixture
{
    WindowFixture();
    /// 20 minutes of history, published.
    void fill(bool leak);
    void publish() { feed.publish(history.snapshot()); }
    /// A day's work in the log: accounts, notes, a purge, a crash, a restart.
    void logSomeWork();
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return window.findChild<T *>(QLatin1String(name));
    }

    FakeHistory history;
    FakeFeed feed;
    FakeGateway gateway;
    Settings settings{QString()};
    MainWindow window;
};

} // namespace qd::test
