// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outage_desk.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/drill_report.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>

using namespace qd;
using namespace qd::test;

/// What comes with the program about 2024-08-20, and how a drill ends.
class TestOutageDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        applyTheme(*qApp, Scheme::Light);
    }

    void findsTheRecordingWhereItIsInstalledOrBuilt_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("folder");
        QTest::newRow("installed") << QStringLiteral("usr/bin")
                                   << QStringLiteral("usr/share/quarterdeck/recordings");
        QTest::newRow("built") << QStringLiteral("tree/build/bin") << QStringLiteral("tree/resources/recordings");
    }

    void findsTheRecordingWhereItIsInstalledOrBuilt()
    {
        QFETCH(QString, program);
        QFETCH(QString, folder);
        const QTemporaryDir root;
        QVERIFY(QDir(root.path()).mkpath(program) && QDir(root.path()).mkpath(folder));
        QCOMPARE(outageRecording(root.filePath(program)), QString());
        QFile file(root.filePath(folder) + QStringLiteral("/2024-08-20-session-leak.mcap"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(outageRecording(root.filePath(program)), QFileInfo(file).canonicalFilePath());
    }

    /// One click in the empty window; where the file is missing it says so and where it should be.
    void theEmptyWindowOpensIt()
    {
        WindowFixture f;
        const OutageDesk desk(f.window);
        QSignalSpy opened(&f.window, &MainWindow::filesWanted);
        f.find<QPushButton>("outageButton")->click();
        const auto *banner = f.window.findChild<Banner *>();
        if (outageRecording().isEmpty())
            QVERIFY(banner->message().contains(QStringLiteral("share/quarterdeck/recordings")));
        else
            QCOMPARE(opened.size(), 1);
    }

    void theEmptyWindowStartsTheDrill_data()
    {
        QTest::addColumn<bool>("runs");
        QTest::newRow("it runs") << true;
        QTest::newRow("it does not") << false;
    }

    void theEmptyWindowStartsTheDrill()
    {
        QFETCH(bool, runs);
        WindowFixture f;
        QStringList asked;
        const OutageDesk desk(f.window, [&](const QStringList &arguments) {
            asked = arguments;
            return runs;
        });
        f.find<QPushButton>("drillButton")->click();
        QCOMPARE(asked, (QStringList{QStringLiteral("drill"), QStringLiteral("session-leak")}));
        const QString said = f.window.findChild<Banner *>()->message();
        QCOMPARE(said.contains(QStringLiteral("window of its own")), runs);
        QCOMPARE(said.contains(QStringLiteral("could not be started")), !runs);
    }

    void theEndSaysHowItWent()
    {
        auto *report = new DrillReport(
            {QStringLiteral("session-leak by anna, seed 1, speed 10: relieved, not fixed"),
             QStringLiteral("detected after 2 min, best before at this speed 2 min"),
             QStringLiteral("never resolved"), QStringLiteral("wrong turns:"),
             QStringLiteral("  07:00:00 rolled back to 2.4.0, which leaks as well")},
            QStringLiteral("/home/anna/.local/share/quarterdeck/drill/session-leak-20261126-153927-30669.mcap"),
            {QStringLiteral("The score was not kept.")});
        report->show();
        QApplication::processEvents();
        QCOMPARE(clippedTexts(*report).join(u'\n'), QString());
        auto *postmortem = report->findChild<QPushButton *>(QStringLiteral("drillPostmortem"));
        QVERIFY(!postmortem->isVisible()); // there is nothing to write up yet
        QSignalSpy wanted(report, &DrillReport::postmortemWanted);
        report->setPostmortem(true);
        QVERIFY(postmortem->isVisible());
        postmortem->click();
        QCOMPARE(wanted.count(), 1);
        QApplication::processEvents();
        QCOMPARE(clippedTexts(*report).join(u'\n'), QString());
        keepPicture(*report, QStringLiteral("drill-report"));
        report->close();
    }
};

QD_TEST_WIDGETS(TestOutageDesk)
#include "tst_outage_desk.moc"
