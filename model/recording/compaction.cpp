// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compaction.h"

#include "model/base/system_words.h"
#include "model/recording/compact_writer.h"
#include "model/recording/recording_format.h"

#include <QtCore/QFile>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace qd::recording {

namespace {

/// Copies pages into the writer. What the disk did not give is no loss yet: another attempt may get it.
class Copy
{
public:
    Copy(CompactWriter &writer, std::vector<RecordingLoss> &losses)
        : m_writer(writer)
        , m_losses(losses)
    {}

    bool take(const Page &page)
    {
        bool good = true;
        for (const Event &event : page.events)
            good = m_writer.add(event);
        for (const PageGroup &group : page.groups) {
            int damaged = 0;
            good = m_writer.add(tableOf(group, damaged));
            if (damaged != 0)
                lose({{Timestamp(Millis(group.times.front())), Timestamp(Millis(group.times.back() + 1))},
                      QStringLiteral("%1 columns of a chunk were damaged.").arg(damaged)});
        }
        return good && m_read;
    }

    void lose(RecordingLoss loss)
    {
        if (loss.code != ErrorCode::Corrupt && m_read)
            m_read = failure(loss.code, loss.words);
        m_writer.lose(loss.words);
        m_losses.push_back(std::move(loss));
    }

    [[nodiscard]] Result<void> finish() { return m_read ? m_writer.finish() : m_read; }

private:
    CompactWriter &m_writer;
    std::vector<RecordingLoss> &m_losses;
    Result<void> m_read;
};

Result<void> copyInto(const QString &path, const RecordingReader &reader, std::vector<RecordingLoss> &losses,
                      const CopyProgress &progress = {})
{
    auto writer = CompactWriter::create(path, reader.info());
    if (!writer)
        return tl::unexpected(writer.error());
    Copy copy(**writer, losses);
    const auto chunks = static_cast<double>(std::max<std::size_t>(reader.file().contents().chunks.size(), 1));
    double done = 0;
    bool wanted = true;
    reader.forEachPage(
        [&](const Page &page) {
            wanted = !progress || progress(++done / chunks);
            return wanted && copy.take(page);
        },
        [&](RecordingLoss loss) { copy.lose(std::move(loss)); });
    return wanted ? copy.finish() : failure(ErrorCode::Refused, QStringLiteral("Cancelled; nothing was changed."));
}

} // namespace

Result<std::vector<RecordingLoss>> compactCopy(const QString &path, const QString &copy,
                                               const CopyProgress &progress)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    std::vector<RecordingLoss> losses;
    if (const auto copied = copyInto(copy, *reader, losses, progress); !copied) {
        QFile::remove(copy);
        return tl::unexpected(copied.error());
    }
    return losses;
}

Result<void> replaceFile(const QString &from, const QString &to)
{
    if (std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return failure(ErrorCode::Io, QStringLiteral("%1 cannot be replaced: %2.").arg(to, systemWords()));
    return {};
}

Result<Compaction> compact(const QString &path, const ReplaceFile &replace)
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
    if (copied)
        copied = replace(part, path);
    if (!copied) {
        QFile::remove(part);
        return tl::unexpected(copied.error());
    }
    result.done = true;
    result.bytesAfter = static_cast<std::uint64_t>(QFile(path).size());
    return result;
}

} // namespace qd::recording
