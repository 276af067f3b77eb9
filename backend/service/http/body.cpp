// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/body.h"

#include "backend/service/core/utf8.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/memory_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <set>
#include <utility>
#include <vector>

namespace sessiond::http {
namespace {

namespace json = boost::json;

constexpr std::size_t kBodyDepth = 16;
constexpr std::size_t kDataDepth = 32;
constexpr std::size_t kLongestReason = 500;

json::parse_options depth(std::size_t levels)
{
    json::parse_options options;
    options.max_depth = levels;
    return options;
}

/// Gives every block back wiped. Boost names different alignments when it takes and when it gives back, none
/// stricter than what operator new keeps by itself.
class WipingResource final : public json::memory_resource
{
    void *do_allocate(std::size_t size, std::size_t) override { return ::operator new(size); }
    void do_deallocate(void *block, std::size_t size, std::size_t) override
    {
        sodium_memzero(block, size);
        ::operator delete(block);
    }
    bool do_is_equal(const json::memory_resource &other) const noexcept override { return this == &other; }
};

/// Accepts or refuses without building anything.
struct NullHandler
{
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Code = json::error_code;
    using Text = json::string_view;
    bool on_document_begin(Code &) { return true; }
    bool on_document_end(Code &) { return true; }
    bool on_object_begin(Code &) { return true; }
    bool on_object_end(std::size_t, Code &) { return true; }
    bool on_array_begin(Code &) { return true; }
    bool on_array_end(std::size_t, Code &) { return true; }
    bool on_key_part(Text, std::size_t, Code &) { return true; }
    bool on_key(Text, std::size_t, Code &) { return true; }
    bool on_string_part(Text, std::size_t, Code &) { return true; }
    bool on_string(Text, std::size_t, Code &) { return true; }
    bool on_number_part(Text, Code &) { return true; }
    bool on_int64(std::int64_t, Text, Code &) { return true; }
    bool on_uint64(std::uint64_t, Text, Code &) { return true; }
    bool on_double(double, Text, Code &) { return true; }
    bool on_bool(bool, Code &) { return true; }
    bool on_null(Code &) { return true; }
    bool on_comment_part(Text, Code &) { return true; }
    bool on_comment(Text, Code &) { return true; }
};

/// Finds a member named twice (RFC 8259, 4): parsers differ on which one counts.
struct UniqueKeys : NullHandler
{
    bool on_object_begin(Code &)
    {
        open.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Code &)
    {
        open.pop_back();
        return true;
    }
    bool on_key_part(Text part, std::size_t, Code &)
    {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(Text rest, std::size_t, Code &ec)
    {
        key.append(rest.data(), rest.size());
        const bool fresh = open.back().insert(std::exchange(key, {})).second;
        if (!fresh) {
            ec = json::error::incomplete;
        }
        return fresh;
    }

    std::vector<std::set<std::string>> open;
    std::string key;
};

template <typename Handler>
bool accepts(std::string_view text, std::size_t levels)
{
    json::error_code ec;
    json::basic_parser<Handler> parser(depth(levels));
    return parser.write_some(false, text.data(), text.size(), ec) == text.size() && !ec;
}

} // namespace

struct Body::Storage
{
    WipingResource resource;
    json::value root = json::value(json::storage_ptr(&resource));
};

Body::Body(std::string_view text, Empty empty, std::initializer_list<std::string_view> allowed)
    : m_storage(std::make_unique<Storage>())
{
    if (text.empty() && empty == Empty::IsObject) {
        m_storage->root.emplace_object();
        m_object = &m_storage->root.as_object();
        return;
    }
    json::error_code ec;
    json::parser parser({}, depth(kBodyDepth));
    parser.reset(json::storage_ptr(&m_storage->resource));
    parser.write(text.data(), text.size(), ec);
    if (ec) {
        fail("the body is not JSON in valid UTF-8");
        return;
    }
    if (!accepts<UniqueKeys>(text, kBodyDepth)) {
        fail("the body names a member twice");
        return;
    }
    m_storage->root = parser.release();
    if (!m_storage->root.is_object()) {
        fail("the body must be a JSON object");
        return;
    }
    m_object = &m_storage->root.as_object();
    for (const auto &member : *m_object) {
        if (std::find(allowed.begin(), allowed.end(), std::string_view(member.key())) == allowed.end()) {
            fail("unknown member '" + std::string(member.key().substr(0, 64)) + "'");
        }
    }
}

Body::~Body() = default;

std::string Body::text(std::string_view key)
{
    auto found = optionalText(key);
    if (!found) {
        fail("'" + std::string(key) + "' is missing");
    }
    return found ? std::move(*found) : std::string();
}

std::optional<std::string> Body::optionalText(std::string_view key)
{
    const json::value *found = value(key);
    if (!found) {
        return std::nullopt;
    }
    if (!found->is_string()) {
        fail("'" + std::string(key) + "' must be a string");
        return std::nullopt;
    }
    const auto &text = found->get_string();
    return std::string(text.data(), text.size());
}

std::string Body::reason()
{
    std::string text = optionalText("reason").value_or(std::string());
    if (text.size() > kLongestReason) {
        fail("'reason' must have at most 500 bytes");
    } else if (!isOneLine(text)) {
        fail("'reason' must not hold control characters");
    } else if (!text.empty() && text.find_first_not_of(' ') == std::string::npos) {
        fail("'reason' must not be blank");
    }
    return text;
}

std::optional<bool> Body::optionalTruth(std::string_view key)
{
    const json::value *found = value(key);
    if (found && !found->is_bool()) {
        fail("'" + std::string(key) + "' must be true or false");
    }
    return found && found->is_bool() ? std::optional(found->get_bool()) : std::nullopt;
}

std::optional<double> Body::optionalNumber(std::string_view key, double least, double most)
{
    const json::value *found = value(key);
    if (!found) {
        return std::nullopt;
    }
    json::error_code ec;
    const double number = found->is_number() ? found->to_number<double>(ec) : least - 1;
    if (ec || !(number >= least && number <= most)) {
        fail("'" + std::string(key) + "' must be a number from " + std::to_string(static_cast<long>(least)) +
             " to " + std::to_string(static_cast<long>(most)));
        return std::nullopt;
    }
    return number;
}

std::optional<long> Body::optionalWhole(std::string_view key, long least, long most)
{
    const auto number = optionalNumber(key, static_cast<double>(least), static_cast<double>(most));
    if (number && *number != std::floor(*number)) {
        fail("'" + std::string(key) + "' must be a whole number");
        return std::nullopt;
    }
    return number ? std::optional(static_cast<long>(*number)) : std::nullopt;
}

const json::value *Body::value(std::string_view key) const
{
    return m_object ? m_object->if_contains(key) : nullptr;
}

void Body::fail(std::string words)
{
    if (m_error.empty()) {
        m_error = std::move(words);
    }
}

bool isJsonValue(std::string_view text)
{
    return accepts<NullHandler>(text, kDataDepth);
}

} // namespace sessiond::http
