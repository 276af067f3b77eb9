// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace qd {

/// A file read at any place. Not mapped into memory: a file that somebody shortens meanwhile gives an error and no
/// signal. May be read by several threads at once.
class RandomFile
{
public:
    /// NotFound or Io with the system's words.
    [[nodiscard]] static Result<std::shared_ptr<const RandomFile>> open(const QString &path);
    ~RandomFile();
    RandomFile(const RandomFile &) = delete;
    RandomFile &operator=(const RandomFile &) = delete;

    /// As it was when the file was opened.
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] const QString &path() const { return m_path; }
    /// Exactly `count` bytes; Corrupt when the file ends before, Io when the disk says no.
    [[nodiscard]] Result<std::vector<std::byte>> read(std::uint64_t offset, std::size_t count) const;

private:
    RandomFile(int descriptor, std::uint64_t size, QString path);
    int m_descriptor;
    std::uint64_t m_size;
    QString m_path;
};

} // namespace qd
