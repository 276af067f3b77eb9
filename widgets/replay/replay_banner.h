// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QPushButton;

namespace qd {

class ElidedLabel;

/// The striped line under the bar that says, in every moment of REPLAY, that what is seen is not now, and the way
/// back.
class ReplayBanner : public QWidget
{
    Q_OBJECT

public:
    explicit ReplayBanner(QWidget *parent = nullptr);
    /// `what`: the recording's name, or that it is one's own past. `wayBack`: the words of the button.
    void display(const QString &what, const QString &wayBack);
    /// What was found wrong with the recording, or how far opening it is; empty = nothing to say.
    void setRemark(const QString &words);

Q_SIGNALS:
    void leaveWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ElidedLabel *m_what = nullptr;
    ElidedLabel *m_remark = nullptr;
    QPushButton *m_leave = nullptr;
};

/// A frame in the colour of REPLAY around the whole window. Lies over it and lets everything through.
class ReplayFrame : public QWidget
{
    Q_OBJECT

public:
    /// Follows the size of `window`, whose child it becomes. Hidden at first.
    explicit ReplayFrame(QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace qd
