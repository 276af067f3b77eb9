// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/label_choice.h"
#include "model/query/selectors.h"
#include "model/query/window_functions.h"

#include <algorithm>
#include <array>

namespace qd::query {

namespace {

bool looksLikeACounter(std::string_view name)
{
    static constexpr std::array<std::string_view, 4> endings{"_total", "_sum", "_count", "_bucket"};
    return name.empty() || std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

class RangeCall
{
public:
    RangeCall(Evaluation &evaluation, const Expression &where, const Call &call)
        : m_evaluation(evaluation)
        , m_where(where)
        , m_call(call)
        , m_function(call.function->function)
        , m_range(
              *std::ranges::find(call.arguments, ValueType::Matrix, [](const auto &a) { return a->type; })->get())
        , m_shape(shapeOfRange(m_range))
        , m_apply(windowFunction(m_function))
    {}

    GridResult run()
    {
        if (const auto taken = takeParameter(); !taken)
            return tl::unexpected(taken.error());
        const auto visited =
            forEachRanged(m_evaluation, m_range, [this](const RangedSeries &series) { return take(series); });
        if (!visited)
            return tl::unexpected(visited.error());
        return std::move(m_found);
    }

private:
    QueryResult<void> takeParameter()
    {
        const auto given =
            std::ranges::find(m_call.arguments, ValueType::Scalar, [](const auto &a) { return a->type; });
        if (given == m_call.arguments.end())
            return {};
        auto values = m_evaluation.scalar(**given);
        if (!values)
            return tl::unexpected(values.error());
        m_parameters = std::move(*values);
        if (m_function == Function::QuantileOverTime)
            m_evaluation.warnOfQuantiles(**given, m_parameters);
        return {};
    }

    QueryResult<void> take(const RangedSeries &series)
    {
        if (const auto paid = m_evaluation.charge(m_evaluation.steps(), m_where); !paid)
            return paid;
        std::vector<double> values(m_evaluation.steps(), missing());
        if (!fill(series, values))
            return m_evaluation.stopped(m_where);
        if (std::ranges::all_of(values, isMissing))
            return {};
        const bool isRate = m_function == Function::Rate || m_function == Function::Increase;
        if (isRate && !looksLikeACounter(series.key->name))
            m_evaluation.inform(m_range, QStringLiteral("metric might not be a counter, name does not end in "
                                                        "_total/_sum/_count/_bucket: \"%1\"")
                                             .arg(QString::fromStdString(series.key->name)));
        const bool keepsName = m_function == Function::LastOverTime;
        m_found.series.push_back({series.key, std::move(values), series.nameDropped || !keepsName});
        return {};
    }

    /// False when it was time to stop.
    bool fill(const RangedSeries &series, std::vector<double> &values)
    {
        constexpr std::size_t betweenLooks = 1'000'000; // samples: some milliseconds
        SlidingWindow sliding(m_evaluation, m_shape, series.samples);
        const bool isOne = values.size() == 1;
        SeriesFigures figures = isOne ? SeriesFigures() : SeriesFigures::of(m_function, series.samples);
        std::size_t seen = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto samples = sliding.at(i);
            seen += samples.size();
            if (seen > betweenLooks) {
                if (m_evaluation.isStopped())
                    return false;
                seen = 0;
            }
            const double parameter = m_parameters.empty() ? 0 : m_parameters[i];
            const WindowInput input{samples,   sliding.window(), m_evaluation.grid().at(i),
                                    parameter, sliding.first(),  isOne ? nullptr : &figures};
            if (const auto value = m_apply(input))
                values[i] = *value;
        }
        return true;
    }

    Evaluation &m_evaluation;
    const Expression &m_where;
    const Call &m_call;
    Function m_function;
    const Expression &m_range;
    RangeShape m_shape;
    WindowFunction m_apply;
    std::vector<double> m_parameters;
    GridValue m_found;
};

} // namespace

GridResult calledOnRange(Evaluation &evaluation, const Expression &where, const Call &call)
{
    return RangeCall(evaluation, where, call).run();
}

} // namespace qd::query
