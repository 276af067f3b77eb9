// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <iostream>
#include <sstream>

using namespace qd;
using namespace qd::test;

namespace {

/// What parsing said and decided.
struct Parsed
{
    CommandLine line;
    std::optional<int> code;
    QString out;
    QString err;
};

Parsed parse(const QStringList &arguments)
{
    std::vector<QByteArray> words{"quarterdeck"};
    for (const QString &a : arguments) {
        words.push_back(a.toLocal8Bit());
    }
    std::vector<char *> argv;
    for (QByteArray &w : words) {
        argv.push_back(w.data());
    }
    std::ostringstream out;
    std::ostringstream err;
    std::streambuf *const oldOut = std::cout.rdbuf(out.rdbuf());
    std::streambuf *const oldErr = std::cerr.rdbuf(err.rdbuf());
    Parsed p;
    p.code = parseCommandLine(int(argv.size()), argv.data(), p.line);
    std::cout.rdbuf(oldOut);
    std::cerr.rdbuf(oldErr);
    p.out = QString::fromStdString(out.str());
    p.err = QString::fromStdString(err.str());
    return p;
}

QStringList words(const char *line)
{
    return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void withoutOptionsTheRememberedIsWatched();
    void optionsAreTaken();
    void attachIsTaken();
    void aSnapshotTakesTheWindowsOptionsBeforeAndBehind();
    void aReplayIsTaken();
    void aDrillIsTaken();
    void aSnapshotOfARecordingIsTaken();
    void helpListsWhatIsTaken();
    void mistakesAreToldInOneLine_data();
    void mistakesAreToldInOneLine();
};

void TestCommandLine::withoutOptionsTheRememberedIsWatched()
{
    const Parsed p = parse({});
    QVERIFY(!p.code);
    QVERIFY(!p.line.target && !p.line.scheme && !p.line.span && !p.line.snapshot);
    QVERIFY(p.line.remember);
    QCOMPARE(p.line.service.memoryLimit, QStringLiteral("256MiB"));
    QCOMPARE(p.line.service.users, 200);
}

void TestCommandLine::optionsAreTaken()
{
    const Parsed p = parse(words("--local --data-dir /d --release r7 --memory-limit 1GiB --data-port 7070 "
                                 "--admin-port 7071 --users 5 --rate 2.5 --drill-retain 0.25 --insecure-hashing "
                                 "--theme dark --range 1h --forget"));
    QVERIFY2(!p.code, qPrintable(p.err));
    QCOMPARE(p.line.target->kind, TargetChoice::Kind::Local);
    QCOMPARE(p.line.service.dataDir, QStringLiteral("/d"));
    QCOMPARE(p.line.service.release, QStringLiteral("r7"));
    QCOMPARE(p.line.service.memoryLimit, QStringLiteral("1GiB"));
    QCOMPARE(p.line.service.dataPort, 7070);
    QCOMPARE(p.line.service.adminPort, 7071);
    QCOMPARE(p.line.service.users, 5);
    QCOMPARE(p.line.service.requestsPerSecond, 2.5);
    QCOMPARE(p.line.service.retainAfterLogout, 0.25);
    QVERIFY(p.line.service.insecureHashing);
    QCOMPARE(*p.line.scheme, SchemeChoice::Dark);
    QCOMPARE(*p.line.span, Millis(std::chrono::hours(1)));
    QVERIFY(!p.line.remember);
}

void TestCommandLine::attachIsTaken()
{
    QTemporaryDir folder;
    QFile token(folder.filePath(QStringLiteral("token")));
    QVERIFY(token.open(QFile::WriteOnly));
    token.close();
    const Parsed p = parse({QStringLiteral("--attach"), QStringLiteral("http://127.0.0.1:7071"),
                            QStringLiteral("--token-file"), token.fileName()});
    QVERIFY2(!p.code, qPrintable(p.err));
    QCOMPARE(p.line.target->kind, TargetChoice::Kind::Attach);
    QCOMPARE(p.line.target->url, QStringLiteral("http://127.0.0.1:7071"));
    QCOMPARE(p.line.target->tokenFile, token.fileName());
}

void TestCommandLine::aSnapshotTakesTheWindowsOptionsBeforeAndBehind()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("p.png"));
    QStringList behind =
        words("snapshot --seconds 7 --size 1024x700 --scale 1.5 --screen log --theme dark --practice -o") << file;
    const Parsed p = parse(behind);
    QVERIFY2(!p.code, qPrintable(p.err));
    QCOMPARE(p.line.snapshot->seconds, 7);
    QCOMPARE(p.line.snapshot->size, QSize(1024, 700));
    QCOMPARE(p.line.snapshot->scale, 1.5);
    QCOMPARE(p.line.snapshot->screen, QStringLiteral("log"));
    QCOMPARE(p.line.snapshot->file, file);
    QCOMPARE(*p.line.scheme, SchemeChoice::Dark);
    QCOMPARE(p.line.target->kind, TargetChoice::Kind::Practice);
    const Parsed before = parse(words("--theme dark --practice snapshot -o") << file);
    QVERIFY2(!before.code, qPrintable(before.err));
    QCOMPARE(*before.line.scheme, SchemeChoice::Dark);
}

