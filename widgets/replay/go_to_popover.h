// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"

#include <QtCore/QPointer>
#include <QtWidgets/QFrame>

class QLabel;
class QLineEdit;

namespace qd {

/// One line to type a time into; says at once which instant that is, or what it takes.
class GoToPopover : public QFrame
{
    Q_OBJECT

public:
    explicit GoToPopover(QWidget *window);
    /// Opens over `anchor`. Times are read as parseInstant() does, seen from `from` in a history over `known`.
    void open(Timestamp from, TimeRange known, units::Zone zone, const QWidget *anchor);

Q_SIGNALS:
    void instantChosen(qd::Timestamp at);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void follow();
    void choose();
    void dismiss();
    [[nodiscard]] std::optional<Timestamp> typed() const;

    Timestamp m_from{};
    TimeRange m_known;
    units::Zone m_zone = units::Zone::Utc;
    QLineEdit *m_text = nullptr;
    QLabel *m_meaning = nullptr;
    QPointer<QWidget> m_before;
};

} // namespace qd
