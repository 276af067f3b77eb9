// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "app/incident_verbs.h"
#include "app/query_desk.h"
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/alerts/alert_detail.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/palette.h"
#include "widgets/incident/hypothesis_card.h"
#include "widgets/incident/hypothesis_mark.h"
#include "widgets/incident/note_line.h"
#include "widgets/incident/task_card.h"
#include "widgets/incident/timeline_page.h"
#include "widgets/query/query_edit.h"
#include "widgets/query/query_panel.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtCore/QFile>
#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// What people do to an incident in the window: each is a step, as the form had it.
class IncidentVerbsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void aHypothesisPointsAtEvidence();
    void aHypothesisIsRuledOut();
    void aStrayKeyDoesNotJudge();
    void anotherActionUnderThePointerWaits();
    void evidenceIsShown();
    void aNoteIsCorrected();
    void aStatusGetsItsTrueTime();
    void aTimeThatIsNoneIsSaid();
    void anActionHasOwnerAndDate();
    void halfAProofIsSaid();
    void whatIsOverdueStandsFirst();
    void actionsAreExported();
    void itIsOpenedAgain();
    void thePostmortemIsOffered();
    void everyVerbHasACommand();
    void everyExportIsWritten();
    void whatIsTheSameIsNotLaidOutAgain();

private:
    template <typename T>
    T *find(const char *name)
    {
        return m_f->find<T>(name);
    }
    [[nodiscard]] HypothesisCard *card(const QString &text)
    {
        for (auto *one : m_f->window.findChildren<HypothesisCard *>())
            if (one->findChild<QLabel *>(QStringLiteral("hypothesisText"))->text() == text)
                return one;
        return nullptr;
    }
    std::unique_ptr<IncidentFixture> m_f;
};

void IncidentVerbsTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<IncidentFixture>();
    m_f->tell();
}

void IncidentVerbsTest::aHypothesisPointsAtEvidence()
{
    m_f->click(m_f->row(QStringLiteral("Purged 9,097")));
    m_f->window.query()->panel()->edit()->setExpression(QStringLiteral("up == 0"));
    m_f->run(QStringLiteral("Incident: new hypothesis…"));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isEnabled());
    m_f->inForm<QPlainTextEdit>("hypothesisWords")->setPlainText(QStringLiteral("Purging helps"));
    auto *list = m_f->inForm<QListWidget>("hypothesisEvidence");
    QStringList offered;
    for (int i = 0; i < list->count(); ++i) {
        offered << list->item(i)->text();
        const bool isWanted = offered.back().startsWith(QStringLiteral("Event: Purged 9,097")) ||
                              offered.back() == QStringLiteral("Query up == 0") ||
                              offered.back().startsWith(QStringLiteral("Memory, ")) ||
                              offered.back().startsWith(QStringLiteral("Alert SessionsRetained"));
        list->item(i)->setCheckState(isWanted ? Qt::Checked : Qt::Unchecked);
    }
    m_f->keep();
    const auto hypothesis = std::get<incident::Hypothesis>(m_f->order().step);
    QVERIFY(hypothesis.id.isEmpty());
    QCOMPARE(hypothesis.text, QStringLiteral("Purging helps"));
    QCOMPARE(hypothesis.state, incident::Hypothesis::State::Suspected);
    QVERIFY2(hypothesis.evidence.size() == 4, qPrintable(offered.join(u'\n')));
    QVERIFY(!hypothesis.evidence.front().event.isNull());
    m_f->gateway.steps.back().answer(QStringLiteral("h9"));
    QVERIFY(!m_f->form());
}