void TestCommandLine::aDrillIsTaken()
{
    const Parsed window = parse(words("drill session-leak"));
    QVERIFY(!window.code && window.line.drill);
    QVERIFY(!window.line.drill->headless);
    QCOMPARE(window.line.drill->seed, std::uint64_t(1));
    const Parsed alone =
        parse(words("drill session-leak --headless --operator purge --speed 60 --seed 7 --record f"));
    QVERIFY(!alone.code && alone.line.drill);
    QVERIFY(alone.line.drill->headless);
    QCOMPARE(alone.line.drill->by, std::string("purge"));
    QCOMPARE(alone.line.drill->speed, 60.0);
    QCOMPARE(alone.line.drill->seed, std::uint64_t(7));
    QCOMPARE(alone.line.drill->record, std::string("f"));
    QCOMPARE(parse(words("drill session-leak --speed 61")).code, std::optional(2));
    QCOMPARE(parse(words("drill session-leak --seed 010")).code, std::optional(2)); // ten, or eight?
    QCOMPARE(parse(words("drill session-leak --seed 0")).line.drill->seed, std::uint64_t(0));
    QCOMPARE(parse(words("drill session-leak --record /there/is/no/such.mcap")).code, std::optional(2));
    QCOMPARE(parse(words("drill")).code, std::optional(2));
    QVERIFY(!parse(words("--practice")).line.drill);
}

void TestCommandLine::aReplayIsTaken()
{
    QTemporaryDir folder;
    QFile recording(folder.filePath(QStringLiteral("a.mcap")));
    QVERIFY(recording.open(QFile::WriteOnly));
    const Parsed q = parse(words("replay --at 03:12 --speed 60 --range 1h") << recording.fileName());
    QVERIFY2(!q.code, qPrintable(q.err));
    QVERIFY(q.line.replay && q.line.replay->plays && !q.line.snapshot);
    QCOMPARE(q.line.replay->file, recording.fileName());
    QVERIFY(q.line.replay->more.isEmpty());
    QCOMPARE(q.line.replay->at, QStringLiteral("03:12"));
    QCOMPARE(q.line.replay->speed, 60);
    QCOMPARE(*q.line.replay->span, Millis(std::chrono::hours(1)));
}

void TestCommandLine::aSnapshotOfARecordingIsTaken()
{
    QTemporaryDir folder;
    const Parsed p =
        parse(words("snapshot a.mcap --at -15m --range 5m -o") << folder.filePath(QStringLiteral("p.png")));
    QVERIFY2(!p.code, qPrintable(p.err));
    QVERIFY(p.line.snapshot && p.line.replay && !p.line.replay->plays);
    QCOMPARE(p.line.replay->file, QStringLiteral("a.mcap"));
    QCOMPARE(p.line.replay->at, QStringLiteral("-15m"));
}

