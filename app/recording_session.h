// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "backend/replay/recording_feed.h"
#include "model/base/clock.h"

#include <QtCore/QObject>

#include <memory>

namespace qd {

class AnnotatedFeed;
class MainWindow;
class SidecarFile;

/// The composition root of a recording: feed, notes beside the file, and where the playhead goes first; lent to
/// the window while it is on screen. Opening happens beside the window, which goes on with what it shows; what was
/// open before is closed when the next one is there.
class RecordingSession : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive the session.
    RecordingSession(MainWindow &window, const Clock &clock, QObject *parent = nullptr);
    ~RecordingSession() override;

    /// Opens a file, of any kind that can be imported; opened() or failed() follows. What is being opened gives
    /// way.
    void open(const ReplayOrder &order);
    /// Takes the recording from the window and lets go of it.
    void close();

Q_SIGNALS:
    /// It is on screen.
    void opened();
    /// What was on screen still is; the window says why.
    void failed(const qd::Error &error);
    /// Opened, but not where it was asked for; in words.
    void lookedElsewhere(const qd::Error &why);

private:
    struct Parts
    {
        std::unique_ptr<AnnotatedFeed> feed; ///< of the two below; lent to the window, and first to be let go of
        std::unique_ptr<RecordingFeed> file;
        std::unique_ptr<SidecarFile> sidecar;
    };

    void show(const ReplayOrder &order);
    void tellProgress(const QString &words, double share);
    void placePlayhead(const ReplayOrder &order);
    /// When the first alert of the recording's first incident fired; none: it has no incident.
    [[nodiscard]] std::optional<Timestamp> trouble() const;
    [[nodiscard]] QString remark() const;

    MainWindow &m_window;
    const Clock &m_clock;
    std::unique_ptr<RecordingFeed> m_opening;
    bool m_tellsProgress = false;
    Parts m_shown;
};

} // namespace qd
