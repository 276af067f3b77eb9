// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/replay_desk.h"
#include "tests/gui/replay_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/shared/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Every state of REPLAY in both themes and at the two sizes that people have; nothing may be clipped.
class TestReplayScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void screens_data();
    void screens();

private:
    void look(const QString &screen);
    std::unique_ptr<ReplayFixture> m_f;
    QString m_name;
};

void TestReplayScreens::init()
{
    failOnAnyWarning();
}

void TestReplayScreens::screens_data()
{
    addThemesAndSizes();
}

void TestReplayScreens::look(const QString &screen)
{
    QApplication::processEvents();
    QCOMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
    keepPicture(m_f->window, screen + m_name);
}

void TestReplayScreens::screens()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    // As in the program, where the look is there before the window is.
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f = std::make_unique<ReplayFixture>();
    m_name = QStringLiteral("-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width());
    m_f->fill(false);
    m_f->logSomeWork();
    m_f->publish();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    m_f->window.show();
    m_f->open();
    QTRY_VERIFY(m_f->sidecar->isLoaded());
    look(QStringLiteral("replay-opened"));
    m_f->window.replay()->goTo(m_f->fileEnd() - 700s);
    m_f->window.replay()->toggleBookmark();
    m_f->playhead().follow(5min);
    look(QStringLiteral("replay-stepped"));
    m_f->playhead().setSpeed(1000);
    m_f->window.findChild<TransportBar *>()->setPlaying(true);
    m_f->window.findChild<TransportBar *>()->setSpeed(1000, 412.0);
    m_f->window.tell(QStringLiteral("Live, on PRACTICE: Validation is slow: p99 above 100 ms for 1 s"), true);
    look(QStringLiteral("replay-slow-and-live-alert"));
    m_f->window.replay()->openGoTo();
    look(QStringLiteral("replay-go-to-empty"));
    m_f->find<QLineEdit>("goToText")->setText(QStringLiteral("-5m"));
    look(QStringLiteral("replay-go-to"));
    QTest::keyClick(m_f->find<QLineEdit>("goToText"), Qt::Key_Escape);
    m_f->window.showSide(1);
    QApplication::processEvents();
    look(QStringLiteral("replay-sessions"));
    m_f->window.showSide(0);
    m_f->window.closeRecording();
    look(QStringLiteral("replay-left"));
    m_f->playhead().seek(m_f->history.now() - 5min);
    m_f->playhead().play();
    m_f->playhead().hold();
    look(QStringLiteral("replay-own-past"));
}

QD_TEST_WIDGETS(TestReplayScreens)
#include "tst_replay_screens.moc"
