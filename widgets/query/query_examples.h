// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/series_catalogue.h"

#include <QtCore/QString>

#include <vector>

namespace qd {

struct QueryExample
{
    QString words; ///< what it answers
    QString text;
};

/// Three useful questions about a history: of sessiond by hand, of another one by what its metrics are called.
/// Fewer where there is nothing to ask about.
[[nodiscard]] std::vector<QueryExample> examplesFor(const query::SeriesCatalogue &catalogue);

} // namespace qd
