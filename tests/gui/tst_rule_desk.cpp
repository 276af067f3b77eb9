// SPDX-License-Identifier: GPL-3.0-or-later
// Size: everything one does in the panel, with one window and folder.
#include "app/rule_desk.h"
#include "app/rule_store_files.h"
#include "app/save_bytes.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/rules/rule_editor.h"
#include "widgets/rules/rule_lanes_view.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

const char *const mine = R"(groups:
  - name: mine
    interval: 15s
    rules:
      - alert: SessionsStay
        expr: sessiond_sessions{state="retained"} > 2000
        for: 2m
        labels: {severity: critical}
      - alert: MemoryHigh
        expr: process_resident_memory_bytes > 112 * 1024 * 1024
        for: 1m
        labels: {severity: warning}
      - alert: QueueFull
        expr: queue_length > 100
        labels: {severity: warning}
)";

} // namespace

/// Rules…: the files, the text of one, and what it would have done over what is on screen.
class TestRuleDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void listsTheRulesOfAllFiles();
    void defaultsCannotBeChangedButCopied();
    void lanesHaveTheTimeAxisOfTheCharts();
    void typingJudgesAnew();
    void aBrokenTextIsMarkedAndTheLanesStay();
    void aHeldRangeIsJudgedWhileTheHistoryGrows();
    void savingWritesTheFile();
    void aTextThatDoesNotApplyIsSavedAndSaidSo();
    void aChangeMadeElsewhereIsNotReplacedWithoutAWord();
    void ctrlSSaves();
    void aFileThatIsDeletedGoes();
    void whatWasTypedOutlivesItsFile();
    void theSelectionStaysWithItsRule();
    void allFaultsAreNamed();
    void namesHaveTheRoomThatIsThere();
    void theAlertsTabOpensIt();
    void whatWasTypedStaysInItsFile();
    void aReplaySavesNothing();
    void anExportHoldsTheRules();
    void anExportIsForThePromtoolThatIsThere();
    void anExportOfTooManyInstantsIsRefused();
    void aTextThatTakesLongHoldsUpNothing();
    void pictures_data() { addThemesAndSizes(); }
    void pictures();

private:
    void open(QSize size = {1440, 900});
    void type(const QString &text);
    [[nodiscard]] RuleDesk &desk() const { return *m_f->window.rules(); }
    [[nodiscard]] RulePanel &panel() const { return *desk().panel(); }
    [[nodiscard]] QPushButton *button(const char *name) const
    {
        return panel().findChild<QPushButton *>(QLatin1String(name));
    }
    [[nodiscard]] QLabel *problem() const { return panel().findChild<QLabel *>(QStringLiteral("ruleProblem")); }
    [[nodiscard]] QString path(const QString &name) const { return m_dir->filePath(name); }
    void look(const QString &name);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<WindowFixture> m_f;
};

void TestRuleDesk::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(saveBytes(path(QStringLiteral("mine.yaml")), mine));
}

void TestRuleDesk::cleanup()
{
    m_f.reset();
    m_dir.reset();
}

void TestRuleDesk::open(QSize size)
{
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(size);
    desk().setFolder(m_dir->path());
    m_f->fill(true);
    Event event;
    event.kind = EventKind::AlertFiring;
    event.at = m_f->history.now() - 9min;
    event.subject = QStringLiteral("SessionsStay");
    m_f->history.log(event);
    m_f->publish();
    m_f->window.show();
    QApplication::processEvents();
    QSignalSpy loaded(&desk(), &RuleDesk::loaded);
    QTest::keyClick(&m_f->window, Qt::Key_R, Qt::ControlModifier);
    QTRY_VERIFY(!loaded.isEmpty());
    QSignalSpy judged(&desk(), &RuleDesk::judged);
    panel().openFile(QStringLiteral("mine.yaml"));
    QTRY_VERIFY(!judged.isEmpty() && panel().lanes()->lanes().size() == 3U);
}

void TestRuleDesk::type(const QString &text)
{
    QSignalSpy judged(&desk(), &RuleDesk::judged);
    panel().editor()->setPlainText(text);
    QTRY_VERIFY(!judged.isEmpty());
}

