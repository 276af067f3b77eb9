// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/journal_mark.h"
#include "backend/service/core/service_error.h"

#include <string>

namespace sessiond {

/// The one line of a start that is refused: what was found, and what can be done.
[[nodiscard]] inline tl::unexpected<Error> damaged(const std::string &what)
{
    return failure(Failure::Corrupt,
                   "the journal is damaged: " + what + " (start with --accept-loss to go on without)");
}

/// For a journal with commits whose mark says nothing.
[[nodiscard]] inline tl::unexpected<Error> damagedMark(JournalMark::Found found, std::uint64_t commits)
{
    const char *what = found == JournalMark::Found::Missing ? "missing"
                       : found == JournalMark::Found::Empty ? "empty"
                                                            : "no mark";
    return failure(Failure::Corrupt, std::string("journal.mark is ") + what + ", and journal.db holds " +
                                         std::to_string(commits) +
                                         " commits: it may be an older copy in which ended sessions are alive."
                                         " Both were left as they are; put back the journal.mark that belongs to"
                                         " it, or start with --accept-loss to take it as it is");
}

} // namespace sessiond
