// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/purge_previews.h"

#include <algorithm>
#include <utility>

namespace sessiond {

void PurgePreviews::add(const PurgePreview &shown, std::shared_ptr<PurgePin> pin, std::string owner)
{
    const std::lock_guard lock(m_mutex);
    Preview &preview = m_entries[shown.previewId];
    preview.selector = shown.selector;
    preview.matched = shown.matched;
    preview.confirmRequired = shown.confirmRequired;
    preview.expiresAt = shown.expiresAt;
    preview.owner = std::move(owner);
    preview.number = ++m_numbers;
    preview.pin = std::move(pin);
    makeRoom();
}

void PurgePreviews::makeRoom()
{
    for (;;) {
        std::map<std::string_view, std::size_t> counts;
        std::size_t open = 0;
        std::size_t most = 0;
        for (const auto &[id, preview] : m_entries) {
            if (preview.isOpen()) {
                ++open;
                most = std::max(most, ++counts[preview.owner]);
            }
        }
        if (open <= kMostOpen) {
            return;
        }
        Preview *oldest = nullptr;
        for (auto &[id, preview] : m_entries) {
            if (preview.isOpen() && counts[preview.owner] == most &&
                (oldest == nullptr || preview.number < oldest->number)) {
                oldest = &preview;
            }
        }
        oldest->madeRoom = true;
        close(*oldest);
    }
}

void PurgePreviews::close(Preview &preview)
{
    m_pins.remove(preview.pin);
    preview.pin.reset();
}

void PurgePreviews::addUsed(const std::string &id, const qd::protocol::Selector &selector,
                            const std::string &purgeId)
{
    const std::lock_guard lock(m_mutex);
    Preview &preview = m_entries[id];
    preview.selector = selector;
    preview.confirmRequired = selector.canTouchEveryActiveSession();
    preview.purgeId = purgeId;
    preview.number = ++m_numbers;
}

Outcome<PurgePreviews::Use> PurgePreviews::use(std::string_view id, const std::string &purgeId, Time now)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(id);
    if (found == m_entries.end()) {
        return failure(Failure::NotFound, "no such preview");
    }
    Preview &preview = found->second;
    if (!preview.purgeId.empty()) {
        return Use{preview.purgeId, nullptr, preview.selector, preview.matched};
    }
    if (!preview.pin || now >= preview.expiresAt) {
        return failure(Failure::Gone, preview.madeRoom ? "the preview made room for newer ones; look again"
                                                       : "the preview is too old; look again");
    }
    preview.purgeId = purgeId;
    return Use{purgeId, preview.pin, preview.selector, preview.matched};
}

void PurgePreviews::giveBack(std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(id); found != m_entries.end()) {
        found->second.purgeId.clear();
    }
}

void PurgePreviews::dropPin(std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(id); found != m_entries.end() && found->second.pin) {
        close(found->second);
    }
}

void PurgePreviews::forget(std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_entries.find(id); found != m_entries.end()) {
        m_entries.erase(found);
    }
}

bool PurgePreviews::needsConfirm(std::string_view id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(id);
    return found != m_entries.end() && found->second.confirmRequired;
}

void PurgePreviews::prune(Time now)
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::uint64_t> spent;
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        Preview &preview = entry->second;
        if (preview.isOpen() && now >= preview.expiresAt) {
            close(preview);
        }
        const bool forgotten = preview.isSpent() && now >= preview.expiresAt + kRemembered;
        if (!forgotten && preview.isSpent()) {
            spent.push_back(preview.number);
        }
        entry = forgotten ? m_entries.erase(entry) : std::next(entry);
    }
    if (spent.size() > kMostSpent) {
        const auto first = spent.end() - static_cast<std::ptrdiff_t>(kMostSpent);
        std::nth_element(spent.begin(), first, spent.end());
        std::erase_if(m_entries, [kept = *first](const auto &entry) {
            return entry.second.isSpent() && entry.second.number < kept;
        });
    }
}

} // namespace sessiond
