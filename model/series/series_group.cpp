// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_group.h"

#include "model/series/cold_block.h"

#include <algorithm>

namespace qd {

namespace {

/// An hour at a sample a second: what an operator zooms into most.
constexpr std::int64_t hotBlocks = 4;

std::int64_t millisOf(Timestamp at)
{
    return at.time_since_epoch().count();
}

std::size_t bytesOf(const SeriesKey &key)
{
    std::size_t bytes = sizeof(key) + key.name.size();
    for (const auto &[name, value] : key.labels.pairs())
        bytes += sizeof(Labels::Pair) + name.size() + value.size();
    return bytes;
}

} // namespace

SeriesGroup::SeriesGroup(GroupConfig config, StoreLimits limits)
    : m_config(std::make_shared<const GroupConfig>(std::move(config)))
    , m_limits(limits)
    , m_cache(static_cast<std::size_t>(limits.maxSeriesPerGroup) * 2, limits.maxKeyBytesPerGroup)
    , m_gaps(m_config->interval)
{}

Result<void> SeriesGroup::beginRow(Timestamp at)
{
    if (m_lastTime && millisOf(at) <= *m_lastTime)
        return failure(
            ErrorCode::Conflict,
            QStringLiteral("A scrape %1 ms before the one already stored was not kept: time must go forward.")
                .arg(*m_lastTime - millisOf(at)));
    if (m_row % blockSamples == 0)
        beginBlock();
    m_times.back()->at[static_cast<std::size_t>(m_row % blockSamples)] = millisOf(at);
    m_lastTime = millisOf(at);
    return {};
}

void SeriesGroup::beginBlock()
{
    for (Writer &writer : m_writers) {
        sealOpen(writer);
        coolOld(writer);
    }
    m_times.push_back(std::make_shared<TimeBlock>());
    m_bytes += sizeof(TimeBlock);
    m_published.reset();
}

bool SeriesGroup::write(std::uint32_t series, double value)
{
    Writer &writer = m_writers[series];
    if (writer.lastRow == m_row)
        return false;
    if (!writer.open)
        openFor(writer);
    writer.open->write(static_cast<int>(m_row % blockSamples), storable(value));
    writer.lastRow = m_row;
    writer.live = !isStaleMarker(value);
    return true;
}

void SeriesGroup::openFor(Writer &writer)
{
    const std::int64_t number = m_row / blockSamples;
    if (writer.blocks.empty())
        writer.firstBlock = number;
    while (writer.firstBlock + static_cast<std::int64_t>(writer.blocks.size()) < number)
        writer.blocks.push_back(nullptr);
    writer.open = std::make_shared<OpenBlock>();
    writer.blocks.push_back(writer.open);
    writer.changed = true;
    m_bytes += writer.open->bytes();
    m_published.reset();
}

void SeriesGroup::sealOpen(Writer &writer)
{
    if (!writer.open)
        return;
    m_bytes -= writer.open->bytes();
    writer.blocks.back() = sealed(writer.open);
    m_bytes += writer.blocks.back()->bytes();
    writer.open.reset();
    writer.changed = true;
}

/// One block a series each time a block begins: the youngest that lies an hour back.
void SeriesGroup::coolOld(Writer &writer)
{
    const std::int64_t number = m_row / blockSamples - hotBlocks - 1;
    const std::int64_t index = number - writer.firstBlock;
    if (index < 0 || index >= static_cast<std::int64_t>(writer.blocks.size()))
        return;
    auto &block = writer.blocks[static_cast<std::size_t>(index)];
    auto cold = block ? cooled(block) : nullptr;
    if (!cold)
        return;
    m_bytes = m_bytes - block->bytes() + cold->bytes();
    block = std::move(cold);
    writer.changed = true;
}

void SeriesGroup::endRow()
{
    const int cell = static_cast<int>(m_row % blockSamples);
    const bool nodeEnds = (cell + 1) % levelSpan[0] == 0;
    for (std::uint32_t index = 0; index < m_writers.size(); ++index) {
        Writer &writer = m_writers[index];
        if (writer.live && writer.lastRow != m_row)
            write(index, staleMarker());
        if (nodeEnds && writer.open)
            writer.open->finishCell(cell);
    }
    ++m_row;
    dropOld();
    if (m_refused > 0)
        makeRoom();
}

void SeriesGroup::dropOld()
{
    const std::int64_t horizon = *m_lastTime - m_limits.retention.count();
    bool dropped = false;
    while (m_times.size() > 1 && m_times.front()->at.back() < horizon) {
        m_times.erase(m_times.begin());
        m_bytes -= sizeof(TimeBlock);
        ++m_firstBlock;
        for (Writer &writer : m_writers)
            dropBlock(writer);
        dropped = true;
    }
    if (!dropped)
        return;
    m_published.reset();
    forgetEmpty();
    m_gaps.forgetBefore(Timestamp(Millis(m_times.front()->at.front())));
}

void SeriesGroup::dropBlock(Writer &writer)
{
    if (writer.blocks.empty() || writer.firstBlock >= m_firstBlock)
        return;
    if (writer.blocks.front())
        m_bytes -= writer.blocks.front()->bytes();
    writer.blocks.erase(writer.blocks.begin());
    ++writer.firstBlock;
    writer.changed = true;
}

void SeriesGroup::forgetEmpty()
{
    bool forgotten = false;
    for (std::uint32_t index = 0; index < m_writers.size(); ++index) {
        Writer &writer = m_writers[index];
        const bool empty =
            std::all_of(writer.blocks.begin(), writer.blocks.end(), [](const auto &b) { return !b; });
        if (!empty || writer.pinned || writer.key.name.empty())
            continue;
        forget(index);
        forgotten = true;
    }
    if (forgotten)
        m_cache.clear();
}

void SeriesGroup::forget(std::uint32_t index)
{
    Writer &writer = m_writers[index];
    for (const auto &block : writer.blocks)
        m_bytes -= block ? block->bytes() : 0;
    m_keyBytes -= bytesOf(writer.key);
    m_byKey.erase(writer.key);
    writer = Writer();
    m_free.push_back(index);
    m_published.reset();
}

/// A full group gives up series that have ended, the ones longest ago first, for those that are there now: one
/// scrape of a wrong target must not shut out the right one for a day.
void SeriesGroup::makeRoom()
{
    std::vector<std::uint32_t> ended;
    for (std::uint32_t index = 0; index < m_writers.size(); ++index) {
        const Writer &writer = m_writers[index];
        if (!writer.live && !writer.pinned && !writer.key.name.empty())
            ended.push_back(index);
    }
    const auto wanted = std::min(ended.size(), static_cast<std::size_t>(std::exchange(m_refused, 0)));
    std::ranges::partial_sort(ended, ended.begin() + static_cast<std::ptrdiff_t>(wanted), {},
                              [this](std::uint32_t index) { return m_writers[index].lastRow; });
    for (std::size_t i = 0; i < wanted; ++i)
        forget(ended[i]);
    if (wanted > 0) // a target that is too large for good keeps its cache
        m_cache.clear();
}

SeriesKey SeriesGroup::withTarget(const SeriesKey &key) const
{
    SeriesKey full = key;
    for (const auto &[name, value] : m_config->target.pairs()) {
        // What the target says of itself gives way, as in Prometheus with honor_labels: false.
        if (const std::string own(full.labels.value(name)); !own.empty())
            full.labels = full.labels.with("exported_" + name, own);
        full.labels = full.labels.with(name, value);
    }
    return full;
}

std::uint32_t SeriesGroup::add(SeriesKey key, SeriesType type)
{
    std::uint32_t index = static_cast<std::uint32_t>(m_writers.size());
    if (m_free.empty()) {
        m_writers.emplace_back();
    } else {
        index = m_free.back();
        m_free.pop_back();
    }
    m_keyBytes += bytesOf(key);
    m_byKey.emplace(key, index);
    m_writers[index].key = std::move(key);
    m_writers[index].type = type;
    return index;
}

std::optional<std::uint32_t> SeriesGroup::resolve(const SeriesKey &key, SeriesType type)
{
    return resolveStored(withTarget(key), type);
}

std::optional<std::uint32_t> SeriesGroup::resolveStored(const SeriesKey &full, SeriesType type)
{
    if (const auto it = m_byKey.find(full); it != m_byKey.end())
        return it->second;
    if (seriesCount() >= m_limits.maxSeriesPerGroup || m_keyBytes + bytesOf(full) > m_limits.maxKeyBytesPerGroup) {
        ++m_refused;
        return std::nullopt;
    }
    return add(full, type);
}

std::optional<std::uint32_t> SeriesGroup::resolve(const ParsedSample &sample, AppendReport &report)
{
    if (const auto known = m_cache.find(sample.series))
        return known;
    const auto key = seriesKeyOf(sample.series);
    if (!key) {
        ++report.malformed;
        return std::nullopt;
    }
    const int before = seriesCount();
    const auto series = resolve(*key, sample.type);
    if (!series) {
        ++report.surplus;
        return std::nullopt;
    }
    report.added += seriesCount() - before;
    m_cache.add(sample.series, *series);
    return series;
}

std::uint32_t SeriesGroup::pin(const SeriesKey &key, SeriesType type)
{
    SeriesKey full = withTarget(key);
    const auto it = m_byKey.find(full);
    const std::uint32_t index = it != m_byKey.end() ? it->second : add(std::move(full), type);
    m_writers[index].pinned = true;
    return index;
}

GroupSnapshot SeriesGroup::publish()
{
    if (!m_published) {
        auto data = std::make_shared<GroupData>();
        data->firstBlock = m_firstBlock;
        data->times.assign(m_times.begin(), m_times.end());
        for (const auto &[key, index] : m_byKey) {
            Writer &writer = m_writers[index];
            if (writer.blocks.empty())
                continue;
            if (writer.changed)
                writer.published = std::make_shared<const SeriesData>(
                    SeriesData{writer.key, writer.type, writer.firstBlock, writer.blocks});
            writer.changed = false;
            data->series.push_back(writer.published);
        }
        m_published = std::move(data);
    }
    return {m_published, m_firstBlock * blockSamples, m_row, m_config, m_gaps.closed(), m_gaps.open()};
}

} // namespace qd
