// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/units.h"

#include <QtWidgets/QWidget>

class QLineEdit;

namespace qd {

class Segments;

/// Which time is to be saved: what is visible, the last minutes or hours, everything, or from and to.
class SaveRange : public QWidget
{
    Q_OBJECT

public:
    explicit SaveRange(units::Zone zone, QWidget *parent = nullptr);

    /// What there is, and what of it is on screen: what the choices are counted from.
    void setKnown(TimeRange known, TimeRange visible);
    /// As chosen; everything reaches from the beginning to the end of time. Invalid, in words, when the fields
    /// hold no range.
    [[nodiscard]] Result<TimeRange> range() const;

Q_SIGNALS:
    void changed();

private:
    enum Choice { Visible, Quarter, Hour, Day, Everything, Custom };

    QLineEdit *addField(const QString &name);
    void choose(Choice choice);
    [[nodiscard]] TimeRange chosen(Choice choice) const;
    void showFields();
    [[nodiscard]] Result<TimeRange> written() const;

    units::Zone m_zone;
    TimeRange m_known;
    TimeRange m_visible;
    Choice m_choice = Visible;
    Segments *m_choices = nullptr;
    QLineEdit *m_from = nullptr;
    QLineEdit *m_to = nullptr;
};

} // namespace qd
