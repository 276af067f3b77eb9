// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/scenario.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/deploy_dialog.h"
#include "widgets/actions/end_session_dialog.h"
#include "widgets/actions/restart_dialog.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>

using namespace qd;
using namespace qd::test;

class TestRestartDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatARestartCosts();
    void aServiceWithoutAPlanCanBeRestarted();
    void goesThroughItsStepsToTheOutcome();
    void aFailureSaysWhy();
    void oneSessionIsEndedWithAReason();
    void deploysWhatIsChosen();
    void saysWhichReleaseIsToCome();
    void rollsBackToTheOneBefore();
    void anyNameWillDoWhereNoneAreKnown();

private:
    RestartProgress step(RestartStep at, int ms) const;
    DeliberateButton *act() const { return m_dialog->findChild<DeliberateButton *>(); }
    QLineEdit *reason() const { return m_dialog->findChild<QLineEdit *>(QStringLiteral("reason")); }
    QString label(const char *name) const { return m_dialog->findChild<QLabel *>(QLatin1String(name))->text(); }

    std::unique_ptr<FakeGateway> m_gateway;
    QPointer<RestartDialog> m_dialog;
};

void TestRestartDialog::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_gateway = std::make_unique<FakeGateway>();
    m_dialog = new RestartDialog(*m_gateway, Target{}, false);
    m_dialog->show();
}

void TestRestartDialog::cleanup()
{
    delete m_dialog;
    m_gateway.reset();
}

RestartProgress TestRestartDialog::step(RestartStep at, int ms) const
{
    RestartProgress progress;
    progress.step = at;
    progress.elapsed = Millis(ms);
    return progress;
}

void TestRestartDialog::showsWhatARestartCosts()
{
    QCOMPARE(m_gateway->plans.size(), 1U);
    m_gateway->plans.back().answer(RestartPlan{3, 14'209, 31'004, std::chrono::seconds(15)});
    QCOMPARE(label("kept"), QStringLiteral("14,209"));
    QCOMPARE(m_dialog->findChild<QSpinBox *>(QStringLiteral("drain"))->value(), 15);
    QVERIFY(!act()->isEnabled());
    reason()->setText(QStringLiteral("memory"));
    QTRY_VERIFY(act()->isEnabled());
    QCOMPARE(act()->text(), QStringLiteral("Restart sessiond on PRACTICE"));
    QApplication::processEvents();
    QCOMPARE(clippedTexts(*m_dialog).join(u'\n'), QString());
    keepPicture(*m_dialog, QStringLiteral("restart-ready"));
}

void TestRestartDialog::aServiceWithoutAPlanCanBeRestarted()
{
    m_gateway->plans.back().answer(failure(ErrorCode::Timeout, QStringLiteral("It does not answer.")));
    QCOMPARE(label("error"), QStringLiteral("It does not answer."));
    QCOMPARE(label("kept"), QStringLiteral("unknown"));
    reason()->setText(QStringLiteral("hung"));
    QTRY_VERIFY(act()->isEnabled());
}

void TestRestartDialog::goesThroughItsStepsToTheOutcome()
{
    m_gateway->plans.back().answer(RestartPlan{3, 14'209, 31'004, std::chrono::seconds(10)});
    reason()->setText(QStringLiteral("memory"));
    QTRY_VERIFY(act()->isEnabled());
    QTest::mouseClick(act(), Qt::LeftButton);
    QCOMPARE(m_gateway->restarts.size(), 1U);
    QCOMPARE(m_gateway->restarts.back().request.reason, QStringLiteral("memory"));
    const auto call = m_gateway->restarts.back();
    call.answer(step(RestartStep::EvidenceCaptured, 20));
    call.answer(step(RestartStep::Draining, 30));
    call.answer(step(RestartStep::Stopped, 900));
    QApplication::processEvents();
    keepPicture(*m_dialog, QStringLiteral("restart-steps"));
    call.answer(step(RestartStep::Started, 1000));
    RestartProgress ready = step(RestartStep::Ready, 1800);
    ready.sessionsKept = 14'209;
    ready.requestsFailed = 37;
    call.answer(ready);
    QCOMPARE(m_dialog->phase(), RestartDialog::Phase::Done);
    QCOMPARE(label("outcome"),
             QStringLiteral("Ready after 1.8 s · 14,209 active sessions kept, retained dropped · "
                            "37 requests failed meanwhile"));
    QVERIFY(!act()->isVisible());
    keepPicture(*m_dialog, QStringLiteral("restart-done"));
}

void TestRestartDialog::aFailureSaysWhy()
{
    reason()->setText(QStringLiteral("memory"));
    QTRY_VERIFY(act()->isEnabled());
    act()->click();
    const auto call = m_gateway->restarts.back();
    call.answer(step(RestartStep::Stopped, 900));
    RestartProgress failed = step(RestartStep::Failed, 1200);
    failed.words = QStringLiteral("The port is taken by another program.");
    call.answer(failed);
    QCOMPARE(m_dialog->phase(), RestartDialog::Phase::Failed);
    QCOMPARE(label("error"), QStringLiteral("The port is taken by another program."));
}

