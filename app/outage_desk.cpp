// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outage_desk.h"

#include "app/main_window.h"
#include "widgets/dashboard/first_minute.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>

namespace qd {

QString outageRecording(const QString &programs)
{
    const QString here = programs.isEmpty() ? QCoreApplication::applicationDirPath() : programs;
    for (const char *folder : {"/../share/quarterdeck/recordings", "/../../resources/recordings"}) {
        const QFileInfo file(here + QLatin1String(folder) + QStringLiteral("/2024-08-20-session-leak.mcap"));
        if (file.isFile()) {
            return file.canonicalFilePath();
        }
    }
    return {};
}

bool startAnother(const QStringList &arguments)
{
    return QProcess::startDetached(QCoreApplication::applicationFilePath(), arguments);
}

OutageDesk::OutageDesk(MainWindow &window, Starter starter, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_starter(std::move(starter))
{
    connect(&window, &MainWindow::outageWanted, this, &OutageDesk::openOutage);
    connect(&window, &MainWindow::drillWanted, this, &OutageDesk::startDrill);
    connect(window.firstMinute(), &FirstMinute::outageWanted, this, &OutageDesk::openOutage);
    connect(window.firstMinute(), &FirstMinute::drillWanted, this, &OutageDesk::startDrill);
}

void OutageDesk::openOutage()
{
    const QString file = outageRecording();
    if (file.isEmpty()) {
        m_window.tell(tr("The recording of the outage is not where it should be, in share/quarterdeck/recordings "
                         "beside this program. Install Quarterdeck anew, or open it as a file."),
                      true);
        return;
    }
    Q_EMIT m_window.filesWanted({file});
}

void OutageDesk::startDrill()
{
    const bool isStarted = m_starter({QStringLiteral("drill"), QStringLiteral("session-leak")});
    m_window.tell(isStarted ? tr("The drill opens a window of its own.")
                            : tr("The drill could not be started: %1 does not run. Try “quarterdeck drill "
                                 "session-leak” in a terminal.")
                                  .arg(QCoreApplication::applicationFilePath()),
                  !isStarted);
}

} // namespace qd

#include "moc_outage_desk.cpp"
