// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "model/base/error.h"

#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace qd {

class MainWindow;

/// Lets the window live for a while, opens what the picture is to show, saves it and quits the application: 0 with
/// a picture of a recording or of a service that answers, 1 otherwise with the reason on stderr.
class Snapshot : public QObject
{
    Q_OBJECT

public:
    Snapshot(MainWindow &window, SnapshotOrder order, QObject *parent = nullptr);
    /// A recording is on screen: the picture is taken as soon as its samples are.
    void takeSoon();
    /// It could not be opened.
    void giveUp(const Error &error);

private:
    void openScreen();
    void take();

    MainWindow &m_window;
    const SnapshotOrder m_order;
    QTimer m_open; ///< until what the picture shows is opened
    QTimer m_take; ///< until it is taken
};

} // namespace qd
