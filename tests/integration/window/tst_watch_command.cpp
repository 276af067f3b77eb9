// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

namespace {

/// `quarterdeck watch` over a folder of its own.
class Watch
{
public:
    Watch(const QTemporaryDir &home, const QStringList &arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.filePath(QStringLiteral("config")));
        m_process.setProcessEnvironment(environment);
        m_process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                        QStringList{QStringLiteral("watch"), QStringLiteral("--data-dir"),
                                    home.filePath(QStringLiteral("data"))} +
                            arguments);
    }
    ~Watch()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    bool says(const QByteArray &words)
    {
        m_said += m_process.readAllStandardOutput();
        return m_said.contains(words);
    }
    QByteArray complaint() { return m_process.readAllStandardError(); }
    QProcess &process() { return m_process; }
    [[nodiscard]] QByteArray said() const { return m_said; }

private:
    QProcess m_process;
    QByteArray m_said;
};

const QStringList local{QStringLiteral("--local"), QStringLiteral("--insecure-hashing")};

} // namespace

class WatchCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void watchesUntilItIsEnded();
    void whatToWatchMustBeSaid();
    void aFolderInUseIsSaid();
};

void WatchCommandTest::watchesUntilItIsEnded()
{
    const QTemporaryDir home;
    for (int run = 0; run < 2; ++run) {
        Watch watch(home, local);
        QTRY_VERIFY_WITH_TIMEOUT(watch.says("watching LOCAL, history in "), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(watch.says("Service ready"), 30'000);
        watch.process().terminate();
        QVERIFY(watch.process().waitForFinished(30'000));
        QCOMPARE(watch.process().exitCode(), 0);
        QCOMPARE(watch.complaint(), QByteArray());
    }
    const QDir folder(home.filePath(QStringLiteral("data")));
    QVERIFY(!folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty());
}

void WatchCommandTest::whatToWatchMustBeSaid()
{
    const QTemporaryDir home;
    Watch watch(home, {});
    QVERIFY(watch.process().waitForFinished(30'000));
    QCOMPARE(watch.process().exitCode(), 2);
    QVERIFY(watch.complaint().contains("--local, --attach URL or --practice"));
}

void WatchCommandTest::aFolderInUseIsSaid()
{
    const QTemporaryDir home;
    Watch first(home, local);
    QTRY_VERIFY_WITH_TIMEOUT(first.says("watching LOCAL"), 30'000);
    Watch second(home, local);
    QVERIFY(second.process().waitForFinished(30'000));
    QCOMPARE(second.process().exitCode(), 1);
    const QByteArray complaint = second.complaint();
    QVERIFY2(complaint.startsWith("quarterdeck: ") && complaint.count('\n') == 1, complaint.constData());
}

QD_TEST_GUILESS(WatchCommandTest)
#include "tst_watch_command.moc"
