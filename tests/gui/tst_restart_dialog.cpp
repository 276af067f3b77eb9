// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/end_session_dialog.h"
#include "widgets/actions/restart_dialog.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
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

QD_TEST_WIDGETS(TestRestartDialog)
#include "tst_restart_dialog.moc"
