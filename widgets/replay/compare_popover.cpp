// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/compare_popover.h"

#include "model/log/event_words.h"
#include "widgets/chart/event_marks.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr int popoverWidth = 380;
constexpr int mostEvents = 200; ///< in a list to choose from; the newest

/// What stands in the event lane, newest first, with its instant as data.
void fillEvents(QComboBox &combo, const EventSnapshot &events, Timestamp reference, units::Zone zone)
{
    const QVariant chosen = combo.currentData();
    combo.clear();
    for (std::size_t i = events.size(); i > 0 && combo.count() < mostEvents; --i) {
        const auto &event = events.at(i - 1);
        if (faceOf(event)) {
            combo.addItem(clockBeside(event.at, reference, zone) + QStringLiteral("  ") + headline(event),
                          qlonglong(event.at.time_since_epoch().count()));
        }
    }
    combo.setCurrentIndex(std::max(0, combo.findData(chosen)));
}

std::optional<Timestamp> chosenInstant(const QComboBox &combo)
{
    const QVariant data = combo.currentData();
    return data.isValid() ? std::optional(Timestamp(Millis(data.toLongLong()))) : std::nullopt;
}

QComboBox *listOf(const QString &name, const QString &words, QWidget *parent)
{
    auto *combo = new QComboBox(parent);
    combo->setObjectName(name);
    combo->setAccessibleName(words);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(12);
    return combo;
}

} // namespace

QString compareWords(const Overlay &overlay, Timestamp instant, units::Zone zone)
{
    const QString there = clockBeside(overlay.there(instant), instant, zone);
    const QString by = units::duration(std::chrono::abs(overlay.shift));
    return overlay.shift < Millis(0) ? ComparePopover::tr("%1, shifted back %2").arg(there, by)
                                     : ComparePopover::tr("%1, shifted %2").arg(there, by);
}

ComparePopover::ComparePopover(QWidget *window)
    : QFrame(window)
    , m_choices(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("comparePopover"));
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(tr("Compare with"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    column->addWidget(plainLabel(tr("Compare with"), QStringLiteral("section"), this));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    addChoices(grid);
    addAlignment(grid);
    column->addLayout(grid);
    m_outcome = plainLabel({}, QStringLiteral("muted"), this);
    m_outcome->setObjectName(QStringLiteral("compareOutcome"));
    m_outcome->setWordWrap(true);
    column->addWidget(m_outcome);
    auto *row = new QHBoxLayout;
    m_stop = new QPushButton(tr("Stop comparing"), this);
    m_stop->setObjectName(QStringLiteral("compareStop"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    m_accept = new QPushButton(tr("Compare"), this);
    m_accept->setObjectName(QStringLiteral("compareAccept"));
    m_accept->setProperty("look", QStringLiteral("primary"));
    row->addWidget(m_stop);
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_accept);
    column->addLayout(row);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(28);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 80));
    setGraphicsEffect(shadow);
    connect(m_accept, &QPushButton::clicked, this, &ComparePopover::accept);
    connect(cancel, &QPushButton::clicked, this, &ComparePopover::dismiss);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        Q_EMIT comparingEnded();
        dismiss();
    });
    hide();
}

QRadioButton *ComparePopover::addChoice(QGridLayout *grid, Choice choice, const QString &words)
{
    auto *button = new QRadioButton(words, this);
    m_choices->addButton(button, choice);
    grid->addWidget(button, choice, 0, 1, 2);
    return button;
}

void ComparePopover::addChoices(QGridLayout *grid)
{
    addChoice(grid, Hour, tr("1 hour earlier"))->setChecked(true);
    addChoice(grid, Day, tr("1 day earlier"));
    addChoice(grid, Week, tr("1 week earlier"));
    addChoice(grid, Marked, tr("The marked span"));
    addChoice(grid, OtherEvent, tr("Around another event"));
    addChoice(grid, Recording, tr("Another recording…"));
    connect(m_choices, &QButtonGroup::idClicked, this, [this](int id) {
        m_problem.clear();
        if (id == Recording) {
            Q_EMIT recordingWanted();
        }
        follow();
    });
}

void ComparePopover::addAlignment(QGridLayout *grid)
{
    const auto add = [&](int row, const QString &words, QComboBox *combo) {
        QLabel *label = plainLabel(words, QStringLiteral("muted"), this);
        label->setBuddy(combo);
        grid->addWidget(label, Recording + row, 0);
        grid->addWidget(combo, Recording + row, 1);
        connect(combo, &QComboBox::activated, this, &ComparePopover::follow);
        return label;
    };
    m_align = listOf(QStringLiteral("compareAlign"), tr("Aligned by"), this);
    m_align->addItems({tr("start"), tr("event")});
    m_here = listOf(QStringLiteral("compareHere"), tr("Event here"), this);
    m_there = listOf(QStringLiteral("compareThere"), tr("Event there"), this);
    m_alignLabel = add(1, tr("Aligned by"), m_align);
    m_hereLabel = add(2, tr("Event here"), m_here);
    m_thereLabel = add(3, tr("lies on"), m_there);
}

void ComparePopover::open(CompareScene scene, const QWidget *anchor)
{
    m_scene = std::move(scene);
    m_problem.clear();
    m_before = QApplication::focusWidget();
    m_anchor = anchor;
    m_stop->setVisible(m_scene.comparing);
    m_choices->button(Marked)->setEnabled(m_scene.marked.has_value());
    m_choices->button(Recording)->setEnabled(m_scene.canOpenRecordings || m_recording);
    if (!m_choices->checkedButton()->isEnabled()) {
        m_choices->button(Hour)->setChecked(true);
    }
    follow();
    show();
    raise();
    m_choices->checkedButton()->setFocus(Qt::PopupFocusReason);
}