void TestRestartDialog::oneSessionIsEndedWithAReason()
{
    SessionRow session;
    session.id = QStringLiteral("0f6c2a");
    session.user = QStringLiteral("alice");
    auto *dialog = new EndSessionDialog(*m_gateway, session, Target{}, false);
    QPointer<QDialog> alive(dialog);
    dialog->show();
    auto *button = dialog->findChild<DeliberateButton *>();
    QCOMPARE(button->text(), QStringLiteral("End session of alice on PRACTICE"));
    QVERIFY(!button->isEnabled());
    dialog->findChild<QLineEdit *>(QStringLiteral("reason"))->setText(QStringLiteral("stolen laptop"));
    QTRY_VERIFY(button->isEnabled());
    keepPicture(*dialog, QStringLiteral("end-session"));
    button->click();
    QCOMPARE(m_gateway->ends.back().request, QStringLiteral("0f6c2a"));
    const Result<bool> done = true;
    m_gateway->ends.back().answer(done);
    QTRY_VERIFY(!alive);
}

void TestRestartDialog::deploysWhatIsChosen()
{
    ServiceStatus status;
    status.release = QStringLiteral("2.4.1");
    status.releases = {QStringLiteral("2.4.0"), QStringLiteral("2.4.1"), QStringLiteral("2.4.2")};
    delete m_dialog;
    m_dialog = new DeployDialog(DeployDialog::Way::Deploy, *m_gateway, status, false);
    m_dialog->show();
    m_gateway->plans.back().answer(RestartPlan{3, 14'209, 31'004, std::chrono::seconds(15)});
    const auto *release = m_dialog->findChild<QComboBox *>(QStringLiteral("release"));
    QCOMPARE(release->currentText(), QStringLiteral("2.4.2")); // the newest
    QCOMPARE(release->count(), 2);                             // not the one that runs
    QVERIFY(!act()->isEnabled());
    reason()->setText(QStringLiteral("the patch"));
    QTRY_VERIFY(act()->isEnabled());
    QCOMPARE(act()->text(), QStringLiteral("Deploy 2.4.2 on PRACTICE"));
    QApplication::processEvents();
    QCOMPARE(clippedTexts(*m_dialog).join(u'\n'), QString());
    keepPicture(*m_dialog, QStringLiteral("deploy"));
    act()->click();
    QCOMPARE(m_gateway->deploys.size(), 1U);
    const DeployOrder &order = m_gateway->deploys.back().request;
    QCOMPARE(order.release, QStringLiteral("2.4.2"));
    QCOMPARE(order.reason, QStringLiteral("the patch"));
    QVERIFY(!order.isRollback);
    QCOMPARE(order.drainDeadline, std::chrono::seconds(15));
    m_gateway->deploys.back().answer(step(RestartStep::Ready, 2'000));
    QCOMPARE(m_dialog->phase(), RestartDialog::Phase::Done);
    QVERIFY(m_gateway->restarts.empty());
}

void TestRestartDialog::saysWhichReleaseIsToCome()
{
    ServiceStatus status;
    status.release = QStringLiteral("2.4.1");
    status.releases = {QStringLiteral("2.4.0"), QStringLiteral("2.4.1")};
    status.releaseToCome = drill::sessionLeak(drill::Telling::Drill, 1, 10).awaited(2, false);
    delete m_dialog;
    m_dialog = new DeployDialog(DeployDialog::Way::Deploy, *m_gateway, status, false);
    m_dialog->show();
    m_gateway->plans.back().answer(RestartPlan{3, 14'209, 31'004, std::chrono::seconds(15)});
    QVERIFY2(label("releaseToCome").startsWith(QStringLiteral("2.4.2 is not there yet")),
             qPrintable(label("releaseToCome")));
    QApplication::processEvents();
    QCOMPARE(clippedTexts(*m_dialog).join(u'\n'), QString());
    keepPicture(*m_dialog, QStringLiteral("deploy-to-come"));
    status.releaseToCome.clear();
    delete m_dialog;
    m_dialog = new DeployDialog(DeployDialog::Way::Deploy, *m_gateway, status, false);
    QVERIFY(!m_dialog->findChild<QLabel *>(QStringLiteral("releaseToCome")));
}

void TestRestartDialog::rollsBackToTheOneBefore()
{
    ServiceStatus status;
    status.release = QStringLiteral("2.4.1");
    status.releases = {QStringLiteral("2.4.0"), QStringLiteral("2.4.1"), QStringLiteral("2.4.2")};
    QCOMPARE(releaseBefore(status), QStringLiteral("2.4.0"));
    delete m_dialog;
    m_dialog = new DeployDialog(DeployDialog::Way::RollBack, *m_gateway, status, false);
    m_dialog->show();
    reason()->setText(QStringLiteral("the deployment"));
    QTRY_VERIFY(act()->isEnabled());
    QCOMPARE(act()->text(), QStringLiteral("Roll back to 2.4.0 on PRACTICE"));
    act()->click();
    QVERIFY(m_gateway->deploys.back().request.isRollback);
    status.release = QStringLiteral("2.4.0");
    QCOMPARE(releaseBefore(status), QString());
}

void TestRestartDialog::anyNameWillDoWhereNoneAreKnown()
{
    ServiceStatus status;
    status.release = QStringLiteral("r1");
    delete m_dialog;
    m_dialog = new DeployDialog(DeployDialog::Way::Deploy, *m_gateway, status, false);
    m_dialog->show();
    reason()->setText(QStringLiteral("because"));
    auto *release = m_dialog->findChild<QComboBox *>(QStringLiteral("release"));
    QVERIFY(!act()->isEnabled());
    release->setCurrentText(QStringLiteral("r1"));
    QVERIFY(!act()->isEnabled());
    QCOMPARE(act()->toolTip(), QStringLiteral("That one runs already"));
    release->setCurrentText(QStringLiteral("r2"));
    QTRY_VERIFY(act()->isEnabled());
}

QD_TEST_WIDGETS(TestRestartDialog)
#include "tst_restart_dialog.moc"
