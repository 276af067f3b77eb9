// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_files.h"

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
    const std::filesystem::path aside = database.string() + ".damaged-" + std::to_string(std::time(nullptr));
    for (const char *suffix : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::rename(beside(database, suffix), beside(aside, suffix), ignored);
    }
    return aside;
}

} // namespace sessiond
