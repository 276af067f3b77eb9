// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace sessiond {
namespace {

std::filesystem::path beside(const std::filesystem::path &database, const char *suffix)
{
    return database.string() + suffix;
}

bool isThere(const std::filesystem::path &file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

/// The database last: as long as it has its name, whoever looks finds a journal that misses commits, and none that
/// is new.
constexpr std::array<const char *, 3> kSuffixes{"-wal", "-shm", ""};

/// A name nothing has yet: two may be put aside within one second.
std::filesystem::path freeName(const std::filesystem::path &database)
{
    const std::string base = database.string() + ".damaged-" + std::to_string(std::time(nullptr));
    std::filesystem::path name = base;
    const auto isTaken = [&name](const char *suffix) { return isThere(beside(name, suffix)); };
    for (int n = 2; std::any_of(kSuffixes.begin(), kSuffixes.end(), isTaken); ++n) {
        name = base + '-' + std::to_string(n);
    }
    return name;
}

} // namespace

JournalFiles::JournalFiles(std::filesystem::path database)
    : m_database(std::move(database))
    , m_hadLog(isThere(beside(m_database, "-wal")))
    , m_hadIndex(isThere(beside(m_database, "-shm")))
{}

JournalFiles::~JournalFiles()
{
    std::error_code ignored;
    if (!m_keep && !m_hadLog) {
        std::filesystem::remove(beside(m_database, "-wal"), ignored);
    }
    if (!m_keep && !m_hadIndex) {
        std::filesystem::remove(beside(m_database, "-shm"), ignored);
    }
}

const std::filesystem::path &JournalFiles::makePrivate() const
{
    const int handle = open(m_database.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (handle < 0) {
        throw std::system_error(errno, std::generic_category(), m_database.string());
    }
    close(handle);
    return m_database;
}

std::filesystem::path JournalFiles::putAside(const std::filesystem::path &database)
{
    const std::filesystem::path aside = freeName(database);
    for (const char *suffix : kSuffixes) {
        std::error_code error;
        std::filesystem::rename(beside(database, suffix), beside(aside, suffix), error);
        const bool mayMiss = *suffix != '\0';
        if (!error || (mayMiss && error == std::errc::no_such_file_or_directory)) {
            continue;
        }
        for (const char *back : kSuffixes) {
            std::error_code ignored;
            std::filesystem::rename(beside(aside, back), beside(database, back), ignored);
        }
        throw std::system_error(error, "cannot put " + beside(database, suffix).string() + " aside");
    }
    return aside;
}

bool JournalFiles::putBack(const std::filesystem::path &aside, const std::filesystem::path &database)
{
    bool whole = true;
    for (const char *suffix : kSuffixes) {
        std::error_code error;
        std::filesystem::remove(beside(database, suffix), error);
        if (isThere(beside(aside, suffix))) {
            std::filesystem::rename(beside(aside, suffix), beside(database, suffix), error);
            whole = whole && !error;
        }
    }
    return whole;
}

} // namespace sessiond
