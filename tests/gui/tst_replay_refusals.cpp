// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/replay_desk.h"
#include "tests/gui/replay_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/actions/action_dialog.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/banner.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// Sockets this process holds open.
int openSockets()
{
    int count = 0;
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    for (const QFileInfo &link : descriptors.entryInfoList(QDir::Files | QDir::System | QDir::NoDotAndDotDot)) {
        count += link.symLinkTarget().contains(QStringLiteral("socket:")) ? 1 : 0;
    }
    return count;
}

/// What ends or replaces the window itself is left out of the walk.
bool endsTheWindow(const QString &command)
{
    return command == QStringLiteral("Quit");
}

} // namespace

/// In REPLAY no command, button or key of the window reaches the live service: the walk takes whatever commands
/// and buttons there are, so what is added later is walked too.
class TestReplayRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void noCommandReachesTheService_data() { histories(); }
    void noCommandReachesTheService();
    void noButtonReachesTheService_data() { histories(); }
    void noButtonReachesTheService();
    void noKeyReachesTheService_data() { histories(); }
    void noKeyReachesTheService();
    void theWalkWouldSeeIt();
    void anOpenDialogClosesWhenReplayBegins();
    void buttonsSayWhy();

private:
    static void histories();
    /// REPLAY of the kind of history that the row names; once more if the last step left it.
    void replay();
    void tidy();
    void verifyNothingReached(const QString &after);

    std::unique_ptr<ReplayFixture> m_f;
    int m_sockets = 0;
};

void TestReplayRefusals::histories()
{
    QTest::addColumn<bool>("file");
    QTest::newRow("a file") << true;
    QTest::newRow("the live history, played back") << false;
}

void TestReplayRefusals::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<ReplayFixture>();
    m_f->fill(true);                      // findings with things to do
    m_f->window.setUpdatesEnabled(false); // nobody looks
    m_f->window.show();
    QApplication::setActiveWindow(&m_f->window);
    m_f->gateway.pages.clear();
    m_f->gateway.calls = 0;
    m_sockets = openSockets();
}

void TestReplayRefusals::replay()
{
    QFETCH(bool, file);
    if (m_f->playhead().mode() == Mode::Replay && m_f->window.showsRecording() == file) {
        return;
    }
    if (file) {
        m_f->open();
    } else {
        m_f->playhead().seek(m_f->history.now() - 5min);
        m_f->playhead().play();
        m_f->playhead().hold();
    }
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
}

