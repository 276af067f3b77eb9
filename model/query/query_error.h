// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <tl/expected.hpp>

#include <string_view>

namespace qd::query {

enum class QueryFault {
    Syntax,      ///< no expression of PromQL
    Unsupported, ///< PromQL, but outside of the subset
    Execution,   ///< the expression met data on which it has no answer
    TooMuch,     ///< a bound on samples, series or time was reached
};

/// Why an expression has no answer, where in its text, and what to do. Lines and columns begin at 1, columns count
/// bytes.
struct QueryError
{
    QueryFault fault = QueryFault::Syntax;
    int line = 1;
    int column = 1;
    QString words;
};

template <typename T>
using QueryResult = tl::expected<T, QueryError>;

/// An error at byte `at` of `text`.
[[nodiscard]] tl::unexpected<QueryError> queryFailure(QueryFault fault, std::string_view text, std::size_t at,
                                                      QString words);

/// "1:7: unexpected end of input", as people and Prometheus' users know it.
[[nodiscard]] QString errorText(const QueryError &error);

} // namespace qd::query
