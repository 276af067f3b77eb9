// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/event_log.h"
#include "backend/service/core/journal.h"
#include "backend/service/core/maintenance.h"
#include "backend/service/core/purge_previews.h"
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
    /// Finished purges are remembered this long, and so many of them, for retries and status.
    static constexpr std::chrono::hours kFinishedLife{24};

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

    /// Purges of earlier runs, for retries and status. Of those that this start has `finished` an event tells:
    /// whoever ordered one may have heard nothing of it yet.
    void restore(const std::vector<PurgeRecord> &records, const std::vector<PurgeRecord> &finished);

    void preview(qd::protocol::Selector selector, Actor actor, Done<PurgePreview> done);
    /// See SessionService::purgeNeedsConfirm().
    [[nodiscard]] bool needsConfirm(std::string_view previewId) const
    {
        return m_previews.needsConfirm(previewId);
    }
    void purge(const std::string &previewId, std::string reason, Actor actor, Done<std::string> done);
    [[nodiscard]] std::optional<PurgeStatus> status(std::string_view purgeId) const;
    /// Forgets what is past its time, and tries again to finish purges whose end the journal did not take. Called
    /// every now and then.
    void upkeep();

private:
    struct Run;
    struct Known
    {
        PurgeStatus status;
        std::string previewId;
        Time since{}; ///< its last change
    };

    [[nodiscard]] PurgePreview makePreview(const qd::protocol::Selector &selector, const Actor &actor);
    void look(PurgePreview &preview, const PurgePin &pin);
    void accept(const std::shared_ptr<Run> &run, const std::string &previewId, Done<std::string> done);
    void answerRetry(const std::string &purgeId, Done<std::string> done);
    void reclaim(const std::shared_ptr<Run> &run);
    void forgetRows(const std::shared_ptr<Run> &run, Removed &removed);
    void finish(const std::shared_ptr<Run> &run);
    void measure(Run &run, Removed &removed);
    void publish(const PurgeRecord &record, std::string_view eventKind);
    void forgetFinished();

    Parts m_parts;
    PurgePreviews m_previews;
    mutable std::mutex m_mutex;
    std::map<std::string, Known, std::less<>> m_purges;
    std::vector<std::shared_ptr<Run>> m_unfinished;
};

} // namespace sessiond
