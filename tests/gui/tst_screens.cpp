// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/action_desk.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/end_session_dialog.h"
#include "widgets/actions/purge_dialog.h"
#include "widgets/actions/restart_dialog.h"
#include "widgets/dashboard/help.h"
#include "widgets/dashboard/palette.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/theme.h"

#include <QtGui/QAction>
#include <QtGui/QPainter>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QTreeView>

#include <algorithm>
#include <cmath>
#include <map>

using namespace qd;
using namespace qd::test;

/// Every screen and dialog, full and empty, in both themes and at the two sizes that people have. No text may be
/// clipped; with QD_PICTURES each is kept for somebody to look at (`./dev pictures`).
namespace {

/// As WCAG has it, 0 to 1.
double luminance(QRgb colour)
{
    const auto linear = [](int v) {
        const double c = v / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(qRed(colour)) + 0.7152 * linear(qGreen(colour)) + 0.0722 * linear(qBlue(colour));
}

/// Of the words in a picture against what most of it is: 1 to 21.
double contrast(const QImage &picture)
{
    std::map<QRgb, int> counts;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            ++counts[picture.pixel(x, y)];
        }
    }
    const auto ground = std::ranges::max_element(counts, {}, [](const auto &c) { return c.second; });
    const double below = luminance(ground->first);
    double best = 1;
    for (const auto &[colour, count] : counts) {
        const double other = luminance(colour);
        best = std::max(best, (std::max(below, other) + 0.05) / (std::min(below, other) + 0.05));
    }
    return best;
}

} // namespace

class TestScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void screens_data() { sizesAndThemes(); }
    void screens();
    void troubles_data() { sizesAndThemes(); }
    void troubles();
    void layers_data() { sizesAndThemes(); }
    void layers();
    void purgeDialog_data() { sizesAndThemes(); }
    void purgeDialog();
    void otherDialogs_data() { sizesAndThemes(); }
    void otherDialogs();
    void lists_data() { sizesAndThemes(); }
    void lists();

private:
    static void sizesAndThemes();
    void begin(bool filled);
    void look(const QString &screen, QWidget *dialog = nullptr);
    void run(const QString &command);
    PurgePreview preview(std::int64_t matched, std::int64_t active);

    std::unique_ptr<WindowFixture> m_f;
    QString m_name;
};

void TestScreens::init()
{
    failOnAnyWarning();
}

void TestScreens::sizesAndThemes()
{
    addThemesAndSizes();
}

void TestScreens::begin(bool filled)
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    // As in the program, where the look is there before the window is.
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_name = QStringLiteral("-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width());
    m_f->window.setMinimumSize(0, 0); // the offscreen platform's screen is small
    m_f->window.resize(size);
    if (filled) {
        m_f->fill(true);
        m_f->logSomeWork();
        m_f->publish();
    }
    m_f->window.show();
}

void TestScreens::look(const QString &screen, QWidget *dialog)
{
    QApplication::processEvents();
    QWidget &seen = dialog ? *dialog : static_cast<QWidget &>(m_f->window);
    QFETCH(QSize, size);
    QCOMPARE(m_f->window.size(), size);
    QCOMPARE(clippedTexts(seen).join(u'\n'), QString());
    QVERIFY2(seen.width() <= m_f->window.width() && seen.height() <= m_f->window.height(),
             qPrintable(QStringLiteral("%1 is %2×%3").arg(screen).arg(seen.width()).arg(seen.height())));
    keepPictureOver(m_f->window, dialog, screen + m_name);
}

void TestScreens::run(const QString &command)
{
    const auto commands = m_f->window.commands();
    const auto found = std::ranges::find_if(commands, [&](QAction *a) { return a->text() == command; });
    QVERIFY2(found != commands.end(), qPrintable(command));
    (*found)->trigger();
}

