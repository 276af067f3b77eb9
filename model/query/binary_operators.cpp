// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/binary_operators.h"

#include <cmath>

namespace qd::query {

namespace {

enum class ScalarSide { Left, Right };

double flag(bool value)
{
    return value ? 1 : 0;
}

/// promql/engine.go, VectorscalarBinop.
GridValue withScalar(const Binary &node, GridValue vector, const std::vector<double> &scalar, ScalarSide side)
{
    const bool compares = isComparison(node.kind);
    for (GridSeries &series : vector.series) {
        series.nameDropped = series.nameDropped || !compares || node.returnsBool;
        for (std::size_t i = 0; i < scalar.size(); ++i) {
            double &value = series.values[i];
            if (isMissing(value))
                continue;
            const Combined result = side == ScalarSide::Right ? combinedNumbers(node.kind, value, scalar[i])
                                                              : combinedNumbers(node.kind, scalar[i], value);
            if (!compares)
                value = result.value;
            else if (node.returnsBool)
                value = flag(result.kept);
            else if (!result.kept)
                value = missing();
        }
    }
    return vector;
}

GridValue ofScalars(const Binary &node, GridValue left, const GridValue &right)
{
    std::vector<double> &values = left.series.front().values;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Combined result = combinedNumbers(node.kind, values[i], right.series.front().values[i]);
        values[i] = isComparison(node.kind) ? flag(result.kept) : result.value;
    }
    return left;
}

} // namespace

Combined combinedNumbers(BinaryKind kind, double left, double right)
{
    switch (kind) {
    case BinaryKind::Add:
        return {left + right};
    case BinaryKind::Subtract:
        return {left - right};
    case BinaryKind::Multiply:
        return {left * right};
    case BinaryKind::Divide:
        return {left / right};
    case BinaryKind::Modulo:
        return {std::fmod(left, right)};
    case BinaryKind::Power:
        return {std::pow(left, right)};
    case BinaryKind::Atan2:
        return {std::atan2(left, right)};
    case BinaryKind::Equal:
        return {left, left == right};
    case BinaryKind::NotEqual:
        return {left, left != right};
    case BinaryKind::Greater:
        return {left, left > right};
    case BinaryKind::Less:
        return {left, left < right};
    case BinaryKind::GreaterEqual:
        return {left, left >= right};
    case BinaryKind::LessEqual:
        return {left, left <= right};
    case BinaryKind::And:
    case BinaryKind::Or:
    case BinaryKind::Unless:
        break; // of sets, never of numbers
    }
    return {left, false};
}

GridResult combined(const Evaluation &evaluation, const Expression &where, GridValue left, GridValue right)
{
    const auto &node = std::get<Binary>(where.node);
    const bool isLeftScalar = node.left->type == ValueType::Scalar;
    const bool isRightScalar = node.right->type == ValueType::Scalar;
    if (isLeftScalar && isRightScalar)
        return ofScalars(node, std::move(left), right);
    if (isRightScalar)
        return withScalar(node, std::move(left), right.series.front().values, ScalarSide::Right);
    if (isLeftScalar)
        return withScalar(node, std::move(right), left.series.front().values, ScalarSide::Left);
    if (isSetOperator(node.kind))
        return combinedSets(evaluation, where, std::move(left), std::move(right));
    return matchedVectors(evaluation, where, left, right);
}

} // namespace qd::query
