// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/incident/task_form.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace std::chrono_literals;

/// The proof of a corrective action is found, and not typed.
class TaskFormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        applyTheme(*qApp, Scheme::Light);
        m_form = new TaskForm({}, units::Zone::Utc, QStringLiteral("PRACTICE"), nullptr);
        m_form->setKnown({Timestamp(1'724'135'400s), Timestamp(1'724'155'200s)});
        find<QLineEdit>("taskTitle")->setText(QStringLiteral("Page earlier"));
    }
    void cleanup() { delete m_form; }

    void aProofIsFound()
    {
        const QSignalSpy wanted(m_form, &TaskForm::proofWanted);
        QVERIFY(!find<QPushButton>("findProof")->isEnabled());
        find<QLineEdit>("proofRule")->setText(QStringLiteral(" LeakPages"));
        QTest::mouseClick(find<QPushButton>("findProof"), Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.front().front().toString(), QStringLiteral("LeakPages"));
        QVERIFY(!find<QPushButton>("findProof")->isEnabled()); // it is being looked for
        const Timestamp at(1'724'139'660s);
        m_form->setProof(incident::Proof{QStringLiteral("LeakPages"), QStringLiteral("outage.mcap"), at});
        QVERIFY(m_form->task().proof.has_value());
        QCOMPARE(m_form->task().proof->firedAt, at);
        QCOMPARE(m_form->task().proof->recording, QStringLiteral("outage.mcap"));
        QVERIFY(find<QPushButton>("formAct")->isEnabled());
    }

    void noProofSaysWhy()
    {
        m_form->show();
        find<QLineEdit>("proofRule")->setText(QStringLiteral("Nobody"));
        QTest::mouseClick(find<QPushButton>("findProof"), Qt::LeftButton);
        m_form->setProof(failure(ErrorCode::NotFound, QStringLiteral("No alert is called Nobody.")));
        QCOMPARE(find<QLabel>("formError")->text(), QStringLiteral("No alert is called Nobody."));
        QVERIFY(find<QLabel>("formError")->isVisible());
        QVERIFY(!m_form->task().proof);
        QVERIFY(find<QPushButton>("findProof")->isEnabled());
    }

    /// A button that is grey says why.
    void whatIsWrongIsSaid()
    {
        m_form->show();
        auto *due = find<QLineEdit>("taskDue");
        due->setText(QStringLiteral("next week"));
        QVERIFY(!find<QPushButton>("formAct")->isEnabled());
        QCOMPARE(find<QLabel>("formError")->text(),
                 QStringLiteral("“next week” is no date: write it as 2024-09-01."));
        QCOMPARE(due->property("look").toString(), QStringLiteral("wrong"));
        QApplication::processEvents();
        test::keepPicture(*m_form, QStringLiteral("task-form-no-date"));
        due->setText(QStringLiteral("2026-12-01"));
        QVERIFY(due->property("look").toString().isEmpty());
        QVERIFY(!find<QLabel>("formError")->isVisible());
        QVERIFY(find<QPushButton>("formAct")->isEnabled());
        find<QLineEdit>("taskTitle")->clear();
        QVERIFY(!find<QPushButton>("formAct")->isEnabled());
        QCOMPARE(find<QLabel>("formError")->text(), QStringLiteral("What is to be done? It needs a title."));
    }

private:
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_form->findChild<T *>(QLatin1String(name));
    }

    QPointer<TaskForm> m_form;
};

QD_TEST_WIDGETS(TaskFormTest)
#include "tst_task_form.moc"
