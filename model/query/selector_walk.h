// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"

#include <functional>

namespace qd::query {

/// Calls `visit` for every selector of an expression, those of ranges and subqueries among them, from left to
/// right.
void forEachSelector(const Expression &expression, const std::function<void(const VectorSelector &)> &visit);

} // namespace qd::query
