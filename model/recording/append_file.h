// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace qd {

/// Bytes that are only ever added to. Tests put one in between that fails at a chosen byte.
class AppendSink
{
public:
    virtual ~AppendSink() = default;
    /// All of `bytes` or an error. After an error the end of the file may hold a part of them.
    [[nodiscard]] virtual Result<void> append(std::span<const std::byte> bytes) = 0;
    /// Takes back what was appended beyond the first `size` bytes.
    [[nodiscard]] virtual Result<void> cut(std::uint64_t size) = 0;
    /// Returns when everything appended survives a loss of power.
    [[nodiscard]] virtual Result<void> sync() = 0;
};

/// A new file on disk. Owned by one thread.
class AppendFile final : public AppendSink
{
public:
    /// Makes the file, which must not exist yet, readable by its owner alone. Io with the system's words.
    [[nodiscard]] static Result<std::unique_ptr<AppendFile>> create(const QString &path);
    ~AppendFile() override;
    AppendFile(const AppendFile &) = delete;
    AppendFile &operator=(const AppendFile &) = delete;

    [[nodiscard]] Result<void> append(std::span<const std::byte> bytes) override;
    [[nodiscard]] Result<void> cut(std::uint64_t size) override;
    [[nodiscard]] Result<void> sync() override;

private:
    AppendFile(int descriptor, QString path);
    int m_descriptor;
    QString m_path;
};

} // namespace qd
