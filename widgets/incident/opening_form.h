// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_events.h"
#include "widgets/incident/incident_form.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace qd {

/// An incident that somebody opens by hand.
class OpeningForm : public IncidentForm
{
    Q_OBJECT

public:
    OpeningForm(const QString &place, QWidget *parent);
    [[nodiscard]] incident::Opening opening() const;

private:
    QLineEdit *m_title;
    QComboBox *m_severity;
    QPlainTextEdit *m_reason;
};

/// A field of several lines, of that height.
[[nodiscard]] QPlainTextEdit *textField(const QString &name, const QString &hint, int lines, QWidget *parent);
/// Shows a text in it; one so long that laying it out would stop the window, only its beginning and read-only.
void showText(QPlainTextEdit *field, const QString &text);
/// What stands there, of which `before` was shown.
[[nodiscard]] QString textIn(const QPlainTextEdit *field, const QString &before);
/// "critical", "warning", "info", as alerts have it; another one that is there already is offered too.
[[nodiscard]] QComboBox *severityField(const QString &severity, QWidget *parent);

} // namespace qd
