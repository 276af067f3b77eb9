// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "app/compare_recording.h"
#include "app/desktop_notifier.h"
#include "app/desktop_scheme.h"
#include "app/drill_command.h"
#include "app/drill_window.h"
#include "app/live_session.h"
#include "app/main_window.h"
#include "app/outage_desk.h"
#include "app/quit_signals.h"
#include "app/recording_info.h"
#include "app/recording_session.h"
#include "app/replay_desk.h"
#include "app/runtime_noise.h"
#include "app/snapshot.h"
#include "app/watch_command.h"
#include "widgets/dashboard/first_minute.h"
#include "widgets/shared/theme.h"

#include <QtCore/QTemporaryDir>
#include <QtGui/QIcon>
#include <QtWidgets/QApplication>

using namespace qd;

namespace {

/// What has to be said before there is an application.
void prepareEnvironment(const CommandLine &line)
{
    if (!line.snapshot) {
        return;
    }
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY") &&
        qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    qputenv("QT_SCALE_FACTOR", QByteArray::number(line.snapshot->scale));
}

/// Keeps the theme as chosen, or as the desktop has it.
class ThemeKeeper : public QObject
{
public:
    ThemeKeeper(QApplication &app, SchemeChoice choice)
        : m_app(app)
    {
        choose(choice);
    }

