// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>

namespace qd {

class MainWindow;

/// This program once more, beside this one, with these arguments. Whether it runs.
[[nodiscard]] bool startAnother(const QStringList &arguments);

/// What comes with the program about 2024-08-20: the recording is opened in the window, the drill runs in a
/// process, a window and a history of its own.
class OutageDesk : public QObject
{
    Q_OBJECT

public:
    using Starter = std::function<bool(const QStringList &arguments)>;

    /// `window` must outlive it.
    explicit OutageDesk(MainWindow &window, Starter starter = startAnother, QObject *parent = nullptr);

private:
    void openOutage();
    void startDrill();

    MainWindow &m_window;
    const Starter m_starter;
};

/// Where the recording of the outage is: installed beside the program in that folder (empty: this one), or in the
/// tree it was built from. Empty: in neither.
[[nodiscard]] QString outageRecording(const QString &programs = {});

} // namespace qd
