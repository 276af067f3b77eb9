// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"
#include "model/query/query_error.h"
#include "model/query/range_functions.h"

#include <stop_token>

/// Evaluation of expressions over a history, with the meaning they have in Prometheus 3 (promql/engine.go,
/// promql/functions.go). Metric names are dropped at the end, as with its feature `promql-delayed-name-removal`,
/// which upstream's own scripts run with: inside of an expression a function's result still knows the name of what
/// it was made of.
namespace qd::query {

struct QueryOptions
{
    /// Of ranges and of the look-back. Closed is for comparing with Prometheus 2 only.
    RangeBoundary boundary = RangeBoundary::LeftOpen;
    Millis lookBack = std::chrono::minutes(5);     ///< how old the sample of an instant may be
    Millis subqueryStep = std::chrono::minutes(1); ///< of subqueries that name none
    std::size_t mostSamples = 50'000'000;          ///< read or made in one evaluation; beyond is TooMuch
    std::size_t mostSeries = 200'000;              ///< of one selector or operation; beyond is TooMuch
    std::stop_token stop;                          ///< asked now and then; TooMuch when it says so
    std::size_t *spent = nullptr;                  ///< told how many of mostSamples it took, error or not
};

struct ResultSeries
{
    SeriesKey key; ///< name empty where it was dropped
    std::vector<Sample> samples;
};

struct VectorElement
{
    SeriesKey key;
    Sample sample; ///< `at` is the instant of the evaluation
};

/// What an answer carries besides its values.
struct Remarks
{
    std::vector<QString> warnings; ///< in Prometheus' words, each once
    std::vector<QString> infos;
    /// Selectors, as text, that matched no series in the whole history: what hangs on them cannot be judged.
    std::vector<std::string> unmatched;
};

struct Answer : Remarks
{
    /// A scalar, a string, an instant vector, a range vector: as type() of the query says.
    std::variant<double, std::string, std::vector<VectorElement>, std::vector<ResultSeries>> value;
};

struct RangeAnswer : Remarks
{
    std::vector<ResultSeries> series; ///< sorted by key; a scalar is one series without labels
};

/// A parsed expression that can be evaluated any number of times. Cheap to copy; any thread.
class Query
{
public:
    [[nodiscard]] static QueryResult<Query> prepare(std::string text);

    [[nodiscard]] ValueType type() const;
    [[nodiscard]] const std::string &text() const;
    [[nodiscard]] const Expression &expression() const;

    /// At one instant. An instant vector has the order of sort(), topk() and the like where one of them comes
    /// last.
    [[nodiscard]] QueryResult<Answer> at(const SeriesSnapshot &history, Timestamp at,
                                         const QueryOptions &options = {}) const;
    /// At start, start + step, … up to `end`, as if at() were asked at each. Execution for strings and range
    /// vectors, and for steps that lead nowhere.
    [[nodiscard]] QueryResult<RangeAnswer> over(const SeriesSnapshot &history, Timestamp start, Timestamp end,
                                                Millis step, const QueryOptions &options = {}) const;

private:
    struct Prepared;
    explicit Query(std::shared_ptr<const Prepared> prepared);
    std::shared_ptr<const Prepared> m_prepared;
};

} // namespace qd::query
