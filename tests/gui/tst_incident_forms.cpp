// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/shared/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// What somebody wrote in a form, and what is said there, is not lost.
class IncidentFormsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void aFormThatIsOpenSaysWhatIsRefused();
    void whatWentWrongOutlivesARefusal();
    void writtenWordsAreNotLostByOneKey();
    void anotherFormDoesNotDropWrittenWords();
    void aLongReasonStaysWhereTheStatusIsCorrected();
    void toResolveWhatStillFiresHasToBeMeant();

private:
    std::unique_ptr<IncidentFixture> m_f;
};

void IncidentFormsTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<IncidentFixture>();
    m_f->tell();
}

void IncidentFormsTest::aFormThatIsOpenSaysWhatIsRefused()
{
    m_f->run(QStringLiteral("Incident: who leads…"));
    m_f->inForm<QLineEdit>("incidentLead")->setText(QStringLiteral("ben"));
    QVERIFY(m_f->inForm<QPushButton>("formAct")->isEnabled());
    m_f->gateway.refuse(QStringLiteral("not now"));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isEnabled());
    QCOMPARE(m_f->inForm<QLabel>("formError")->text(), QStringLiteral("not now"));
    QCOMPARE(m_f->find<QLabel>("incidentReadOnly")->text(), QStringLiteral("not now"));
    QTest::keyClick(m_f->form(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(m_f->gateway.steps.empty());
    m_f->gateway.refuse(std::nullopt);
    m_f->keep();
    QCOMPARE(std::get<incident::Change>(m_f->order().step).lead, std::optional(QStringLiteral("ben")));
}

void IncidentFormsTest::whatWentWrongOutlivesARefusal()
{
    m_f->run(QStringLiteral("Incident: who leads…"));
    m_f->inForm<QLineEdit>("incidentLead")->setText(QStringLiteral("ben"));
    m_f->keep();
    m_f->gateway.steps.back().answer(failure(ErrorCode::Unavailable, QStringLiteral("The disk is full.")));
    const auto *error = m_f->inForm<QLabel>("formError");
    m_f->gateway.refuse(QStringLiteral("not now"));
    QCOMPARE(error->text(), QStringLiteral("not now\nThe disk is full."));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QVERIFY(m_f->form()->height() >= m_f->form()->layout()->totalHeightForWidth(m_f->form()->width()));
    keepPicture(*m_f->form(), QStringLiteral("incident-form-refused"));
    m_f->gateway.refuse(std::nullopt);
    QVERIFY(error->isVisible());
    QCOMPARE(error->text(), QStringLiteral("The disk is full."));
    m_f->keep();
    QVERIFY(!error->isVisible());
}

void IncidentFormsTest::writtenWordsAreNotLostByOneKey()
{
    const QString command = QStringLiteral("Incident: new corrective action…");
    const auto escape = [this] { QTest::keyClick(m_f->form(), Qt::Key_Escape); };
    m_f->run(command);
    escape();
    QVERIFY(!m_f->form()); // nothing was written in it
    m_f->run(command);
    m_f->inForm<QLineEdit>("taskTitle")->setText(QStringLiteral("Patch it"));
    escape();
    QVERIFY(m_f->form());
    QCOMPARE(m_f->inForm<QLabel>("formError")->text(),
             QStringLiteral("What you wrote is not kept. Close once more to lose it."));
    keepPicture(*m_f->form(), QStringLiteral("incident-form-warns"));
    m_f->inForm<QLineEdit>("taskTitle")->setText(QStringLiteral("Patch it soon"));
    escape();
    QVERIFY(m_f->form()); // there is more to lose by now
    escape();
    QVERIFY(!m_f->form());
    // What is kept closes its form without a word.
    m_f->run(command);
    m_f->inForm<QLineEdit>("taskTitle")->setText(QStringLiteral("Patch it"));
    m_f->keep();
    m_f->gateway.steps.back().answer(QStringLiteral("t9"));
    QVERIFY(!m_f->form());
}

void IncidentFormsTest::anotherFormDoesNotDropWrittenWords()
{
    m_f->run(QStringLiteral("Incident: new corrective action…"));
    m_f->inForm<QLineEdit>("taskTitle")->setText(QStringLiteral("Patch it"));
    m_f->run(QStringLiteral("Incident: open again…"));
    QVERIFY(m_f->inForm<QLineEdit>("taskTitle"));
    QVERIFY(m_f->inForm<QLabel>("formError")->isVisible());
    m_f->run(QStringLiteral("Incident: open again…"));
    QVERIFY(m_f->inForm<QComboBox>("incidentStatus"));
}

void IncidentFormsTest::aLongReasonStaysWhereTheStatusIsCorrected()
{
    const QString reason(30'000, u'x');
    IncidentStory(m_f->history).step(incident::Change{incident::Status::Resolved, {}, {}, {}, reason}, 1s);
    m_f->publish();
    m_f->click(m_f->row(QStringLiteral("Status Resolved")));
    m_f->run(QStringLiteral("Incident: correct the selected entry…"));
    QVERIFY(m_f->inForm<QPlainTextEdit>("correctionText")->isReadOnly());
    m_f->inForm<QComboBox>("incidentStatus")->setCurrentIndex(int(incident::Status::Mitigated));
    m_f->keep();
    QCOMPARE(std::get<incident::Change>(m_f->order().step).reason, reason);
}

void IncidentFormsTest::toResolveWhatStillFiresHasToBeMeant()
{
    m_f->run(QStringLiteral("Incident: change its status…"));
    auto *status = m_f->inForm<QComboBox>("incidentStatus");
    auto *act = m_f->inForm<QPushButton>("formAct");
    auto *anyway = m_f->inForm<QPushButton>("formAnyway");
    status->setCurrentIndex(int(incident::Status::Identified)); // which does not end it
    QVERIFY(act->isVisible() && act->isEnabled() && !anyway->isVisible());
    status->setCurrentIndex(int(incident::Status::Resolved));
    QCOMPARE(m_f->inForm<QLabel>("formError")->text(),
             QStringLiteral("SessionsRetained still fires. Resolve the incident all the same?"));
    QVERIFY(!act->isVisible() && anyway->isVisible() && !anyway->isEnabled());
    QTRY_VERIFY(anyway->isEnabled());
    QTest::keyClick(m_f->form(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), anyway);
    QTest::keyClick(anyway, Qt::Key_Space);
    QVERIFY(m_f->gateway.steps.empty());
    keepPicture(*m_f->form(), QStringLiteral("incident-form-still-fires"));
    QTest::keyClick(anyway, Qt::Key_Return);
    QCOMPARE(std::get<incident::Change>(m_f->order().step).status, std::optional(incident::Status::Resolved));
    m_f->gateway.steps.back().answer(QStringLiteral("i1"));
    // Where it has ended meanwhile, nothing speaks against it.
    m_f->run(QStringLiteral("Incident: change its status…"));
    m_f->inForm<QComboBox>("incidentStatus")->setCurrentIndex(int(incident::Status::Resolved));
    QVERIFY(!m_f->inForm<QPushButton>("formAct")->isVisible());
    m_f->history.log(alertEvent(EventKind::AlertResolved, m_f->history.now().time_since_epoch(),
                                QStringLiteral("SessionsRetained"), "critical"));
    m_f->publish();
    QVERIFY(m_f->inForm<QPushButton>("formAct")->isVisible());
    QVERIFY(!m_f->inForm<QLabel>("formError")->isVisible());
}

QD_TEST_WIDGETS(IncidentFormsTest)
#include "tst_incident_forms.moc"
