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
    enum class Found { Missing, Empty, Damaged, Whole };

    /// Reads the file and leaves it as it is, also when there is none; throws std::system_error.
    explicit JournalMark(const std::filesystem::path &file);
    ~JournalMark();
    JournalMark(const JournalMark &) = delete;
    JournalMark &operator=(const JournalMark &) = delete;

    [[nodiscard]] Found found() const { return m_found; }
    /// What the file says; zeros when it says nothing.
    [[nodiscard]] const Value &value() const { return m_value; }
    /// What the database must hold at least. After a restart of the machine only what was synced.
    [[nodiscard]] std::uint64_t requiredSequence() const;
    /// The last commit that the database can hold with this mark beside it: since the machine started the mark has
    /// followed each commit, and a kill leaves it behind by one. Nothing when it is of an earlier start, after
    /// which it may have been lost with the power.
    [[nodiscard]] std::optional<std::uint64_t> latestSequence() const;

    /// Makes the file with both its slots, so that no later write needs room, and waits until it and its name are
    /// on the disk. Throws std::system_error.
    void create(const Value &value);
    /// Does not wait for the disk. False when the file did not take it: the mark is behind then, it never claims
    /// too much, and the value before stays whole; errno says why.
    [[nodiscard]] bool write(const Value &value);
    /// Waits until the mark is on the disk. False when it may not be; only a write() mends that.
    [[nodiscard]] bool sync();

private:
    struct Slot;
    [[nodiscard]] Slot nextSlot(const Value &value) const;

    std::filesystem::path m_path;
    int m_file = -1;
    std::uint64_t m_generation = 0;
    std::array<std::uint8_t, 16> m_boot{};
    bool m_sameBoot = false;
    Found m_found = Found::Missing;
    Value m_value;
};

} // namespace sessiond
