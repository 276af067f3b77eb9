// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/overlay.h"

#include <QtCore/QPointer>
#include <QtWidgets/QFrame>

class QButtonGroup;
class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QRadioButton;

namespace qd {

/// What is on screen when somebody asks to compare.
struct CompareScene
{
    HistoryPtr present;
    TimeRange shown;
    std::optional<TimeRange> marked; ///< a span marked on the charts, or between the cursors
    bool comparing = false;
    bool canOpenRecordings = false;
    units::Zone zone = units::Zone::Utc;
};

/// Chooses what to draw under the charts: an earlier time, the marked span, another event, another recording; and
/// how the two are aligned.
class ComparePopover : public QFrame
{
    Q_OBJECT

public:
    enum Choice { Hour, Day, Week, Marked, OtherEvent, Recording };

    explicit ComparePopover(QWidget *window);
    void open(CompareScene scene, const QWidget *anchor);
    /// A recording that was asked for is there; it is chosen.
    void setRecording(HistoryPtr recording, const QString &name);
    /// The one that is offered, more of it loaded.
    void updateRecording(HistoryPtr recording);
    /// It could not be opened, in words for people.
    void setProblem(const QString &words);
    void choose(Choice choice);

Q_SIGNALS:
    void overlayChosen(const qd::Overlay &overlay);
    void comparingEnded();
    void recordingWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addChoices(QGridLayout *grid);
    void addAlignment(QGridLayout *grid);
    QRadioButton *addChoice(QGridLayout *grid, Choice choice, const QString &words);
    void follow();
    void place();
    void accept();
    void dismiss();
    [[nodiscard]] Choice choice() const;
    [[nodiscard]] bool alignsByEvent() const;
    [[nodiscard]] const EventSnapshot &eventsThere() const;
    [[nodiscard]] std::optional<Overlay> overlay() const;
    [[nodiscard]] QString refusal() const;

    CompareScene m_scene;
    HistoryPtr m_recording;
    QString m_recordingName;
    QString m_problem;
    QButtonGroup *m_choices = nullptr;
    QComboBox *m_align = nullptr;
    QComboBox *m_here = nullptr;
    QComboBox *m_there = nullptr;
    QLabel *m_alignLabel = nullptr;
    QLabel *m_hereLabel = nullptr;
    QLabel *m_thereLabel = nullptr;
    QLabel *m_outcome = nullptr;
    QPushButton *m_accept = nullptr;
    QPushButton *m_stop = nullptr;
    QPointer<QWidget> m_before;
    QPointer<const QWidget> m_anchor;
};

/// "yesterday 07:40:00, shifted 1 d": the second clock, for the instant of the first.
[[nodiscard]] QString compareWords(const Overlay &overlay, Timestamp instant, units::Zone zone);

} // namespace qd
