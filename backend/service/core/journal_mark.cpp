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

[[noreturn]] void fail(const std::filesystem::path &file)
{
    throw std::system_error(errno, std::generic_category(), file.string());
}

} // namespace

JournalMark::JournalMark(const std::filesystem::path &file)
    : m_path(file)
    , m_file(open(file.c_str(), O_RDWR | O_CLOEXEC))
    , m_boot(bootId())
{
    static_assert(sizeof(Slot) == 64);
    if (m_file < 0) {
        if (errno != ENOENT) {
            fail(file);
        }
        return;
    }
    std::array<Slot, 2> slots;
    const ssize_t got = pread(m_file, slots.data(), sizeof slots, 0);
    if (got < 0) {
        const int error = errno;
        close(m_file);
        errno = error;
        fail(file);
    }
    m_found = got == 0 ? Found::Empty : Found::Damaged;
    for (const Slot &slot : slots) {
        const bool there = got >= static_cast<ssize_t>(sizeof slot) * (&slot - slots.data() + 1);
        if (there && slot.magic == Slot::kMagic && slot.sum == slot.computedSum() &&
            slot.generation > m_generation) {
            m_generation = slot.generation;
            m_value = {slot.lastSequence, slot.syncedSequence};
            m_sameBoot = slot.boot == m_boot;
            m_found = Found::Whole;
        }
    }
}

JournalMark::~JournalMark()
{
    if (m_file >= 0) {
        close(m_file);
    }
}

std::uint64_t JournalMark::requiredSequence() const
{
    return m_sameBoot ? m_value.lastSequence : m_value.syncedSequence;
}

std::optional<std::uint64_t> JournalMark::latestSequence() const
{
    const bool isBootKnown = m_boot != std::array<std::uint8_t, 16>{};
    return isBootKnown && m_sameBoot ? std::optional(m_value.lastSequence + 1) : std::nullopt;
}

JournalMark::Slot JournalMark::nextSlot(const Value &value) const
{
    Slot slot;
    slot.generation = m_generation + 1;
    slot.lastSequence = value.lastSequence;
    slot.syncedSequence = value.syncedSequence;
    slot.boot = m_boot;
    slot.sum = slot.computedSum();
    return slot;
}

void JournalMark::create(const Value &value)
{
    if (m_file < 0) {
        m_file = open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    }
    if (m_file < 0 || !write(value) || !write(value) || !sync()) {
        fail(m_path);
    }
    // The name of a new file is on the disk only when its folder is.
    const int folder = open(m_path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && fsync(folder) == 0;
    const int error = errno;
    if (folder >= 0) {
        close(folder);
    }
    if (!synced) {
        errno = error;
        fail(m_path);
    }
}

bool JournalMark::write(const Value &value)
{
    const Slot slot = nextSlot(value);
    const auto at = static_cast<off_t>(slot.generation % 2 * sizeof slot);
    ssize_t written = -1;
    do {
        written = pwrite(m_file, &slot, sizeof slot, at);
    } while (written < 0 && errno == EINTR);
    if (written >= 0 && written < static_cast<ssize_t>(sizeof slot)) {
        errno = ENOSPC; // what a write that stops short is told when it tries to go on
    }
    if (written != static_cast<ssize_t>(sizeof slot)) {
        return false; // the slot may be torn: the next write goes there again, and the other one stays whole
    }
    m_generation = slot.generation;
    return true;
}

bool JournalMark::sync()
{
    return fdatasync(m_file) == 0;
}

} // namespace sessiond
