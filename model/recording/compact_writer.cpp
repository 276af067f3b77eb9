// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compact_writer.h"

#include "model/recording/recording_format.h"

namespace qd::recording {

namespace {

constexpr std::size_t eventsPerChunk = 4096;

} // namespace

CompactWriter::CompactWriter(std::unique_ptr<AppendSink> sink)
    : m_writer(std::move(sink)) // with message indexes: other readers look messages up by them
    , m_assembler([this](const Table &table) { put(table); })
{}

Result<std::unique_ptr<CompactWriter>> CompactWriter::create(const QString &path, mcap::StringMap info)
{
    auto sink = AppendFile::create(path);
    if (!sink)
        return tl::unexpected(sink.error());
    std::unique_ptr<CompactWriter> writer(new CompactWriter(std::move(*sink)));
    info[std::string(compactedKey)] = "1";
    if (auto begun = writer->m_writer.begin(std::move(info)); !begun)
        return tl::unexpected(begun.error());
    return writer;
}

bool CompactWriter::add(const Table &table)
{
    if (m_done)
        m_assembler.add(table);
    return m_done.has_value();
}

bool CompactWriter::add(const Event &event)
{
    m_events.push_back(event);
    if (m_events.size() == eventsPerChunk)
        putEvents();
    return m_done.has_value();
}

void CompactWriter::lose(QString words)
{
    m_lost.push_back(std::move(words));
}

void CompactWriter::put(const Table &table)
{
    if (!m_done)
        return;
    OverviewBuilder::Place place{chunkNumber(), 0, 0, {}};
    m_writer.addTable(table);
    m_done = m_writer.endChunk();
    place.chunks = chunkNumber() - place.chunk;
    place.group = m_writer.groupId(table.group);
    for (const Table::Column &column : table.columns)
        place.series.push_back(m_writer.seriesId(place.group, column.key));
    m_overview.add(table, place);
}

void CompactWriter::putEvents()
{
    const std::uint32_t first = chunkNumber();
    for (const Event &event : std::exchange(m_events, {}))
        m_writer.addEvent(event);
    if (m_done)
        m_done = m_writer.endChunk();
    for (std::uint32_t chunk = first; chunk < chunkNumber(); ++chunk)
        m_overview.addEventChunk(chunk);
}

std::uint32_t CompactWriter::chunkNumber() const
{
    return static_cast<std::uint32_t>(m_writer.chunkCount());
}

Result<void> CompactWriter::finish()
{
    m_assembler.flush();
    putEvents();
    if (m_done)
        m_done = m_writer.attach(overviewName, overviewType, encodeOverview(m_overview.finish()));
    if (m_done && !m_lost.empty()) {
        mcap::StringMap words;
        for (std::size_t i = 0; i < m_lost.size(); ++i)
            words[QString::number(i + 1).toStdString()] = m_lost[i].toStdString();
        m_done = m_writer.addMetadata(lostName, words);
    }
    return m_done ? m_writer.finish() : m_done;
}

} // namespace qd::recording
