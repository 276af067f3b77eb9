// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/opened_recording.h"

#include "app/foreign_import.h"
#include "model/exchange/import.h"
#include "model/recording/compaction.h"

#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>

namespace qd {

Result<std::unique_ptr<OpenedRecording>> OpenedRecording::open(const QString &path, std::stop_token stop)
{
    std::unique_ptr<OpenedRecording> opened(new OpenedRecording);
    if (const auto ready = opened->prepare(path, stop); !ready)
        return tl::unexpected(ready.error());
    opened->load(stop);
    return opened;
}

Result<void> OpenedRecording::prepare(const QString &path, const std::stop_token &stop)
{
    const auto progress = [&stop](double /*share*/) { return !stop.stop_requested(); };
    // What is open stays readable after the folder is gone.
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("opened.mcap"));
    QString file = path;
    if (QFileInfo(path).isFile() && !exchange::isRecording(path)) {
        const auto imported = importForeign({path}, copy, progress);
        if (!imported)
            return tl::unexpected(imported.error());
        m_losses = *imported;
        file = copy;
    }
    auto history = FileHistory::open(file);
    if (!history && history.error().code == ErrorCode::NotFound && QFileInfo::exists(file)) {
        if (const auto copied = recording::compactCopy(file, copy, progress); !copied)
            return tl::unexpected(copied.error());
        history = FileHistory::open(copy);
    }
    if (!history)
        return tl::unexpected(history.error());
    m_history = std::move(*history);
    m_losses += m_history->losses();
    return {};
}

void OpenedRecording::load(const std::stop_token &stop)
{
    constexpr std::size_t most = std::size_t(512) << 20U;
    std::size_t bytes = 0;
    FileHistory::Pages pages;
    for (const FileHistory::PageId id : m_history->pagesIn(m_history->extent())) {
        if (bytes > most || stop.stop_requested())
            break;
        auto page = m_history->load(id);
        bytes += page->bytes;
        if (page->loss)
            m_losses << page->loss->words;
        pages.emplace(id, std::move(page));
    }
    m_series = m_history->snapshot(pages);
}

} // namespace qd
