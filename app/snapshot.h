// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

#include <QtCore/QObject>

namespace qd {

class MainWindow;

/// Lets the window live for a while, opens what the picture is to show, saves it and quits the application: 0 with
/// a picture of a service that answers, 1 otherwise with the reason on stderr.
class Snapshot : public QObject
{
    Q_OBJECT

public:
    Snapshot(MainWindow &window, SnapshotOrder order, QObject *parent = nullptr);

private:
    void openScreen();
    void take();

    MainWindow &m_window;
    const SnapshotOrder m_order;
};

} // namespace qd
