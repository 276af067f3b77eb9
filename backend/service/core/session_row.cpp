// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/session_row.h"

#include "backend/service/core/row_sum.h"

#include <cstring>

namespace sessiond {
namespace {

constexpr std::size_t kSumBytes = sizeof(std::uint64_t);

template <typename Number>
void append(std::string &text, Number value)
{
    text.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void appendShort(std::string &row, std::string_view text)
{
    row += static_cast<char>(text.size());
    row += text;
}

bool takeShort(std::string_view &rest, std::string_view &text)
{
    const std::size_t size = rest.empty() ? 0 : static_cast<std::uint8_t>(rest.front());
    if (rest.size() < size + 1) {
        return false;
    }
    text = rest.substr(1, size);
    rest.remove_prefix(size + 1);
    return true;
}

std::uint64_t sumWith(std::uint64_t serial, std::string_view body)
{
    std::string all;
    all.reserve(sizeof serial + body.size());
    append(all, serial);
    all += body;
    return sumOf(all);
}

/// The body before the checksum, or nothing when they do not agree.
std::optional<std::string_view> checked(std::uint64_t serial, std::string_view row, std::uint64_t &sum)
{
    if (row.size() < kSumBytes) {
        return std::nullopt;
    }
    const std::string_view body = row.substr(0, row.size() - kSumBytes);
    sum = storedSum(row);
    return sumWith(serial, body) == sum ? std::optional(body) : std::nullopt;
}

} // namespace

std::uint64_t storedSum(std::string_view row)
{
    std::uint64_t sum = 0;
    if (row.size() >= kSumBytes) {
        std::memcpy(&sum, row.data() + row.size() - kSumBytes, kSumBytes);
    }
    return sum;
}

std::string encodeSession(std::uint64_t serial, const NewSession &session, std::uint64_t &sum)
{
    std::string row(reinterpret_cast<const char *>(session.digest.data()), session.digest.size());
    append(row, session.created);
    appendShort(row, session.user);
    appendShort(row, session.address);
    sum = sumWith(serial, row);
    append(row, sum);
    return row;
}

std::optional<NewSession> decodeSession(std::uint64_t serial, std::string_view row, std::uint64_t &sum)
{
    const auto body = checked(serial, row, sum);
    NewSession session;
    constexpr std::size_t fixed = sizeof session.digest + sizeof session.created;
    if (!body || body->size() < fixed) {
        return std::nullopt;
    }
    std::memcpy(session.digest.data(), body->data(), session.digest.size());
    std::memcpy(&session.created, body->data() + session.digest.size(), sizeof session.created);
    std::string_view rest = body->substr(fixed);
    if (!takeShort(rest, session.user) || !takeShort(rest, session.address) || !rest.empty()) {
        return std::nullopt;
    }
    session.serial = serial;
    return session;
}

std::string encodeData(std::uint64_t serial, std::string_view data, std::uint64_t &sum)
{
    std::string row(data);
    sum = sumWith(serial, data);
    append(row, sum);
    return row;
}

std::optional<std::string_view> decodeData(std::uint64_t serial, std::string_view row, std::uint64_t &sum)
{
    return checked(serial, row, sum);
}

} // namespace sessiond
