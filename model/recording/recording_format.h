// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_format.h"

#include <array>
#include <string_view>

/// What a recording is made of, inside its MCAP container. Frozen: docs/recording-format.md.
namespace qd::recording {

inline constexpr std::string_view profile = "quarterdeck";
inline constexpr int version = 1; ///< files of a higher one are refused

/// Name of the metadata record at the front, and of the entry in it that carries the version.
inline constexpr std::string_view infoName = "quarterdeck";
inline constexpr std::string_view versionKey = "version";
/// Name of the entry beside it that is a checksum over the others.
inline constexpr std::string_view checkKey = "check";
/// Name of the metadata record at the end that says, numbered, what was lost when the file was compacted.
inline constexpr std::string_view lostName = "quarterdeck.lost";
inline constexpr std::string_view compactedKey = "compacted";

enum class Kind : std::uint16_t { Group = 1, Series = 2, Block = 3, Event = 4 };

struct KindFormat
{
    Kind kind;
    std::string_view schema;
    std::string_view topic;
    std::string_view encoding; ///< of the messages
};

inline constexpr std::array<KindFormat, 4> kinds{
    {{Kind::Group, "quarterdeck.Group", "/groups", "json"},
     {Kind::Series, "quarterdeck.Series", "/series", "json"},
     {Kind::Block, "quarterdeck.Block", "/blocks", "quarterdeck.block"},
     {Kind::Event, "quarterdeck.Event", "/events", "json"}}};

} // namespace qd::recording
