// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <random>
#include <span>
#include <string>

namespace qd::test {

/// Which labels the series of a made expression have.
enum class Shape {
    JobInstance,
    Job,
    None,
};

/// Random expressions over the series of randomSeries(), most of which have an answer. What jumps where its
/// argument moves by a rounding (comparisons, floor(), topk and the like) is applied only to what is computed
/// without any.
class ExpressionMaker
{
public:
    explicit ExpressionMaker(unsigned seed)
        : m_random(seed)
    {}

    [[nodiscard]] std::string make();
    /// How often each function and aggregation was used.
    [[nodiscard]] const std::map<std::string, int> &used() const { return m_used; }

private:
    struct Made
    {
        std::string text;
        bool exact = true; ///< without any rounding, whatever the order of its sums
    };

    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }
    bool oneIn(int n) { return below(n) == 0; }
    const char *oneOf(std::span<const char *const> texts) { return texts[std::size_t(below(int(texts.size())))]; }
    std::string use(const std::string &name);

    Made vector(Shape shape, int depth);
    Made exactVector(Shape shape, int depth);
    Made leaf(Shape shape);
    Made overRange(Shape shape, int depth);
    Made ofValues(Shape shape, int depth);
    Made ofDates(Shape shape, int depth);
    Made ofLabels(Shape shape, int depth);
    Made ofHistogram();
    Made absence(int depth);
    Made aggregation(Shape shape, int depth);
    Made ranked(Shape shape);
    Made combination(Shape shape, int depth);
    Made comparison(Shape shape, int depth);
    Made sets(Shape shape, int depth);
    Made scalar(int depth);
    std::string selector(Shape shape);
    std::string counter(Shape shape);
    std::string offset();
    std::string range();
    std::string matrix(Shape shape, int depth, bool &exact);

    std::mt19937 m_random;
    std::map<std::string, int> m_used;
};

} // namespace qd::test
