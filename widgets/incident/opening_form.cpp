// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/opening_form.h"

#include "widgets/shared/row_delegate.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

namespace qd {

QPlainTextEdit *textField(const QString &name, const QString &hint, int lines, QWidget *parent)
{
    constexpr int aroundText = 18;
    auto *field = new QPlainTextEdit(parent);
    field->setObjectName(name);
    field->setPlaceholderText(hint);
    field->setTabChangesFocus(true);
    field->setFixedHeight(lines * field->fontMetrics().lineSpacing() + aroundText);
    return field;
}

void showText(QPlainTextEdit *field, const QString &text)
{
    constexpr qsizetype longestEdited = 20'000;
    field->setPlainText(text.left(longestEdited));
    field->setReadOnly(text.size() > longestEdited);
}

QString textIn(const QPlainTextEdit *field, const QString &before)
{
    return field->isReadOnly() ? before : field->toPlainText().trimmed();
}

QComboBox *severityField(const QString &severity, QWidget *parent)
{
    auto *field = new QComboBox(parent);
    field->setObjectName(QStringLiteral("incidentSeverity"));
    field->setItemDelegate(new RowDelegate(field));
    field->addItems({QStringLiteral("critical"), QStringLiteral("warning"), QStringLiteral("info")});
    if (!severity.isEmpty() && field->findText(severity) < 0)
        field->addItem(severity);
    field->setCurrentText(severity);
    return field;
}

OpeningForm::OpeningForm(const QString &place, QWidget *parent)
    : IncidentForm(tr("Open an incident"), place, tr("Open incident"), parent)
    , m_title(new QLineEdit(this))
    , m_severity(severityField(QStringLiteral("critical"), this))
    , m_reason(textField(QStringLiteral("openingReason"), tr("What did you see? (not required)"), 3, this))
{
    m_title->setObjectName(QStringLiteral("openingTitle"));
    m_title->setMaxLength(int(incident::longestTitle));
    m_title->setPlaceholderText(tr("What is wrong, in a few words"));
    addRow(tr("Title"), m_title);
    addRow(tr("Severity"), m_severity);
    addRow(tr("Seen"), m_reason);
    connect(m_title, &QLineEdit::textChanged, this,
            [this](const QString &text) { setReady(!text.trimmed().isEmpty()); });
    m_title->setFocus(Qt::OtherFocusReason);
}

incident::Opening OpeningForm::opening() const
{
    return {m_title->text().trimmed(), m_severity->currentText(), m_reason->toPlainText().trimmed(), {}, {}};
}

} // namespace qd

#include "moc_opening_form.cpp"
