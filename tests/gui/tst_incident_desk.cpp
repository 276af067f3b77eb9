// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/incident/entry_delegate.h"
#include "widgets/incident/entry_model.h"
#include "widgets/incident/incident_form.h"
#include "widgets/incident/incident_head.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/incident/note_line.h"
#include "widgets/incident/status_steps.h"
#include "widgets/incident/timeline_page.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTabWidget>

#include <algorithm>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// The incident tab in the real window.
class IncidentDeskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void withoutOneItSaysWhatToDo();
    void oneIsOpenedByHand();
    void aNewOneIsShownBesideOthers();
    void whatIsNotTakenStaysInTheForm();
    void itStandsAsTheLogTells();
    void aClickGoesThere();
    void whatIsLaterStaysAndIsMarked();
    void anEventOfTheLaneIsFound();
    void correctionsStandBeside();
    void itCanBeFilteredAndSearched();
    void aNoteIsKept();
    void theStatusIsChanged();
    void whatWasCapturedIsShown();
    void whatItCostIsCounted();
    void severalAreChosenFrom();
    void aRecordingIsReadAndRefusesSteps();
    void foreignTextIsHarmless();
    void thousandsOfEntriesCostWhatIsSeen();

private:
    template <typename T>
    T *find(const char *name)
    {
        return m_f->find<T>(name);
    }
    [[nodiscard]] QListView *view() { return m_f->view(); }
    std::unique_ptr<IncidentFixture> m_f;
};

void IncidentDeskTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<IncidentFixture>();
}

void IncidentDeskTest::withoutOneItSaysWhatToDo()
{
    m_f->window.showSide(2);
    QVERIFY(find<QLabel>("incidentEmpty")->isVisible());
    auto *open = find<QPushButton>("openFirstIncident");
    QVERIFY(open->isVisible() && open->isEnabled());
    open->click();
    QVERIFY(m_f->form());
}

void IncidentDeskTest::oneIsOpenedByHand()
{
    find<QPushButton>("incident")->click();
    auto *act = find<QPushButton>("formAct");
    QVERIFY(act && !act->isEnabled());
    find<QLineEdit>("openingTitle")->setText(QStringLiteral(" Logins take long "));
    find<QPlainTextEdit>("openingReason")->setPlainText(QStringLiteral("users say so"));
    QTest::keyClick(find<QPlainTextEdit>("openingReason"), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m_f->gateway.openings.size(), std::size_t(1));
    const incident::Opening opening = m_f->gateway.openings.front().request;
    QCOMPARE(opening.title, QStringLiteral("Logins take long"));
    QCOMPARE(opening.severity, QStringLiteral("critical"));
    QCOMPARE(opening.reason, QStringLiteral("users say so"));
    m_f->gateway.openings.front().answer(QStringLiteral("i7"));
    IncidentStory(m_f->history, QStringLiteral("i7")).openByHand(1s, opening.title);
    m_f->publish();
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i7"));
    QVERIFY(m_f->panel()->isVisible());
    QVERIFY(!m_f->form());
}

void IncidentDeskTest::aNewOneIsShownBesideOthers()
{
    m_f->tell();
    find<QPushButton>("incident")->click();
    find<QLineEdit>("openingTitle")->setText(QStringLiteral("Logins take long"));
    find<QPushButton>("formAct")->click();
    m_f->gateway.openings.front().answer(QStringLiteral("i7"));
    m_f->publish(); // it is kept, and not in the log on screen yet
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i1"));
    IncidentStory(m_f->history, QStringLiteral("i7")).openByHand(1s, QStringLiteral("Logins take long"));
    m_f->publish();
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i7"));
    auto *choice = find<QComboBox>("incidentChoice");
    choice->setCurrentIndex(1);
    Q_EMIT choice->activated(1);
    m_f->publish();
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i1"));
}

