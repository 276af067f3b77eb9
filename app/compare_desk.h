// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/overlay.h"

#include <QtCore/QObject>

class QWidget;

namespace qd {

class ChartPane;
class ComparePopover;
class Playhead;

/// Opens the popover that chooses what to compare with, and puts the choice on the playhead.
class CompareDesk : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the desk; `window` is what the popover lies in.
    CompareDesk(QWidget *window, Playhead &playhead, ChartPane &charts);

    void setHistory(const HistoryPtr &history) { m_history = history; }
    void setZone(units::Zone zone) { m_zone = zone; }
    /// Whether somebody answers recordingWanted().
    void setCanOpenRecordings(bool can) { m_canOpen = can; }
    void open(const QWidget *anchor);
    /// Compare with that long ago, at once.
    void compareEarlier(Millis by, const QString &label);
    void stop();
    /// What recordingWanted() asked for.
    void showRecording(HistoryPtr recording, const QString &name);
    /// The same recording, more of it loaded.
    void updateRecording(HistoryPtr recording);
    void showProblem(const QString &words);
    /// The second clock; empty when nothing is compared.
    [[nodiscard]] QString clock() const;
    /// The same with what it is of and how it is shifted.
    [[nodiscard]] QString words() const;

Q_SIGNALS:
    /// A file with a recording is to be chosen and opened.
    void recordingWanted();
    /// One line for the window.
    void told(const QString &words, bool critical);

private:
    QWidget *m_window;
    Playhead &m_playhead;
    ChartPane &m_charts;
    ComparePopover *m_popover = nullptr;
    HistoryPtr m_history;
    units::Zone m_zone = units::Zone::Utc;
    bool m_canOpen = false;
};

} // namespace qd
