// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/action_desk.h"
#include "app/main_window.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/palette.h"
#include "widgets/dashboard/tile.h"
#include "widgets/log/log_model.h"
#include "widgets/sessions/sessions_panel.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;

namespace {

/// A calm hour's end: 20 min of a healthy service, then sessions begin to stay.
FakeSecond leaking(int second)
{
    FakeSecond s;
    const double leak = second < 300 ? 0 : (second - 300) * 13.0;
    s.retained = leak;
    s.residentMiB = 96 + leak * 2048 / 1048576 + (second % 7) * 0.2;
    s.active = 14'612 + (second % 11) * 9;
    s.p99Ms = 12 + leak / 1000 + (second % 5) * 0.3;
    if (leak > 0) {
        s.memorySlopeMiBPerMin = 1.55;
        s.limitSeconds = (246 - s.residentMiB) / 1.55 * 60;
    }
    return s;
}

SessionPage somePage(Timestamp now, int rows)
{
    SessionPage page;
    for (int i = 0; i < rows; ++i) {
        SessionRow row;
        row.id = QStringLiteral("0f6c2a%1").arg(i, 6, 16, QLatin1Char('0'));
        row.user = QStringLiteral("user-%1").arg(1000 + i * 37 % 900);
        row.address = QStringLiteral("10.0.%1.%2").arg(i % 8).arg(7 + i * 13 % 240);
        row.state = i % 5 == 3 ? SessionState::Retained : SessionState::Active;
        row.createdAt = now - std::chrono::minutes(3 + i * 7 % 600);
        row.lastSeenAt = now - std::chrono::seconds(2 + i * 5 % 900);
        row.bytes = 900 + i * 173 % 4000;
        page.rows.push_back(row);
    }
    page.nextCursor = QStringLiteral("next");
    return page;
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsTheFirstMinuteWhenNothingIsWatched();
    void showsWhatIsWatched();
    void everyScreenIsDrawnInBothThemes_data();
    void everyScreenIsDrawnInBothThemes();

private:
    void fill(bool leak);

    std::unique_ptr<FakeHistory> m_history;
    std::unique_ptr<FakeFeed> m_feed;
    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

void TestMainWindow::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_history = std::make_unique<FakeHistory>();
    m_feed = std::make_unique<FakeFeed>();
    m_gateway = std::make_unique<FakeGateway>();
    m_settings = std::make_unique<Settings>(QString());
    m_window = std::make_unique<MainWindow>(*m_settings, m_history->clock());
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_gateway.reset();
    m_feed.reset();
}

void TestMainWindow::fill(bool leak)
{
    leak ? m_history->run(1200, leaking) : m_history->run(1200);
    if (leak) {
        m_history->status.health = Health::Degraded;
    }
    m_window->watch(m_feed.get(), m_gateway.get());
    m_feed->publish(m_history->snapshot());
}

void TestMainWindow::showsTheFirstMinuteWhenNothingIsWatched()
{
    m_window->show();
    QVERIFY(m_window->findChild<QPushButton *>(QStringLiteral("practice"))->isVisible());
    QVERIFY(!m_window->findChild<QPushButton *>(QStringLiteral("purge"))->isVisible());
}

void TestMainWindow::showsWhatIsWatched()
{
    fill(true);
    m_window->show();
    QCOMPARE(m_window->findChild<Pill *>(QStringLiteral("where"))->text(), QStringLiteral("PRACTICE"));
    QCOMPARE(m_window->findChild<Pill *>(QStringLiteral("mode"))->text(), QStringLiteral("LIVE"));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("PRACTICE")));
    const auto *tiles = m_window->findChild<TileRow *>();
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().severity, Severity::Critical);
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().value, QStringLiteral("11,687"));
}

void TestMainWindow::everyScreenIsDrawnInBothThemes_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light, wide") << false << QSize(1440, 900);
    QTest::newRow("dark, wide") << true << QSize(1440, 900);
    QTest::newRow("light, narrow") << false << QSize(1024, 700);
    QTest::newRow("dark, narrow") << true << QSize(1024, 700);
}

void TestMainWindow::everyScreenIsDrawnInBothThemes()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    const QString name = QStringLiteral("%1-%2-").arg(dark ? u"dark" : u"light").arg(size.width());
    m_window->resize(size);
    m_window->show();
    const auto look = [&](const QString &screen) {
        QApplication::processEvents();
        keepPicture(*m_window, name + screen);
        QCOMPARE(clippedTexts(*m_window).join(u'\n'), QString());
    };
    look(QStringLiteral("empty"));
    fill(true);
    look(QStringLiteral("alerts"));
    m_window->showSide(1);
    QTRY_VERIFY(!m_gateway->pages.empty());
    m_gateway->pages.back().answer(somePage(m_history->now(), 100));
    look(QStringLiteral("sessions"));
    m_window->showSide(2);
    look(QStringLiteral("log-empty"));
    m_window->playhead().hold();
    m_history->run(43);
    m_history->status.problem = QStringLiteral("sessiond was killed by signal 9. 14,209 sessions are kept in its "
                                               "journal. It is being started again.");
    m_history->status.health = Health::Down;
    m_feed->publish(m_history->snapshot());
    look(QStringLiteral("paused-down"));
    m_window->findChild<CommandPalette *>()->open();
    look(QStringLiteral("palette"));
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
