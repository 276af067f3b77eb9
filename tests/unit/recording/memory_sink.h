// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/append_file.h"

#include <QtCore/QFile>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

namespace qd::test {

/// A file in memory that can be full after so many bytes.
class MemorySink final : public AppendSink
{
public:
    explicit MemorySink(std::shared_ptr<std::vector<std::byte>> into,
                        std::size_t room = std::numeric_limits<std::size_t>::max())
        : m_into(std::move(into))
        , m_room(room)
    {}

    [[nodiscard]] Result<void> append(std::span<const std::byte> bytes) override
    {
        const auto fits = bytes.first(std::min(bytes.size(), m_room - m_into->size()));
        m_into->insert(m_into->end(), fits.begin(), fits.end());
        if (fits.size() < bytes.size())
            return failure(ErrorCode::Io, QStringLiteral("memory: cannot be written: no space left on device."));
        return {};
    }
    [[nodiscard]] Result<void> cut(std::uint64_t size) override
    {
        m_into->resize(size);
        return {};
    }
    [[nodiscard]] Result<void> sync() override
    {
        m_synced = m_into->size();
        return {};
    }
    /// What a loss of power would leave.
    [[nodiscard]] std::size_t synced() const { return m_synced; }

private:
    std::shared_ptr<std::vector<std::byte>> m_into;
    std::size_t m_room;
    std::size_t m_synced = 0;
};

inline bool writeFile(const QString &path, std::span<const std::byte> bytes)
{
    QFile file(path);
    const auto size = static_cast<qint64>(bytes.size());
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
           file.write(reinterpret_cast<const char *>(bytes.data()), size) == size;
}

} // namespace qd::test