void TestScreens::screens()
{
    begin(false);
    look(QStringLiteral("first-minute"));
    m_f->history.status.health = Health::Starting;
    m_f->window.watch(&m_f->feed, &m_f->gateway);
    m_f->publish();
    look(QStringLiteral("starting"));
    m_f->window.showSide(1);
    m_f->gateway.pages.back().answer(SessionPage());
    look(QStringLiteral("sessions-none"));
    m_f->window.showSide(3);
    look(QStringLiteral("log-none"));
    m_f->window.showSide(0);
    m_f->history.status.health = Health::Ok;
    m_f->fill(false);
    look(QStringLiteral("calm"));
    m_f->fill(true);
    m_f->logSomeWork();
    m_f->publish();
    look(QStringLiteral("alerts"));
    m_f->window.playhead().follow(std::chrono::hours(6));
    look(QStringLiteral("reach"));
    m_f->window.playhead().follow(std::chrono::minutes(15));
    m_f->window.showSide(1);
    QTRY_VERIFY(m_f->gateway.pages.size() > 1);
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 100));
    look(QStringLiteral("sessions"));
    m_f->window.showSide(3);
    look(QStringLiteral("log"));
    m_f->find<QTreeView>("logView")->expandAll();
    look(QStringLiteral("log-unfolded"));
    m_f->find<QLineEdit>("logText")->setText(QStringLiteral("no such words"));
    look(QStringLiteral("log-no-match"));
}

void TestScreens::troubles()
{
    begin(true);
    m_f->window.playhead().hold();
    m_f->history.run(43);
    m_f->publish();
    look(QStringLiteral("paused"));
    m_f->window.playhead().follow();
    m_f->history.fail(20);
    m_f->history.status.problem =
        QStringLiteral("sessiond was killed by signal 9. 14,209 sessions are kept in its "
                       "journal. It is being started again.");
    m_f->history.status.logProblem =
        QStringLiteral("The event log cannot be written: no space left on device. Nothing "
                       "can be purged or restarted until it can.");
    m_f->history.status.recorderProblem =
        QStringLiteral("The disk is full: nothing is recorded since 14:03:20. What is on screen goes on.");
    m_f->history.status.health = Health::Down;
    m_f->publish();
    m_f->window.tell(QStringLiteral("The service did not take the purge: it is draining."), true);
    m_f->window.showSide(1);
    QTRY_VERIFY(!m_f->gateway.pages.empty());
    m_f->gateway.pages.back().answer(
        failure(ErrorCode::Unavailable, QStringLiteral("The service is not running.")));
    look(QStringLiteral("down"));
    m_f->gateway.refuse(QStringLiteral("The service does not answer."));
    m_f->window.findChild<CommandPalette *>()->open();
    look(QStringLiteral("palette-refused"));
}

