// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/query/expression_maker.h"

#include <array>

namespace qd::test {

namespace {

constexpr std::array quantiles{"0", "0.13", "0.37", "0.5", "0.777", "0.99", "1"};
constexpr std::array numbers{"0", "1", "2", "3.5", "-4", "100", "1e3"};

} // namespace

std::string ExpressionMaker::use(const std::string &name)
{
    ++m_used[name];
    return name;
}

std::string ExpressionMaker::make()
{
    const int depth = 1 + below(3);
    if (oneIn(25))
        return scalar(depth).text;
    constexpr std::array shapes{Shape::JobInstance, Shape::JobInstance, Shape::Job, Shape::None};
    const Shape shape = shapes[std::size_t(below(4))];
    Made made = vector(shape, depth);
    if (oneIn(12))
        made.text = use(oneIn(2) ? "sort" : "sort_desc") + "(" + made.text + ")";
    return made.text;
}

ExpressionMaker::Made ExpressionMaker::vector(Shape shape, int depth)
{
    if (depth <= 0)
        return leaf(shape);
    switch (below(13)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return overRange(shape, depth);
    case 4:
    case 5:
        return ofValues(shape, depth);
    case 6:
        return ofDates(shape, depth);
    case 7:
        return ofLabels(shape, depth);
    case 8:
        return shape == Shape::Job ? ofHistogram() : (shape == Shape::None ? absence(depth) : ranked(shape));
    case 9:
        return aggregation(shape, depth);
    case 10:
        return combination(shape, depth);
    case 11:
        return comparison(shape, depth);
    default:
        return sets(shape, depth);
    }
}

ExpressionMaker::Made ExpressionMaker::exactVector(Shape shape, int depth)
{
    for (int tries = 0; tries < 4; ++tries) {
        if (Made made = vector(shape, depth); made.exact)
            return made;
    }
    return leaf(shape);
}

std::string ExpressionMaker::offset()
{
    constexpr std::array offsets{" offset 15s", " offset 1m", " offset 7m", " offset -2m", " offset 33s"};
    return oneIn(5) ? oneOf(offsets) : "";
}

std::string ExpressionMaker::range()
{
    constexpr std::array ranges{"30s", "45s", "1m", "2m", "5m", "10m", "100s", "61s"};
    return oneOf(ranges);
}

std::string ExpressionMaker::selector(Shape shape)
{
    if (shape == Shape::None)
        return oneIn(2) ? "whole" : "whole_other";
    if (shape == Shape::Job)
        return oneIn(2) ? "limit" : "limit_other";
    if (oneIn(30))
        return R"x({__name__=~"gauge|other"})x";
    constexpr std::array names{"gauge", "other", "sparse", "flat", "holes", "odd"};
    constexpr std::array matchers{"{job=\"a\"}", "{job!=\"a\"}", "{instance=~\"[01]\"}", "{instance!~\"2|3\"}",
                                  "{instance!=\"\"}"};
    return std::string(oneOf(names)) + (oneIn(3) ? oneOf(matchers) : "");
}

std::string ExpressionMaker::counter(Shape shape)
{
    if (shape == Shape::None)
        return "all_total";
    if (shape == Shape::Job)
        return "jobs_total";
    return "requests_total{code=\"" + std::string(oneIn(2) ? "200" : "500") + "\"}";
}

ExpressionMaker::Made ExpressionMaker::leaf(Shape shape)
{
    if (oneIn(12) && shape == Shape::None)
        return {use("vector") + "(" + scalar(0).text + ")", true};
    if (oneIn(14))
        return {use("timestamp") + "(" + selector(shape) + offset() + ")", true};
    return {selector(shape) + offset(), true};
}

std::string ExpressionMaker::matrix(Shape shape, int depth, bool &exact)
{
    if (depth > 0 && oneIn(4)) {
        constexpr std::array steps{"15s", "30s", "1m", "", "50s"};
        const Made inner = exact ? exactVector(shape, depth - 1) : vector(shape, depth - 1);
        exact = inner.exact;
        return "(" + inner.text + ")[" + range() + ":" + oneOf(steps) + "]" + offset();
    }
    exact = true;
    return selector(shape) + "[" + range() + "]" + offset();
}

ExpressionMaker::Made ExpressionMaker::overRange(Shape shape, int depth)
{
    constexpr std::array rates{"rate", "increase", "irate"};
    constexpr std::array exactOnes{"sum_over_time",  "min_over_time",     "max_over_time", "count_over_time",
                                   "last_over_time", "present_over_time", "idelta"};
    constexpr std::array jumping{"changes", "resets"};
    constexpr std::array rounding{"avg_over_time", "stddev_over_time", "stdvar_over_time", "delta", "deriv"};
    bool exact = false;
    switch (below(6)) {
    case 0:
    case 1:
        return {use(oneOf(rates)) + "(" + counter(shape) + "[" + range() + "]" + offset() + ")", false};
    case 2: {
        const std::string inner = matrix(shape, depth, exact);
        return {use(oneOf(exactOnes)) + "(" + inner + ")", exact};
    }
    case 3: {
        exact = true;
        const std::string inner = oneIn(3) ? counter(shape) + "[" + range() + "]" : matrix(shape, depth, exact);
        return {use(oneOf(jumping)) + "(" + inner + ")", true};
    }
    case 4:
        if (oneIn(2)) {
            const std::string inner = matrix(shape, depth, exact);
            return {use("quantile_over_time") + "(" + oneOf(quantiles) + ", " + inner + ")", false};
        } else {
            const std::string inner = matrix(shape, depth, exact);
            return {use("predict_linear") + "(" + inner + ", " + (oneIn(2) ? "600" : "-30") + ")", false};
        }
    default:
        return {use(oneOf(rounding)) + "(" + matrix(shape, depth, exact) + ")", false};
    }
}

ExpressionMaker::Made ExpressionMaker::ofValues(Shape shape, int depth)
{
    constexpr std::array any{"abs", "exp", "sqrt"};
    constexpr std::array jumping{"ceil", "floor", "sgn", "round"};
    constexpr std::array logarithms{"ln", "log2", "log10"};
    switch (below(7)) {
    case 0:
        return {use(oneOf(any)) + "(" + vector(shape, depth - 1).text + " / 1024)", false};
    case 1:
    case 2:
        return {use(oneOf(jumping)) + "(" + exactVector(shape, depth - 1).text + ")", true};
    case 3:
        return {use("round") + "(" + exactVector(shape, depth - 1).text + ", " + (oneIn(2) ? "8" : "0.5") + ")",
                true};
    case 4:
        return {use(oneOf(logarithms)) + "(" + exactVector(shape, depth - 1).text + ")", false};
    case 5: {
        const Made inner = vector(shape, depth - 1);
        return {"-(" + inner.text + ")", inner.exact};
    }
    default: {
        const Made inner = vector(shape, depth - 1);
        const int kind = below(3);
        const std::string arguments = inner.text + (kind == 0 ? ", -5, 500" : (kind == 1 ? ", 250" : ", 30"));
        return {use(kind == 0 ? "clamp" : (kind == 1 ? "clamp_max" : "clamp_min")) + "(" + arguments + ")",
                inner.exact};
    }
    }
}

ExpressionMaker::Made ExpressionMaker::ofDates(Shape shape, int depth)
{
    constexpr std::array functions{"minute",      "hour",          "day_of_week", "day_of_month",
                                   "day_of_year", "days_in_month", "month",       "year"};
    const std::string function = use(oneOf(functions));
    if (shape == Shape::None && oneIn(2))
        return {function + "()", true};
    // What is no date is one in Go: differences.md.
    return {function + "((abs(" + exactVector(shape, depth - 1).text + ") < 1e9) * 86413)", true};
}

ExpressionMaker::Made ExpressionMaker::ofLabels(Shape shape, int depth)
{
    const Made inner = vector(shape, depth - 1);
    if (oneIn(2))
        return {use("label_join") + "(" + inner.text + R"x(, "joined", "-", "instance", "no_such", "job"))x",
                inner.exact};
    constexpr std::array patterns{R"x(, "new", "$1-$2", "job", "(.)(.*)"))x",
                                  R"x(, "new", "x${1}", "instance", "([0-1])"))x",
                                  R"x(, "job", "", "instance", "9"))x"};
    return {use("label_replace") + "(" + inner.text + oneOf(patterns), inner.exact};
}

ExpressionMaker::Made ExpressionMaker::ofHistogram()
{
    const std::string quantile = use("histogram_quantile") + "(" + oneOf(quantiles) + ", ";
    constexpr std::array inner{"latency_bucket", "sum by (job, le) (latency_bucket)", "latency_bucket offset 1m"};
    if (oneIn(2))
        return {quantile + oneOf(inner) + ")", false};
    return {quantile + use("rate") + "(latency_bucket[" + range() + "]))", false};
}

ExpressionMaker::Made ExpressionMaker::absence(int depth)
{
    constexpr std::array selectors{"no_such", "gauge{job=\"a\"}", "no_such{job=\"a\", x=~\"1|2\"}",
                                   "sparse{job=\"z\"}"};
    if (oneIn(2))
        return {use("absent") + "(" + (oneIn(4) ? vector(Shape::Job, depth - 1).text : oneOf(selectors)) + ")",
                true};
    return {use("absent_over_time") + "(" + oneOf(selectors) + "[" + range() + "])", true};
}

ExpressionMaker::Made ExpressionMaker::aggregation(Shape shape, int depth)
{
    constexpr std::array exactOnes{"sum", "min", "max", "count", "group"};
    constexpr std::array rounding{"avg", "stddev", "stdvar"};
    const std::string grouping = shape == Shape::JobInstance
                                     ? (oneIn(2) ? " by (job, instance)" : " without (code)")
                                 : shape == Shape::Job ? (oneIn(2) ? " by (job)" : " without (instance)")
                                                       : (oneIn(2) ? "" : " by (no_such)");
    const Shape inner = oneIn(4) ? shape : Shape::JobInstance;
    switch (below(5)) {
    case 0:
    case 1: {
        const Made made = vector(inner, depth - 1);
        return {use(oneOf(exactOnes)) + grouping + " (" + made.text + ")", made.exact};
    }
    case 2:
        return {use(oneOf(rounding)) + grouping + " (" + vector(inner, depth - 1).text + ")", false};
    case 3:
        return {use("quantile") + grouping + " (" + oneOf(quantiles) + ", " + vector(inner, depth - 1).text + ")",
                false};
    default:
        if (shape != Shape::None) {
            const Made made = vector(inner, depth - 1);
            return {"max" + grouping + " (" + made.text + ")", made.exact};
        }
        return {"count(" + use("count_values") + " (\"value\", " + exactVector(inner, depth - 1).text + "))",
                true};
    }
}

ExpressionMaker::Made ExpressionMaker::ranked(Shape shape)
{
    constexpr std::array leaves{"gauge", "other", "gauge + other"};
    const std::string grouping = oneIn(2) ? "" : " by (job)";
    if (oneIn(3))
        return {use("count_values") + grouping + " (\"instance\", sgn(" + selector(shape) + "))", true};
    return {use(oneIn(2) ? "topk" : "bottomk") + grouping + " (" + std::to_string(below(5)) + ", " +
                oneOf(leaves) + ")",
            true};
}

ExpressionMaker::Made ExpressionMaker::combination(Shape shape, int depth)
{
    constexpr std::array operators{" + ", " - ", " * "};
    const Made left = vector(shape, depth - 1);
    if (oneIn(3)) {
        const Made number = scalar(depth - 1);
        if (oneIn(5))
            return {"(" + left.text + ") / (" + oneOf(numbers) + ")", false};
        if (oneIn(5))
            return {"(" + exactVector(shape, 0).text + ") % 7", true};
        if (oneIn(6))
            return {"(" + left.text + ") ^ 2", false};
        const std::string op = oneOf(operators);
        return {oneIn(2) ? "(" + left.text + ")" + op + number.text : number.text + op + "(" + left.text + ")",
                left.exact && number.exact};
    }
    if (shape == Shape::JobInstance && oneIn(2)) {
        const Made right = vector(Shape::Job, depth - 1);
        const std::string op = oneOf(operators);
        if (oneIn(3))
            return {"(" + right.text + ")" + op + "on(job) group_right (" + left.text + ")",
                    left.exact && right.exact};
        return {"(" + left.text + ")" + op + "on(job) group_left (" + right.text + ")", left.exact && right.exact};
    }
    const Made right = vector(shape, depth - 1);
    if (oneIn(6))
        return {"(" + left.text + ") / (" + exactVector(shape, 0).text + ")", false};
    if (oneIn(10))
        return {"(" + left.text + ") atan2 (" + leaf(shape).text + ")", false};
    return {"(" + left.text + ")" + oneOf(operators) + (oneIn(3) ? "ignoring(code) " : "") + "(" + right.text +
                ")",
            left.exact && right.exact};
}

ExpressionMaker::Made ExpressionMaker::comparison(Shape shape, int depth)
{
    constexpr std::array operators{" == ", " != ", " > ", " < ", " >= ", " <= "};
    const std::string op = std::string(oneOf(operators)) + (oneIn(2) ? "bool " : "");
    const Made left = exactVector(shape, depth - 1);
    if (oneIn(2))
        return {"(" + left.text + ")" + op + (oneIn(2) ? "300" : "2"), true};
    if (oneIn(4))
        return {std::string("400") + op + "(" + left.text + ")", true};
    return {"(" + left.text + ")" + op + "(" + exactVector(shape, depth - 1).text + ")", true};
}

ExpressionMaker::Made ExpressionMaker::sets(Shape shape, int depth)
{
    constexpr std::array operators{" and ", " or ", " unless "};
    const Made left = vector(shape, depth - 1);
    const Made right = vector(shape == Shape::JobInstance && oneIn(2) ? Shape::Job : shape, depth - 1);
    const std::string op = std::string(oneOf(operators)) + (shape != Shape::None && oneIn(2) ? "on(job) " : "");
    return {"(" + left.text + ")" + op + "(" + right.text + ")", left.exact && right.exact};
}

ExpressionMaker::Made ExpressionMaker::scalar(int depth)
{
    if (depth > 0 && oneIn(3)) {
        const Made inner = vector(Shape::None, depth - 1);
        return {use("scalar") + "(" + inner.text + ")", inner.exact};
    }
    if (oneIn(4))
        return {use("time") + "()", true};
    if (depth > 0 && oneIn(3))
        return {"(" + scalar(depth - 1).text + (oneIn(2) ? " + " : " * ") + oneOf(numbers) + ")", false};
    return {oneOf(numbers), true};
}

} // namespace qd::test
