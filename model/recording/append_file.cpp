// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/append_file.h"

#include "model/base/system_words.h"

#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace qd {

namespace {

tl::unexpected<Error> systemFailure(const QString &path, const char *what)
{
    return failure(ErrorCode::Io, QStringLiteral("%1: %2: %3.").arg(path, QLatin1String(what), systemWords()));
}

} // namespace

AppendFile::AppendFile(int descriptor, QString path)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
{}

AppendFile::~AppendFile()
{
    ::close(m_descriptor);
}

Result<std::unique_ptr<AppendFile>> AppendFile::create(const QString &path)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return systemFailure(path, "cannot be made");
    return std::unique_ptr<AppendFile>(new AppendFile(descriptor, path));
}

Result<void> AppendFile::append(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return systemFailure(m_path, "cannot be written");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> AppendFile::cut(std::uint64_t size)
{
    if (::ftruncate(m_descriptor, static_cast<off_t>(size)) != 0 || ::lseek(m_descriptor, 0, SEEK_END) < 0)
        return systemFailure(m_path, "cannot be cut short");
    return {};
}

Result<void> AppendFile::sync()
{
    if (::fdatasync(m_descriptor) != 0)
        return systemFailure(m_path, "cannot be synced to disk");
    return {};
}

} // namespace qd
