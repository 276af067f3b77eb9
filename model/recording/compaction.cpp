// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compaction.h"

#include "model/recording/recording_format.h"
#include "model/recording/recording_writer.h"

#include <QtCore/QFile>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace qd::recording {

namespace {

/// Copies into the writer; the first error stops it.
class Copy
{
public:
    Copy(RecordingWriter &writer, std::vector<RecordingLoss> &losses)
        : m_writer(writer)
        , m_losses(losses)
        , m_assembler([this](const Table &table) { put(table); })
    {}

    bool take(const Page &page)
    {
        for (const Event &event : page.events)
            m_writer.addEvent(event);
        for (const PageGroup &group : page.groups) {
            int damaged = 0;
            m_assembler.add(tableOf(group, damaged));
            if (damaged != 0)
                m_losses.push_back(
                    {{Timestamp(Millis(group.times.front())), Timestamp(Millis(group.times.back() + 1))},
                     QStringLiteral("%1 columns of a chunk were damaged.").arg(damaged)});
        }
        return m_done.has_value();
    }

    /// What the disk did not give is no loss yet: another attempt may get it.
    void lose(RecordingLoss loss)
    {
        if (loss.code != ErrorCode::Corrupt && m_done)
            m_done = failure(loss.code, loss.words);
        m_losses.push_back(std::move(loss));
    }

    Result<void> finish()
    {
        m_assembler.flush();
        if (m_done && !m_losses.empty())
            m_done = m_writer.endChunk().and_then([this] { return m_writer.addMetadata(lostName, lostWords()); });
        return m_done ? m_writer.finish() : m_done;
    }

private:
    void put(const Table &table)
    {
        m_writer.addTable(table);
        if (m_done)
            m_done = m_writer.endChunk();
    }

    [[nodiscard]] mcap::StringMap lostWords() const
    {
        mcap::StringMap words;
        for (std::size_t i = 0; i < m_losses.size(); ++i)
            words[QString::number(i + 1).toStdString()] = m_losses[i].words.toStdString();
        return words;
    }

    RecordingWriter &m_writer;
    std::vector<RecordingLoss> &m_losses;
    TableAssembler m_assembler;
    Result<void> m_done;
};

Result<void> copyInto(const QString &path, const RecordingReader &reader, std::vector<RecordingLoss> &losses)
{
    auto sink = AppendFile::create(path);
    if (!sink)
        return tl::unexpected(sink.error());
    RecordingWriter writer(std::move(*sink), mcap::Indexing::Chunks);
    mcap::StringMap info = reader.info();
    info[std::string(compactedKey)] = "1";
    if (auto begun = writer.begin(std::move(info)); !begun)
        return begun;
    Copy copy(writer, losses);
    reader.forEachPage([&](const Page &page) { return copy.take(page); },
                       [&](RecordingLoss loss) { copy.lose(std::move(loss)); });
    return copy.finish();
}

} // namespace

Result<Compaction> compact(const QString &path)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    Compaction result;
    result.bytesBefore = reader->bytes();
    if (!reader->rebuilt() && reader->info().contains(std::string(compactedKey)))
        return result;
    const QString part = path + QStringLiteral(".part");
    QFile::remove(part); // of a compaction that was cut off
    auto copied = copyInto(part, *reader, result.losses);
    if (copied && std::rename(QFile::encodeName(part).constData(), QFile::encodeName(path).constData()) != 0)
        copied = failure(
            ErrorCode::Io,
            QStringLiteral("%1 cannot be replaced: %2.").arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    if (!copied) {
        QFile::remove(part);
        return tl::unexpected(copied.error());
    }
    result.done = true;
    result.bytesAfter = static_cast<std::uint64_t>(QFile(path).size());
    return result;
}

} // namespace qd::recording