void TestReplayRefusals::tidy()
{
    for (QDialog *dialog : m_f->window.findChildren<QDialog *>()) {
        dialog->close();
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QApplication::processEvents();
}

void TestReplayRefusals::verifyNothingReached(const QString &after)
{
    QApplication::processEvents();
    QFETCH(bool, file);
    const FakeGateway &live = m_f->gateway;
    // A note on what is live and played back goes into its log, and reaches nothing else.
    const int notes = file ? 0 : int(live.notes.size());
    if (m_f->playhead().mode() == Mode::Replay) {
        QVERIFY2(live.calls == notes, qPrintable(after));
    }
    // What leads back to live may ask for lists again, and for nothing else.
    QVERIFY2(live.calls == notes + int(live.pages.size()), qPrintable(after));
    m_f->gateway.notes.clear();
    m_f->gateway.pages.clear();
    m_f->gateway.calls = 0;
    QVERIFY2(m_f->window.findChildren<ActionDialog *>().isEmpty(), qPrintable(after));
    QVERIFY2(openSockets() <= m_sockets, qPrintable(after));
    tidy();
}

void TestReplayRefusals::noCommandReachesTheService()
{
    const auto commands = m_f->window.commands();
    QVERIFY(commands.size() > 30);
    for (QAction *command : commands) {
        if (endsTheWindow(command->text())) {
            continue;
        }
        replay();
        command->setEnabled(true); // being disabled is a courtesy; what guards is the gateway
        command->trigger();
        verifyNothingReached(command->text());
        if (QTest::currentTestFailed()) {
            return;
        }
    }
}

void TestReplayRefusals::noButtonReachesTheService()
{
    for (int tab = 0; tab < 5; ++tab) {
        replay();
        m_f->window.showSide(tab);
        const auto buttons = m_f->window.findChildren<QAbstractButton *>();
        // Some go while others are clicked: watched from before the first click on.
        for (const auto &button : QList<QPointer<QAbstractButton>>(buttons.begin(), buttons.end())) {
            replay();
            if (!button || button->window() != &m_f->window) {
                continue; // of a dialog that is gone
            }
            const QString name = button->objectName() + u' ' + button->text();
            button->setEnabled(true);
            button->click();
            verifyNothingReached(name);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
}

void TestReplayRefusals::noKeyReachesTheService()
{
    const QList<Qt::KeyboardModifiers> modifiers{Qt::NoModifier, Qt::ShiftModifier, Qt::AltModifier,
                                                 Qt::ControlModifier, Qt::ControlModifier | Qt::ShiftModifier};
    QList<int> keys{Qt::Key_Space,    Qt::Key_Return,   Qt::Key_Left,   Qt::Key_Right, Qt::Key_Home,
                    Qt::Key_End,      Qt::Key_Comma,    Qt::Key_Period, Qt::Key_Minus, Qt::Key_Plus,
                    Qt::Key_Escape,   Qt::Key_Delete,   Qt::Key_F1,     Qt::Key_F5,    Qt::Key_Slash,
                    Qt::Key_Question, Qt::Key_Backspace};
    for (int key = Qt::Key_0; key <= Qt::Key_Z; ++key) {
        if ((key <= Qt::Key_9 || key >= Qt::Key_A)) {
            keys << key;
        }
    }
    for (const auto &modifier : modifiers) {
        for (const int key : keys) {
            if (modifier == Qt::ControlModifier && key == Qt::Key_Q) {
                continue;
            }
            replay();
            m_f->window.findChild<ChartPane *>()->setFocus();
            QTest::keyClick(m_f->window.findChild<ChartPane *>(), Qt::Key(key), modifier);
            verifyNothingReached(QKeySequence(QKeyCombination(modifier, Qt::Key(key))).toString());
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
}

/// The same walk while live does reach the service: it is not blind.
void TestReplayRefusals::theWalkWouldSeeIt()
{
    int opened = 0;
    for (QAction *command : m_f->window.commands()) {
        if (endsTheWindow(command->text()) || command->text().startsWith(QStringLiteral("Open"))) {
            continue;
        }
        command->trigger();
        QApplication::processEvents();
        opened += int(m_f->window.findChildren<ActionDialog *>().size());
        tidy();
    }
    QVERIFY(opened >= 3);
    QVERIFY(m_f->gateway.calls >= 5);
}

void TestReplayRefusals::anOpenDialogClosesWhenReplayBegins()
{
    m_f->find<QPushButton>("purge")->click();
    QCOMPARE(m_f->window.findChildren<ActionDialog *>().size(), 1);
    m_f->open();
    tidy();
    QVERIFY(m_f->window.findChildren<ActionDialog *>().isEmpty());
}

void TestReplayRefusals::buttonsSayWhy()
{
    m_f->open();
    for (const char *name : {"restart", "purge"}) {
        const auto *button = m_f->find<QPushButton>(name);
        QVERIFY2(!button->isEnabled(), name);
        QVERIFY2(button->toolTip().startsWith(QStringLiteral("This is a recording: nothing can be")), name);
    }
    for (const QPushButton *button : m_f->window.findChildren<QPushButton *>()) {
        if (button->text().startsWith(QStringLiteral("Preview purge"))) {
            QVERIFY(!button->isEnabled());
            QVERIFY(button->toolTip().startsWith(QStringLiteral("This is a recording")));
        }
    }
    QVERIFY(m_f->find<QPushButton>("note")->isEnabled());
}

QD_TEST_WIDGETS(TestReplayRefusals)
#include "tst_replay_refusals.moc"