    void choose(SchemeChoice choice)
    {
        m_desktop.reset();
        if (choice == SchemeChoice::Desktop) {
            m_desktop = std::make_unique<DesktopScheme>();
            connect(m_desktop.get(), &DesktopScheme::changed, this, [this](Scheme s) { applyTheme(m_app, s); });
        }
        applyTheme(m_app, choice == SchemeChoice::Dark ? Scheme::Dark : Scheme::Light);
    }

private:
    QApplication &m_app;
    std::unique_ptr<DesktopScheme> m_desktop;
};

void describe()
{
    QCoreApplication::setApplicationName(QStringLiteral("quarterdeck"));
    QCoreApplication::setApplicationVersion(QStringLiteral(QD_VERSION));
}

void describe(QApplication &app)
{
    describe();
    QApplication::setApplicationDisplayName(QStringLiteral("Quarterdeck"));
    QApplication::setDesktopFileName(QStringLiteral("quarterdeck"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    app.setWindowIcon(QIcon(QStringLiteral(":/icons/quarterdeck.svg")));
}

/// Charts are drawn, and no window is shown.
int writePostmortem(int argc, char **argv, const PostmortemCommand &command)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir scratch;
    provideRuntimeDir(scratch);
    QApplication app(argc, argv);
    quietOffscreenPlatform();
    describe(app);
    applyTheme(app, Scheme::Light);
    return runPostmortem(command);
}

void openFirst(const ReplayOrder &order, RecordingSession &recordings, MainWindow &window, Snapshot *snapshot)
{
    QObject::connect(
        &recordings, &RecordingSession::opened, &window,
        [&window, snapshot, plays = order.plays] {
            if (snapshot) {
                snapshot->takeSoon();
            } else if (plays) {
                window.replay()->player().toggle();
            }
        },
        Qt::SingleShotConnection);
    if (snapshot) {
        QObject::connect(&recordings, &RecordingSession::failed, snapshot, &Snapshot::giveUp);
        // A picture of another instant than the one asked for would pass for it.
        QObject::connect(&recordings, &RecordingSession::lookedElsewhere, snapshot, &Snapshot::giveUp);
    }
    recordings.open(order);
}

} // namespace

int main(int argc, char **argv)
{
    CommandLine line;
    if (const auto code = parseCommandLine(argc, argv, line)) {
        return *code;
    }
    if (!line.infoFile.isEmpty()) {
        return printInfo(line.infoFile);
    }
    if (line.exportCommand) {
        return runExport(*line.exportCommand);
    }
    if (line.import) {
        return runImport(*line.import);
    }
    if (line.query) {
        return runQuery(*line.query);
    }
    if (line.backtest) {
        return runBacktest(*line.backtest);
    }
    if (line.postmortem) {
        return writePostmortem(argc, argv, *line.postmortem);
    }
    if (line.drill && line.drill->headless) {
        QCoreApplication app(argc, argv);
        describe();
        return runDrill(*line.drill);
    }
    if (line.watch) {
        QCoreApplication app(argc, argv);
        describe();
        return runWatch(*line.target, line.service);
    }
    prepareEnvironment(line);
    const QTemporaryDir scratch;
    provideRuntimeDir(scratch);
    QApplication app(argc, argv);
    quietOffscreenPlatform();
    describe(app);
    if (line.drill) {
        const Settings user(Settings::defaultPath());
        ThemeKeeper themes(app, line.scheme.value_or(user.scheme()));
        return runDrillWindow(*line.drill, [&](SchemeChoice choice) { themes.choose(choice); });
    }
    // A picture neither reads nor leaves anything behind.
    if (line.snapshot && line.service.dataDir.isEmpty()) {
        line.service.dataDir = scratch.filePath(QStringLiteral("data"));
    }
    const QuitSignals quitSignals;
    const bool remember = line.remember && !line.snapshot;
    Settings settings(remember ? Settings::defaultPath() : QString());
    const TimelineClock clock;
    ThemeKeeper themes(app, line.scheme.value_or(line.snapshot ? SchemeChoice::Light : settings.scheme()));
    MainWindow window(settings, clock);
    LiveSession session(window, line.service);
    DesktopNotifier notifier(&QApplication::beep);
    notifier.setSoundOn(settings.alertSound());
    QObject::connect(&window, &MainWindow::alertSoundChosen, &notifier, [&](bool on) {
        settings.setAlertSound(on);
        notifier.setSoundOn(on);
        window.tell(on ? QObject::tr("What pages sounds each minute until it is acknowledged.")
                       : QObject::tr("Alerts make no sound. They are still shown."),
                    false);
    });
    if (!line.snapshot) {
        QObject::connect(&session, &LiveSession::watching, &notifier, &DesktopNotifier::follow);
        QObject::connect(&session, &LiveSession::noticed, &notifier, &DesktopNotifier::notify);
    }
    const CompareRecording comparison(window);
    const auto watch = [&](const TargetChoice &target) {
        const auto done = session.watch(target);
        window.firstMinute()->setProblem(done ? QString() : done.error().words);
        if (done) {
            settings.setTarget(target);
        }
    };
    QObject::connect(&window, &MainWindow::schemeChosen, &themes, [&](SchemeChoice choice) {
        settings.setScheme(choice);
        themes.choose(choice);
    });
    QObject::connect(&window, &MainWindow::practiceWanted, &session, [&] {
        watch({TargetChoice::Kind::Practice, {}, {}});
    });
    QObject::connect(&window, &MainWindow::attachWanted, &session,
                     [&](const QString &url, const QString &tokenFile) {
                         watch({TargetChoice::Kind::Attach, url, tokenFile});
                     });
    QObject::connect(&window, &MainWindow::stopWatchingWanted, &session, [&] {
        watch({TargetChoice::Kind::Empty, {}, {}});
    });
    RecordingSession recordings(window, clock);
    QObject::connect(&window, &MainWindow::filesWanted, &recordings, [&](const QStringList &paths) {
        recordings.open({paths.front(), paths.mid(1), {}, {}, 1, false});
    });
    const OutageDesk outage(window);
    if (line.span && !line.replay) {
        window.playhead().follow(*line.span);
    }
    window.show();
    // A recording that is named is what the window is opened for: nothing is started behind it unless asked for.
    if (line.target || !line.replay) {
        watch(line.target.value_or(line.snapshot ? TargetChoice{} : settings.target()));
    }
    std::unique_ptr<Snapshot> snapshot;
    if (line.snapshot) {
        snapshot = std::make_unique<Snapshot>(window, *line.snapshot);
    }
    if (line.replay) {
        openFirst(*line.replay, recordings, window, snapshot.get());
    }
    const int code = QApplication::exec();
    recordings.close();
    window.hide(); // ending the engine drains the child, which may take a moment
    session.finish();
    return code;
}
