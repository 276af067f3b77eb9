// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "app/main_window.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/purge_dialog.h"
#include "widgets/actions/restart_dialog.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/tile.h"
#include "widgets/incident/change_form.h"
#include "widgets/incident/entry_model.h"
#include "widgets/incident/incident_head.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/incident/note_line.h"
#include "widgets/incident/status_steps.h"
#include "widgets/incident/timeline_page.h"
#include "widgets/log/log_model.h"
#include "widgets/log/log_panel.h"
#include "widgets/sessions/sessions_model.h"
#include "widgets/sessions/sessions_panel.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <csignal>

using namespace qd;
using namespace qd::test;

/// The whole window on a real sessiond with real traffic, worked by hand.
class TestWindowLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void cleanupTestCase();
    void showsTheLiveService();
    void listsItsSessions();
    void anIncidentIsOpenedAndWritten();
    void purgesExactlyWhatThePreviewCounted();
    void restartsItThroughTheDialog();
    void aKilledServiceIsSaidServedAgainAndMarked();

private:
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return m_window->findChild<QPushButton *>(QLatin1String(name));
    }
    [[nodiscard]] double sessions(const char *state) const
    {
        return m_fixture->figure("sessiond_sessions", Labels({{"state", state}})).value_or(0);
    }

    TimelineClock m_clock;
    std::unique_ptr<EngineFixture> m_fixture;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindowLive::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
    m_fixture = std::make_unique<EngineFixture>();
    m_fixture->config.where = Where::Practice;
    m_fixture->config.startTraffic = true;
    m_fixture->config.traffic.users = 20;
    m_fixture->config.traffic.requestsPerSecond = 60;
    m_fixture->start();
    m_settings = std::make_unique<Settings>(QString());
    m_window = std::make_unique<MainWindow>(*m_settings, m_clock);
    m_window->watch(m_fixture->engine.get(), &m_fixture->engine->gateway());
    m_window->show();
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->isServing() && sessions("active") > 5, 60'000);
}

void TestWindowLive::cleanupTestCase()
{
    m_window->watch(nullptr, nullptr);
    m_fixture.reset();
    m_window.reset();
}

void TestWindowLive::showsTheLiveService()
{
    const auto *tiles = m_window->findChild<TileRow *>();
    QTRY_VERIFY(tiles->tile(TileKind::Active)->reading().value.toInt() > 5);
    QTRY_VERIFY(tiles->tile(TileKind::Memory)->reading().unit.contains(QStringLiteral("MiB")));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("PRACTICE")));
    QVERIFY(button("purge")->isEnabled());
}

