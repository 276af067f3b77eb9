// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/data_dir_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sessiond {

Outcome<std::unique_ptr<DataDirLock>> DataDirLock::acquire(const std::filesystem::path &dir)
{
    std::error_code error;
    if (!std::filesystem::exists(dir, error)) {
        std::filesystem::create_directories(dir, error);
        std::filesystem::permissions(dir, std::filesystem::perms::owner_all, error);
    }
    const std::filesystem::path path = dir / "lock";
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return failure(Failure::Unavailable,
                       "cannot use the data folder " + dir.string() + ": " + std::strerror(errno));
    }
    std::unique_ptr<DataDirLock> lock(new DataDirLock(file));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        return failure(Failure::Conflict, "the data folder " + dir.string() + " is in use by another sessiond");
    }
    return lock;
}

DataDirLock::~DataDirLock()
{
    close(m_file);
}

} // namespace sessiond
