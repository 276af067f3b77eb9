// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/token.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/journal_fixture.h"

#include <QtCore/QFile>
#include <QtTest/QTest>
#include <csignal>
#include <set>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sessiond;
using sessiond::test::fill;
using sessiond::test::Fixture;
using sessiond::test::flipBit;
using sessiond::test::tamper;

namespace {

/// In a child process that is going to be killed: logs in and out for ever and reports over the pipe what was
/// acknowledged, as "+token" or "-token" lines. Written after the acknowledgement and before the next call.
[[noreturn]] void churn(Fixture &fixture, int pipe)
{
    std::vector<std::string> live;
    const auto tell = [pipe](char sign, const std::string &token) {
        const std::string line = sign + token + '\n';
        if (write(pipe, line.data(), line.size()) < 0) {
            _exit(1);
        }
    };
    if (!fixture.open() || !fixture.createUsers({"ann"})) {
        _exit(1);
    }
    for (int i = 0;; ++i) {
        const auto reply = fixture.login("ann");
        if (!reply) {
            _exit(1);
        }
        tell('+', reply->token);
        live.push_back(reply->token);
        if (i % 3 != 0) {
            const std::string token = live.front();
            live.erase(live.begin());
            if (!fixture.logout(token)) {
                _exit(1);
            }
            tell('-', token);
        }
    }
}

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void everythingComesBack();
    void nothingAcknowledgedIsLostByKill_data();
    void nothingAcknowledgedIsLostByKill();
    void damageIsRefusedInOneLine_data();
    void damageIsRefusedInOneLine();
    void aRefusedFolderIsLeftAsItWas();
    void acceptedLossKeepsWhatIsWhole();
    void aFlippedBitNeverGoesUnnoticed();
    void aLostCommitIsMissed();
    void aLostLogIsMissed();
    void aSecondServiceIsRefused();
    void sessionsOfAnEarlierClockAreNotProlonged();
    void rowsOfEndedSessionsAreRemoved();
};

void TestJournal::everythingComesBack()
{
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    QCOMPARE(tokens.size(), std::size_t{6});
    QVERIFY(fixture.open());
    SessionView before;
    QVERIFY(fixture.service->validate(tokens[3], before));
    QCOMPARE(before.user(), std::string_view("ann"));
    QVERIFY(fixture.logout(tokens[4]));
    fixture.advance(std::chrono::minutes(2));
    QVERIFY(fixture.validates(tokens[5]));
    QVERIFY(fixture.open());
    QCOMPARE(fixture.service->getData(tokens[0]).value(), std::string("first"));
    QCOMPARE(fixture.service->getData(tokens[1]).value(), std::string(5000, 'x'));
    QVERIFY(!fixture.validates(tokens[4]));
    SessionView after;
    QVERIFY(fixture.service->introspect(tokens[5], after));
    QCOMPARE(after.lastSeen, fixture.clock->now()); // an orderly end writes who was seen
    QVERIFY(fixture.service->introspect(tokens[3], after));
    QCOMPARE(after.idText(), before.idText());
    QCOMPARE(after.created, before.created);
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{5});
}

void TestJournal::nothingAcknowledgedIsLostByKill_data()
{
    QTest::addColumn<int>("acknowledgements");
    for (const int count : {1, 2, 17, 100, 400}) {
        QTest::addRow("after %d", count) << count;
    }
}