void IncidentDeskTest::whatIsNotTakenStaysInTheForm()
{
    find<QPushButton>("incident")->click();
    find<QLineEdit>("openingTitle")->setText(QStringLiteral("Logins take long"));
    find<QPushButton>("formAct")->click();
    QVERIFY(!find<QPushButton>("formAct")->isEnabled());
    m_f->gateway.openings.front().answer(failure(ErrorCode::Unavailable, QStringLiteral("The disk is full.")));
    QCOMPARE(find<QLabel>("formError")->text(), QStringLiteral("The disk is full."));
    QCOMPARE(find<QLineEdit>("openingTitle")->text(), QStringLiteral("Logins take long"));
    QVERIFY(find<QPushButton>("formAct")->isEnabled());
}

void IncidentDeskTest::itStandsAsTheLogTells()
{
    m_f->tell();
    QCOMPARE(find<StateLabel>("incidentTitle")->word(), QStringLiteral("Sessions stay in memory after logout"));
    QCOMPARE(find<StateLabel>("incidentTitle")->severity(), Severity::Critical);
    QVERIFY(find<ElidedLabel>("incidentFacts")->text().endsWith(QStringLiteral("led by anna")));
    const StatusSteps *steps = m_f->panel()->head()->steps();
    QCOMPARE(steps->accessibleName(), QStringLiteral("Status: Mitigated"));
    QCOMPARE(steps->wordsOf(0).back(), QStringLiteral("2 min"));      // from pending to its opening
    QCOMPARE(steps->wordsOf(1).back(), QStringLiteral("60 s"));       // 700 s to 640 s before
    QCOMPARE(steps->wordsOf(3).back(), QStringLiteral("6 min 50 s")); // as corrected
    QCOMPARE(steps->wordsOf(4).back(), QString());
    QCOMPARE(find<ElidedLabel>("incidentThought")->text(),
             QStringLiteral("Confirmed: Sessions stay in memory after logout"));
    const auto *tabs = m_f->window.findChild<QTabWidget *>();
    QCOMPARE(tabs->tabText(2), QStringLiteral("Incident 1"));
}

void IncidentDeskTest::aClickGoesThere()
{
    m_f->tell();
    const QModelIndex index = m_f->row(QStringLiteral("Purged 9,097"));
    const Timestamp at = IncidentFixture::instantOf(index);
    m_f->click(index);
    QCOMPARE(m_f->playhead().mode(), Mode::Paused);
    QVERIFY(m_f->playhead().range().contains(at));
    QCOMPARE(m_f->window.findChild<ChartPane *>()->standing(), std::optional(at));
    QVERIFY(find<QPlainTextEdit>("entryText")->toPlainText().startsWith(QStringLiteral("Purged 9,097 sessions")));
    // And with the keys alone.
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_Up);
    const Timestamp above(Millis(view()->currentIndex().data(EntryModel::AtRole).toLongLong()));
    QVERIFY(above < at);
    QTest::keyClick(view(), Qt::Key_Return);
    QCOMPARE(m_f->window.findChild<ChartPane *>()->standing(), std::optional(above));
}

void IncidentDeskTest::whatIsLaterStaysAndIsMarked()
{
    m_f->tell();
    const int all = view()->model()->rowCount();
    QVERIFY(!m_f->row(QStringLiteral("Verdict")).data(EntryModel::LaterRole).toBool());
    m_f->click(m_f->row(QStringLiteral("Ruled out: The deployment")));
    QCOMPARE(view()->model()->rowCount(), all);
    QVERIFY(m_f->row(QStringLiteral("Verdict")).data(EntryModel::LaterRole).toBool());
    QVERIFY(!m_f->row(QStringLiteral("Ruled out: The deployment")).data(EntryModel::LaterRole).toBool());
    QCOMPARE(m_f->panel()->head()->steps()->accessibleName(), QStringLiteral("Status: Investigating"));
    QCOMPARE(find<ElidedLabel>("incidentThought")->text(), QStringLiteral("Suspected: The database is slow"));
    const auto *tabs = m_f->window.findChild<QTabWidget *>();
    QCOMPARE(tabs->tabText(2), QStringLiteral("Incident 1"));
    m_f->click(m_f->row(QStringLiteral("Deploy of 2.4.1")));
    QCOMPARE(tabs->tabText(2), QStringLiteral("Incident"));
    QCOMPARE(m_f->panel()->head()->steps()->accessibleName(), QStringLiteral("Status: not opened yet"));
    QVERIFY(find<ElidedLabel>("incidentFacts")->text().startsWith(QStringLiteral("It has not opened")));
}