void IncidentVerbsTest::aHypothesisIsRuledOut()
{
    m_f->panel()->showPage(IncidentPanel::Page::Hypotheses);
    auto *confirmed = card(QStringLiteral("Sessions stay in memory after logout"));
    QVERIFY(confirmed);
    QCOMPARE(confirmed->findChild<HypothesisMark *>()->state(), incident::Hypothesis::State::Confirmed);
    QVERIFY(!confirmed->findChild<QPushButton *>(QStringLiteral("confirm"))->isVisible());
    confirmed->findChild<QPushButton *>(QStringLiteral("ruleOut"))->click();
    const auto hypothesis = std::get<incident::Hypothesis>(m_f->order().step);
    QCOMPARE(hypothesis.id, QStringLiteral("h3"));
    QCOMPARE(hypothesis.state, incident::Hypothesis::State::RuledOut);
    QCOMPARE(hypothesis.text, QStringLiteral("Sessions stay in memory after logout"));
    m_f->gateway.steps.back().answer(failure(ErrorCode::Unavailable, QStringLiteral("The disk is full.")));
    QCOMPARE(find<QLabel>("incidentTold")->text(), QStringLiteral("The disk is full."));
}

/// Space plays elsewhere in the window, and a key or a click made twice was meant once.
void IncidentVerbsTest::aStrayKeyDoesNotJudge()
{
    IncidentStory story(m_f->history);
    const auto say = [&](incident::Hypothesis::State state) {
        story.step(incident::Hypothesis{QStringLiteral("h9"), QStringLiteral("The cache"), state, {}, {}, {}}, 1s);
        m_f->publish();
    };
    say(incident::Hypothesis::State::Suspected);
    m_f->panel()->showPage(IncidentPanel::Page::Hypotheses);
    auto *cache = card(QStringLiteral("The cache"));
    QVERIFY(cache);
    auto *ruleOut = cache->findChild<QPushButton *>(QStringLiteral("ruleOut"));
    QTRY_VERIFY(ruleOut->isEnabled()); // it has shown another one before
    ruleOut->setFocus(Qt::TabFocusReason);
    QTest::keyClick(ruleOut, Qt::Key_Space);
    QVERIFY(m_f->gateway.steps.empty());
    QTest::keyClick(ruleOut, Qt::Key_Return);
    QCOMPARE(m_f->gateway.steps.size(), 1U);
    QCOMPARE(QApplication::focusWidget(), cache);
    say(incident::Hypothesis::State::RuledOut);
    QCOMPARE(QApplication::focusWidget(), cache);
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return})
        QTest::keyClick(QApplication::focusWidget(), key);
    auto *confirm = cache->findChild<QPushButton *>(QStringLiteral("confirm"));
    QTest::mouseClick(confirm, Qt::LeftButton);
    QCOMPARE(m_f->gateway.steps.size(), 1U);
    QTRY_VERIFY(confirm->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);
    QCOMPARE(m_f->gateway.steps.size(), 2U);
}

void IncidentVerbsTest::anotherActionUnderThePointerWaits()
{
    const auto add = [this](const char *id, incident::Task::State state) {
        IncidentStory(m_f->history)
            .step(incident::Task{QLatin1String(id),
                                 QLatin1String(id),
                                 incident::Task::Kind::Task,
                                 {},
                                 QDate(2020, 1, 1),
                                 state,
                                 {}},
                  1s);
        m_f->publish();
    };
    add("t2", incident::Task::State::Open);
    m_f->panel()->showPage(IncidentPanel::Page::Tasks);
    auto *done = find<QPushButton>("taskDone");
    QTRY_VERIFY(done->isEnabled());
    done->setFocus(Qt::TabFocusReason);
    QTest::keyClick(done, Qt::Key_Space);
    QVERIFY(m_f->gateway.steps.empty());
    QTest::mouseClick(done, Qt::LeftButton);
    QCOMPARE(m_f->gateway.steps.size(), 1U);
    add("t2", incident::Task::State::Done); // it goes down, and another takes its place
    QTest::mouseClick(done, Qt::LeftButton);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_f->gateway.steps.size(), 1U);
}

