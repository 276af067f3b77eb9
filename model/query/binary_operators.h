// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluation.h"

namespace qd::query {

/// What an operator gives for two numbers: arithmetic its result; a comparison the left one, kept or not.
struct Combined
{
    double value = 0;
    bool kept = true;
};
[[nodiscard]] Combined combinedNumbers(BinaryKind kind, double left, double right);

/// left OPERATOR right, both evaluated. `where` is the operator's expression and holds a Binary.
[[nodiscard]] GridResult combined(const Evaluation &evaluation, const Expression &where, GridValue left,
                                  GridValue right);

/// Arithmetic and comparisons between two instant vectors (promql/engine.go, VectorBinop).
[[nodiscard]] GridResult matchedVectors(const Evaluation &evaluation, const Expression &where,
                                        const GridValue &left, const GridValue &right);
/// and, or, unless.
[[nodiscard]] GridResult combinedSets(const Evaluation &evaluation, const Expression &where, GridValue left,
                                      GridValue right);

} // namespace qd::query
