// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/change_form.h"

#include "model/incident/postmortem.h"
#include "widgets/incident/correction_form.h"
#include "widgets/incident/opening_form.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Status;

namespace {

QLineEdit *lineField(const QString &text, const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(text, parent);
    field->setObjectName(name);
    field->setMaxLength(int(incident::longestTitle));
    return field;
}

/// Nothing where it is as it was.
std::optional<QString> changed(const QString &is, const QString &was)
{
    return is == was ? std::nullopt : std::optional(is);
}

/// "A and B still fire."
QString stillFires(const QStringList &alerts)
{
    constexpr qsizetype mostNamed = 2;
    constexpr qsizetype longestName = 100;
    if (alerts.size() == 1)
        return ChangeForm::tr("%1 still fires.").arg(incident::oneLine(alerts.front(), longestName));
    QStringList named;
    for (const QString &name : alerts.first(std::min(alerts.size(), mostNamed)))
        named << incident::oneLine(name, longestName);
    return alerts.size() > mostNamed ? ChangeForm::tr("%1 and %2 more still fire.")
                                           .arg(named.join(QStringLiteral(", ")))
                                           .arg(alerts.size() - mostNamed)
                                     : ChangeForm::tr("%1 still fire.").arg(named.join(ChangeForm::tr(" and ")));
}

} // namespace

ChangeForm::ChangeForm(const incident::Incident &incident, Field field, const QString &place, QWidget *parent)
    : IncidentForm(tr("Change the incident"), place, tr("Keep the change"), parent)
    , m_wasStatus(incident.status())
    , m_wasLead(incident.lead)
    , m_wasSeverity(incident.severity)
    , m_wasTitle(incident.title)
    , m_status(statusField(m_wasStatus, this))
    , m_lead(lineField(m_wasLead, QStringLiteral("incidentLead"), this))
    , m_severity(severityField(m_wasSeverity, this))
    , m_title(lineField(m_wasTitle, QStringLiteral("incidentTitleText"), this))
    , m_reason(textField(QStringLiteral("changeReason"), tr("Why? (not required)"), 3, this))
{
    m_lead->setPlaceholderText(tr("Who leads"));
    addRow(tr("Status"), m_status);
    addRow(tr("Lead"), m_lead);
    addRow(tr("Severity"), m_severity);
    addRow(tr("Title"), m_title);
    addRow(tr("Reason"), m_reason);
    connect(m_status, &QComboBox::currentIndexChanged, this, &ChangeForm::follow);
    connect(m_severity, &QComboBox::currentTextChanged, this, &ChangeForm::follow);
    connect(m_lead, &QLineEdit::textChanged, this, &ChangeForm::follow);
    connect(m_title, &QLineEdit::textChanged, this, &ChangeForm::follow);
    QWidget *const fields[] = {m_status, m_lead, m_severity, m_title};
    fields[std::size_t(field)]->setFocus(Qt::OtherFocusReason);
}

void ChangeForm::setStatus(Status status)
{
    m_status->setCurrentIndex(int(status));
    m_reason->setFocus(Qt::OtherFocusReason);
}

void ChangeForm::setFiring(const QStringList &alerts)
{
    if (std::exchange(m_firing, alerts) != alerts)
        follow();
}

incident::Change ChangeForm::change() const
{
    const auto status = static_cast<Status>(m_status->currentIndex());
    const QString title = m_title->text().trimmed(); // an incident has one
    return {status == m_wasStatus ? std::nullopt : std::optional(status),
            changed(m_severity->currentText(), m_wasSeverity), changed(m_lead->text().trimmed(), m_wasLead),
            title.isEmpty() ? std::nullopt : changed(title, m_wasTitle), m_reason->toPlainText().trimmed()};
}

void ChangeForm::follow()
{
    const incident::Change is = change();
    setReady(incident::check(is).has_value());
    const bool isDoubtful = is.status == Status::Resolved && !m_firing.isEmpty();
    setDoubt(isDoubtful ? stillFires(m_firing) + u' ' + tr("Resolve the incident all the same?") : QString(),
             tr("Resolve all the same"));
}

} // namespace qd

#include "moc_change_form.cpp"
