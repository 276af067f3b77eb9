// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/query_desk.h"
#include "app/workbench.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/query/query_edit.h"
#include "widgets/query/query_table_model.h"
#include "widgets/shared/theme.h"

#include <QtGui/QAction>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Ctrl+E: an expression of the query language over what is on screen.
class TestQueryBox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void opensAndClosesByKey();
    void answersWithGraphAndTable();
    void hasTheTimeAxisOfTheCharts();
    void saysWhereAnErrorIs();
    void anErrorIsNotReplacedByALaterLook();
    void aSelectorWithoutSeriesIsSaid();
    void namesAreCompleted();
    void whatWasAskedComesBack();
    void anExampleIsOneClick();
    void followsWhileItIsSeenOnly();
    void anotherRangeIsAnotherAnswer();
    void manySeriesAreCountedNotDrawn();
    void aForeignHistoryIsAskedToo();
    void whatTakesTooLongStopsNothingElse();
    void anotherHistoryForgetsTheAnswer();
    void pictures_data() { addThemesAndSizes(); }
    void pictures();

private:
    void open(bool leak = true);
    void openForeign();
    void ask(const QString &text);
    [[nodiscard]] QueryDesk &desk() const { return *m_f->window.query(); }
    [[nodiscard]] QueryPanel &panel() const { return *desk().panel(); }
    [[nodiscard]] QueryTableModel &rows() const { return *panel().model(); }
    [[nodiscard]] QString valueOf(const QString &labels) const;
    void look(const QString &name);

    std::unique_ptr<WindowFixture> m_f;
};

void TestQueryBox::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(1440, 900);
}

void TestQueryBox::open(bool leak)
{
    m_f->fill(leak);
    m_f->window.show();
    QApplication::processEvents();
    QTest::keyClick(&m_f->window, Qt::Key_E, Qt::ControlModifier);
    QApplication::processEvents();
}

void TestQueryBox::openForeign()
{
    const HistoryPtr history = manySeries();
    m_f->window.watch(&m_f->feed, &m_f->gateway);
    m_f->feed.publish(*history);
    m_f->window.playhead().follow(history->series.extent().length());
    m_f->window.show();
    QApplication::processEvents();
    QTest::keyClick(&m_f->window, Qt::Key_E, Qt::ControlModifier);
    QApplication::processEvents();
}

