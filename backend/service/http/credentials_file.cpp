// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/credentials.h"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sessiond::http {
namespace {

constexpr std::size_t kLargestFile = 64 * 1024;

std::string systemError(const std::string &what)
{
    return what + ": " + std::strerror(errno);
}

/// Reads up to the end, or the first line end where `oneLine`. False with errno set.
bool readAll(int descriptor, bool oneLine, std::string &text)
{
    std::array<char, 512> part;
    while (text.size() < kLargestFile) {
        const ssize_t got = ::read(descriptor, part.data(), part.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            sodium_memzero(part.data(), part.size());
            return got == 0;
        }
        text.append(part.data(), static_cast<std::size_t>(got));
        if (oneLine && text.find('\n') != std::string::npos) {
            break;
        }
    }
    sodium_memzero(part.data(), part.size());
    return true;
}

tl::expected<AdminTokens, std::string> parseAndWipe(std::string &text)
{
    auto tokens = AdminTokens::parse(text);
    sodium_memzero(text.data(), text.size());
    return tokens;
}

/// The file without the line of `name`; a missing file is an empty one.
std::string linesWithout(const std::string &text, const std::string &name)
{
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string line = text.substr(at, end - at);
        const std::size_t length = line.find_first_of(" \t");
        if (line.substr(0, length) != name) {
            kept.append(line).append("\n");
        }
        at = end + 1;
    }
    return kept;
}

std::string freshToken()
{
    std::array<unsigned char, 32> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, 65> hex;
    sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
    return "qa_" + std::string(hex.data());
}

bool writeAll(int descriptor, const std::string &text)
{
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t wrote = ::write(descriptor, text.data() + at, text.size() - at);
        if (wrote < 0 && errno != EINTR) {
            return false;
        }
        at += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
    }
    return ::fsync(descriptor) == 0;
}

} // namespace

tl::expected<AdminTokens, std::string> readTokenFile(const std::string &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return tl::unexpected(systemError("cannot read the admin token file " + path));
    }
    struct stat info = {};
    const bool exposed = ::fstat(descriptor, &info) == 0 && (info.st_mode & 077) != 0;
    std::string text;
    const bool read = readAll(descriptor, false, text);
    ::close(descriptor);
    if (exposed) {
        sodium_memzero(text.data(), text.size());
        return tl::unexpected("the admin token file " + path + " can be read by others: chmod 600 it");
    }
    if (!read) {
        return tl::unexpected(systemError("cannot read the admin token file " + path));
    }
    return parseAndWipe(text);
}

tl::expected<AdminTokens, std::string> readTokenDescriptor(int descriptor)
{
    std::string text;
    if (!readAll(descriptor, true, text)) {
        return tl::unexpected(
            systemError("cannot read the admin token from descriptor " + std::to_string(descriptor)));
    }
    ::close(descriptor);
    return parseAndWipe(text);
}

std::string resetTokenInFile(const std::string &path, const std::string &name, Scope scope)
{
    std::string old;
    const int source = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (source >= 0) {
        const bool read = readAll(source, false, old);
        ::close(source);
        if (!read) {
            return systemError("cannot read " + path);
        }
    } else if (errno != ENOENT) {
        return systemError("cannot read " + path);
    }
    std::string text = linesWithout(old, name);
    text.append(name).append(" ").append(nameOf(scope)).append(" ").append(freshToken()).append("\n");
    if (const auto parsed = AdminTokens::parse(text); !parsed) {
        return parsed.error();
    }
    const std::string beside = path + ".new";
    const int target = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (target < 0) {
        return systemError("cannot write " + beside);
    }
    const bool written = ::fchmod(target, 0600) == 0 && writeAll(target, text);
    ::close(target);
    sodium_memzero(text.data(), text.size());
    sodium_memzero(old.data(), old.size());
    if (!written || std::rename(beside.c_str(), path.c_str()) != 0) {
        return systemError("cannot write " + path);
    }
    return {};
}

} // namespace sessiond::http