void IncidentVerbsTest::evidenceIsShown()
{
    using incident::Exhibit;
    const QModelIndex purge = m_f->row(QStringLiteral("Purged 9,097"));
    const Timestamp at = IncidentFixture::instantOf(purge);
    const incident::Entry *entry = m_f->panel()->timeline()->model()->entryAt(
        m_f->panel()->timeline()->model()->indexOf(purge.data(EntryModel::SeqRole).toULongLong()));
    const TimeRange span{at - 60s, at + 30s};
    const QString alert = m_f->window.incidents()->shown()->alerts.begin()->first;
    IncidentStory(m_f->history)
        .step(incident::Hypothesis{QStringLiteral("h4"),
                                   QStringLiteral("Purging helps"),
                                   incident::Hypothesis::State::Suspected,
                                   {{Exhibit::Kind::Event, QStringLiteral("Purged"), {}, entry->event},
                                    {Exhibit::Kind::Span, QStringLiteral("Memory"), span, {}},
                                    {Exhibit::Kind::Query, QStringLiteral("up == 0"), {}, {}},
                                    {Exhibit::Kind::Alert, alert, {}, {}}},
                                   {},
                                   {}},
              1s);
    m_f->publish();
    m_f->panel()->showPage(IncidentPanel::Page::Hypotheses);
    const auto follow = [&](int index) {
        m_f->panel()->showPage(IncidentPanel::Page::Hypotheses);
        // They are made anew when the instant moves.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        const auto links =
            card(QStringLiteral("Purging helps"))->findChildren<QPushButton *>(QStringLiteral("exhibit"));
        QCOMPARE(links.size(), 4);
        links[index]->click();
    };
    follow(0);
    QCOMPARE(m_f->window.findChild<ChartPane *>()->standing(), std::optional(at));
    QVERIFY(m_f->view()->isVisible());
    follow(1);
    QCOMPARE(m_f->playhead().range(), span);
    follow(2);
    QVERIFY(m_f->window.query()->panel()->isVisible());
    QCOMPARE(m_f->window.query()->panel()->edit()->expression(), QStringLiteral("up == 0"));
    follow(3);
    QVERIFY(m_f->window.findChild<AlertDetail *>());
}

void IncidentVerbsTest::aNoteIsCorrected()
{
    const QModelIndex note = m_f->row(QStringLiteral("Logins take four"));
    const auto seq = note.data(EntryModel::SeqRole).toULongLong();
    const Timestamp at = IncidentFixture::instantOf(note);
    m_f->click(note);
    find<QPushButton>("correctEntry")->click();
    QVERIFY(
        m_f->inForm<QPlainTextEdit>("correctionText")->toPlainText().startsWith(QStringLiteral("Logins take")));
    m_f->inForm<QPlainTextEdit>("correctionText")->setPlainText(QStringLiteral("Logins take five seconds."));
    m_f->keep();
    QCOMPARE(m_f->order().corrects, std::uint64_t(seq));
    QCOMPARE(m_f->order().at, at);
    QCOMPARE(std::get<incident::Note>(m_f->order().step).text, QStringLiteral("Logins take five seconds."));
    // What was not written by anybody cannot be written anew.
    m_f->form()->close();
    m_f->click(m_f->row(QStringLiteral("Purged 9,097")));
    QVERIFY(!find<QPushButton>("correctEntry")->isVisible());
}

void IncidentVerbsTest::aStatusGetsItsTrueTime()
{
    const QModelIndex status = m_f->row(QStringLiteral("Status Identified"));
    const Timestamp at = IncidentFixture::instantOf(status);
    m_f->click(status);
    m_f->run(QStringLiteral("Incident: correct the selected entry…"));
    m_f->inForm<QLineEdit>("correctionTime")->setText(units::clock(at - 60s, units::Zone::Utc));
    m_f->keep();
    QCOMPARE(m_f->order().at, at - 60s);
    QCOMPARE(std::get<incident::Change>(m_f->order().step).status, std::optional(incident::Status::Identified));
}

void IncidentVerbsTest::aTimeThatIsNoneIsSaid()
{
    m_f->click(m_f->row(QStringLiteral("Logins take four")));
    find<QPushButton>("correctEntry")->click();
    auto *time = m_f->inForm<QLineEdit>("correctionTime");
    time->setText(QStringLiteral("soon"));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isEnabled());
    QVERIFY(m_f->inForm<QLabel>("formError")->text().startsWith(QStringLiteral("That is no time")));
    time->setText(units::dateClock(m_f->history.now() + 1h, units::Zone::Utc));
    QCOMPARE(m_f->inForm<QLabel>("formError")->text(), QStringLiteral("That time has not come yet."));
    time->setText(units::dateClock(m_f->history.now() - 1min, units::Zone::Utc));
    QVERIFY(m_f->inForm<QPushButton>("formAct")->isEnabled());
    QVERIFY(!m_f->inForm<QLabel>("formError")->isVisible());
}

