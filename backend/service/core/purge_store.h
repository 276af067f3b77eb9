// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/selector.h"
#include "backend/service/core/admin_types.h"
#include "backend/service/core/session_filter.h"
#include "backend/service/core/sqlite.h"

#include <string>
#include <vector>

namespace sessiond {

/// A purge as the journal keeps it: enough to finish it after a crash, to answer a retry, and to report on it.
struct PurgeRecord
{
    std::string previewId;
    qd::protocol::Selector selector;
    std::int64_t pinnedAt = 0;
    std::int64_t armedAt = 0;
    std::uint64_t mostSerial = 0;
    std::vector<std::uint64_t> revived; ///< serials that were used between preview and purge, sorted
    PurgeStatus status;
    Actor actor;
    std::string reason;
};

/// Purges in the journal's transactions; the last finished ones are kept. Throws sqlite::Failed.
class PurgeStore
{
public:
    static constexpr std::size_t kFinishedKept = 200;
    static constexpr const char *kSchema =
        "CREATE TABLE purge(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state INTEGER NOT NULL,"
        " body TEXT NOT NULL, revived BLOB NOT NULL);";

    explicit PurgeStore(const sqlite::Database &database);
    void write(const PurgeRecord &record);
    [[nodiscard]] std::vector<PurgeRecord> all();

private:
    sqlite::Statement m_write;
    sqlite::Statement m_all;
    sqlite::Statement m_forget;
};

/// Whether an unfinished purge takes a session read back from the journal.
[[nodiscard]] bool purgeTakes(const PurgeRecord &purge, const Timeouts &timeouts, const SessionRecord &record,
                              std::string_view user, std::string_view address);

} // namespace sessiond
