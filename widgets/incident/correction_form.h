// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident_events.h"
#include "widgets/incident/incident_form.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace qd {

/// A note or a change of status, as it should have been. The original stays, struck through, beside it.
class CorrectionForm : public IncidentForm
{
    Q_OBJECT

public:
    /// `entry` is an event with a Note or a Change in it; a time is read within `known`.
    CorrectionForm(const Event &entry, TimeRange known, units::Zone zone, const QString &place, QWidget *parent);
    [[nodiscard]] static bool canCorrect(EventKind kind);
    [[nodiscard]] incident::Step step() const;
    /// When it happened; none: what stands there is no time.
    [[nodiscard]] std::optional<Timestamp> at() const;

private:
    void follow();

    const incident::Step m_before;
    const Timestamp m_was;
    const TimeRange m_known;
    const units::Zone m_zone;
    QComboBox *m_status = nullptr; ///< null: it is a note
    QPlainTextEdit *m_text;
    QLineEdit *m_time;
};

/// The five of them.
[[nodiscard]] QComboBox *statusField(incident::Status status, QWidget *parent);

} // namespace qd
