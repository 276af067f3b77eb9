// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_reader.h"

#include "model/recording/recording_format.h"
#include "model/recording/recording_info.h"

#include <algorithm>
#include <charconv>

namespace qd {

namespace {

Timestamp timestampOf(std::uint64_t nanos)
{
    return Timestamp(Millis(static_cast<std::int64_t>(nanos / 1'000'000U)));
}

TimeRange spanOf(const mcap::ChunkIndex &chunk)
{
    return {timestampOf(chunk.first), timestampOf(chunk.last) + Millis(1)};
}

bool reachesInto(TimeRange within, TimeRange span)
{
    return span.begin < within.end && within.begin < span.end;
}

std::optional<int> versionIn(const mcap::StringMap &info)
{
    const auto it = info.find(std::string(recording::versionKey));
    int version = 0;
    if (it == info.end() ||
        std::from_chars(it->second.data(), it->second.data() + it->second.size(), version).ec != std::errc())
        return std::nullopt;
    return version;
}

} // namespace

RecordingReader::RecordingReader(std::shared_ptr<const mcap::Reader> file)
    : m_file(std::move(file))
{}

Result<RecordingReader> RecordingReader::open(const QString &path)
{
    auto file = mcap::Reader::open(path);
    if (!file)
        return tl::unexpected(file.error());
    RecordingReader reader(std::move(*file));
    const auto &contents = reader.m_file->contents();
    const bool ours = std::ranges::any_of(contents.channels, [](const auto &channel) {
        return std::ranges::find(recording::kinds, channel.second.topic, &recording::KindFormat::topic) !=
               recording::kinds.end();
    });
    reader.m_info = reader.metadata(recording::infoName);
    reader.m_isInfoWhole = !reader.m_info.empty() && recording::unseal(reader.m_info);
    if (!reader.m_isInfoWhole)
        reader.m_info.clear();
    for (const auto &[number, words] : reader.metadata(recording::lostName))
        reader.m_lostBefore << QString::fromStdString(words);
    if (!ours)
        return failure(ErrorCode::Invalid,
                       QStringLiteral("%1 is an MCAP file, and not a recording of Quarterdeck.").arg(path));
    // A torn file may have lost the record that tells the version; what it holds is tried as it is.
    if (const auto version = versionIn(reader.m_info); version && *version > recording::version)
        return failure(
            ErrorCode::Refused, // it is whole, and stays as it is
            QStringLiteral("%1 was written by a newer Quarterdeck (format %2; this one reads up to %3).")
                .arg(path)
                .arg(*version)
                .arg(recording::version));
    return reader;
}

mcap::StringMap RecordingReader::metadata(std::string_view name) const
{
    const auto &records = m_file->contents().metadata;
    const auto index = std::ranges::find(records, name, &mcap::MetadataIndex::name);
    auto read = index == records.end() ? Result<mcap::StringMap>() : m_file->metadata(*index);
    return read ? std::move(*read) : mcap::StringMap();
}

TimeRange RecordingReader::span() const
{
    TimeRange whole;
    for (const mcap::ChunkIndex &chunk : m_file->contents().chunks) {
        const TimeRange span = spanOf(chunk);
        whole =
            whole.isEmpty() ? span : TimeRange{std::min(whole.begin, span.begin), std::max(whole.end, span.end)};
    }
    return whole;
}

void RecordingReader::forEachPage(const std::function<bool(recording::Page)> &visit,
                                  const std::function<void(RecordingLoss)> &lost) const
{
    forEachPage({Timestamp::min(), Timestamp::max()}, visit, lost);
}

void RecordingReader::forEachPage(TimeRange within, const std::function<bool(recording::Page)> &visit,
                                  const std::function<void(RecordingLoss)> &lost) const
{
    const auto &contents = m_file->contents();
    if (contents.unreadableBytes != 0)
        lost({{},
              QStringLiteral("%1: %2 bytes could not be read and were passed over.")
                  .arg(m_file->file().path())
                  .arg(contents.unreadableBytes)});
    if (!m_isInfoWhole)
        lost({{}, QStringLiteral("%1: what it says about itself was damaged.").arg(m_file->file().path())});
    for (const mcap::ChunkIndex &index : contents.chunks) {
        if (!reachesInto(within, spanOf(index)))
            continue;
        const auto records = m_file->chunk(index);
        if (!records) {
            lost({spanOf(index), records.error().words, records.error().code});
            continue;
        }
        recording::Page page = recording::readPage(*records, contents.channels);
        if (page.unreadable != 0)
            lost({spanOf(index), QStringLiteral("%1 parts of a chunk were written wrong.").arg(page.unreadable)});
        if (!visit(std::move(page)))
            return;
    }
}

} // namespace qd
