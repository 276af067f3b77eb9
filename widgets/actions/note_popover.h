// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/units.h"

#include <QtCore/QPointer>
#include <QtWidgets/QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace qd {

/// A few words for the log at one instant, written without leaving the charts. Text that could not be saved stays.
class NotePopover : public QFrame
{
    Q_OBJECT

public:
    explicit NotePopover(QWidget *window);
    void open(Gateway &gateway, Timestamp at, units::Zone zone, const QWidget *anchor);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void save();
    void dismiss();
    void follow();

    QPointer<Gateway> m_gateway;
    Timestamp m_at{};
    QLabel *m_when = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_error = nullptr;
    QPushButton *m_save = nullptr;
    QPointer<QWidget> m_before;
};

} // namespace qd
