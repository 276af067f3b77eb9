// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace sessiond {

/// The high-water mark of the journal, kept outside the database in a file of its own: which commits must be
/// there. Format (frozen, little endian): two slots of 64 bytes, written in turn: magic, generation, last
/// sequence, last synced sequence, boot id (16), SipHash-2-4 under a zero key of what is before. The slot with the
/// higher generation counts.
class JournalMark
{
public:
    struct Value
    {
        std::uint64_t lastSequence = 0;   ///< committed; survives the death of the process
        std::uint64_t syncedSequence = 0; ///< committed and synced; survives loss of power
    };

    /// Opens or creates the file; throws std::system_error.
    explicit JournalMark(const std::filesystem::path &file);
    ~JournalMark();
    JournalMark(const JournalMark &) = delete;
    JournalMark &operator=(const JournalMark &) = delete;

    /// Nothing when the file is new; a zero lastSequence and a set `damaged` when neither slot is whole.
    [[nodiscard]] const std::optional<Value> &found() const { return m_found; }
    [[nodiscard]] bool isDamaged() const { return m_damaged; }
    /// What the database must hold at least. After a restart of the machine only what was synced.
    [[nodiscard]] std::uint64_t requiredSequence() const;

    /// Best effort and without waiting for the disk: a mark that is behind claims less, never too much.
    void write(const Value &value);
    /// Waits until the mark is on the disk.
    void sync();

private:
    struct Slot;
    int m_file = -1;
    std::uint64_t m_generation = 0;
    std::array<std::uint8_t, 16> m_boot{};
    bool m_sameBoot = false;
    bool m_damaged = false;
    std::optional<Value> m_found;
};

} // namespace sessiond
