// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

namespace {

/// `quarterdeck drill` with nothing of its user's.
struct Command
{
    QProcess process;
    QByteArray said;

    Command(const QTemporaryDir &home, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.filePath(QStringLiteral("config")));
        process.setProcessEnvironment(environment);
        process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                      QStringList{QStringLiteral("drill")} + arguments);
    }
    ~Command()
    {
        process.kill();
        process.waitForFinished();
    }
    bool says(const QByteArray &words)
    {
        said += process.readAllStandardOutput();
        return said.contains(words);
    }
};

} // namespace

class DrillCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    /// What was done is scored and saved, and nothing else is left.
    void anInterruptEndsItInOrder()
    {
        const QTemporaryDir home;
        const QString file = home.filePath(QStringLiteral("drill.mcap"));
        Command command(home, {QStringLiteral("session-leak"), QStringLiteral("--headless"),
                               QStringLiteral("--seed"), QStringLiteral("5"), QStringLiteral("--record"), file});
        QTRY_VERIFY_WITH_TIMEOUT(command.says("2.3.0 runs"), 30'000);
        command.process.terminate();
        QVERIFY(command.process.waitForFinished(30'000));
        QCOMPARE(command.process.readAllStandardError(), QByteArray());
        QCOMPARE(command.process.exitCode(), 0);
        QVERIFY2(command.says("session-leak by patch, seed 5, speed 30: ended before the leak began"),
                 command.said.constData());
        QVERIFY(QFile::exists(file));
        const QDir drills(home.filePath(QStringLiteral("data/quarterdeck/drill")));
        QCOMPARE(drills.entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    }

    void whatIsNotThereIsSaid()
    {
        const QTemporaryDir home;
        Command command(home, {QStringLiteral("fire"), QStringLiteral("--headless")});
        QVERIFY(command.process.waitForFinished(30'000));
        QCOMPARE(command.process.exitCode(), 2);
        QVERIFY(command.process.readAllStandardError().contains("session-leak"));
    }

    void operatorsAreForDrillsWithoutAWindow()
    {
        const QTemporaryDir home;
        Command command(home,
                        {QStringLiteral("session-leak"), QStringLiteral("--operator"), QStringLiteral("patch")});
        QVERIFY(command.process.waitForFinished(30'000));
        QCOMPARE(command.process.exitCode(), 2);
        QVERIFY(command.process.readAllStandardError().contains("--headless"));
    }
};

QD_TEST_GUILESS(DrillCommandTest)
#include "tst_drill_command.moc"
