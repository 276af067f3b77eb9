// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_mark.h"

#include "backend/service/core/row_sum.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace sessiond {

struct JournalMark::Slot
{
    std::uint64_t magic = kMagic;
    std::uint64_t generation = 0;
    std::uint64_t lastSequence = 0;
    std::uint64_t syncedSequence = 0;
    std::array<std::uint8_t, 16> boot{};
    std::uint64_t reserved = 0;
    std::uint64_t sum = 0;

    static constexpr std::uint64_t kMagic = 0x314b52414d445351; // "QSDMARK1"

    [[nodiscard]] std::uint64_t computedSum() const
    {
        return sumOf({reinterpret_cast<const char *>(this), offsetof(Slot, sum)});
    }
};

namespace {

/// The kernel's name for this boot, so that a mark of before a power cut is told apart from one of before a crash.
std::array<std::uint8_t, 16> bootId()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string text;
    std::getline(file, text);
    std::erase(text, '-');
    std::array<std::uint8_t, 16> id{};
    std::memcpy(id.data(), text.data(), std::min(text.size(), id.size()));
    return id;
}

} // namespace

JournalMark::JournalMark(const std::filesystem::path &file)
    : m_file(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR))
    , m_boot(bootId())
{
    static_assert(sizeof(Slot) == 64);
    if (m_file < 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    std::array<Slot, 2> slots;
    const ssize_t got = pread(m_file, slots.data(), sizeof slots, 0);
    for (const Slot &slot : slots) {
        const bool there = got >= static_cast<ssize_t>(sizeof slot) * (&slot - slots.data() + 1);
        if (there && slot.magic == Slot::kMagic && slot.sum == slot.computedSum() &&
            slot.generation > m_generation) {
            m_generation = slot.generation;
            m_found = Value{slot.lastSequence, slot.syncedSequence};
            m_sameBoot = slot.boot == m_boot;
        }
    }
    m_damaged = got != 0 && !m_found;
}

JournalMark::~JournalMark()
{
    close(m_file);
}

std::uint64_t JournalMark::requiredSequence() const
{
    return !m_found ? 0 : m_sameBoot ? m_found->lastSequence : m_found->syncedSequence;
}

void JournalMark::write(const Value &value)
{
    Slot slot;
    slot.generation = ++m_generation;
    slot.lastSequence = value.lastSequence;
    slot.syncedSequence = value.syncedSequence;
    slot.boot = m_boot;
    slot.sum = slot.computedSum();
    const auto at = static_cast<off_t>(m_generation % 2 * sizeof slot);
    [[maybe_unused]] const ssize_t written = pwrite(m_file, &slot, sizeof slot, at);
}

void JournalMark::sync()
{
    fdatasync(m_file);
}

} // namespace sessiond
