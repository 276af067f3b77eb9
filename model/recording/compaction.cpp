// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compaction.h"

#include "model/recording/recording_writer.h"

#include <QtCore/QFile>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace qd::recording {

namespace {

// Frozen: entries of the metadata.
constexpr auto compactedKey = "compacted";
constexpr auto lostKey = "lost";

/// Copies into the writer; the first error stops it.
class Copy
{
public:
    explicit Copy(RecordingWriter &writer)
        : m_writer(writer)
        , m_assembler([this](const Table &table) { put(table); })
    {}

    bool take(const Page &page, int &damaged)
    {
        for (const Event &event : page.events)
            m_writer.addEvent(event);
        for (const PageGroup &group : page.groups)
            m_assembler.add(tableOf(group, damaged));
        return m_done.has_value();
    }

    Result<void> finish()
    {
        m_assembler.flush();
        return m_done ? m_writer.finish() : m_done;
    }

private:
    void put(const Table &table)
    {
        m_writer.addTable(table);
        if (m_done)
            m_done = m_writer.endChunk();
    }

    RecordingWriter &m_writer;
    TableAssembler m_assembler;
    Result<void> m_done;
};

mcap::StringMap infoAfter(const RecordingReader &reader, const std::vector<RecordingLoss> &losses)
{
    mcap::StringMap info = reader.info();
    info[compactedKey] = "1";
    QStringList words;
    for (const RecordingLoss &loss : losses)
        words << loss.words;
    if (!words.isEmpty())
        info[lostKey] = words.join(QLatin1Char('\n')).toStdString();
    return info;
}

Result<void> copyInto(const QString &path, const RecordingReader &reader, std::vector<RecordingLoss> &losses)
{
    // Damage is found first, so that the head of the new file can tell it.
    reader.forEachPage([](const Page &) { return true; },
                       [&](RecordingLoss loss) { losses.push_back(std::move(loss)); });
    auto sink = AppendFile::create(path);
    if (!sink)
        return tl::unexpected(sink.error());
    RecordingWriter writer(std::move(*sink));
    if (auto begun = writer.begin(infoAfter(reader, losses)); !begun)
        return begun;
    Copy copy(writer);
    int damaged = 0;
    reader.forEachPage([&](const Page &page) { return copy.take(page, damaged); }, [](const RecordingLoss &) {});
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
    if (!reader->rebuilt() && reader->info().contains(compactedKey))
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
