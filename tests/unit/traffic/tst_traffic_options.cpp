// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/population.h"

#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QStringList>
#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

#include <iostream>
#include <sstream>
#include <unistd.h>

using namespace qd::traffic;
using namespace std::chrono_literals;

namespace {

/// Parses a line of arguments; what was said on stderr goes to `said`.
ParsedOptions parse(const QString &line, std::string *said = nullptr)
{
    const QStringList words = (QStringLiteral("sessiontraffic ") + line).split(u' ', Qt::SkipEmptyParts);
    std::vector<std::string> texts;
    std::vector<const char *> arguments;
    for (const QString &word : words) {
        texts.push_back(word.toStdString());
    }
    for (const std::string &text : texts) {
        arguments.push_back(text.c_str());
    }
    std::ostringstream errors;
    std::streambuf *const before = std::cerr.rdbuf(errors.rdbuf());
    ParsedOptions parsed = parseOptions(int(arguments.size()), arguments.data());
    std::cerr.rdbuf(before);
    if (said) {
        *said = errors.str();
    }
    return parsed;
}

} // namespace

class TestTrafficOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void usersComeAsTheRampSays()
    {
        const auto parsed = parse(QStringLiteral("--data 7070 --ramp 100s --ramp-first 0.1 --ramp-curve 2"));
        QVERIFY(parsed.options);
        QCOMPARE(arrivalOf(9, 100, *parsed.options), 0ms);
        QCOMPARE(arrivalOf(25, 100, *parsed.options), 50'000ms);
        QCOMPARE(arrivalOf(81, 100, *parsed.options), 90'000ms);
        const auto evenly = parse(QStringLiteral("--data 7070 --ramp 100s"));
        QCOMPARE(arrivalOf(0, 100, *evenly.options), 0ms);
        QCOMPARE(arrivalOf(25, 100, *evenly.options), 25'000ms);
    }

    void defaults()
    {
        const auto parsed = parse(QStringLiteral("--data 7070"));
        QVERIFY(parsed.options);
        const Options &options = *parsed.options;
        QCOMPARE(options.data.authority(), std::string("127.0.0.1:7070"));
        QVERIFY(!options.admin);
        QCOMPARE(options.users, 200u);
        QCOMPARE(options.behaviour.thinkSeconds, 5.0);
        QCOMPARE(options.behaviour.logoutShare, 0.7);
        QVERIFY(options.duration == 0ms);
    }

    void everythingAtOnce()
    {
        const auto parsed = parse(QStringLiteral("--data http://localhost:1/ --users 500 --think 250ms "
                                                 "--logout-share 0.25 --session-steps 3 --data-bytes 2KiB "
                                                 "--duration 1m --ramp 0s --seed 9 --connections 8 --timeout 2s "
                                                 "--progress --parent-fd 7 --prefix load"));
        QVERIFY(parsed.options);
        const Options &options = *parsed.options;
        QCOMPARE(options.data.port, std::uint16_t(1));
        QCOMPARE(options.users, 500u);
        QCOMPARE(options.behaviour.thinkSeconds, 0.25);
        QCOMPARE(options.behaviour.logoutShare, 0.25);
        QCOMPARE(options.behaviour.stepsASession, 3.0);
        QCOMPARE(options.dataBytes, 2048u);
        QVERIFY(options.duration == 60s && options.ramp == 0ms && options.timeout == 2s);
        QCOMPARE(options.seed, 9u);
        QCOMPARE(options.connections, 8u);
        QVERIFY(options.progress);
        QCOMPARE(options.parentFd, 7);
        QCOMPARE(options.accountPrefix, std::string("load"));
    }

    void rateSetsTheThinkingTime()
    {
        const auto parsed = parse(QStringLiteral("--data 1 --users 300 --rate 60"));
        QVERIFY(parsed.options);
        QCOMPARE(parsed.options->behaviour.thinkSeconds, 5.0);
    }

    void aMixIsOnlyWhatItNames()
    {
        const auto parsed = parse(QStringLiteral("--data 1 --mix validate=1,me=0.5"));
        QVERIFY(parsed.options);
        const Behaviour &behaviour = parsed.options->behaviour;
        QCOMPARE(behaviour.validate, 1.0);
        QCOMPARE(behaviour.readProfile, 0.5);
        QCOMPARE(behaviour.readData + behaviour.writeData + behaviour.listSessions, 0.0);
    }

    void aScenarioGivesWayToOptions()
    {
        const auto parsed = parse(QStringLiteral("--data 1 --scenario leak-drill --logout-share 0.5"));
        QVERIFY(parsed.options);
        QVERIFY(parsed.options->scenario == Scenario::LeakDrill);
        QCOMPARE(parsed.options->behaviour.logoutShare, 0.5);
        QCOMPARE(parsed.options->behaviour.stepsASession, 2.0);
    }

    void theTokenComesFromADescriptor()
    {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        QCOMPARE(::write(ends[1], "secret\n", 7), ssize_t(7));
        const auto parsed = parse(QStringLiteral("--data 1 --admin 2 --admin-token-fd %1").arg(ends[0]));
        ::close(ends[1]);
        QVERIFY(parsed.options);
        QCOMPARE(parsed.options->adminToken, std::string("secret"));
    }

    void theTokenComesFromAFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("alone") << QByteArray("from-a-file\n");
        QTest::newRow("without line end") << QByteArray("from-a-file");
        QTest::newRow("as the service writes it")
            << QByteArray("# mine\n\npractice admin from-a-file\nother read x\n");
    }
    void theTokenComesFromAFile()
    {
        QFETCH(QByteArray, text);
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(text);
        file.close();
        const auto parsed = parse(QStringLiteral("--data 1 --admin 2 --admin-token-file %1").arg(file.fileName()));
        QVERIFY(parsed.options);
        QCOMPARE(parsed.options->adminToken, std::string("from-a-file"));
    }

    void wrongLinesAreRefusedInOneLine_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("no service") << QString();
        QTest::newRow("port zero") << QStringLiteral("--data 0");
        QTest::newRow("port out of range") << QStringLiteral("--data 70000");
        QTest::newRow("not a port") << QStringLiteral("--data 80x");
        QTest::newRow("another machine") << QStringLiteral("--data 192.0.2.1:80");
        QTest::newRow("a name") << QStringLiteral("--data example.org:80");
        QTest::newRow("unknown option") << QStringLiteral("--data 1 --nonsense");
        QTest::newRow("nobody") << QStringLiteral("--data 1 --users 0");
        QTest::newRow("share above one") << QStringLiteral("--data 1 --logout-share 1.5");
        QTest::newRow("rate and think") << QStringLiteral("--data 1 --rate 5 --think 1s");
        QTest::newRow("not a duration") << QStringLiteral("--data 1 --think soon");
        QTest::newRow("mix of nothing") << QStringLiteral("--data 1 --mix validate=0");
        QTest::newRow("mix of unknowns") << QStringLiteral("--data 1 --mix dancing=1");
        QTest::newRow("mix without weight") << QStringLiteral("--data 1 --mix me");
        QTest::newRow("mix with a word") << QStringLiteral("--data 1 --mix me=often");
        QTest::newRow("mix below zero") << QStringLiteral("--data 1 --mix me=-1,validate=2");
        QTest::newRow("data too small") << QStringLiteral("--data 1 --data-bytes 1");
        QTest::newRow("data too large") << QStringLiteral("--data 1 --data-bytes 1MiB");
        QTest::newRow("unknown scenario") << QStringLiteral("--data 1 --scenario party");
        QTest::newRow("admin without token") << QStringLiteral("--data 1 --admin 2");
        QTest::newRow("token file missing") << QStringLiteral("--data 1 --admin 2 --admin-token-file /nowhere");
    }
    void wrongLinesAreRefusedInOneLine()
    {
        QFETCH(QString, line);
        std::string said;
        const auto parsed = parse(line, &said);
        QVERIFY(!parsed.options);
        QCOMPARE(parsed.exitCode, 2);
        QCOMPARE(std::count(said.begin(), said.end(), '\n'), 1);
    }
};

QD_TEST_GUILESS(TestTrafficOptions)
#include "tst_traffic_options.moc"
