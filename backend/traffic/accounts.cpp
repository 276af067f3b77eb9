// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/accounts.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace qd::traffic {

namespace json = boost::json;

namespace {

constexpr int conflict = 409;
constexpr std::chrono::nanoseconds passingFault = std::chrono::seconds(1);

protocol::Result<AccountKey> readKey(int descriptor)
{
    struct stat about
    {};
    AccountKey key{};
    if (::fstat(descriptor, &about) != 0 || ::read(descriptor, key.data(), key.size()) != ssize_t(key.size())) {
        return protocol::failure("the key file is not a key: 32 bytes are");
    }
    if ((about.st_mode & 077) != 0) {
        return protocol::failure("the key file can be read by others: chmod 600 it");
    }
    return key;
}

protocol::Result<AccountKey> makeKey(const std::string &path)
{
    const AccountKey key = randomAccountKey();
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool made = descriptor >= 0 && ::write(descriptor, key.data(), key.size()) == ssize_t(key.size());
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!made) {
        return protocol::failure("the key file cannot be made");
    }
    return key;
}

std::string percentEncoded(const std::string &text)
{
    std::string encoded;
    for (const char c : text) {
        char escape[4];
        std::snprintf(escape, sizeof escape, "%%%02X", unsigned(static_cast<unsigned char>(c)));
        encoded += std::isalnum(static_cast<unsigned char>(c)) ? std::string(1, c) : std::string(escape);
    }
    return encoded;
}

/// The text under a key of an object; empty when there is none.
std::string textOf(const json::value &object, std::string_view key)
{
    const json::value *value = object.is_object() ? object.get_object().if_contains(key) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

} // namespace

AccountKey randomAccountKey()
{
    AccountKey key{};
    randombytes_buf(key.data(), key.size());
    return key;
}

protocol::Result<AccountKey> accountKeyFromFile(const std::string &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno == ENOENT ? makeKey(path) : protocol::failure("the key file cannot be read");
    }
    auto key = readKey(descriptor);
    ::close(descriptor);
    return key;
}