void ComparePopover::setRecording(HistoryPtr recording, const QString &name)
{
    m_recording = std::move(recording);
    m_recordingName = name;
    m_problem.clear();
    choose(Recording);
}

void ComparePopover::updateRecording(HistoryPtr recording)
{
    m_recording = std::move(recording);
}

void ComparePopover::setProblem(const QString &words)
{
    m_problem = words;
    follow();
}

void ComparePopover::choose(Choice choice)
{
    m_choices->button(choice)->setChecked(true);
    follow();
}

ComparePopover::Choice ComparePopover::choice() const
{
    return static_cast<Choice>(m_choices->checkedId());
}

bool ComparePopover::alignsByEvent() const
{
    return choice() == OtherEvent || (choice() == Recording && m_align->currentIndex() == 1);
}

const EventSnapshot &ComparePopover::eventsThere() const
{
    return choice() == Recording && m_recording ? m_recording->events : m_scene.present->events;
}

/// Everything that depends on a choice: lists, words, what can be accepted.
void ComparePopover::follow()
{
    if (!m_scene.present) {
        return;
    }
    m_choices->button(Recording)->setText(m_recording ? tr("Recording %1").arg(m_recordingName)
                                                      : tr("Another recording…"));
    const bool recording = choice() == Recording && m_recording;
    m_alignLabel->setVisible(recording);
    m_align->setVisible(recording);
    const bool events = alignsByEvent() && (choice() == OtherEvent || recording);
    for (QWidget *w : std::initializer_list<QWidget *>{m_hereLabel, m_here, m_thereLabel, m_there}) {
        w->setVisible(events);
    }
    if (events) {
        fillEvents(*m_here, m_scene.present->events, m_scene.shown.end, m_scene.zone);
        fillEvents(*m_there, eventsThere(), m_scene.shown.end, m_scene.zone);
    }
    const QString no = refusal();
    const auto chosen = overlay();
    m_outcome->setText(no.isEmpty() && chosen ? tr("Under %1 lies %2.")
                                                    .arg(clockWords(m_scene.shown.end, m_scene.zone),
                                                         compareWords(*chosen, m_scene.shown.end, m_scene.zone))
                                              : no);
    m_accept->setEnabled(no.isEmpty() && chosen);
    place();
}

/// Under the button, inside the window, as high as its words need.
void ComparePopover::place()
{
    if (!m_anchor) {
        return;
    }
    const QWidget *window = parentWidget();
    const QPoint below = m_anchor->mapTo(window, QPoint(m_anchor->width() / 2, m_anchor->height() + 8));
    const int x = std::clamp(below.x() - popoverWidth / 2, 12, std::max(12, window->width() - popoverWidth - 12));
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(popoverWidth)
                                                     : layout()->totalSizeHint().height();
    setGeometry(x, below.y(), popoverWidth, needed);
}

std::optional<Overlay> ComparePopover::overlay() const
{
    Overlay o;
    switch (choice()) {
    case Hour:
        o = {nullptr, 1h, tr("1 hour earlier")};
        break;
    case Day:
        o = {nullptr, 24h, tr("1 day earlier")};
        break;
    case Week:
        o = {nullptr, 24h * 7, tr("1 week earlier")};
        break;
    case Marked:
        if (!m_scene.marked) {
            return std::nullopt;
        }
        o = {nullptr, shiftBetween(m_scene.shown.begin, m_scene.marked->begin), tr("the marked span")};
        break;
    case OtherEvent:
        o = {nullptr, {}, m_there->currentText()};
        break;
    case Recording:
        if (!m_recording) {
            return std::nullopt;
        }
        o = {m_recording, shiftBetween(m_scene.shown.begin, m_recording->series.extent().begin), m_recordingName};
        break;
    }
    if (alignsByEvent()) {
        const auto here = chosenInstant(*m_here);
        const auto there = chosenInstant(*m_there);
        if (!here || !there) {
            return std::nullopt;
        }
        o.shift = shiftBetween(*here, *there);
    }
    return o;
}

/// Why this cannot be compared, in words; empty when it can.
QString ComparePopover::refusal() const
{
    if (!m_problem.isEmpty()) {
        return m_problem;
    }
    if (choice() == Recording && !m_recording) {
        return tr("Choose a recording.");
    }
    if (alignsByEvent() && (m_here->count() == 0 || m_there->count() == 0)) {
        return m_here->count() == 0 ? tr("No events here.") : tr("No events there.");
    }
    const auto chosen = overlay();
    if (chosen && !chosen->history && chosen->shift == Millis(0)) {
        return tr("That is what is shown already.");
    }
    if (chosen && !chosen->history && chosen->shift < Millis(0)) {
        return tr("That is later than what is shown, which can only lie on something earlier.");
    }
    return chosen ? emptyBecause(*chosen, *m_scene.present, m_scene.shown).value_or(QString()) : QString();
}

void ComparePopover::accept()
{
    if (const auto chosen = overlay(); chosen && m_accept->isEnabled()) {
        Q_EMIT overlayChosen(*chosen);
        dismiss();
    }
}

void ComparePopover::dismiss()
{
    hide();
    if (m_before) {
        m_before->setFocus(Qt::PopupFocusReason);
    }
}

void ComparePopover::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        dismiss();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        accept();
        return;
    default:
        QFrame::keyPressEvent(event);
    }
}

} // namespace qd

#include "moc_compare_popover.cpp"
