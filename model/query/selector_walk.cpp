// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/selector_walk.h"

namespace qd::query {

namespace {

class SelectorWalk
{
public:
    explicit SelectorWalk(const std::function<void(const VectorSelector &)> &visit)
        : m_visit(visit)
    {}

    void into(const ExpressionPtr &expression)
    {
        if (expression)
            into(*expression);
    }
    void into(const Expression &expression)
    {
        std::visit([this](const auto &node) { take(node); }, expression.node);
    }

private:
    void take(const NumberLiteral &) {}
    void take(const StringLiteral &) {}
    void take(const VectorSelector &selector) { m_visit(selector); }
    void take(const MatrixSelector &matrix) { m_visit(matrix.selector); }
    void take(const Subquery &subquery) { into(subquery.inner); }
    void take(const Negation &negation) { into(negation.inner); }
    void take(const Parentheses &parentheses) { into(parentheses.inner); }
    void take(const Binary &binary)
    {
        into(binary.left);
        into(binary.right);
    }
    void take(const Aggregate &aggregate)
    {
        into(aggregate.parameter);
        into(aggregate.inner);
    }
    void take(const Call &call)
    {
        for (const ExpressionPtr &argument : call.arguments)
            into(argument);
    }

    const std::function<void(const VectorSelector &)> &m_visit;
};

} // namespace

void forEachSelector(const Expression &expression, const std::function<void(const VectorSelector &)> &visit)
{
    SelectorWalk(visit).into(expression);
}

} // namespace qd::query
