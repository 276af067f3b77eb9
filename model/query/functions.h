// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"

#include <span>
#include <string_view>

namespace qd::query {

enum class Function {
    Abs,
    Absent,
    AbsentOverTime,
    AvgOverTime,
    Ceil,
    Changes,
    Clamp,
    ClampMax,
    ClampMin,
    CountOverTime,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    DaysInMonth,
    Delta,
    Deriv,
    Exp,
    Floor,
    HistogramQuantile,
    Hour,
    Idelta,
    Increase,
    Irate,
    LabelJoin,
    LabelReplace,
    LastOverTime,
    Ln,
    Log10,
    Log2,
    MaxOverTime,
    MinOverTime,
    Minute,
    Month,
    PredictLinear,
    PresentOverTime,
    QuantileOverTime,
    Rate,
    Resets,
    Round,
    Scalar,
    Sgn,
    Sort,
    SortDesc,
    Sqrt,
    StddevOverTime,
    StdvarOverTime,
    SumOverTime,
    Time,
    Timestamp,
    Vector,
    Year,
};

/// What a function takes and gives. Types are of the arguments in order; the last `optional` of them may be left
/// out, and the last one may come again where `repeats`.
struct FunctionSignature
{
    std::string_view name;
    Function function;
    ValueType result;
    std::vector<ValueType> arguments;
    int optional = 0;
    bool repeats = false;
};

/// All of the subset, by name.
[[nodiscard]] std::span<const FunctionSignature> functionSignatures();
/// Null where there is no such function in the subset.
[[nodiscard]] const FunctionSignature *signatureOf(std::string_view name);
/// Whether Prometheus has it, in the subset or not.
[[nodiscard]] bool isKnownOutside(std::string_view name);

} // namespace qd::query
