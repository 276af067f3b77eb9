// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/binary_operators.h"
#include "model/query/label_choice.h"

#include <algorithm>
#include <array>
#include <map>

namespace qd::query {

namespace {

using SeriesList = std::vector<GridSeries>;

/// The series of both sides that have one signature.
struct MatchGroup
{
    std::vector<const GridSeries *> many;
    std::vector<const GridSeries *> one;
};

std::vector<bool> anyOf(const SeriesList &series, std::size_t steps)
{
    std::vector<bool> present(steps, false);
    for (const GridSeries &one : series) {
        for (std::size_t i = 0; i < steps; ++i)
            present[i] = present[i] || !isMissing(one.values[i]);
    }
    return present;
}

bool dropsName(BinaryKind kind)
{
    return !isComparison(kind) && !isSetOperator(kind);
}

class VectorMatch
{
public:
    VectorMatch(const Evaluation &evaluation, const Expression &where, const SeriesList &left,
                const SeriesList &right)
        : m_evaluation(evaluation)
        , m_where(where)
        , m_node(std::get<Binary>(where.node))
        , m_choice(m_node.matching.on, m_node.matching.labels)
        , m_swapped(m_node.matching.cardinality == Cardinality::OneToMany)
        , m_many(m_swapped ? right : left)
        , m_one(m_swapped ? left : right)
        , m_answer(evaluation.steps())
    {}

    GridResult run()
    {
        if (m_many.empty() || m_one.empty())
            return GridValue();
        for (const MatchGroup &group : groups()) {
            if (const auto unique = checkOneSide(group); !unique)
                return tl::unexpected(unique.error());
            if (const auto taken = take(group); !taken)
                return tl::unexpected(taken.error());
        }
        return GridValue{m_answer.take(), {}};
    }

private:
    [[nodiscard]] std::vector<MatchGroup> groups() const
    {
        std::vector<MatchGroup> found;
        std::unordered_map<std::string, std::size_t> known;
        for (const GridSeries &series : m_one) {
            const auto [at, isNew] = known.try_emplace(m_choice.signature(*series.key), found.size());
            if (isNew)
                found.emplace_back();
            found[at->second].one.push_back(&series);
        }
        for (const GridSeries &series : m_many) {
            if (const auto at = known.find(m_choice.signature(*series.key)); at != known.end())
                found[at->second].many.push_back(&series);
        }
        return found;
    }

    /// Two at one step on the side that must have one each are an error, whether or not something matches them.
    QueryResult<void> checkOneSide(const MatchGroup &group)
    {
        if (group.one.size() < 2)
            return {};
        if (m_manyPresent.empty())
            m_manyPresent = anyOf(m_many, m_evaluation.steps());
        for (std::size_t i = 0; i < m_evaluation.steps(); ++i) {
            const GridSeries *first = nullptr;
            for (const GridSeries *series : group.one) {
                if (!m_manyPresent[i] || isMissing(series->values[i]))
                    continue;
                if (first)
                    return manyToMany(*first->key, *series->key);
                first = series;
            }
        }
        return {};
    }

    QueryResult<void> manyToMany(const SeriesKey &a, const SeriesKey &b)
    {
        std::array<std::string, 2> both{textOf(a), textOf(b)};
        std::ranges::sort(both);
        return m_evaluation.fail(
            m_where, QStringLiteral("found duplicate series for the match group %1 on the %2 hand-side of the "
                                    "operation: [%3, %4];many-to-many matching not allowed: matching labels must "
                                    "be unique on one side")
                         .arg(QString::fromStdString(textOf(m_choice.chosen(b))),
                              m_swapped ? QStringLiteral("left") : QStringLiteral("right"),
                              QString::fromStdString(both[0]), QString::fromStdString(both[1])));
    }

    QueryResult<void> take(const MatchGroup &group)
    {
        m_taken.clear();
        for (const GridSeries *many : group.many) {
            for (const GridSeries *one : group.one) {
                if (const auto taken = take(*many, *one, group.many.size() > 1); !taken)
                    return taken;
            }
        }
        return {};
    }

    QueryResult<void> take(const GridSeries &many, const GridSeries &one, bool hasRivals)
    {
        if (const auto paid = m_evaluation.charge(m_evaluation.steps(), m_where); !paid)
            return paid;
        SeriesKey key = keyOf(*many.key, *one.key);
        if (const auto paid = m_evaluation.chargeKey(key, m_where); !paid)
            return paid;
        const bool nameDropped = !key.name.empty() && (m_node.returnsBool || many.nameDropped);
        const std::size_t place = m_answer.place(std::make_shared<const SeriesKey>(std::move(key)), nameDropped);
        std::vector<double> &out = m_answer.values(place);
        const bool isOneToOne = m_node.matching.cardinality == Cardinality::OneToOne;
        std::vector<bool> &taken = m_taken[isOneToOne ? 0 : place];
        taken.resize(hasRivals ? out.size() : 0);
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (isMissing(many.values[i]) || isMissing(one.values[i]))
                continue;
            // Before a comparison leaves it out: what is ambiguous is so whatever the values are.
            if (hasRivals && taken[i])
                return ambiguous(isOneToOne);
            if (hasRivals)
                taken[i] = true;
            const double value =
                m_swapped ? result(one.values[i], many.values[i]) : result(many.values[i], one.values[i]);
            if (isMissing(value))
                continue;
            if (!isMissing(out[i]))
                return m_evaluation.duplicates(m_where);
            out[i] = value;
        }
        return {};
    }

    [[nodiscard]] double result(double left, double right) const
    {
        const Combined both = combinedNumbers(m_node.kind, left, right);
        if (m_node.returnsBool)
            return both.kept ? 1 : 0;
        return both.kept ? both.value : missing();
    }

    QueryResult<void> ambiguous(bool isOneToOne)
    {
        return m_evaluation.fail(
            m_where, isOneToOne
                         ? QStringLiteral("multiple matches for labels: many-to-one matching must be explicit "
                                          "(group_left/group_right)")
                         : QStringLiteral("multiple matches for labels: grouping labels must ensure unique "
                                          "matches"));
    }

    /// promql/engine.go, resultMetric.
    [[nodiscard]] SeriesKey keyOf(const SeriesKey &many, const SeriesKey &one) const
    {
        SeriesKey key = many;
        if (m_node.matching.cardinality == Cardinality::OneToOne && m_node.matching.on)
            key = m_choice.chosen(many);
        else if (m_node.matching.cardinality == Cardinality::OneToOne)
            for (const std::string &label : m_node.matching.labels)
                setLabel(key, label, {});
        if (dropsName(m_node.kind))
            key.name.clear();
        for (const std::string &label : m_node.matching.include)
            setLabel(key, label, labelOf(one, label));
        return key;
    }

    const Evaluation &m_evaluation;
    const Expression &m_where;
    const Binary &m_node;
    LabelChoice m_choice;
    bool m_swapped; ///< the "one" side is the left one
    const SeriesList &m_many;
    const SeriesList &m_one;
    SeriesSet m_answer;
    std::vector<bool> m_manyPresent; ///< at which steps, found when wanted
    std::map<std::size_t, std::vector<bool>>
        m_taken; ///< steps of the group at hand, by place where several may be
};

} // namespace

GridResult matchedVectors(const Evaluation &evaluation, const Expression &where, const GridValue &left,
                          const GridValue &right)
{
    return VectorMatch(evaluation, where, left.series, right.series).run();
}

} // namespace qd::query
