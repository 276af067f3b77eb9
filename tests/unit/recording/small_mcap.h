// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_reader.h"
#include "model/recording/mcap_records.h"
#include "model/recording/mcap_writer.h"
#include "tests/unit/recording/memory_sink.h"

#include <QtTest/QTest>

#include <map>
#include <set>

namespace qd::test {

inline constexpr int smallChunks = 4;
inline constexpr int messagesAChunk = 3;

inline std::string textOf(int message)
{
    return "message " + std::to_string(message) + " of a small file";
}

/// Four chunks of three numbered messages, an attachment and metadata.
inline Result<void> writeSmall(mcap::Writer &writer)
{
    auto done = writer.begin("quarterdeck", "test");
    if (done)
        done = writer.add(mcap::Schema{1, "numbers", "jsonschema", "{}"});
    if (done)
        done = writer.add(mcap::Channel{1, 1, "numbers", "json", {{"unit", "none"}}});
    for (int chunk = 0; chunk < smallChunks && done; ++chunk) {
        for (int i = 0; i < messagesAChunk; ++i) {
            const int number = chunk * messagesAChunk + i;
            writer.addMessage(1, 1'000'000ULL * static_cast<unsigned>(number + 1), mcap::bytesOf(textOf(number)));
        }
        done = writer.endChunk();
    }
    if (done)
        done = writer.attach("overview", "application/octet-stream", 5, mcap::bytesOf("the whole at a glance"));
    if (done)
        done = writer.addMetadata("quarterdeck", {{"service", "sessiond"}, {"provenance", "real"}});
    return done ? writer.finish() : done;
}

inline std::vector<std::byte> smallFile()
{
    auto bytes = std::make_shared<std::vector<std::byte>>();
    mcap::Writer writer(std::make_unique<MemorySink>(bytes));
    const auto written = writeSmall(writer);
    return written ? *bytes : std::vector<std::byte>();
}

/// The numbers of the messages that come back true to the letter; anything else fails the test.
inline std::multiset<int> numbersIn(const mcap::Reader &reader)
{
    std::multiset<int> numbers;
    for (const auto &index : reader.contents().chunks) {
        const auto records = reader.chunk(index);
        if (!records)
            continue;
        mcap::forEachMessage(*records, [&](const mcap::Message &message) {
            const std::string text(reinterpret_cast<const char *>(message.data), message.size);
            const int number = static_cast<int>(message.at / 1'000'000) - 1;
            [&] { QCOMPARE(text, textOf(number)); }();
            numbers.insert(number);
            return true;
        });
    }
    return numbers;
}

} // namespace qd::test
