// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtWidgets/QDialog>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace qd {

class DeliberateButton;

/// What the dialogs that change the world have in common: a head with the place, a body, a line for what went
/// wrong, the reason, Cancel and one deliberate button; none is the default. Non-modal, deleted when closed.
class ActionDialog : public QDialog
{
    Q_OBJECT

public:
    /// `paused`: the picture behind is held, so the dialog says that it acts on now.
    ActionDialog(const QString &title, const Target &target, bool paused, QWidget *parent);
    void setReason(const QString &reason);
    /// The picture behind was held or released while the dialog was open.
    void setPaused(bool paused);

protected:
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] DeliberateButton *act() const { return m_act; }
    [[nodiscard]] QLineEdit *reasonEdit() const { return m_reason; }
    [[nodiscard]] QString reason() const;
    [[nodiscard]] const Target &target() const { return m_target; }
    void setError(const QString &words);
    /// The small print beside the buttons.
    void setFootnote(const QString &words);
    /// While what was sent runs, the dialog can be closed and no longer cancel anything; false: it was not taken.
    void setUnderWay(bool underWay);
    /// After the act: the reason is fixed, the button gone, Cancel becomes Close.
    void becomeReport();

private:
    void addHead(const QString &title);
    void addFoot();

    Target m_target;
    QVBoxLayout *m_column = nullptr;
    QVBoxLayout *m_body = nullptr;
    QLabel *m_paused = nullptr;
    QLabel *m_error = nullptr;
    QLabel *m_reasonLabel = nullptr;
    QLineEdit *m_reason = nullptr;
    QLabel *m_footnote = nullptr;
    DeliberateButton *m_act = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace qd
