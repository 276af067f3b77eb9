// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/accounts.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace qd::traffic {

namespace json = boost::json;

namespace {

constexpr int conflict = 409;

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

Accounts::Accounts(HttpPool &admin, std::string adminToken, std::string prefix, const AccountKey &key)
    : m_admin(admin)
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
    m_next = 0;
    makeNext();
}

void Accounts::makeNext()
{
    if (m_next >= m_count) {
        return;
    }
    const std::size_t begin = m_next;
    m_next = std::min(begin + m_batch, m_count);
    makeBatch(begin, m_next, [this] { makeNext(); });
}

HttpRequest Accounts::creation(std::size_t begin, std::size_t end) const
{
    json::array users;
    for (std::size_t i = begin; i < end; ++i) {
        const std::string name = accountName(m_prefix, i);
        users.push_back(json::object{{"username", name}, {"password", accountPassword(m_key, name)}});
    }
    return {HttpRequest::Method::Post, "/admin/v1/users", m_token,
            json::serialize(json::object{{"users", std::move(users)}})};
}

void Accounts::makeBatch(std::size_t begin, std::size_t end, std::function<void()> done)
{
    m_admin.send(creation(begin, end), [this, begin, end, done = std::move(done)](HttpOutcome outcome) mutable {
        if (outcome.status / 100 == 2) {
            m_counts.created += end - begin;
            for (std::size_t i = begin; i < end; ++i) {
                m_ready(i, true);
            }
            done();
        } else if (outcome.status == conflict) {
            // Creation is all or nothing: one that exists hides which of the others do not.
            oneByOne(begin, end, std::move(done));
        } else {
            failed(outcome);
            m_counts.failed += end - begin;
            for (std::size_t i = begin; i < end; ++i) {
                m_ready(i, false);
            }
            done();
        }
    });
}

void Accounts::oneByOne(std::size_t index, std::size_t end, std::function<void()> done)
{
    if (index == end) {
        done();
        return;
    }
    auto next = [this, index, end, done = std::move(done)]() mutable {
        oneByOne(index + 1, end, std::move(done));
    };
    m_admin.send(creation(index, index + 1), [this, index, next](HttpOutcome outcome) {
        if (!outcome.answered()) {
            failed(outcome);
        }
        finishOne(index, outcome.status, next);
    });
}

void Accounts::finishOne(std::size_t index, int status, const std::function<void()> &done)
{
    if (status == conflict && m_resetExisting) {
        reset(index, [this, index, done](bool usable) {
            ++m_counts.existing;
            m_ready(index, usable);
            done();
        });
        return;
    }
    const bool usable = status / 100 == 2 || status == conflict;
    ++(status == conflict ? m_counts.existing : usable ? m_counts.created : m_counts.failed);
    m_ready(index, usable);
    done();
}

void Accounts::reset(std::size_t index, std::function<void(bool)> done)
{
    const std::string name = accountName(m_prefix, index);
    HttpRequest request{HttpRequest::Method::Patch, "/admin/v1/users/" + name, m_token,
                        json::serialize(json::object{{"password", accountPassword(m_key, name)}})};
    m_admin.send(std::move(request), [this, done = std::move(done)](HttpOutcome outcome) {
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