void TestCommandLine::helpListsWhatIsTaken()
{
    for (const char *line : {"--help", "snapshot --help"}) {
        const Parsed p = parse(words(line));
        QCOMPARE(p.code.value_or(-1), 0);
        for (const char *option :
             {"--theme", "--practice", "--data-dir", "--attach", "--range", "--memory-limit"}) {
            QVERIFY2(p.out.contains(QLatin1String(option)), qPrintable(p.out));
        }
    }
    const QString help = parse(words("snapshot --help")).out;
    QVERIFY2(help.contains(QStringLiteral("--seconds")) && help.contains(QStringLiteral("--size")),
             qPrintable(help));
}

void TestCommandLine::mistakesAreToldInOneLine_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *line, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(line) << QString::fromLatin1(says);
    };
    row("a theme", "--theme blue", "--theme: 'blue' is none of light, dark, auto");
    row("a population of words", "--users abc", "--users: 'abc' is not a whole number from 1 to 100000");
    row("nobody", "--users 0", "--users: '0' is not a whole number from 1 to 100000");
    row("a port", "--data-port 99999", "--data-port: '99999' is not a whole number from 0 to 65535");
    row("a rate below zero", "--rate -1", "--rate: '-1' is not a rate from 0 to 100000");
    row("a share above one", "--drill-retain 7", "--drill-retain: '7' is not a share from 0 to 1");
    row("a memory limit of words", "--memory-limit lots", "--memory-limit: 'lots' is not a size such as 256MiB");
    row("a range", "--range never", "--range: 'never' is not a duration such as 15m or 1h");
    row("no address", "--attach foo --token-file /dev/null",
        "--attach: 'foo' is not an address such as http://127.0.0.1:7071");
    row("attach without its token", "--attach http://127.0.0.1:1", "--attach requires --token-file");
    row("two targets", "--practice --local", "--practice excludes --local");
    row("no such option", "--bogus", "not expected: --bogus");
    row("a size", "snapshot --size 10 -o x.png", "--size: '10' is not WIDTHxHEIGHT, from 640x480 to 8192x8192");
    row("too many pixels", "snapshot --size 8192x4096 --scale 4 -o x.png",
        "--scale: makes the picture more than 16384 pixels wide or high");
    row("a speed", "replay /etc/hostname --speed 7", "--speed: '7' is none of 1, 2, 5, 10, 30, 60, 300, 1000");
    row("a time", "replay /etc/hostname --at soon", "--at: 'soon' is not a time such as 03:12");
    row("nothing to replay", "replay", "FILE is required");
    row("a time of no recording", "snapshot --at 03:12 -o x.png", "--at: is an instant of a recording");
    row("no output", "snapshot", "--output is required");
    row("a screen", "snapshot --screen bla -o x.png", "--screen: 'bla' is none of alerts, sessions,");
    row("seconds", "snapshot --seconds x -o x.png", "--seconds: 'x' is not a whole number from 1 to 3600");
    row("a folder that is not there", "snapshot -o /nowhere/at/all.png", "there is no such folder");
    row("no name", "postmortem x.mcap -o ", "--output: is empty: name a file");
    row("the standard output", "postmortem x.mcap -o - --format md", "--output: '-' is no file");
    row("a speed that is no number", "drill session-leak --speed nan",
        "--speed: 'nan' is not a speed from 1 to 60");
    row("a replay at no speed", "replay /etc/hostname --speed nan", "--speed: 'nan' is none of 1, 2, 5");
    row("a seed below zero", "drill session-leak --seed -1", "--seed: '-1' is not a whole number from 0 to 1844");
    row("a seed too large", "drill session-leak --seed 18446744073709551616",
        "is not a whole number from 0 to 1844");
}

void TestCommandLine::mistakesAreToldInOneLine()
{
    QFETCH(QString, line);
    QFETCH(QString, says);
    const Parsed p = parse(line.split(u' '));
    QCOMPARE(p.code.value_or(-1), 2);
    QVERIFY2(p.err.startsWith(QStringLiteral("quarterdeck: ")), qPrintable(p.err));
    QVERIFY2(p.err.section(u'\n', 0, 0).contains(says), qPrintable(p.err));
}

QD_TEST_GUILESS(TestCommandLine)
#include "tst_command_line.moc"