void IncidentDeskTest::anEventOfTheLaneIsFound()
{
    m_f->tell();
    m_f->window.showSide(0);
    const auto seq = m_f->row(QStringLiteral("Purged 9,097")).data(EntryModel::SeqRole).toULongLong();
    auto *charts = m_f->window.findChild<ChartPane *>();
    Q_EMIT charts->eventActivated(seq);
    QVERIFY(m_f->panel()->isVisible());
    QCOMPARE(view()->currentIndex().data(EntryModel::SeqRole).toULongLong(), seq);
    // Nothing moved: one stands at the lane already.
    QCOMPARE(m_f->playhead().mode(), Mode::Live);
    m_f->window.showSide(0);
    Q_EMIT charts->eventActivated(999'999);
    QVERIFY(!m_f->panel()->isVisible());
}

void IncidentDeskTest::correctionsStandBeside()
{
    m_f->tell();
    const QModelIndex late = m_f->row(QStringLiteral("Status Mitigated"));
    int marks = 0;
    for (int i = 0; i < view()->model()->rowCount(); ++i) {
        const QModelIndex index = view()->model()->index(i, 0);
        if (!index.data().toString().startsWith(QStringLiteral("Status Mitigated")))
            continue;
        ++marks;
        const QString correction = index.data(EntryModel::CorrectionRole).toString();
        const bool isOriginal = index.data().toString() == QStringLiteral("Status Mitigated");
        QCOMPARE(correction.contains(QStringLiteral("It was well as soon as")), isOriginal);
    }
    QVERIFY(late.isValid());
    QCOMPARE(marks, 2);
}

void IncidentDeskTest::itCanBeFilteredAndSearched()
{
    m_f->tell();
    auto *group = find<QComboBox>("entryGroup");
    const auto choose = [&](const QString &name) {
        group->setCurrentText(name);
        Q_EMIT group->activated(group->currentIndex());
    };
    choose(QStringLiteral("Alerts"));
    QCOMPARE(view()->model()->rowCount(), 2);
    choose(QStringLiteral("Actions"));
    QVERIFY(m_f->row(QStringLiteral("Deploy of 2.4.1")).isValid() &&
            m_f->row(QStringLiteral("Restarted in")).isValid());
    QVERIFY(!m_f->row(QStringLiteral("Logins take")).isValid());
    choose(QStringLiteral("Everything"));
    find<QLineEdit>("entrySearch")->setText(QStringLiteral("ROLLED back"));
    QCOMPARE(view()->model()->rowCount(), 1);
    find<QLineEdit>("entrySearch")->setText(QStringLiteral("no such words"));
    QVERIFY(find<QLabel>("entriesEmpty")->isVisible());
    // What is asked for from the lane is shown whatever the filter says.
    Q_EMIT m_f->window.findChild<ChartPane *>()->eventActivated(1);
    QVERIFY(view()->isVisible());
}

void IncidentDeskTest::aNoteIsKept()
{
    m_f->tell();
    auto *note = find<NoteLine>("incidentNote");
    note->setPlainText(QStringLiteral("first line"));
    QTest::keyClick(note, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClick(note, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(note, QStringLiteral("second"));
    QTest::keyClick(note, Qt::Key_Return);
    QCOMPARE(m_f->gateway.steps.size(), std::size_t(1));
    const IncidentOrder order = m_f->gateway.steps.front().request;
    QCOMPARE(order.incident, QStringLiteral("i1"));
    QCOMPARE(std::get<incident::Note>(order.step).text, QStringLiteral("first line\nsecond"));
    m_f->gateway.steps.front().answer(failure(ErrorCode::Unavailable, QStringLiteral("The disk is full.")));
    QVERIFY(find<QLabel>("incidentTold")->isVisible());
    QCOMPARE(find<QLabel>("incidentTold")->text(), QStringLiteral("The disk is full."));
    QVERIFY(!note->toPlainText().isEmpty());
    QTest::keyClick(note, Qt::Key_Return);
    m_f->gateway.steps.back().answer(QStringLiteral("i1"));
    QVERIFY(!find<QLabel>("incidentTold")->isVisible());
    QVERIFY(note->toPlainText().isEmpty());
}

void IncidentDeskTest::theStatusIsChanged()
{
    m_f->tell();
    StatusSteps *steps = m_f->panel()->head()->steps();
    steps->setFocus();
    QTest::keyClick(steps, Qt::Key_Return); // what comes next
    QCOMPARE(find<QComboBox>("incidentStatus")->currentText(), QStringLiteral("Resolved"));
    find<QPlainTextEdit>("changeReason")->setPlainText(QStringLiteral("patched"));
    auto *anyway = find<QPushButton>("formAnyway"); // its alert fires still
    QTRY_VERIFY(anyway->isEnabled());
    anyway->click();
    QCOMPARE(m_f->gateway.steps.size(), std::size_t(1));
    const auto change = std::get<incident::Change>(m_f->gateway.steps.front().request.step);
    QCOMPARE(change.status, std::optional(incident::Status::Resolved));
    QVERIFY(!change.lead && !change.severity && !change.title);
    QCOMPARE(change.reason, QStringLiteral("patched"));
    m_f->gateway.steps.front().answer(QStringLiteral("i1"));
    QVERIFY(!m_f->form());
}

void IncidentDeskTest::whatWasCapturedIsShown()
{
    m_f->tell();
    m_f->click(m_f->row(QStringLiteral("State captured")));
    const auto *state = m_f->window.findChild<QWidget *>(QStringLiteral("capturedState"));
    QVERIFY(state && state->isVisible());
    QVERIFY2(state->accessibleName().contains(QStringLiteral("limit 246 MiB")),
             qPrintable(state->accessibleName()));
    QVERIFY(state->accessibleName().contains(QStringLiteral("retained")));
}

void IncidentDeskTest::whatItCostIsCounted()
{
    m_f->tell();
    auto *impact = find<QLabel>("incidentImpact");
    // The made-up history has no counters of requests: unknown, with its reason, and no 0.
    QTRY_VERIFY(impact->text().startsWith(QStringLiteral("Users touched and requests failed: unknown. ")));
    QVERIFY(impact->text().contains(QStringLiteral("Requests were not counted in that time.")));
}

void IncidentDeskTest::severalAreChosenFrom()
{
    IncidentStory old(m_f->history, QStringLiteral("i0"));
    old.openByHand(1000s, QStringLiteral("Slow mails"));
    old.status(incident::Status::Resolved, 900s);
    m_f->tell();
    auto *choice = find<QComboBox>("incidentChoice");
    QVERIFY(choice->isVisible());
    QCOMPARE(choice->count(), 2);
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i1")); // what is open goes first
    choice->setCurrentIndex(1);
    Q_EMIT choice->activated(1);
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i0"));
    QCOMPARE(find<StateLabel>("incidentTitle")->word(), QStringLiteral("Slow mails"));
    m_f->publish();
    QCOMPARE(m_f->panel()->shown(), QStringLiteral("i0")); // what somebody chose stays
}

void IncidentDeskTest::aRecordingIsReadAndRefusesSteps()
{
    FakeHistory past(m_f->history.now() - 24h * 90);
    past.status = {};
    past.run(1200, leaking);
    IncidentStory(past).tell();
    m_f->file.publish(past.snapshot());
    m_f->open();
    m_f->window.showSide(2);
    QCOMPARE(find<StateLabel>("incidentTitle")->word(), QStringLiteral("Sessions stay in memory after logout"));
    const QModelIndex index = m_f->row(QStringLiteral("Purged 9,097"));
    m_f->click(index);
    QCOMPARE(m_f->playhead().instant(), IncidentFixture::instantOf(index));
    QVERIFY(find<QLabel>("incidentReadOnly")->isVisible());
    QVERIFY(find<QLabel>("incidentReadOnly")->text().startsWith(QStringLiteral("This is a recording: ")));
    QVERIFY(!find<NoteLine>("incidentNote")->isVisible());
    Q_EMIT m_f->panel()->head()->steps()->statusWanted(incident::Status::Resolved);
    QVERIFY(!m_f->form());
    QVERIFY(m_f->gateway.steps.empty() && m_f->gateway.openings.empty());
}

void IncidentDeskTest::foreignTextIsHarmless()
{
    IncidentStory story(m_f->history);
    story.openByHand(100s, QStringLiteral("<b>Bold</b> & <img src=x>"));
    story.note(QStringLiteral("<script>alert(1)</script>"), 90s);
    story.note(QStringLiteral("\u202Eevil \u0645\u0631\u062d\u0628\u0627 123 \U0001F525"), 80s);
    story.note(QString(1 << 20, u'x'), 70s);
    story.note(QStringLiteral("half ") + QChar(0xD83D) + QStringLiteral(" a line\nand another"), 60s);
    m_f->publish();
    m_f->window.showSide(2);
    QVERIFY(m_f->row(QStringLiteral("<script>")).isValid());
    QVERIFY(!m_f->row(QStringLiteral("evil")).data().toString().contains(QChar(0x202E)));
    m_f->click(m_f->row(QStringLiteral("xxxx")));
    const QString shown = find<QPlainTextEdit>("entryText")->toPlainText();
    QVERIFY(shown.size() < 21'000);
    QVERIFY(shown.endsWith(QStringLiteral("1,028,576 characters more: Copy takes all of them.")));
    m_f->click(m_f->row(QStringLiteral("half")));
    QCOMPARE(find<QPlainTextEdit>("entryText")->toPlainText().count(u'\n'), 1);
    QApplication::processEvents();
    keepPicture(m_f->window, QStringLiteral("incident-foreign"));
}

/// 2,000 entries among 100,000 events: drawn and laid out is what is seen.
void IncidentDeskTest::thousandsOfEntriesCostWhatIsSeen()
{
    std::vector<Event> events;
    const Timestamp begin = m_f->history.now() - 1100s;
    for (int i = 0; i < 100'000; ++i) {
        Event event;
        event.origin = QStringLiteral("sessiond");
        event.originSeq = std::uint64_t(i) + 1;
        event.kind = EventKind::ServiceEvent;
        event.at = begin + Millis(i * 10);
        if (i == 10)
            event = incident::openedOf(QStringLiteral("i1"), {QStringLiteral("Long"), {}, {}, {}, {}});
        else if (i % 50 == 11)
            event = incident::eventOf(QStringLiteral("i1"), incident::Note{QStringLiteral("note %1").arg(i)});
        event.origin = QStringLiteral("quarterdeck");
        event.originSeq = std::uint64_t(i) + 1;
        event.at = begin + Millis(i * 10);
        events.push_back(std::move(event));
    }
    HistorySnapshot snapshot = m_f->history.snapshot();
    snapshot.events = EventSnapshot::of(std::move(events));
    m_f->feed.publish(snapshot);
    m_f->window.showSide(2);
    QApplication::processEvents();
    QCOMPARE(view()->model()->rowCount(), 2001);
    const EntryDelegate *delegate = m_f->panel()->timeline()->delegate();
    const std::size_t first = delegate->painted();
    const auto inSight = std::size_t(view()->viewport()->height() / EntryDelegate::rowHeight + 2);
    QVERIFY2(first <= 3 * inSight, qPrintable(QString::number(first)));
    view()->verticalScrollBar()->setValue(view()->verticalScrollBar()->maximum() / 2);
    view()->viewport()->repaint();
    QVERIFY(delegate->painted() - first <= inSight);
    QVERIFY2(delegate->measured() < 20 * inSight, qPrintable(QString::number(delegate->measured())));
    const std::size_t before = delegate->painted();
    constexpr int frames = 200;
    for (int i = 0; i < frames; ++i) {
        view()->verticalScrollBar()->setValue(view()->verticalScrollBar()->value() + 37);
        view()->viewport()->repaint();
    }
    QVERIFY(delegate->painted() > before);
    QVERIFY(delegate->painted() - before <= frames * inSight);
    QVERIFY2(delegate->measured() < 20 * inSight, qPrintable(QString::number(delegate->measured())));
    keepPicture(m_f->window, QStringLiteral("incident-long"));
}

QD_TEST_WIDGETS(IncidentDeskTest)
#include "tst_incident_desk.moc"