void TestRuleDesk::listsTheRulesOfAllFiles()
{
    QVERIFY(
        saveBytes(path(QStringLiteral("broken.yaml")), "groups:\n  - name: g\n    rules:\n      - alert: A\n"));
    open();
    const QAbstractItemModelTester tester(panel().model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto &rows = panel().model()->rows();
    const auto row = std::ranges::find(rows, QStringLiteral("SessionsStay"), &RuleRow::name);
    QVERIFY(row != rows.end());
    QCOMPARE(row->holdFor, QStringLiteral("2 min"));
    QCOMPARE(row->severity, QStringLiteral("critical"));
    QCOMPARE(row->line, 5);
    QCOMPARE(row->file, QStringLiteral("mine.yaml"));
    QVERIFY(std::ranges::any_of(rows, [](const RuleRow &r) { return r.file == u"broken.yaml" && r.isProblem; }));
    QVERIFY(std::ranges::any_of(rows, [](const RuleRow &r) { return r.origin == RuleText::Origin::Default; }));
}

void TestRuleDesk::defaultsCannotBeChangedButCopied()
{
    open();
    panel().openFile(QStringLiteral("memory.yaml"));
    QVERIFY(panel().editor()->isReadOnly());
    QVERIFY(!button("ruleSave")->isVisible());
    QSignalSpy loaded(&desk(), &RuleDesk::loaded);
    button("ruleCopy")->click();
    QTRY_VERIFY(!loaded.isEmpty());
    QVERIFY(QFile::exists(path(QStringLiteral("memory.yaml"))));
    QVERIFY(!panel().editor()->isReadOnly());
    QVERIFY(button("ruleSave")->isVisible());
}

void TestRuleDesk::lanesHaveTheTimeAxisOfTheCharts()
{
    open();
    const auto *charts = m_f->window.findChild<ChartPane *>();
    const Timestamp at = m_f->window.history()->now - 7min;
    QCOMPARE(panel().lanes()->mapTo(&m_f->window, QPoint(0, 0)).x() + panel().lanes()->xOf(at),
             charts->mapTo(&m_f->window, QPoint(0, 0)).x() + charts->scene().xOf(at));
}

void TestRuleDesk::typingJudgesAnew()
{
    open();
    const auto &lanes = panel().lanes()->lanes();
    QCOMPARE(lanes[0].alarms, 1);
    QCOMPARE(lanes[0].then.size(), 1U);
    QCOMPARE(RuleLanesView::wordsOf(lanes[2]), QStringLiteral("cannot be judged: no series matches queue_length"));
    type(QString::fromUtf8(mine).replace(QStringLiteral("2000"), QStringLiteral("90000")));
    QCOMPARE(lanes[0].alarms, 0);
    QVERIFY(panel().isChanged());
}

void TestRuleDesk::aBrokenTextIsMarkedAndTheLanesStay()
{
    open();
    type(QString::fromUtf8(mine).replace(QStringLiteral("> 2000"), QStringLiteral("> (2000")));
    QVERIFY(problem()->isVisible());
    QVERIFY2(problem()->text().startsWith(QStringLiteral("Line 6, column ")), qPrintable(problem()->text()));
    QCOMPARE(panel().editor()->markedLine(), std::optional(6));
    QVERIFY(panel().lanes()->isDimmed());
    QCOMPARE(panel().lanes()->lanes().size(), 3U);
    type(QString::fromUtf8(mine));
    QVERIFY(!problem()->isVisible());
    QVERIFY(!panel().lanes()->isDimmed());
}

void TestRuleDesk::aHeldRangeIsJudgedWhileTheHistoryGrows()
{
    open();
    QTimer growing;
    connect(&growing, &QTimer::timeout, this, [this] {
        m_f->history.run(1, leaking(1200));
        m_f->publish();
    });
    growing.start(100);
    const Timestamp end = m_f->window.history()->now;
    QSignalSpy judged(&desk(), &RuleDesk::judged);
    m_f->window.playhead().zoomTo({end - 20min, end - 17min});
    QTRY_VERIFY(!judged.isEmpty());
    QCOMPARE(panel().lanes()->lanes()[0].alarms, 0);
}

void TestRuleDesk::savingWritesTheFile()
{
    open();
    QVERIFY(!button("ruleSave")->isEnabled()); // nothing to save
    const QString text = QString::fromUtf8(mine).replace(QStringLiteral("2000"), QStringLiteral("3000"));
    type(text);
    QVERIFY(button("ruleSave")->isEnabled());
    QSignalSpy loaded(&desk(), &RuleDesk::loaded);
    button("ruleSave")->click();
    QTRY_VERIFY(!loaded.isEmpty());
    QFile file(path(QStringLiteral("mine.yaml")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(file.readAll()), text);
    QVERIFY(!panel().isChanged());
}

void TestRuleDesk::aTextThatDoesNotApplyIsSavedAndSaidSo()
{
    open();
    type(QString::fromUtf8(mine).replace(QStringLiteral("> 2000"), QStringLiteral("> (2000")));
    QSignalSpy told(&desk(), &RuleDesk::told);
    button("ruleSave")->click();
    QTRY_VERIFY(!told.isEmpty());
    QVERIFY2(
        told.front()[0].toString().startsWith(QStringLiteral("mine.yaml is saved, but does not apply: line 6, ")),
        qPrintable(told.front()[0].toString()));
    QVERIFY(told.front()[1].toBool());
}

void TestRuleDesk::aChangeMadeElsewhereIsNotReplacedWithoutAWord()
{
    open();
    const QByteArray theirs = QByteArray(mine) + "# theirs\n";
    const QString ours = QString::fromUtf8(mine) + QStringLiteral("# ours\n");
    type(ours);
    QVERIFY(saveBytes(path(QStringLiteral("mine.yaml")), theirs));
    QSignalSpy told(&desk(), &RuleDesk::told);
    QSignalSpy loaded(&desk(), &RuleDesk::loaded);
    button("ruleSave")->click();
    QTRY_VERIFY(!loaded.isEmpty());
    QVERIFY(told.front()[0].toString().contains(QStringLiteral("was changed elsewhere")));
    QCOMPARE(ownRuleText(m_dir->path(), QStringLiteral("mine.yaml")), QString::fromUtf8(theirs));
    QCOMPARE(panel().text(), ours);
    loaded.clear();
    button("ruleSave")->click(); // told, and meant
    QTRY_VERIFY(!loaded.isEmpty());
    QCOMPARE(ownRuleText(m_dir->path(), QStringLiteral("mine.yaml")), ours);
}

void TestRuleDesk::ctrlSSaves()
{
    open();
    const QString text = QString::fromUtf8(mine) + QStringLiteral("# kept\n");
    type(text);
    QSignalSpy told(&desk(), &RuleDesk::told);
    QTest::keyClick(panel().editor(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!told.isEmpty());
    QCOMPARE(ownRuleText(m_dir->path(), QStringLiteral("mine.yaml")), text);
}

void TestRuleDesk::aFileThatIsDeletedGoes()
{
    QVERIFY(saveBytes(path(QStringLiteral("oops.yaml")), "groups:\n  - name: g\n    rules:\n      - alert: A\n"));
    open();
    const auto isListed = [this] {
        return std::ranges::any_of(panel().model()->rows(),
                                   [](const RuleRow &r) { return r.file == u"oops.yaml"; });
    };
    QVERIFY(isListed());
    panel().openFile(QStringLiteral("oops.yaml"));
    QTRY_VERIFY(problem()->isVisible());
    QVERIFY(QFile::remove(path(QStringLiteral("oops.yaml"))));
    QTRY_VERIFY(!isListed());
    QVERIFY(panel().file() && panel().file()->name != u"oops.yaml");
    QTRY_VERIFY(!problem()->isVisible());
}

void TestRuleDesk::whatWasTypedOutlivesItsFile()
{
    open();
    const QString text = QString::fromUtf8(mine) + QStringLiteral("# hours of work\n");
    type(text);
    QVERIFY(QFile::remove(path(QStringLiteral("mine.yaml"))));
    QSignalSpy loaded(&desk(), &RuleDesk::loaded);
    QTRY_VERIFY(!loaded.isEmpty());
    QCOMPARE(panel().text(), text);
    QVERIFY(button("ruleSave")->isEnabled());
    button("ruleSave")->click(); // told that the file is another now
    loaded.clear();
    QTRY_VERIFY(!loaded.isEmpty());
    button("ruleSave")->click();
    QTRY_COMPARE(ownRuleText(m_dir->path(), QStringLiteral("mine.yaml")), text);
}

void TestRuleDesk::theSelectionStaysWithItsRule()
{
    open();
    auto *list = panel().findChild<QTableView *>(QStringLiteral("ruleList"));
    const auto nameAt = [this, list] {
        const QModelIndex index = list->currentIndex();
        return index.isValid() ? panel().model()->rows()[static_cast<std::size_t>(index.row())].name : QString();
    };
    const auto &rows = panel().model()->rows();
    const auto row = std::ranges::find(rows, QStringLiteral("MemoryHigh"), &RuleRow::name) - rows.begin();
    list->selectRow(static_cast<int>(row));
    QCOMPARE(nameAt(), QStringLiteral("MemoryHigh"));
    const QString file = panel().file()->name;
    QVERIFY(saveBytes(path(QStringLiteral("aaa.yaml")),
                      "groups:\n  - name: g\n    rules:\n      - alert: First\n        expr: up\n"));
    QTRY_VERIFY(std::ranges::any_of(rows, [](const RuleRow &r) { return r.name == u"First"; }));
    QCOMPARE(nameAt(), QStringLiteral("MemoryHigh"));
    QCOMPARE(list->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(panel().file()->name, file);
}

void TestRuleDesk::allFaultsAreNamed()
{
    open();
    type(QString::fromUtf8(mine)
             .replace(QStringLiteral("> 2000"), QStringLiteral("> (2000"))
             .replace(QStringLiteral("queue_length > 100"), QStringLiteral("queue_length >")));
    QVERIFY2(problem()->text().contains(QStringLiteral("Line 6, ")), qPrintable(problem()->text()));
    QVERIFY2(problem()->text().contains(QStringLiteral("\nLine 14, ")), qPrintable(problem()->text()));
}

void TestRuleDesk::namesHaveTheRoomThatIsThere()
{
    open();
    auto *list = panel().findChild<QTableView *>(QStringLiteral("ruleList"));
    const auto &rows = panel().model()->rows();
    for (std::size_t row = 0; row < rows.size(); ++row)
        QCOMPARE(list->columnSpan(static_cast<int>(row), RuleListModel::Name),
                 rows[row].holdFor.isEmpty() ? 2 : 1);
    QVERIFY(std::ranges::any_of(rows, [](const RuleRow &r) { return r.holdFor.isEmpty(); }));
}

void TestRuleDesk::theAlertsTabOpensIt()
{
    m_f = std::make_unique<WindowFixture>();
    m_f->fill(true);
    m_f->window.show();
    QApplication::processEvents();
    QVERIFY(!panel().isVisible());
    auto *open = m_f->window.findChild<QPushButton *>(QStringLiteral("openRules"));
    QTest::mouseClick(open, Qt::LeftButton);
    QTRY_VERIFY(panel().isVisible());
}

void TestRuleDesk::whatWasTypedStaysInItsFile()
{
    open();
    type(QString::fromUtf8(mine) + QStringLiteral("# later\n"));
    panel().openFile(QStringLiteral("memory.yaml"));
    QVERIFY(!panel().text().contains(QStringLiteral("# later")));
    panel().openFile(QStringLiteral("mine.yaml"));
    QVERIFY(panel().text().contains(QStringLiteral("# later")));
}

void TestRuleDesk::aReplaySavesNothing()
{
    open();
    type(QString::fromUtf8(mine) + QStringLiteral("# later\n"));
    m_f->window.playhead().seek(m_f->window.history()->now - 5min);
    m_f->window.playhead().play();
    QApplication::processEvents();
    QCOMPARE(int(m_f->window.playhead().mode()), int(Mode::Replay));
    QVERIFY(!button("ruleSave")->isEnabled());
    QVERIFY(button("ruleSave")->toolTip().contains(QStringLiteral("Go back to live")));
    m_f->window.playhead().follow();
    QApplication::processEvents();
    QVERIFY(button("ruleSave")->isEnabled());
}

void TestRuleDesk::anExportHoldsTheRules()
{
    open();
    QSignalSpy told(&desk(), &RuleDesk::told);
    desk().exportTest(path(QStringLiteral("mine_test.yml")), false);
    QTRY_VERIFY_WITH_TIMEOUT(told.size() > 1, 30'000); // that it began, and how it went
    QVERIFY2(!told.back()[1].toBool(), qPrintable(told.back()[0].toString()));
    QFile test(path(QStringLiteral("mine_test.yml")));
    QVERIFY(test.open(QIODevice::ReadOnly));
    QVERIFY(test.readAll().contains("mine_test_rules.yaml"));
    QVERIFY(QFile::exists(path(QStringLiteral("mine_test_rules.yaml"))));
}

void TestRuleDesk::anExportIsForThePromtoolThatIsThere()
{
    const QByteArray before = qgetenv("PATH");
    const auto restore = qScopeGuard([&before] { qputenv("PATH", before); });
    qputenv("PATH", QFile::encodeName(m_dir->path()) + ':' + before);
    const QString tool = path(QStringLiteral("promtool"));
    QVERIFY(saveBytes(tool, "#!/bin/sh\necho 'promtool, version 2.42.0+ds'\n"));
    QVERIFY(QFile::setPermissions(tool, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    open();
    button("ruleExport")->click();
    auto *dialog = panel().findChild<QFileDialog *>(QStringLiteral("exportTest"));
    QVERIFY(dialog);
    QTRY_VERIFY2(dialog->selectedNameFilter().contains(QStringLiteral("promtool 2")),
                 qPrintable(dialog->selectedNameFilter()));
    dialog->close();
    QSignalSpy told(&desk(), &RuleDesk::told);
    desk().exportTest(path(QStringLiteral("mine_test.yml")), true);
    QTRY_VERIFY_WITH_TIMEOUT(told.size() > 1, 30'000);
    QVERIFY2(told.back()[0].toString().contains(QStringLiteral("are written, for promtool 2: ")),
             qPrintable(told.back()[0].toString()));
}

void TestRuleDesk::anExportOfTooManyInstantsIsRefused()
{
    open();
    type(QString::fromUtf8(mine).replace(QStringLiteral("15s"), QStringLiteral("1ms")));
    QSignalSpy told(&desk(), &RuleDesk::told);
    desk().exportTest(path(QStringLiteral("mine_test.yml")), false);
    QTRY_VERIFY(told.size() > 1); // that it began, and how it went
    QVERIFY2(told.back()[0].toString().contains(QStringLiteral("choose a shorter span")),
             qPrintable(told.back()[0].toString()));
    QVERIFY(!QFile::exists(path(QStringLiteral("mine_test.yml"))));
}

void TestRuleDesk::aTextThatTakesLongHoldsUpNothing()
{
    open();
    const QString slow = QString::fromUtf8(mine).replace(
        QStringLiteral("sessiond_sessions{state=\"retained\"} >"),
        QStringLiteral("max_over_time(sum(quantile_over_time(0.5, {__name__=~\".+\"}[20m:1s]))[20m:1s]) >"));
    QSignalSpy judged(&desk(), &RuleDesk::judged);
    panel().editor()->setPlainText(slow);
    QTRY_VERIFY(!panel().findChild<QTimer *>(QString(), Qt::FindDirectChildrenOnly)); // it has none of its own
    int turns = 0;
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&turns] { ++turns; });
    beat.start(1);
    QTRY_VERIFY(turns > 400); // typing has paused meanwhile, and the event loop runs
    panel().editor()->setPlainText(QString::fromUtf8(mine));
    QTRY_VERIFY(!judged.isEmpty());
    QCOMPARE(panel().lanes()->lanes().size(), 3U);
}

void TestRuleDesk::look(const QString &name)
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    QApplication::processEvents();
    QCOMPARE(m_f->window.size(), size);
    QCOMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
    keepPicture(m_f->window,
                QStringLiteral("rules-%1-%2-%3").arg(name, dark ? u"dark" : u"light").arg(size.width()));
}

void TestRuleDesk::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    open(size);
    look(QStringLiteral("lanes"));
    type(QString::fromUtf8(mine).replace(QStringLiteral("> 2000"), QStringLiteral("> (2000")));
    look(QStringLiteral("broken"));
    panel().openFile(QStringLiteral("requests.yaml"));
    QSignalSpy judged(&desk(), &RuleDesk::judged);
    QTRY_VERIFY(!judged.isEmpty());
    look(QStringLiteral("default"));
}

QD_TEST_WIDGETS(TestRuleDesk)
#include "tst_rule_desk.moc"
