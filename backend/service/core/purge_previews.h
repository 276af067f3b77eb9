// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/clock.h"
#include "backend/service/core/purge_pin.h"
#include "backend/service/core/service_error.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sessiond {

/// The previews operators were shown. An open one can be used, a used one answers a retry with its purge, and one
/// that is past using says why. All are bounded in time and number. Safe from any thread.
class PurgePreviews
{
public:
    static constexpr std::chrono::seconds kLife{120};
    /// Each is asked at every look-up of an idle session.
    static constexpr std::size_t kMostOpen = 64;
    /// Past using, and remembered so that the answer can say why.
    static constexpr std::chrono::minutes kRemembered{10};
    static constexpr std::size_t kMostSpent = 1024;

    explicit PurgePreviews(PurgePins &pins)
        : m_pins(pins)
    {}

    /// When too many are open, the oldest one of whoever has most of them makes room.
    void add(const PurgePreview &shown, std::shared_ptr<PurgePin> pin, std::string owner);
    /// One of an earlier run, for retries of its purge.
    void addUsed(const std::string &id, const qd::protocol::Selector &selector, const std::string &purgeId);

    struct Use
    {
        std::string purgeId;
        std::shared_ptr<PurgePin> pin; ///< null when it was used before, by `purgeId`
        qd::protocol::Selector selector;
        std::uint64_t matched = 0;
    };
    /// Uses it for `purgeId`, once. NotFound, or Gone with words that say why.
    [[nodiscard]] Outcome<Use> use(std::string_view id, const std::string &purgeId, Time now);
    /// Undoes use(): its purge did not come to be.
    void giveBack(std::string_view id);
    /// Its purge is through.
    void dropPin(std::string_view id);
    /// Its purge is forgotten.
    void forget(std::string_view id);

    /// Whether its purge must be confirmed in words; false for an unknown one.
    [[nodiscard]] bool needsConfirm(std::string_view id) const;
    /// Lets go of what is past its time.
    void prune(Time now);

private:
    struct Preview
    {
        qd::protocol::Selector selector;
        std::uint64_t matched = 0;
        bool confirmRequired = false;
        Time expiresAt{};
        std::string owner;
        std::uint64_t number = 0;      ///< in order of their making
        std::shared_ptr<PurgePin> pin; ///< null once it is past using
        std::string purgeId;           ///< set when it has been used
        bool madeRoom = false;

        [[nodiscard]] bool isOpen() const { return pin && purgeId.empty(); }
        [[nodiscard]] bool isSpent() const { return !pin && purgeId.empty(); }
    };
    using Entries = std::map<std::string, Preview, std::less<>>;

    void makeRoom();
    void close(Preview &preview);

    PurgePins &m_pins;
    mutable std::mutex m_mutex;
    Entries m_entries;
    std::uint64_t m_numbers = 0;
};

} // namespace sessiond
