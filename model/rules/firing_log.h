// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/backtest.h"

#include <map>

namespace qd::rules {

/// Makes firings of the transitions of one rule.
class FiringLog
{
public:
    void take(const std::vector<AlertTransition> &transitions);
    /// In order of their beginning.
    [[nodiscard]] std::vector<Firing> firings() const;

private:
    std::vector<Firing> m_firings;
    std::map<Labels, std::size_t> m_open;
};

} // namespace qd::rules
