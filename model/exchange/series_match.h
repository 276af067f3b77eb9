// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/labels.h"

namespace qd::exchange {

/// Which series are meant, in one word: `sessiond_sessions`, `sessiond_*`, `sessiond_sessions{state="active"}`,
/// `{job="sessiond"}`. A star stands for any characters of the name; a series may have more labels than are named.
class SeriesMatch
{
public:
    /// Invalid when the text has none of these forms.
    [[nodiscard]] static Result<SeriesMatch> parse(const QString &text);
    [[nodiscard]] bool matches(const SeriesKey &key) const;

private:
    SeriesMatch(std::string name, Labels labels);
    std::string m_name; ///< with stars
    Labels m_labels;
};

} // namespace qd::exchange
