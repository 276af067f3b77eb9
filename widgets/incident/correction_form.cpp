// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/correction_form.h"

#include "model/incident/incident_words.h"
#include "model/session/instant_text.h"
#include "widgets/incident/opening_form.h"
#include "widgets/shared/row_delegate.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

namespace qd {

using incident::Change;
using incident::Note;
using incident::Status;

namespace {

QString textOf(const incident::Step &step)
{
    const auto *note = std::get_if<Note>(&step);
    const auto *change = std::get_if<Change>(&step);
    return note ? note->text : change ? change->reason : QString();
}

} // namespace

QComboBox *statusField(Status status, QWidget *parent)
{
    auto *field = new QComboBox(parent);
    field->setObjectName(QStringLiteral("incidentStatus"));
    field->setItemDelegate(new RowDelegate(field));
    for (int i = 0; i <= int(Status::Resolved); ++i)
        field->addItem(incident::wordOf(static_cast<Status>(i)));
    field->setCurrentIndex(int(status));
    return field;
}

bool CorrectionForm::canCorrect(EventKind kind)
{
    return kind == EventKind::IncidentNote || kind == EventKind::IncidentChanged;
}

CorrectionForm::CorrectionForm(const Event &entry, TimeRange known, units::Zone zone, const QString &place,
                               QWidget *parent)
    : IncidentForm(tr("Correct an entry"), place, tr("Keep the correction"), parent)
    , m_before(incident::stepFrom(entry).value_or(Note{}))
    , m_was(entry.at)
    , m_known(known)
    , m_zone(zone)
    , m_text(textField(QStringLiteral("correctionText"), {}, 4, this))
    , m_time(new QLineEdit(units::dateClock(entry.at, zone), this))
{
    const auto *change = std::get_if<Change>(&m_before);
    if (change && change->status) {
        m_status = statusField(*change->status, this);
        addRow(tr("Status"), m_status);
        connect(m_status, &QComboBox::currentIndexChanged, this, &CorrectionForm::follow);
    }
    showText(m_text, textOf(m_before));
    if (!change && m_text->isReadOnly()) { // a note is nothing but its text: one so long is written anew
        m_text->clear();
        m_text->setReadOnly(false);
    }
    m_time->setObjectName(QStringLiteral("correctionTime"));
    addRow(change ? tr("Reason") : tr("Note"), m_text);
    addRow(tr("It was at"), m_time);
    connect(m_text, &QPlainTextEdit::textChanged, this, &CorrectionForm::follow);
    connect(m_time, &QLineEdit::textChanged, this, &CorrectionForm::follow);
    m_text->setFocus(Qt::OtherFocusReason);
}

incident::Step CorrectionForm::step() const
{
    const QString text = textIn(m_text, textOf(m_before));
    const auto *before = std::get_if<Change>(&m_before);
    if (!before)
        return Note{text};
    Change change = *before;
    change.reason = text;
    if (m_status)
        change.status = static_cast<Status>(m_status->currentIndex());
    return change;
}

/// The time as it stood there had no milliseconds: untouched, it is the one it was.
std::optional<Timestamp> CorrectionForm::at() const
{
    if (m_time->text() == units::dateClock(m_was, m_zone))
        return m_was;
    return parseInstant(m_time->text(), m_was, m_known, m_zone);
}

void CorrectionForm::follow()
{
    const auto when = at();
    const bool hasCome = when && *when <= m_known.end;
    setHint(!when      ? tr("That is no time: write it as 14:03 or 2024-08-20 14:03:20.")
            : !hasCome ? tr("That time has not come yet.")
                       : QString());
    setReady(hasCome && incident::check(step()).has_value());
}

} // namespace qd

#include "moc_correction_form.cpp"
