// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/service/service_fixture.h"

namespace sessiond::test {

using qd::protocol::Selector;
using qd::protocol::SelectorState;

inline Selector byState(SelectorState state)
{
    Selector selector;
    selector.state = state;
    return selector;
}

inline Selector idleFor(std::chrono::milliseconds idle)
{
    Selector selector;
    selector.idleLongerThan = idle;
    return selector;
}

inline std::vector<std::string> logIn(Fixture &fixture, const std::string &user, int count)
{
    std::vector<std::string> tokens;
    for (int i = 0; i < count; ++i) {
        tokens.push_back(fixture.login(user)->token);
    }
    return tokens;
}

} // namespace sessiond::test
