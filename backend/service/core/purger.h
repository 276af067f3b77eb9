// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/event_log.h"
#include "backend/service/core/journal.h"
#include "backend/service/core/maintenance.h"
#include "backend/service/core/session_ids.h"
#include "backend/service/core/session_table.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace sessiond {

/// Previews and purges. A purge is on from the moment it is armed: what it matches is dead to look-ups. One
/// durable record then makes it so across a crash, and only after that memory and rows are reclaimed in slices.
class Purger
{
public:
    static constexpr std::chrono::seconds kPreviewLife{120};

    /// What it works on; all outlive it.
    struct Parts
    {
        SessionTable &table;
        const SessionIds &ids;
        Journal &journal;
        Maintenance &maintenance;
        const ServiceClock &clock;
        EventLog &events;
        std::function<std::uint64_t()> settledSerial; ///< all sessions up to it are in the table, or have ended
        std::function<void()> flushSeen;              ///< brings the journal's last_seen up to date
    };
    explicit Purger(Parts parts);

    /// Purges of earlier runs, for retries and status.
    void restore(std::vector<PurgeRecord> records);

    void preview(qd::protocol::Selector selector, Done<PurgePreview> done);
    /// See SessionService::purgeNeedsConfirm().
    [[nodiscard]] bool needsConfirm(std::string_view previewId) const;
    void purge(const std::string &previewId, std::string reason, Actor actor, Done<std::string> done);
    [[nodiscard]] std::optional<PurgeStatus> status(std::string_view purgeId) const;
    /// Lets go of previews that nobody can use any more. Called every now and then.
    void prune();

private:
    struct Preview
    {
        PurgePreview shown;
        std::shared_ptr<PurgePin> pin; ///< null once it is past using
        std::string purgeId;           ///< set when it has been used
    };
    struct Run;

    [[nodiscard]] Outcome<PurgePreview> makePreview(const qd::protocol::Selector &selector);
    void look(PurgePreview &preview, const PurgePin &pin);
    void accept(const std::shared_ptr<Run> &run, const std::string &previewId, Done<std::string> done);
    void answerRetry(const std::string &purgeId, Done<std::string> done);
    void reclaim(const std::shared_ptr<Run> &run);
    void forgetRows(const std::shared_ptr<Run> &run, Removed &removed);
    void finish(const std::shared_ptr<Run> &run);
    void publish(const PurgeRecord &record, std::string_view eventKind);

    Parts m_parts;
    mutable std::mutex m_mutex;
    std::map<std::string, Preview, std::less<>> m_previews;
    std::map<std::string, PurgeRecord, std::less<>> m_purges;
};

} // namespace sessiond