void IncidentVerbsTest::anActionHasOwnerAndDate()
{
    m_f->run(QStringLiteral("Incident: new corrective action…"));
    m_f->inForm<QLineEdit>("taskTitle")->setText(QStringLiteral("Patch it"));
    m_f->inForm<QComboBox>("taskKind")->setCurrentText(QStringLiteral("Improvement"));
    m_f->inForm<QLineEdit>("taskOwner")->setText(QStringLiteral("ben"));
    m_f->inForm<QLineEdit>("taskDue")->setText(QStringLiteral("soon"));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isEnabled());
    m_f->inForm<QLineEdit>("taskDue")->setText(QStringLiteral("2026-01-31"));
    m_f->inForm<QLineEdit>("proofRule")->setText(QStringLiteral("SessionsRetained"));
    m_f->inForm<QLineEdit>("proofRecording")->setText(QStringLiteral("outage.mcap"));
    m_f->inForm<QLineEdit>("proofFired")->setText(QStringLiteral("2025-12-18 00:08:20"));
    m_f->keep();
    const auto task = std::get<incident::Task>(m_f->order().step);
    QVERIFY(task.id.isEmpty());
    QCOMPARE(task.title, QStringLiteral("Patch it"));
    QCOMPARE(task.kind, incident::Task::Kind::Improvement);
    QCOMPARE(task.owner, QStringLiteral("ben"));
    QCOMPARE(task.due, QDate(2026, 1, 31));
    QVERIFY(task.proof);
    QCOMPARE(units::dateClock(task.proof->firedAt, units::Zone::Utc), QStringLiteral("2025-12-18 00:08:20"));
}

void IncidentVerbsTest::halfAProofIsSaid()
{
    m_f->panel()->showPage(IncidentPanel::Page::Tasks);
    find<QPushButton>("editTask")->click();
    m_f->inForm<QLineEdit>("proofRule")->setText(QStringLiteral("SessionsRetained"));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isEnabled());
    QCOMPARE(m_f->inForm<QLabel>("formError")->text(),
             QStringLiteral("A proof has a rule, a recording and a time."));
    m_f->inForm<QLineEdit>("proofRule")->clear();
    m_f->inForm<QComboBox>("taskStateChoice")->setCurrentText(QStringLiteral("Done"));
    m_f->keep();
    const auto task = std::get<incident::Task>(m_f->order().step);
    QCOMPARE(task.id, QStringLiteral("t1"));
    QCOMPARE(task.state, incident::Task::State::Done);
    QVERIFY(!task.proof);
}

void IncidentVerbsTest::whatIsOverdueStandsFirst()
{
    IncidentStory(m_f->history)
        .step(incident::Task{QStringLiteral("t2"),
                             QStringLiteral("Was due"),
                             incident::Task::Kind::Task,
                             {},
                             QDate(2020, 1, 1),
                             incident::Task::State::Open,
                             {}},
              1s);
    m_f->publish();
    m_f->panel()->showPage(IncidentPanel::Page::Tasks);
    const auto states = m_f->window.findChildren<StateLabel *>(QStringLiteral("taskState"));
    QCOMPARE(states.size(), 2);
    const auto first = std::ranges::min_element(
        states, {}, [](StateLabel *one) { return one->mapTo(one->window(), QPoint()).y(); });
    QTRY_COMPARE((*first)->word(), QStringLiteral("Overdue"));
    QCOMPARE((*first)->severity(), Severity::Critical);
    QTRY_VERIFY(find<QPushButton>("taskDone")->isEnabled()); // another stood there
    find<QPushButton>("taskDone")->click();
    QCOMPARE(std::get<incident::Task>(m_f->order().step).state, incident::Task::State::Done);
}

