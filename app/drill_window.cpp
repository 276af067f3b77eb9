// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill_window.h"

#include "app/compare_recording.h"
#include "app/drill_command.h"
#include "app/exit_codes.h"
#include "app/incident_desk.h"
#include "app/main_window.h"
#include "app/outage_desk.h"
#include "app/postmortem_desk.h"
#include "app/quit_signals.h"
#include "app/recording_session.h"
#include "backend/drill/drill_run.h"
#include "backend/engine/live_gateway.h"
#include "widgets/dashboard/drill_report.h"

#include <QtCore/QEventLoop>
#include <QtWidgets/QApplication>

#include <cstdio>

namespace qd {

namespace {

constexpr double windowSpeed = 10;

/// The window over a run: joins the two, and shows the end.
class DrillWindow : public QObject
{
public:
    explicit DrillWindow(DrillRun &run)
        : m_run(run)
        , m_window(m_settings, run.clock())
        , m_recordings(m_window, run.clock())
    {
        m_window.watch(&run.engine(), &run.engine().gateway());
        connect(&m_window, &MainWindow::stopWatchingWanted, &run, &DrillRun::finish);
        connect(&m_window, &MainWindow::filesWanted, &m_recordings, [this](const QStringList &paths) {
            m_recordings.open({paths.front(), paths.mid(1), {}, {}, 1, false});
        });
        connect(&run, &DrillRun::ended, this, &DrillWindow::showEnd);
        connect(&run, &DrillRun::refused, this, [this](const QString &words) { m_window.tell(words, true); });
        const auto notHere = [this] {
            m_window.tell(QObject::tr("This window is the drill's alone: open Quarterdeck for that."), false);
        };
        connect(&m_window, &MainWindow::practiceWanted, this, notHere);
        connect(&m_window, &MainWindow::attachWanted, this, notHere);
        connect(&m_window, &MainWindow::alertSoundChosen, this, notHere);
        m_window.explain(
            QObject::tr(
                "A drill: the service and its trouble are real, the time is that of 2024-08-20 and runs "
                "%1 times as fast. Alerts tell you when; Restart and Purge are above, Deploy and Roll back "
                "behind Ctrl+K. A release without the fault comes some minutes after you confirm a "
                "hypothesis that says what is wrong. It ends some minutes after the incident is resolved, or "
                "with “Stop watching”.")
                .arg(run.clock().speed()));
        m_window.show();
    }

    [[nodiscard]] MainWindow &shown() { return m_window; }

    void leave()
    {
        m_isLeft = true;
        m_recordings.close();
        m_window.hide();
    }

private:
    void showEnd(const DrillEnd &end)
    {
        if (m_isLeft)
            return;
        m_window.watch(nullptr, nullptr);
        auto *report = new DrillReport(end.report, end.recording, end.problems, &m_window);
        connect(
            &m_recordings, &RecordingSession::opened, report,
            [report, incident = end.incident] { report->setPostmortem(!incident.isEmpty()); },
            Qt::SingleShotConnection);
        connect(&m_window, &MainWindow::recordingClosed, report, [report] { report->setPostmortem(false); });
        connect(report, &DrillReport::postmortemWanted, &m_window,
                [this, incident = end.incident] { m_window.postmortem()->open(incident); });
        if (!end.recording.isEmpty())
            m_recordings.open({end.recording, {}, {}, {}, 1, false});
        report->show();
    }

    DrillRun &m_run;
    Settings m_settings{QString()}; // nothing of it is remembered
    MainWindow m_window;
    RecordingSession m_recordings;
    const OutageDesk m_outage{m_window};
    const CompareRecording m_comparison{m_window};
    bool m_isLeft = false;
};

} // namespace

int runDrillWindow(const DrillCommand &command, const std::function<void(SchemeChoice)> &applyScheme)
{
    auto made = DrillRun::make(orderOf(command, windowSpeed));
    if (!made) {
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(made.error().words));
        return exit_code::failed;
    }
    DrillRun &run = **made;
    std::optional<DrillEnd> end;
    bool isRefused = false;
    QEventLoop ending;
    QObject::connect(&run, &DrillRun::ended, &ending, [&](const DrillEnd &is) {
        end = is;
        ending.quit();
    });
    QObject::connect(&run, &DrillRun::refused, &ending, [&] { isRefused = true; }); // the window says why
    const QuitSignals quitSignals;
    DrillWindow window(run);
    QObject::connect(&window.shown(), &MainWindow::schemeChosen, &run, applyScheme);
    run.start();
    QApplication::exec();
    window.leave();
    if (isRefused)
        return exit_code::failed;
    run.finish();
    if (!end)
        ending.exec();
    std::printf("%s\n", qPrintable(end->report.join(u'\n')));
    return end->problems.isEmpty() ? exit_code::done : exit_code::lossy;
}

} // namespace qd
