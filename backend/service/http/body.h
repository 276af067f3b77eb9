// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace sessiond::http {

/// A request body read as one JSON object: strict grammar, valid UTF-8, at most 16 levels deep. The tree lives in
/// one block that is wiped at the end, because bodies carry passwords. Accessors remember the first error.
class Body
{
public:
    /// An empty text counts as an empty object where `emptyIsObject`.
    enum class Empty : bool { Refused, IsObject };
    Body(std::string_view text, Empty empty, std::initializer_list<std::string_view> allowed);
    ~Body();
    Body(const Body &) = delete;
    Body &operator=(const Body &) = delete;

    /// Empty while everything asked for was there in the right shape; else one line for `detail`.
    [[nodiscard]] const std::string &error() const { return m_error; }

    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::optional<std::string> optionalText(std::string_view key);
    /// `reason`, what an operator writes into audit and events: at most 500 bytes on one line, not only blanks,
    /// empty when absent.
    [[nodiscard]] std::string reason();
    [[nodiscard]] std::optional<bool> optionalTruth(std::string_view key);
    [[nodiscard]] std::optional<double> optionalNumber(std::string_view key, double least, double most);
    [[nodiscard]] std::optional<long> optionalWhole(std::string_view key, long least, long most);
    /// Null when it is absent.
    [[nodiscard]] const boost::json::value *value(std::string_view key) const;
    void fail(std::string words);

private:
    struct Storage;
    std::unique_ptr<Storage> m_storage;
    const boost::json::object *m_object = nullptr;
    std::string m_error;
};

/// True when the text is one JSON value in valid UTF-8, at most 32 levels deep.
[[nodiscard]] bool isJsonValue(std::string_view text);

} // namespace sessiond::http
