// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/functions.h"

#include <algorithm>
#include <array>

namespace qd::query {

namespace {

constexpr ValueType scalar = ValueType::Scalar;
constexpr ValueType vector = ValueType::Vector;
constexpr ValueType matrix = ValueType::Matrix;
constexpr ValueType string = ValueType::String;

const std::vector<FunctionSignature> &all()
{
    using enum Function;
    static const std::vector<FunctionSignature> functions{
        {"abs", Abs, vector, {vector}},
        {"absent", Absent, vector, {vector}},
        {"absent_over_time", AbsentOverTime, vector, {matrix}},
        {"avg_over_time", AvgOverTime, vector, {matrix}},
        {"ceil", Ceil, vector, {vector}},
        {"changes", Changes, vector, {matrix}},
        {"clamp", Clamp, vector, {vector, scalar, scalar}},
        {"clamp_max", ClampMax, vector, {vector, scalar}},
        {"clamp_min", ClampMin, vector, {vector, scalar}},
        {"count_over_time", CountOverTime, vector, {matrix}},
        {"day_of_month", DayOfMonth, vector, {vector}, 1},
        {"day_of_week", DayOfWeek, vector, {vector}, 1},
        {"day_of_year", DayOfYear, vector, {vector}, 1},
        {"days_in_month", DaysInMonth, vector, {vector}, 1},
        {"delta", Delta, vector, {matrix}},
        {"deriv", Deriv, vector, {matrix}},
        {"exp", Exp, vector, {vector}},
        {"floor", Floor, vector, {vector}},
        {"histogram_quantile", HistogramQuantile, vector, {scalar, vector}},
        {"hour", Hour, vector, {vector}, 1},
        {"idelta", Idelta, vector, {matrix}},
        {"increase", Increase, vector, {matrix}},
        {"irate", Irate, vector, {matrix}},
        {"label_join", LabelJoin, vector, {vector, string, string, string}, 1, true},
        {"label_replace", LabelReplace, vector, {vector, string, string, string, string}},
        {"last_over_time", LastOverTime, vector, {matrix}},
        {"ln", Ln, vector, {vector}},
        {"log10", Log10, vector, {vector}},
        {"log2", Log2, vector, {vector}},
        {"max_over_time", MaxOverTime, vector, {matrix}},
        {"min_over_time", MinOverTime, vector, {matrix}},
        {"minute", Minute, vector, {vector}, 1},
        {"month", Month, vector, {vector}, 1},
        {"predict_linear", PredictLinear, vector, {matrix, scalar}},
        {"present_over_time", PresentOverTime, vector, {matrix}},
        {"quantile_over_time", QuantileOverTime, vector, {scalar, matrix}},
        {"rate", Rate, vector, {matrix}},
        {"resets", Resets, vector, {matrix}},
        {"round", Round, vector, {vector, scalar}, 1},
        {"scalar", Scalar, scalar, {vector}},
        {"sgn", Sgn, vector, {vector}},
        {"sort", Sort, vector, {vector}},
        {"sort_desc", SortDesc, vector, {vector}},
        {"sqrt", Sqrt, vector, {vector}},
        {"stddev_over_time", StddevOverTime, vector, {matrix}},
        {"stdvar_over_time", StdvarOverTime, vector, {matrix}},
        {"sum_over_time", SumOverTime, vector, {matrix}},
        {"time", Time, scalar, {}},
        {"timestamp", Function::Timestamp, vector, {vector}},
        {"vector", Vector, vector, {scalar}},
        {"year", Year, vector, {vector}, 1},
    };
    return functions;
}

// Prometheus 3.5: trigonometry, native histograms, and what is behind its switch for experiments.
constexpr std::array outside{std::string_view("acos"),
                             std::string_view("acosh"),
                             std::string_view("asin"),
                             std::string_view("asinh"),
                             std::string_view("atan"),
                             std::string_view("atanh"),
                             std::string_view("cos"),
                             std::string_view("cosh"),
                             std::string_view("deg"),
                             std::string_view("double_exponential_smoothing"),
                             std::string_view("first_over_time"),
                             std::string_view("histogram_avg"),
                             std::string_view("histogram_count"),
                             std::string_view("histogram_fraction"),
                             std::string_view("histogram_quantiles"),
                             std::string_view("histogram_stddev"),
                             std::string_view("histogram_stdvar"),
                             std::string_view("histogram_sum"),
                             std::string_view("holt_winters"),
                             std::string_view("info"),
                             std::string_view("mad_over_time"),
                             std::string_view("pi"),
                             std::string_view("rad"),
                             std::string_view("sin"),
                             std::string_view("sinh"),
                             std::string_view("sort_by_label"),
                             std::string_view("sort_by_label_desc"),
                             std::string_view("tan"),
                             std::string_view("tanh"),
                             std::string_view("ts_of_first_over_time"),
                             std::string_view("ts_of_last_over_time"),
                             std::string_view("ts_of_max_over_time"),
                             std::string_view("ts_of_min_over_time"),
                             std::string_view("max_of"),
                             std::string_view("min_of"),
                             std::string_view("start"),
                             std::string_view("end"),
                             std::string_view("range"),
                             std::string_view("step")};

} // namespace

std::span<const FunctionSignature> functionSignatures()
{
    return all();
}

const FunctionSignature *signatureOf(std::string_view name)
{
    const auto found = std::ranges::find(all(), name, &FunctionSignature::name);
    return found == all().end() ? nullptr : &*found;
}

bool isKnownOutside(std::string_view name)
{
    return std::ranges::find(outside, name) != outside.end();
}

} // namespace qd::query
