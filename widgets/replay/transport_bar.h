// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/steps.h"

#include <QtWidgets/QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace qd {

class ElidedLabel;
class GlyphButton;
enum class TransportGlyph;

/// The transport of REPLAY: play, step, speed, the clock of what is replayed beside the clock on the wall. Shows
/// what it is told and says what is wanted; it plays nothing itself.
class TransportBar : public QFrame
{
    Q_OBJECT

public:
    explicit TransportBar(QWidget *parent = nullptr);

    void setPlaying(bool playing);
    /// `pace`: the speed measured; shown where it falls behind what is asked.
    void setSpeed(int asked, std::optional<double> pace);
    /// `at`: the instant on screen; `now`: the one on the wall, which is no part of what is replayed.
    void setClocks(Timestamp at, Timestamp now, units::Zone zone);
    void setPauseOnAlert(bool on);
    void setSkipGaps(bool on);
    /// A bookmark stands where the playhead does.
    void setBookmarked(bool bookmarked);
    [[nodiscard]] QPushButton *goToButton() const { return m_goTo; }

Q_SIGNALS:
    void playWanted();
    void startWanted();
    void endWanted();
    void sampleWanted(qd::Direction direction);
    void eventWanted(qd::Direction direction);
    void slowerWanted();
    void fasterWanted();
    void goToWanted();
    void bookmarkWanted();
    void pauseOnAlertChosen(bool on);
    void skipGapsChosen(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addMoves(QHBoxLayout *row);
    void addSpeed(QHBoxLayout *row);
    void addClocks(QHBoxLayout *row);
    void addChoices(QHBoxLayout *row);
    GlyphButton *addMove(QHBoxLayout *row, const QString &name, TransportGlyph glyph, const QString &words,
                         const QString &keys);
    void relax();

    GlyphButton *m_play = nullptr;
    QPushButton *m_slower = nullptr;
    QPushButton *m_faster = nullptr;
    QLabel *m_speed = nullptr;
    QLabel *m_pace = nullptr;
    ElidedLabel *m_clock = nullptr;
    ElidedLabel *m_date = nullptr;
    ElidedLabel *m_wall = nullptr;
    QPushButton *m_goTo = nullptr;
    GlyphButton *m_bookmark = nullptr;
    GlyphButton *m_pauseOnAlert = nullptr;
    GlyphButton *m_skipGaps = nullptr;
};

} // namespace qd
