// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <memory>

namespace qd {

class MainWindow;
class RecordingFeed;

/// The second recording: chosen from a file, opened beside what is watched, and loaded where the window looks.
class CompareRecording : public QObject
{
    Q_OBJECT

public:
    /// `window` must outlive it.
    explicit CompareRecording(MainWindow &window, QObject *parent = nullptr);
    ~CompareRecording() override;

    /// Offers the recording to compare with once it is open; says why when it cannot be opened.
    void open(const QString &path);

private:
    void choose();
    void refresh(const HistoryPtr &history);
    void look();

    MainWindow &m_window;
    std::unique_ptr<RecordingFeed> m_feed;
    HistoryPtr m_offered; ///< what the window last got of it
};

} // namespace qd
