// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sidecar_file.h"

#include "model/base/login_name.h"
#include "model/recording/pins.h"

#include <QtCore/QFileInfo>
#include <QtCore/QPointer>
#include <QtCore/QUuid>

namespace qd {

namespace {

Result<void> pinBookmarks(const QString &segments, const std::vector<Timestamp> &bookmarks)
{
    if (segments.isEmpty() || !QFileInfo::exists(segments)) {
        return {};
    }
    std::vector<TimeRange> spans;
    for (const Timestamp at : bookmarks) {
        spans.push_back({at, at});
    }
    return recording::replacePins(segments, QStringLiteral("bookmark"), spans);
}

} // namespace

SidecarFile::SidecarFile(QString path, const Clock &clock, QString segments, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_segments(std::move(segments))
    , m_clock(clock)
{
    m_disk.setMaxThreadCount(1);
    m_disk.start([this, file = m_path] {
        auto read = readSidecar(file);
        m_told = read.value_or(Sidecar{});
        QMetaObject::invokeMethod(
            this, [this, read = std::move(read)] { take(read); }, Qt::QueuedConnection);
    });
}

SidecarFile::~SidecarFile()
{
    m_disk.waitForDone();
}

void SidecarFile::take(Result<Sidecar> read)
{
    if (!read) {
        m_problem = read.error().words;
        Q_EMIT failed(m_problem);
        return;
    }
    m_content = std::move(*read);
    m_isLoaded = true;
    Q_EMIT changed();
}

void SidecarFile::setBookmarks(const Bookmarks &bookmarks)
{
    if (!m_isLoaded || bookmarks == this->bookmarks()) {
        return;
    }
    m_content.bookmarks = bookmarks.instants();
    Q_EMIT changed();
    write([this](const Result<Sidecar> &written) {
        if (!written) {
            Q_EMIT failed(written.error().words);
        }
    });
}

void SidecarFile::addNote(const QString &text, Timestamp at, QObject *context, Gateway::Reply<bool> reply)
{
    if (!m_isLoaded) {
        const QString why =
            m_problem.isEmpty() ? tr("The notes of this recording are still being read.") : m_problem;
        QMetaObject::invokeMethod(
            context, [reply, why] { reply(failure(ErrorCode::Unavailable, why)); }, Qt::QueuedConnection);
        return;
    }
    Event note;
    note.kind = EventKind::Note;
    note.origin = QStringLiteral("quarterdeck");
    note.originInstance = QUuid::createUuid().toString(QUuid::WithoutBraces);
    note.originSeq = 1;
    note.at = at;
    note.recordedAt = m_clock.now();
    note.actor = loginName();
    note.body = {{QStringLiteral("text"), text}};
    m_content.notes.push_back(note);
    write([this, asker = QPointer(context), reply, id = note.originInstance](const Result<Sidecar> &written) {
        if (!written) {
            std::erase_if(m_content.notes, [&](const Event &e) { return e.originInstance == id; });
        }
        Q_EMIT changed();
        if (asker) {
            written ? reply(true) : reply(tl::unexpected(written.error()));
        }
    });
}

void SidecarFile::write(Done done)
{
    m_disk.start([this, content = m_content, done = std::move(done)] {
        auto written = updateSidecar(m_path, m_told, content);
        if (written) {
            m_told = content;
            if (const auto pinned = pinBookmarks(m_segments, written->bookmarks); !pinned) {
                written = tl::unexpected(pinned.error());
            }
        }
        QMetaObject::invokeMethod(
            this, [written, done] { done(written); }, Qt::QueuedConnection);
    });
}

} // namespace qd

#include "moc_sidecar_file.cpp"