void TestWindowLive::listsItsSessions()
{
    m_window->showSide(1);
    const SessionsModel *model = m_window->findChild<SessionsPanel *>()->model();
    QTRY_VERIFY_WITH_TIMEOUT(model->rowCount() > 0, 10'000);
    QVERIFY(!model->row(0).user.isEmpty());
    QCOMPARE(model->row(0).address, QStringLiteral("127.0.0.1"));
}

void TestWindowLive::anIncidentIsOpenedAndWritten()
{
    QTest::mouseClick(button("incident"), Qt::LeftButton);
    auto *form = m_window->findChild<IncidentForm *>();
    QVERIFY(form);
    form->findChild<QLineEdit *>(QStringLiteral("openingTitle"))->setText(QStringLiteral("Logins take long"));
    form->findChild<QPushButton *>(QStringLiteral("formAct"))->click();
    auto *panel = m_window->findChild<IncidentPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(!panel->shown().isEmpty(), 10'000);
    auto *note = m_window->findChild<NoteLine *>();
    note->setPlainText(QStringLiteral("Looking at it."));
    QTest::keyClick(note, Qt::Key_Return);
    const EntryModel *entries = panel->timeline()->model();
    QTRY_COMPARE_WITH_TIMEOUT(entries->index(entries->rowCount() - 1).data().toString(),
                              QStringLiteral("Looking at it."), 10'000);
    QVERIFY(note->toPlainText().isEmpty());
    Q_EMIT panel->statusWanted(incident::Status::Resolved);
    form = m_window->findChild<ChangeForm *>();
    QVERIFY(form);
    form->findChild<QPushButton *>(QStringLiteral("formAct"))->click();
    QTRY_COMPARE_WITH_TIMEOUT(panel->head()->steps()->accessibleName(), QStringLiteral("Status: Resolved"),
                              10'000);
    QVERIFY(!m_window->incidents()->shown()->isOpen());
}

void TestWindowLive::purgesExactlyWhatThePreviewCounted()
{
    m_fixture->engine->gateway().setDrill({1.0, false}, this, [](Result<bool>) {});
    QTRY_VERIFY_WITH_TIMEOUT(sessions("retained") >= 5, 60'000);
    // Nobody logs out any more, so that the count cannot move between the metrics and the preview.
    m_fixture->engine->gateway().setTraffic(false, this, [](Result<bool>) {});
    QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->status().trafficRunning, 10'000);
    QTest::mouseClick(button("purge"), Qt::LeftButton);
    auto *dialog = m_window->findChild<PurgeDialog *>();
    QVERIFY(dialog);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->preview().has_value(), 10'000);
    const std::int64_t matched = dialog->preview()->matched;
    QVERIFY(matched >= 5);
    QTRY_COMPARE_WITH_TIMEOUT(sessions("retained"), double(matched), 10'000);
    dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->setText(QStringLiteral("the drill is over"));
    auto *act = dialog->findChild<DeliberateButton *>();
    QTRY_VERIFY(act->isEnabled());
    QCOMPARE(act->text(), QStringLiteral("Purge %1 on PRACTICE")
                              .arg(counted(matched, QStringLiteral("session"), QStringLiteral("sessions"))));
    QSignalSpy purged(dialog, &PurgeDialog::purged);
    QTest::mouseClick(act, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(purged.size(), 1, 20'000);
    const auto truth = purged.at(0).at(0).value<PurgeProgress>();
    QCOMPARE(truth.purged, matched);
    QCOMPARE(truth.spared, 0);
    QTRY_COMPARE_WITH_TIMEOUT(sessions("retained"), 0.0, 10'000);
    dialog->close();
    m_window->showSide(3);
    const LogModel *log = m_window->findChild<LogPanel *>()->model();
    QTRY_VERIFY(log->index(0, 0).isValid());
    QStringList lines;
    for (int row = 0; row < log->rowCount(); ++row) {
        lines << log->index(row, 0).data().toString();
    }
    QVERIFY2(!lines.filter(QStringLiteral("Purge finished")).isEmpty(), qPrintable(lines.join(u'\n')));
}

void TestWindowLive::restartsItThroughTheDialog()
{
    QTest::mouseClick(button("restart"), Qt::LeftButton);
    auto *dialog = m_window->findChild<RestartDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->setText(QStringLiteral("to see it come back"));
    auto *act = dialog->findChild<DeliberateButton *>();
    QTRY_VERIFY_WITH_TIMEOUT(act->isEnabled(), 10'000);
    QTest::mouseClick(act, Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog->phase() == RestartDialog::Phase::Done,
                              qPrintable(dialog->findChild<QLabel *>(QStringLiteral("error"))->text()), 30'000);
    QVERIFY(
        dialog->findChild<QLabel *>(QStringLiteral("outcome"))->text().startsWith(QStringLiteral("Ready after")));
    dialog->close();
    // The picture that the window has may still be one of before.
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->event(EventKind::RestartFinished) && m_fixture->isServing(), 10'000);
}

void TestWindowLive::aKilledServiceIsSaidServedAgainAndMarked()
{
    m_window->playhead().follow(std::chrono::minutes(1));
    // Its marks must stand apart from those of the restart before.
    const auto isCalm = [this] {
        const Event *restarted = m_fixture->event(EventKind::ServiceReady);
        return m_fixture->isServing() && restarted &&
               m_fixture->now()->now - restarted->at > std::chrono::seconds(5);
    };
    QTRY_VERIFY_WITH_TIMEOUT(isCalm(), 15'000);
    const std::int64_t pid = m_fixture->status().pid;
    QVERIFY(pid > 1);
    const Timestamp killedAt = m_clock.now();
    QElapsedTimer since;
    since.start();
    QCOMPARE(::kill(pid_t(pid), SIGKILL), 0);
    // A start may take less than the time between two snapshots: the line stays though the health is well again.
    const auto *banner = m_window->findChild<Banner *>();
    QTRY_VERIFY_WITH_TIMEOUT(banner->message().contains(QStringLiteral("Service crashed")), 5000);
    QVERIFY2(since.elapsed() <= 1000, qPrintable(QStringLiteral("said after %1 ms").arg(since.elapsed())));
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->isServing() && m_fixture->status().pid != pid, 10'000);
    QVERIFY2(since.elapsed() <= 3500, qPrintable(QStringLiteral("served after %1 ms").arg(since.elapsed())));
    // The chart: a hatched gap where nobody was there to be asked, and a mark in the lane.
    const auto *charts = m_window->findChild<ChartPane *>();
    const auto crashed = [&](const EventMark &m) {
        return m.at >= killedAt - Millis(100) && m.face.tone == MarkTone::Critical;
    };
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(charts->scene().marks(), crashed), 5000);
    const auto across = [&](TimeRange gap) { return gap.begin <= killedAt + Millis(3000) && gap.end > killedAt; };
    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(charts->scene().gaps(), across), 5000);
    QTRY_VERIFY(banner->problem().isEmpty());
    keepPicture(*m_window, QStringLiteral("after-a-kill"));
}

QD_TEST_WIDGETS(TestWindowLive)
#include "tst_window_live.moc"