void TestJournal::nothingAcknowledgedIsLostByKill()
{
    QFETCH(int, acknowledgements);
    Fixture fixture;
    fixture.config.sessionsPerUser = 0;
    int pipes[2] = {};
    QCOMPARE(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
        churn(fixture, pipes[1]);
    }
    close(pipes[1]);
    QFile lines;
    QVERIFY(lines.open(pipes[0], QIODevice::ReadOnly, QFileDevice::AutoCloseHandle));
    std::set<std::string> live;
    std::set<std::string> dead;
    const auto take = [&](const QByteArray &line) {
        const std::string token = line.mid(1).trimmed().toStdString();
        line.startsWith('+') ? void(live.insert(token)) : void((live.erase(token), dead.insert(token)));
    };
    for (int i = 0; i < acknowledgements; ++i) {
        take(lines.readLine());
    }
    kill(child, SIGKILL);
    for (QByteArray line = lines.readLine(); line.endsWith('\n'); line = lines.readLine()) {
        take(line);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    const auto opened = fixture.open();
    QVERIFY2(opened, opened ? "" : opened.error().words.c_str());
    // One logout may have been durable and not acknowledged yet: its token may be dead already.
    std::size_t missing = 0;
    for (const std::string &token : live) {
        missing += fixture.validates(token) ? 0 : 1;
    }
    QVERIFY2(missing <= 1, qPrintable(QString::number(missing)));
    for (const std::string &token : dead) {
        QVERIFY(!fixture.validates(token));
    }
}

void TestJournal::damageIsRefusedInOneLine_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("a session row is gone") << QByteArray("DELETE FROM session WHERE serial = 2");
    QTest::newRow("a session row was added")
        << QByteArray("INSERT INTO session SELECT 99, seen, body FROM session WHERE serial = 2");
    QTest::newRow("a session was given to another user")
        << QByteArray("UPDATE session SET body = (SELECT body FROM session WHERE serial = 1) WHERE serial = 2");
    QTest::newRow("a session row is cut") << QByteArray("UPDATE session SET body = x'00' WHERE serial = 2");
    QTest::newRow("the data was changed")
        << QByteArray("UPDATE data SET body = x'0102030405060708090a' WHERE serial = 1");
    QTest::newRow("the data is gone") << QByteArray("DELETE FROM data");
    QTest::newRow("an account was enabled") << QByteArray("UPDATE account SET disabled = 1");
    QTest::newRow("a password was replaced") << QByteArray("UPDATE account SET hash = '$insecure$00'");
    QTest::newRow("an account is gone") << QByteArray("DELETE FROM account WHERE name = 'bob'");
    QTest::newRow("an account was added") << QByteArray(
        "INSERT INTO account SELECT 9, 'eve', hash, version, disabled, created, changed, signins, sum"
        " FROM account WHERE name = 'bob'");
    QTest::newRow("the sequence was changed") << QByteArray("UPDATE head SET seq = seq + 1");
    QTest::newRow("the head is gone") << QByteArray("DELETE FROM head");
    QTest::newRow("a table is gone") << QByteArray("DROP TABLE session");
}

void TestJournal::damageIsRefusedInOneLine()
{
    QFETCH(QByteArray, sql);
    Fixture fixture;
    QCOMPARE(fill(fixture).size(), std::size_t{6});
    tamper(fixture, sql.constData());
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QCOMPARE(int(opened.error().code), int(Failure::Corrupt));
    QVERIFY(!opened.error().words.empty());
    QVERIFY(opened.error().words.find('\n') == std::string::npos);
    fixture.config.acceptLoss = true;
    const auto accepted = fixture.open();
    QVERIFY2(accepted, accepted ? "" : accepted.error().words.c_str());
    // What was accepted once is no damage any more.
    fixture.config.acceptLoss = false;
    const auto again = fixture.open();
    QVERIFY2(again, again ? "" : again.error().words.c_str());
}

void TestJournal::aRefusedFolderIsLeftAsItWas()
{
    Fixture fixture;
    QCOMPARE(fill(fixture).size(), std::size_t{6});
    const std::filesystem::path file = JournalStore::databaseFile(fixture.config.dataDir);
    tamper(fixture, "DELETE FROM session WHERE serial = 2");
    const auto contents = [&] {
        QFile database(QString::fromStdString(file.string()));
        return database.open(QIODevice::ReadOnly) ? database.readAll() : QByteArray();
    };
    const QByteArray before = contents();
    QVERIFY(!fixture.open());
    QVERIFY(!before.isEmpty());
    QCOMPARE(contents(), before);
}

void TestJournal::acceptedLossKeepsWhatIsWhole()
{
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    tamper(fixture, "UPDATE session SET body = x'00' WHERE serial = 2");
    fixture.config.acceptLoss = true;
    QVERIFY(fixture.open());
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{5});
    QVERIFY(!fixture.validates(tokens[1]));
    QVERIFY(fixture.validates(tokens[0]));
    QVERIFY(fixture.login("bob"));
}

