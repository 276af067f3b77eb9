// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_error.h"
#include "backend/service/core/unit.h"

#include <filesystem>
#include <memory>

namespace sessiond {

/// Sole ownership of a data folder, by flock() on a file in it. The kernel lets go when the process dies.
class DataDirLock
{
public:
    /// Makes the folder with mode 0700 when it is absent. Conflict when another process holds it.
    [[nodiscard]] static Outcome<std::unique_ptr<DataDirLock>> acquire(const std::filesystem::path &dir);
    ~DataDirLock();
    DataDirLock(const DataDirLock &) = delete;
    DataDirLock &operator=(const DataDirLock &) = delete;

private:
    explicit DataDirLock(int file)
        : m_file(file)
    {}
    int m_file;
};

} // namespace sessiond