void TestQueryBox::ask(const QString &text)
{
    QSignalSpy answered(&desk(), &QueryDesk::answered);
    panel().edit()->setExpression(text);
    QTest::keyClick(panel().edit(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty(), 20'000);
    panel().graph()->applyPendingChanges();
}

QString TestQueryBox::valueOf(const QString &labels) const
{
    for (const QueryRow &row : rows().rows()) {
        if (row.labels == labels) {
            return row.text;
        }
    }
    return {};
}

void TestQueryBox::opensAndClosesByKey()
{
    open();
    QVERIFY(panel().isVisible());
    QVERIFY(panel().edit()->hasFocus());
    QTest::keyClick(panel().edit(), Qt::Key_Escape);
    QVERIFY(!panel().isVisible());
    QVERIFY(m_f->window.findChild<ChartPane *>()->hasFocus());
    QTest::keyClick(&m_f->window, Qt::Key_E, Qt::ControlModifier);
    QVERIFY(panel().isVisible());
    QTest::keyClick(panel().edit(), Qt::Key_E, Qt::ControlModifier);
    QVERIFY(!panel().isVisible());
}

void TestQueryBox::answersWithGraphAndTable()
{
    open(false);
    const QAbstractItemModelTester tester(&rows(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    ask(QStringLiteral("sum by (state) (sessiond_sessions)"));
    QCOMPARE(rows().rows().size(), 3U);
    QCOMPARE(valueOf(QStringLiteral("{state=\"active\"}")), QStringLiteral("14,612"));
    const Plot &plot = panel().graph()->scene().plots().front();
    QCOMPARE(plot.spec().traces.size(), 3U);
    QVERIFY(plot.hasData());
    QCOMPARE(plot.trace(0).at(m_f->window.history()->now)->value, 14'612.0);
    // The unit is that of the metric.
    ask(QStringLiteral("process_resident_memory_bytes"));
    QCOMPARE(rows().rows().front().text, QStringLiteral("96.0 MiB"));
    QCOMPARE(plot.spec().unit, Unit::Bytes);
    ask(QStringLiteral("1 + 1"));
    QCOMPARE(rows().rows().front().text, QStringLiteral("2"));
}

void TestQueryBox::hasTheTimeAxisOfTheCharts()
{
    open();
    ask(QStringLiteral("process_resident_memory_bytes"));
    const auto *charts = m_f->window.findChild<ChartPane *>();
    const ChartPane *graph = panel().graph();
    const Timestamp at = m_f->window.history()->now - 7min;
    const auto xIn = [&](const ChartPane *pane) {
        return pane->mapTo(&m_f->window, QPoint(0, 0)).x() + pane->scene().xOf(at);
    };
    QCOMPARE(xIn(graph), xIn(charts));
}

void TestQueryBox::saysWhereAnErrorIs()
{
    open();
    ask(QStringLiteral("sum(up) +\nrat(up[5m])"));
    auto *error = panel().findChild<QLabel *>(QStringLiteral("queryError"));
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().startsWith(QStringLiteral("Line 2, column 1:")), qPrintable(error->text()));
    QCOMPARE(panel().edit()->extraSelections().size(), 1);
    QCOMPARE(panel().edit()->extraSelections().front().cursor.selectedText(), QStringLiteral("rat"));
    ask(QStringLiteral("sum(up"));
    QCOMPARE(panel().edit()->extraSelections().front().cursor.selectedText(), QStringLiteral("p"));
    ask(QStringLiteral("up[5m]"));
    QVERIFY(error->text().contains(QStringLiteral("no graph")));
    ask(QStringLiteral("up"));
    QVERIFY(!error->isVisible());
    QVERIFY(panel().edit()->extraSelections().isEmpty());
}

void TestQueryBox::anErrorIsNotReplacedByALaterLook()
{
    open();
    ask(QStringLiteral("1 + 1"));
    m_f->history.run(1, FakeSecond{});
    m_f->publish(); // to be looked at when the pause is over
    ask(QStringLiteral("1 +"));
    auto *error = panel().findChild<QLabel *>(QStringLiteral("queryError"));
    QVERIFY2(error->text().startsWith(QStringLiteral("Line 1, column 4:")), qPrintable(error->text()));
    QSignalSpy answered(&desk(), &QueryDesk::answered);
    QVERIFY(!answered.wait(1200)); // Real time: longer than the pause.
    QVERIFY2(error->text().startsWith(QStringLiteral("Line 1, column 4:")), qPrintable(error->text()));
}

void TestQueryBox::aSelectorWithoutSeriesIsSaid()
{
    open();
    ask(QStringLiteral("sum(nobody_has_this)"));
    const auto *about = panel().findChild<QWidget *>(QStringLiteral("queryAbout"));
    QVERIFY(about->isVisible());
    QCOMPARE(about->accessibleName(), QStringLiteral("No series of this history matches nobody_has_this."));
    QCOMPARE(panel().findChild<QLabel *>(QStringLiteral("graphWords"))->text(),
             QStringLiteral("No value in this range."));
    QVERIFY(rows().rows().empty());
}

void TestQueryBox::namesAreCompleted()
{
    open();
    QueryEdit *edit = panel().edit();
    QTRY_VERIFY(!panel().findChildren<QPushButton *>(QStringLiteral("queryExample")).isEmpty());
    QTest::keyClicks(edit, QStringLiteral("sessiond_se"));
    const QAbstractItemView *popup = edit->names()->popup();
    QVERIFY(popup->isVisible());
    QVERIFY(popup->mapToGlobal(QPoint(0, 0)).y() >= edit->mapToGlobal(QPoint(0, edit->height())).y());
    QVERIFY(popup->viewport()->pos().x() > 0); // the border between both
    QTest::keyClick(edit, Qt::Key_Tab);
    QCOMPARE(edit->expression(), QStringLiteral("sessiond_sessions"));
    QTest::keyClicks(edit, QStringLiteral("{"));
    QTest::keyClicks(edit, QStringLiteral("sta"));
    QTest::keyClick(edit, Qt::Key_Tab);
    QTest::keyClicks(edit, QStringLiteral("=\"ret"));
    QTest::keyClick(edit, Qt::Key_Tab);
    QTest::keyClicks(edit, QStringLiteral("\"}"));
    QCOMPARE(edit->expression(), QStringLiteral("sessiond_sessions{state=\"retained\"}"));
    QVERIFY(!edit->names()->popup()->isVisible());
    edit->clear();
    QTest::keyClicks(edit, QStringLiteral("histogram_q"));
    QTest::keyClick(edit, Qt::Key_Tab);
    QCOMPARE(edit->expression(), QStringLiteral("histogram_quantile("));
}

void TestQueryBox::whatWasAskedComesBack()
{
    open();
    ask(QStringLiteral("up"));
    ask(QStringLiteral("sessiond_sessions"));
    QueryEdit *edit = panel().edit();
    edit->setExpression(QStringLiteral("half"));
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(edit->expression(), QStringLiteral("sessiond_sessions"));
    QTest::keyClick(edit, Qt::Key_Up);
    QCOMPARE(edit->expression(), QStringLiteral("up"));
    QTest::keyClick(edit, Qt::Key_Down);
    QTest::keyClick(edit, Qt::Key_Down);
    QCOMPARE(edit->expression(), QStringLiteral("half"));
}

void TestQueryBox::anExampleIsOneClick()
{
    open();
    QTRY_COMPARE(panel().findChildren<QPushButton *>(QStringLiteral("queryExample")).size(), 3);
    for (int i = 0; i < 3; ++i) {
        QSignalSpy answered(&desk(), &QueryDesk::answered);
        panel().findChildren<QPushButton *>(QStringLiteral("queryExample"))[i]->click();
        QTRY_VERIFY(!answered.isEmpty());
        QVERIFY2(!rows().rows().empty(), qPrintable(panel().edit()->expression()));
    }
}

void TestQueryBox::followsWhileItIsSeenOnly()
{
    open(false);
    ask(QStringLiteral("sessiond_sessions{state=\"retained\"}"));
    QSignalSpy answered(&desk(), &QueryDesk::answered);
    FakeSecond second;
    second.retained = 77;
    m_f->history.run(2, second);
    m_f->publish();
    QTRY_VERIFY(!answered.isEmpty());
    QCOMPARE(rows().rows().front().value, 77.0);
    QTest::keyClick(panel().edit(), Qt::Key_Escape);
    answered.clear();
    second.retained = 78;
    m_f->history.run(2, second);
    m_f->publish();
    QTest::qWait(1200); // Real time: longer than it pauses between two looks.
    QVERIFY(answered.isEmpty());
    QTest::keyClick(&m_f->window, Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(rows().rows().front().value, 78.0);
}

void TestQueryBox::anotherRangeIsAnotherAnswer()
{
    open();
    ask(QStringLiteral("process_resident_memory_bytes"));
    const double now = rows().rows().front().value;
    const Timestamp end = m_f->window.history()->now;
    m_f->window.playhead().zoomTo({end - 15min, end - 10min});
    QTRY_VERIFY(rows().rows().front().value < now);
    QCOMPARE(rows().rows().front().value,
             m_f->window.history()->series.first("process_resident_memory_bytes").at(end - 10min)->value);
}

void TestQueryBox::manySeriesAreCountedNotDrawn()
{
    openForeign();
    ask(QStringLiteral("{__name__!=\"\"}"));
    QVERIFY(rows().rows().size() > 150U);
    QCOMPARE(panel().graph()->scene().plots().front().spec().traces.size(), mostTraces);
    QVERIFY(panel().graph()->scene().plots().front().spec().others > 100);
}

void TestQueryBox::aForeignHistoryIsAskedToo()
{
    openForeign();
    QTRY_VERIFY(panel().findChildren<QPushButton *>(QStringLiteral("queryExample")).size() >= 2);
    QSignalSpy answered(&desk(), &QueryDesk::answered);
    panel().findChildren<QPushButton *>(QStringLiteral("queryExample")).back()->click();
    QTRY_VERIFY(!answered.isEmpty());
    QVERIFY(!rows().rows().empty());
}

/// A question that would take minutes: the window goes on, and typing ends it.
void TestQueryBox::whatTakesTooLongStopsNothingElse()
{
    openForeign();
    const QString evil =
        QStringLiteral("max_over_time(sum(quantile_over_time(0.5, {__name__=~\".+\"}[1h:1s]))[1h:1s])");
    panel().edit()->setExpression(evil);
    QTest::keyClick(panel().edit(), Qt::Key_Return);
    int turns = 0;
    QTimer beat;
    beat.setInterval(0);
    connect(&beat, &QTimer::timeout, this, [&turns] { ++turns; });
    beat.start();
    QTRY_VERIFY(turns > 200); // the event loop runs while it is worked on
    QSignalSpy answered(&desk(), &QueryDesk::answered);
    ask(QStringLiteral("1"));
    QCOMPARE(answered.size(), 1); // that of the first was not told
    QCOMPARE(rows().rows().front().value, 1.0);
    desk().setPatience(std::chrono::milliseconds(1));
    ask(evil);
    const auto *error = panel().findChild<QLabel *>(QStringLiteral("queryError"));
    QVERIFY(error->isVisible());
}

void TestQueryBox::anotherHistoryForgetsTheAnswer()
{
    open();
    ask(QStringLiteral("up"));
    m_f->window.watch(nullptr, nullptr);
    QVERIFY(rows().rows().empty());
}

void TestQueryBox::look(const QString &name)
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    QApplication::processEvents();
    panel().graph()->applyPendingChanges();
    QCOMPARE(m_f->window.size(), size);
    QCOMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
    keepPicture(m_f->window,
                QStringLiteral("query-%1-%2-%3").arg(name, dark ? u"dark" : u"light").arg(size.width()));
}

void TestQueryBox::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    open();
    QTRY_VERIFY(!panel().findChildren<QPushButton *>(QStringLiteral("queryExample")).isEmpty());
    look(QStringLiteral("empty"));
    ask(QStringLiteral("sum by (state) (sessiond_sessions)"));
    look(QStringLiteral("answer"));
    ask(QStringLiteral("sum by (state) (rat(sessiond_sessions[5m]))"));
    look(QStringLiteral("error"));
    panel().edit()->clear();
    QTest::keyClicks(panel().edit(), QStringLiteral("sum(sessiond_"));
    QApplication::processEvents();
    keepPictureOver(m_f->window, panel().edit()->names()->popup(),
                    QStringLiteral("query-names-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width()));
    panel().edit()->names()->popup()->hide();
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    openForeign();
    ask(QStringLiteral("{__name__=~\".+_total\"}"));
    look(QStringLiteral("many"));
}

QD_TEST_WIDGETS(TestQueryBox)

#include "tst_query_box.moc"