void TestJournal::aFlippedBitNeverGoesUnnoticed()
{
    // Each try either is refused or shows exactly what there was: never a shorter or another truth.
    Fixture origin;
    const std::vector<std::string> tokens = fill(origin);
    const std::filesystem::path source = JournalStore::databaseFile(origin.config.dataDir);
    const std::uintmax_t size = std::filesystem::file_size(source);
    int refused = 0;
    for (std::uintmax_t at = 0; at < size; at += 509) {
        Fixture fixture;
        std::filesystem::copy(origin.config.dataDir, fixture.config.dataDir);
        flipBit(JournalStore::databaseFile(fixture.config.dataDir), at);
        if (!fixture.open()) {
            ++refused;
            continue;
        }
        QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{6});
        for (const std::string &token : tokens) {
            QVERIFY2(fixture.validates(token), qPrintable(QString::number(at)));
        }
        QCOMPARE(fixture.service->getData(tokens[1]).value(), std::string(5000, 'x'));
        fixture.service.reset();
    }
    QVERIFY(refused > 0);
}

void TestJournal::aLostCommitIsMissed()
{
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    const std::filesystem::path file = JournalStore::databaseFile(fixture.config.dataDir);
    const std::filesystem::path kept = file.string() + ".kept";
    std::filesystem::copy_file(file, kept);
    QVERIFY(fixture.open());
    QVERIFY(fixture.logout(tokens[0]));
    fixture.service.reset();
    // An older copy is whole in itself; only the mark beside it knows that a logout is missing.
    std::filesystem::rename(kept, file);
    const auto opened = fixture.open();
    QVERIFY(!opened);
    QVERIFY2(opened.error().words.find("commits are missing") != std::string::npos, opened.error().words.c_str());
    std::filesystem::remove(file);
    QVERIFY(!fixture.open());
    fixture.config.acceptLoss = true;
    QVERIFY(fixture.open());
}

void TestJournal::aLostLogIsMissed()
{
    // As after a kill: the last commits stand in SQLite's log only, and it is taken away or cut.
    Fixture origin;
    const std::vector<std::string> tokens = fill(origin);
    QVERIFY(origin.open());
    QVERIFY(origin.logout(tokens[0]));
    for (const bool cut : {false, true}) {
        Fixture fixture;
        std::filesystem::copy(origin.config.dataDir, fixture.config.dataDir);
        const std::filesystem::path log = JournalStore::databaseFile(fixture.config.dataDir).string() + "-wal";
        QVERIFY(std::filesystem::file_size(log) > 0);
        if (cut) {
            std::filesystem::resize_file(log, std::filesystem::file_size(log) - 1);
        } else {
            std::filesystem::remove(log);
        }
        QVERIFY(!fixture.open());
        fixture.config.acceptLoss = true;
        QVERIFY(fixture.open());
        QVERIFY(fixture.validates(tokens[1]));
    }
}

void TestJournal::aSecondServiceIsRefused()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    const auto second = loadFolder(fixture.config, nullptr);
    QVERIFY(!second);
    QCOMPARE(int(second.error().code), int(Failure::Conflict));
    QVERIFY(!addUserOffline(fixture.config, {"dan", "a long password"}));
    fixture.service.reset();
    QVERIFY(addUserOffline(fixture.config, {"dan", Fixture::password("dan")}));
    QVERIFY(!addUserOffline(fixture.config, {"dan", Fixture::password("dan")}));
}

void TestJournal::sessionsOfAnEarlierClockAreNotProlonged()
{
    Fixture fixture;
    QVERIFY(fill(fixture).size() == 6);
    // The real clock is behind the fixture's 2026-03 or ahead of it; either way it must not start before the
    // journal.
    auto store = JournalStore::open(fixture.config.dataDir, false);
    QVERIFY(store);
    const Time wall(std::chrono::milliseconds((*store)->lastWall()));
    QVERIFY(SystemClock(wall + std::chrono::hours(24 * 3650)).now() >= wall + std::chrono::hours(24 * 3650));
    QCOMPARE(wall,
             fixture.clock == nullptr ? Time{} : Time(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)));
}

void TestJournal::rowsOfEndedSessionsAreRemoved()
{
    Fixture fixture;
    const std::vector<std::string> tokens = fill(fixture);
    QVERIFY(fixture.open());
    for (const std::string &token : tokens) {
        QVERIFY(fixture.logout(token));
    }
    fixture.service.reset();
    sqlite::Database database(JournalStore::databaseFile(fixture.config.dataDir),
                              sqlite::Database::Mode::ReadOnly);
    sqlite::Statement rows(database, "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM data)");
    QVERIFY(rows.step());
    QCOMPARE(rows.integer(0), std::int64_t{0});
}

QD_TEST_GUILESS(TestJournal)
#include "tst_journal.moc"