std::string accountName(const std::string &prefix, std::size_t index)
{
    std::string digits = std::to_string(index + 1);
    return prefix + '-' + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

std::string accountPassword(const AccountKey &key, const std::string &name)
{
    std::array<unsigned char, 24> digest{};
    crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char *>(name.data()),
                       name.size(), key.data(), key.size());
    std::string text(sodium_base64_ENCODED_LEN(digest.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.resize(text.size() - 1);
    return text;
}

Accounts::Accounts(boost::asio::io_context &io, HttpPool &admin, std::string adminToken, std::string prefix,
                   const AccountKey &key)
    : m_admin(admin)
    , m_timer(io)
    , m_token(std::move(adminToken))
    , m_prefix(std::move(prefix))
    , m_key(key)
{}

void Accounts::make(std::size_t count, std::size_t batch, bool resetExisting, Ready ready)
{
    m_count = count;
    m_batch = batch;
    m_resetExisting = resetExisting;
    m_ready = std::move(ready);
    list({});
}

void Accounts::list(const std::string &cursor)
{
    std::string target = "/admin/v1/users?limit=1000";
    if (!cursor.empty()) {
        target += "&cursor=" + percentEncoded(cursor);
    }
    m_admin.send({HttpRequest::Method::Get, std::move(target), m_token, {}},
                 [this, cursor](const HttpOutcome &outcome) {
                     if (isPassing(outcome)) {
                         failed(outcome);
                         pause(passingFault, [this, cursor] { list(cursor); });
                     } else {
                         listed(outcome);
                     }
                 });
}

void Accounts::listed(const HttpOutcome &outcome)
{
    boost::system::error_code error;
    const json::value page = json::parse(outcome.body, error);
    const json::value *users = error || !page.is_object() ? nullptr : page.get_object().if_contains("users");
    if (users && users->is_array()) {
        for (const json::value &user : users->get_array()) {
            m_names.insert(textOf(user, "username"));
        }
    }
    const std::string next = error ? std::string() : textOf(page, "next_cursor");
    if (!next.empty()) {
        list(next);
        return;
    }
    if (outcome.status != 200) {
        failed(outcome);
    }
    plan();
}

void Accounts::plan()
{
    for (std::size_t i = 0; i < m_count; ++i) {
        if (!m_names.contains(accountName(m_prefix, i))) {
            m_toCreate.push_back(i);
            continue;
        }
        ++m_counts.existing;
        if (m_resetExisting) {
            m_toReset.push_back(i);
        } else {
            m_ready(i, true);
        }
    }
    m_names.clear();
    resetNext();
}

void Accounts::resetNext()
{
    if (m_toReset.empty()) {
        createNext();
        return;
    }
    const std::size_t index = m_toReset.front();
    m_toReset.pop_front();
    const auto began = std::chrono::steady_clock::now();
    reset(index, [this, index, began](bool usable) {
        m_ready(index, usable);
        pause(std::chrono::steady_clock::now() - began, [this] { resetNext(); });
    });
}

void Accounts::createNext()
{
    if (m_toCreate.empty()) {
        return;
    }
    const std::size_t size = std::min(m_batch, m_toCreate.size());
    std::vector<std::size_t> batch(m_toCreate.begin(), m_toCreate.begin() + std::ptrdiff_t(size));
    m_toCreate.erase(m_toCreate.begin(), m_toCreate.begin() + std::ptrdiff_t(size));
    HttpRequest request = creation(batch);
    m_admin.send(std::move(request), [this, batch = std::move(batch)](const HttpOutcome &outcome) mutable {
        const auto length = isPassing(outcome) ? passingFault : outcome.latency;
        created(std::move(batch), outcome);
        pause(length, [this] { createNext(); });
    });
}

/// Creation is all or nothing. Somebody else may have made one of the batch since it was looked up; whose it is
/// shows when its user signs in.
void Accounts::created(std::vector<std::size_t> batch, const HttpOutcome &outcome)
{
    const bool made = outcome.status / 100 == 2;
    const bool oneByOne = outcome.status == conflict && batch.size() > 1;
    if (oneByOne || isPassing(outcome)) {
        m_batch = oneByOne ? 1 : m_batch;
        m_toCreate.insert(m_toCreate.begin(), batch.begin(), batch.end());
        return;
    }
    (made ? m_counts.created : outcome.status == conflict ? m_counts.existing : m_counts.failed) += batch.size();
    if (!made && outcome.status != conflict) {
        failed(outcome);
    }
    for (const std::size_t index : batch) {
        m_ready(index, made || outcome.status == conflict);
    }
}

/// A service that restarts or is busy; asked again after passingFault.
bool Accounts::isPassing(const HttpOutcome &outcome) const
{
    return !outcome.answered() || outcome.status >= 500 || (m_expectsTokens && outcome.unauthorized());
}

void Accounts::pause(std::chrono::steady_clock::duration length, std::function<void()> then)
{
    m_timer.expires_after(length);
    m_timer.async_wait([then = std::move(then)](boost::system::error_code error) {
        if (!error) {
            then();
        }
    });
}

HttpRequest Accounts::creation(const std::vector<std::size_t> &batch) const
{
    json::array users;
    for (const std::size_t index : batch) {
        const std::string name = accountName(m_prefix, index);
        users.push_back(json::object{{"username", name}, {"password", accountPassword(m_key, name)}});
    }
    return {HttpRequest::Method::Post, "/admin/v1/users", m_token,
            json::serialize(json::object{{"users", std::move(users)}})};
}

void Accounts::reset(std::size_t index, std::function<void(bool)> done)
{
    const std::string name = accountName(m_prefix, index);
    HttpRequest request{HttpRequest::Method::Patch, "/admin/v1/users/" + name, m_token,
                        json::serialize(json::object{{"password", accountPassword(m_key, name)}})};
    m_admin.send(std::move(request), [this, index, done = std::move(done)](HttpOutcome outcome) {
        if (isPassing(outcome)) {
            failed(outcome);
            auto timer = std::make_shared<boost::asio::steady_timer>(m_timer.get_executor(), passingFault);
            timer->async_wait([this, index, done, timer](boost::system::error_code) { reset(index, done); });
            return;
        }
        const bool usable = outcome.status / 100 == 2;
        if (usable) {
            ++m_counts.reset;
        } else {
            ++m_counts.failed;
            failed(outcome);
        }
        done(usable);
    });
}

void Accounts::failed(const HttpOutcome &outcome)
{
    m_fault = outcome.answered() ? "the admin plane answered " + std::to_string(outcome.status) : outcome.fault;
}

} // namespace qd::traffic