void IncidentVerbsTest::actionsAreExported()
{
    QSignalSpy told(m_f->window.incidents()->verbs(), &IncidentVerbs::told);
    for (const auto &[command, name, begin] :
         {std::tuple(QStringLiteral("Incident: export corrective actions as CSV…"), "actions.csv", "title,"),
          std::tuple(QStringLiteral("Incident: export corrective actions as a checklist…"), "actions.md",
                     "- [ ] ")}) {
        m_f->run(command);
        auto *dialog = m_f->window.findChild<QFileDialog *>(QStringLiteral("exportTasks"));
        QVERIFY(dialog);
        const QString path = m_f->folder.filePath(QLatin1String(name));
        Q_EMIT dialog->fileSelected(path);
        delete dialog;
        QTRY_VERIFY(!told.isEmpty());
        QVERIFY2(told.takeFirst().front().toString().endsWith(QStringLiteral(" was written.")), "not written");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(bytes.contains("Page on sessions that stay after logout"), bytes.constData());
        QVERIFY2(bytes.startsWith(begin), bytes.constData());
    }
}

void IncidentVerbsTest::itIsOpenedAgain()
{
    IncidentStory(m_f->history).status(incident::Status::Resolved, 1s);
    m_f->publish();
    QVERIFY(!m_f->window.incidents()->shown()->isOpen());
    m_f->run(QStringLiteral("Incident: open again…"));
    m_f->keep();
    QCOMPARE(std::get<incident::Change>(m_f->order().step).status, std::optional(incident::Status::Investigating));
}

void IncidentVerbsTest::thePostmortemIsOffered()
{
    IncidentDesk *desk = m_f->window.incidents();
    auto *button = find<QPushButton>("footAction");
    QVERIFY(button->isVisible());
    const QSignalSpy wanted(desk, &IncidentDesk::postmortemWanted);
    button->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.front().front().toString(), QStringLiteral("i1"));
    desk->postmortem()->setVisible(false);
    QVERIFY(!button->isVisible());
}

void IncidentVerbsTest::everyVerbHasACommand()
{
    auto *palette = m_f->window.findChild<CommandPalette *>();
    palette->open();
    QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral("incident"));
    const QStringList shown = palette->shown();
    for (const char *words : {"Open incident…", "Show incident", "Incident: write a note", "Incident: who leads…",
                              "Incident: new hypothesis…", "Incident: new corrective action…",
                              "Incident: correct the selected entry…", "Incident: open again…"})
        QVERIFY2(shown.contains(QString::fromUtf8(words)), words);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Escape);
    m_f->window.showSide(0);
    m_f->run(QStringLiteral("Incident: write a note"));
    QVERIFY(find<NoteLine>("incidentNote")->hasFocus());
}

void IncidentVerbsTest::everyExportIsWritten()
{
    QSignalSpy told(m_f->window.incidents()->verbs(), &IncidentVerbs::told);
    QStringList paths;
    for (int i = 0; i < 5; ++i) {
        m_f->run(QStringLiteral("Incident: export corrective actions as CSV…"));
        auto *dialog = m_f->window.findChild<QFileDialog *>(QStringLiteral("exportTasks"));
        paths << m_f->folder.filePath(QStringLiteral("%1.csv").arg(i));
        Q_EMIT dialog->fileSelected(paths.back());
        delete dialog;
    }
    QTRY_COMPARE(told.size(), paths.size());
    for (const QString &path : paths)
        QVERIFY2(QFile::exists(path), qPrintable(path));
}

void IncidentVerbsTest::whatIsTheSameIsNotLaidOutAgain()
{
    m_f->panel()->showPage(IncidentPanel::Page::Tasks);
    auto *facts = find<QLabel>("taskFacts");
    const QString before = facts->text();
    facts->setText(QStringLiteral("untouched"));
    m_f->publish();
    QCOMPARE(facts->text(), QStringLiteral("untouched"));
    find<QPushButton>("taskDone")->click();
    auto task = std::get<incident::Task>(m_f->order().step);
    IncidentStory(m_f->history).step(task, 1s);
    m_f->publish();
    QCOMPARE(facts->text(), before);
}

QD_TEST_WIDGETS(IncidentVerbsTest)
#include "tst_incident_verbs.moc"