void TestScreens::layers()
{
    begin(true);
    m_f->window.findChild<CommandPalette *>()->open();
    look(QStringLiteral("palette"));
    QTest::keyClicks(m_f->window.findChild<CommandPalette *>()->findChild<QLineEdit *>(), QStringLiteral("purge"));
    look(QStringLiteral("palette-few"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    run(QStringLiteral("Write a note"));
    m_f->find<QPlainTextEdit>("noteText")->setPlainText(QStringLiteral("Rolled back, no change."));
    look(QStringLiteral("note"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    m_f->window.tell(QStringLiteral("Drill: sessions now stay in memory after logout."), false);
    look(QStringLiteral("message"));
    run(QStringLiteral("Keys and mouse"));
    auto *help = m_f->window.findChild<HelpDialog *>();
    look(QStringLiteral("help"), help);
    help->close();
    run(QStringLiteral("About Quarterdeck"));
    look(QStringLiteral("about"), m_f->window.findChild<QMessageBox *>());
}

PurgePreview TestScreens::preview(std::int64_t matched, std::int64_t active)
{
    PurgePreview p;
    p.previewId = QStringLiteral("p1");
    p.selector = m_f->gateway.previews.back().request;
    p.matched = matched;
    p.activeMatched = active;
    p.users = matched / 2;
    p.bytes = matched * 2048;
    p.loginsPerSecond = 105;
    p.expiresAt = m_f->history.now() + std::chrono::seconds(120);
    p.sample = somePage(m_f->history.now(), int(std::min<std::int64_t>(matched, 20))).rows;
    return p;
}

void TestScreens::purgeDialog()
{
    begin(true);
    m_f->window.desk()->openPurge(std::nullopt, QStringLiteral("Sessions retained after logout fill memory"));
    auto *dialog = m_f->window.findChild<PurgeDialog *>();
    m_f->gateway.previews.back().answer(preview(0, 0));
    look(QStringLiteral("purge-none"), dialog);
    for (auto *radio : dialog->findChildren<QRadioButton *>()) {
        if (radio->text() == u"Every session") {
            radio->click();
        }
    }
    QTRY_COMPARE(m_f->gateway.previews.size(), 2U);
    look(QStringLiteral("purge-counting"), dialog);
    PurgePreview every = preview(1'014'612, 14'612);
    every.confirmRequired = true;
    m_f->gateway.previews.back().answer(every);
    dialog->setPaused(true);
    look(QStringLiteral("purge-every"), dialog);
    dialog->setPaused(false);
    dialog->setSelector(PurgeSelector());
    m_f->gateway.previews.back().answer(preview(12'434, 0));
    auto *act = dialog->findChild<DeliberateButton *>();
    QTRY_VERIFY(act->isEnabled());
    look(QStringLiteral("purge"), dialog);
    act->click();
    PurgeProgress progress;
    progress.matched = 12'434;
    progress.purged = 6'000;
    m_f->gateway.purges.back().answer(progress);
    look(QStringLiteral("purge-running"), dialog);
    progress = {true, 12'434, 12'431, 3, 0, 50'541'363, 171'000'000, 120'458'637, Millis(640)};
    m_f->gateway.purges.back().answer(progress);
    look(QStringLiteral("purge-done"), dialog);
}

void TestScreens::otherDialogs()
{
    begin(true);
    m_f->window.desk()->openRestart();
    QPointer<RestartDialog> restart = m_f->window.findChild<RestartDialog *>();
    look(QStringLiteral("restart-asking"), restart);
    m_f->gateway.plans.back().answer(RestartPlan{12, 14'612, 11'687, std::chrono::seconds(10)});
    restart->setReason(QStringLiteral("memory is filling with ended sessions"));
    look(QStringLiteral("restart"), restart);
    auto *act = restart->findChild<DeliberateButton *>();
    QTRY_VERIFY(act->isEnabled());
    act->click();
    RestartProgress step;
    for (RestartStep s : {RestartStep::EvidenceCaptured, RestartStep::Draining, RestartStep::Stopped}) {
        step.step = s;
        step.elapsed += Millis(430);
        m_f->gateway.restarts.back().answer(step);
    }
    look(QStringLiteral("restart-steps"), restart);
    step.step = RestartStep::Failed;
    step.words = QStringLiteral("The port is taken by another program. The sessions are kept in the journal; free "
                                "the port and restart again.");
    m_f->gateway.restarts.back().answer(step);
    look(QStringLiteral("restart-failed"), restart);
    restart->close();
    m_f->window.desk()->openEnd(somePage(m_f->history.now(), 5).rows.back());
    auto *end = m_f->window.findChild<EndSessionDialog *>();
    look(QStringLiteral("end-session"), end);
    end->setReason(QStringLiteral("stolen laptop"));
    QTRY_VERIFY(end->findChild<DeliberateButton *>()->isEnabled());
    look(QStringLiteral("end-session-ready"), end);
}

/// The lists that fall down from a box: the row that is chosen is read as easily as the rest.
void TestScreens::lists()
{
    begin(true);
    for (int tab : {1, 2, 3}) {
        m_f->window.showSide(tab);
        for (auto *box : m_f->window.findChildren<QComboBox *>()) {
            if (!box->isVisible()) {
                continue;
            }
            box->showPopup();
            QApplication::processEvents();
            QAbstractItemView *view = box->view();
            const QImage row =
                view->grab(view->visualRect(view->currentIndex()).translated(view->viewport()->pos())).toImage();
            QVERIFY2(contrast(row) >= 4.5,
                     qPrintable(QStringLiteral("%1: %2").arg(box->objectName()).arg(contrast(row))));
            keepPicture(*view->window(),
                        QStringLiteral("list-%1-%2%3").arg(tab).arg(box->accessibleName(), m_name));
            box->hidePopup();
        }
    }
}

QD_TEST_WIDGETS(TestScreens)
#include "tst_screens.moc"
