// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QDialog>

class QPushButton;

namespace qd {

/// How a drill went: the outcome large, times, requests and wrong turns under it, where its recording is, and the
/// way to its post-mortem. Non-modal, deleted when closed.
class DrillReport : public QDialog
{
    Q_OBJECT

public:
    /// `lines`: the outcome first. `recording`: a file, may be empty. `problems`: what was not kept.
    DrillReport(const QStringList &lines, const QString &recording, const QStringList &problems,
                QWidget *parent = nullptr);
    /// Whether there is an incident on screen to write up; at first there is none.
    void setPostmortem(bool isThere);

Q_SIGNALS:
    void postmortemWanted();

private:
    QPushButton *m_postmortem;
};

} // namespace qd
