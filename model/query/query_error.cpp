// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_error.h"

#include <algorithm>

namespace qd::query {

tl::unexpected<QueryError> queryFailure(QueryFault fault, std::string_view text, std::size_t at, QString words)
{
    const std::string_view before = text.substr(0, std::min(at, text.size()));
    const auto lines = static_cast<int>(std::ranges::count(before, '\n'));
    const std::size_t lineBegin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return tl::unexpected(
        QueryError{fault, lines + 1, static_cast<int>(before.size() - lineBegin) + 1, std::move(words)});
}

QString errorText(const QueryError &error)
{
    return QStringLiteral("%1:%2: %3").arg(error.line).arg(error.column).arg(error.words);
}

} // namespace qd::query
