// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/random_file.h"

#include "model/base/system_words.h"

#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace qd {

RandomFile::RandomFile(int descriptor, std::uint64_t size, QString path)
    : m_descriptor(descriptor)
    , m_size(size)
    , m_path(std::move(path))
{}

RandomFile::~RandomFile()
{
    ::close(m_descriptor);
}

Result<std::shared_ptr<const RandomFile>> RandomFile::open(const QString &path)
{
    // Non-blocking, so that a pipe in the place of a file cannot hold the caller.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                       QStringLiteral("%1 cannot be opened: %2.").arg(path, systemWords()));
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return failure(ErrorCode::Invalid,
                       S_ISDIR(status.st_mode)
                           ? QStringLiteral("%1 is a folder. Name one of the recordings in it.").arg(path)
                           : QStringLiteral("%1 is not a file.").arg(path));
    }
    return std::shared_ptr<const RandomFile>(
        new RandomFile(descriptor, static_cast<std::uint64_t>(status.st_size), path));
}

Result<std::vector<std::byte>> RandomFile::read(std::uint64_t offset, std::size_t count) const
{
    if (offset > m_size || count > m_size - offset)
        return failure(ErrorCode::Corrupt,
                       QStringLiteral("%1 ends before byte %2.").arg(m_path).arg(offset + count));
    std::vector<std::byte> bytes(count);
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got =
            ::pread(m_descriptor, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(ErrorCode::Io, QStringLiteral("%1 cannot be read at byte %2: %3.")
                                              .arg(m_path)
                                              .arg(offset + done)
                                              .arg(systemWords()));
        if (got == 0)
            return failure(ErrorCode::Corrupt, QStringLiteral("%1 became shorter while it was read.").arg(m_path));
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

} // namespace qd
