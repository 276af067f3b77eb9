// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtWidgets/QDialog>

namespace qd {

/// How a drill went: the outcome large, times, requests and wrong turns under it, and where its recording is.
/// Non-modal, deleted when closed.
class DrillReport : public QDialog
{
    Q_OBJECT

public:
    /// `lines`: the outcome first. `recording`: a file, may be empty. `problems`: what was not kept.
    DrillReport(const QStringList &lines, const QString &recording, const QStringList &problems,
                QWidget *parent = nullptr);
};

} // namespace qd
