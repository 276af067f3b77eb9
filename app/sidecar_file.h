// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/note_keeper.h"
#include "model/base/clock.h"
#include "model/playhead/bookmarks.h"
#include "model/recording/sidecar.h"

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

namespace qd {

/// Notes and bookmarks of one history in one file, read and written beside the window; those that other windows
/// add to it meanwhile stay, and are seen when it is opened again. The destructor waits until what was told to it
/// is on disk. GUI thread.
class SidecarFile final : public QObject, public NoteKeeper
{
    Q_OBJECT

public:
    /// Begins to read `path`. `clock` says when notes are written and must outlive this. Bookmarks pin what is
    /// recorded in the folder `segments`; where that is empty there is nothing to pin.
    SidecarFile(QString path, const Clock &clock, QString segments = {}, QObject *parent = nullptr);
    ~SidecarFile() override;

    /// The file was read; before, nothing is known and nothing is written.
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    /// Empty when what is told here is kept.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] const std::vector<Event> &notes() const { return m_content.notes; }
    [[nodiscard]] Bookmarks bookmarks() const { return Bookmarks(m_content.bookmarks); }
    void setBookmarks(const Bookmarks &bookmarks);
    void addNote(const QString &text, Timestamp at, QObject *context, Gateway::Reply<bool> reply) override;

Q_SIGNALS:
    /// Read, or added to.
    void changed();
    /// Could not be read or written; in words for people.
    void failed(const QString &words);

private:
    using Done = std::function<void(const Result<Sidecar> &)>;
    void take(Result<Sidecar> read);
    void write(Done done);

    const QString m_path;
    const QString m_segments;
    const Clock &m_clock;
    Sidecar m_content;
    QString m_problem;
    bool m_isLoaded = false;
    Sidecar m_told;     ///< of the disk's thread: what it was told last
    QThreadPool m_disk; ///< one thread: files are written in the order in which they changed
};

} // namespace qd
