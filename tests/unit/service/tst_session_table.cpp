// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/resident_memory.h"
#include "backend/service/core/session_table.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>
#include <malloc.h>
#include <map>
#include <random>
#include <thread>

using namespace sessiond;

namespace {

constexpr Timeouts kTimeouts{1000, 10'000};

Digest randomDigest(std::uint64_t number)
{
    Digest digest;
    std::mt19937_64 random(number * 2654435761u + 1);
    for (std::uint8_t &byte : digest) {
        byte = static_cast<std::uint8_t>(random());
    }
    return digest;
}

/// What the table should hold, in the simplest form that can say it.
struct Model
{
    struct Session
    {
        std::uint64_t serial;
        std::string user;
        std::string data;
        std::int64_t created;
        std::int64_t lastSeen;
        SessionState state = SessionState::Active;
        [[nodiscard]] std::int64_t end() const
        {
            return std::min(lastSeen + kTimeouts.idle, created + kTimeouts.absolute);
        }
    };
    std::map<Digest, Session> sessions;

    [[nodiscard]] std::uint64_t count(SessionState state) const
    {
        std::uint64_t number = 0;
        for (const auto &[digest, session] : sessions) {
            number += session.state == state ? 1 : 0;
        }
        return number;
    }
};

NewSession newSession(const Digest &digest, const Model::Session &session, std::string_view address)
{
    return {digest, session.serial, session.user, address, session.created, session.lastSeen, session.data};
}

/// Fills the first shard alone with so many sessions of "ann", made and seen at 0.
void fillOneShard(SessionTable &table, std::uint32_t count)
{
    for (std::uint32_t serial = 1; serial <= count; ++serial) {
        Digest digest = randomDigest(serial);
        digest[0] = 0;
        (void)table.insert({digest, serial, "ann", {}, 0, 0, {}});
    }
}

} // namespace

class TestSessionTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void agreesWithASimpleModel_data();
    void agreesWithASimpleModel();
    void listsTheSessionsOfAUserNewestFirst();
    void dataComesBackAsWritten();
    void retainedNeverValidatesAndKeepsItsMemory();
    void expiryIsDecidedOnRead();
    void absoluteEndHoldsHoweverOftenItIsUsed();
    void surviversOfAPurgeStayWholeUnderLoad();
    void memoryGoesBackToTheSystem();
    void aSliceLooksAtSoManyAndNoMore();
    void upkeepGoesThroughAllSlices();
};

void TestSessionTable::agreesWithASimpleModel_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 6; ++seed) {
        QTest::addRow("seed %u", seed) << seed;
    }
}

void TestSessionTable::agreesWithASimpleModel()
{
    QFETCH(unsigned, seed);
    SessionTable table(kTimeouts);
    Model model;
    std::mt19937 random(seed);
    std::int64_t now = 1'000'000;
    std::uint64_t serial = 0;
    std::vector<Digest> known;
    const auto pick = [&] { return known[random() % known.size()]; };
    for (int step = 0; step < 20'000; ++step) {
        const unsigned dice = random() % 100;
        now += random() % 3;
        if (dice < 40 || known.empty()) {
            ++serial;
            const Digest digest = randomDigest(seed * 1'000'000ull + serial);
            Model::Session session{serial, "user" + std::to_string(random() % 50), {}, now, now};
            session.data.assign(random() % 4 == 0 ? random() % 3000 : 0, static_cast<char>('a' + serial % 26));
            QVERIFY(table.insert(newSession(digest, session, random() % 2 ? "10.0.0.1" : "")));
            model.sessions[digest] = session;
            known.push_back(digest);
            continue;
        }
        const Digest digest = pick();
        auto found = model.sessions.find(digest);
        if (found != model.sessions.end() && found->second.state == SessionState::Active &&
            found->second.end() <= now && dice < 97) {
            found->second.state = SessionState::Expired; // every look-up below notices
            SessionFacts facts;
            QVERIFY(!table.find(digest, now, SessionTable::Touch::No, facts));
        }
        const bool active = found != model.sessions.end() && found->second.state == SessionState::Active;
        SessionFacts facts;
        if (dice < 60) {
            QCOMPARE(table.find(digest, now, SessionTable::Touch::Yes, facts), active);
            if (active) {
                found->second.lastSeen = now;
                QCOMPARE(facts.key.serial, found->second.serial);
                QCOMPARE(std::string(facts.user.data(), facts.userLength), found->second.user);
            }
        } else if (dice < 75) {
            const std::string data(random() % 16'385, static_cast<char>('A' + step % 26));
            QCOMPARE(table.writeData(digest, data), active);
            if (active) {
                found->second.data = data;
            }
        } else if (dice < 85) {
            std::string data;
            QCOMPARE(table.readData(digest, data), active);
            QCOMPARE(data, active ? found->second.data : std::string());
        } else if (dice < 97) {
            const bool retain = random() % 5 == 0;
            QCOMPARE(table.end(digest, EndReason::Logout,
                               retain ? SessionTable::Memory::Retain : SessionTable::Memory::Free),
                     active);
            if (active && retain) {
                found->second.state = SessionState::Retained;
            } else if (active) {
                model.sessions.erase(found);
            }
        } else {
            Removed removed;
            for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
                for (std::uint32_t cursor = kNone; cursor != 0;) {
                    table.collect(shard, now, 7, cursor, removed);
                }
            }
            const auto gone = std::erase_if(model.sessions, [&](const auto &entry) {
                return entry.second.state == SessionState::Expired ||
                       (entry.second.state == SessionState::Active && entry.second.end() <= now);
            });
            QCOMPARE(removed.sessions, std::uint64_t{gone});
        }
        if (step % 500 == 0) {
            for (const SessionState state :
                 {SessionState::Active, SessionState::Expired, SessionState::Retained}) {
                QCOMPARE(table.count(state), model.count(state));
            }
        }
    }
    std::uint64_t visited = 0;
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        table.visitShard(shard, SessionTable::Direction::OldestFirst, [&](const SessionRecord &record) {
            ++visited;
            const auto found = model.sessions.find(record.digest);
            QVERIFY(found != model.sessions.end());
            QCOMPARE(record.serial, found->second.serial);
            QCOMPARE(table.userOf(record), std::string_view(found->second.user));
            QCOMPARE(std::size_t{record.dataSize}, found->second.data.size());
        });
    }
    QCOMPARE(visited, std::uint64_t{model.sessions.size()});
}

void TestSessionTable::listsTheSessionsOfAUserNewestFirst()
{
    SessionTable table(kTimeouts);
    for (std::uint64_t i = 1; i <= 9; ++i) {
        QVERIFY(table.insert({randomDigest(i), i, i % 3 == 0 ? "ann" : "bob", {}, 100, 100, {}}));
    }
    const auto serials = [&](std::string_view user) {
        std::vector<std::uint64_t> list;
        for (const SessionKey &key : table.sessionsOf(user)) {
            list.push_back(key.serial);
        }
        return list;
    };
    QCOMPARE(serials("ann"), (std::vector<std::uint64_t>{9, 6, 3}));
    QVERIFY(table.end(randomDigest(6), EndReason::Logout, SessionTable::Memory::Retain));
    QCOMPARE(serials("ann"), (std::vector<std::uint64_t>{9, 3}));
    QCOMPARE(table.activeOf("ann"), 2u);
    QVERIFY(table.end(randomDigest(9), EndReason::Logout, SessionTable::Memory::Free));
    QVERIFY(table.end(randomDigest(3), EndReason::Logout, SessionTable::Memory::Free));
    QCOMPARE(serials("ann"), std::vector<std::uint64_t>());
    QCOMPARE(serials("nobody"), std::vector<std::uint64_t>());
    QCOMPARE(table.activeOf("bob"), 6u);
}

void TestSessionTable::dataComesBackAsWritten()
{
    SessionTable table(kTimeouts);
    for (std::uint64_t i = 0; i < 500; ++i) {
        QVERIFY(table.insert({randomDigest(i), i, "ann", {}, 0, 0, std::string(i * 31 % 16'384 + 1, 'x')}));
    }
    for (std::uint64_t i = 0; i < 500; i += 2) {
        QVERIFY(table.end(randomDigest(i), EndReason::Logout, SessionTable::Memory::Free));
    }
    for (std::uint64_t i = 1; i < 500; i += 2) {
        std::string data;
        QVERIFY(table.readData(randomDigest(i), data));
        QCOMPARE(data, std::string(i * 31 % 16'384 + 1, 'x'));
        QVERIFY(table.writeData(randomDigest(i), {}));
        QVERIFY(table.readData(randomDigest(i), data));
        QVERIFY(data.empty());
    }
    QCOMPARE(table.memory().sessionData, std::uint64_t{0});
}

void TestSessionTable::retainedNeverValidatesAndKeepsItsMemory()
{
    SessionTable table(kTimeouts);
    QVERIFY(table.insert({randomDigest(1), 1, "ann", "::1", 0, 0, std::string(1024, 'x')}));
    QCOMPARE(table.memory().retained, std::uint64_t{0});
    QVERIFY(table.end(randomDigest(1), EndReason::Logout, SessionTable::Memory::Retain));
    SessionFacts facts;
    QVERIFY(!table.find(randomDigest(1), 1, SessionTable::Touch::Yes, facts));
    QVERIFY(!table.end(randomDigest(1), EndReason::Logout, SessionTable::Memory::Free));
    QCOMPARE(table.memory().retained, SessionTable::kRecordBytes + 1024 + 8);
    QCOMPARE(table.memory().sessionData, std::uint64_t{0});
    QCOMPARE(table.ended(EndReason::Logout), std::uint64_t{1});
}

void TestSessionTable::expiryIsDecidedOnRead()
{
    SessionTable table(kTimeouts);
    QVERIFY(table.insert({randomDigest(1), 1, "ann", {}, 0, 0, {}}));
    SessionFacts facts;
    QVERIFY(table.find(randomDigest(1), 999, SessionTable::Touch::Yes, facts));
    QVERIFY(table.find(randomDigest(1), 1998, SessionTable::Touch::No, facts));
    QCOMPARE(facts.lastSeen, std::int64_t{999});
    QVERIFY(!table.find(randomDigest(1), 1999, SessionTable::Touch::Yes, facts));
    QCOMPARE(table.count(SessionState::Expired), std::uint64_t{1});
    QVERIFY(!table.find(randomDigest(1), 500, SessionTable::Touch::Yes, facts));
}

void TestSessionTable::absoluteEndHoldsHoweverOftenItIsUsed()
{
    SessionTable table(kTimeouts);
    QVERIFY(table.insert({randomDigest(1), 1, "ann", {}, 0, 0, {}}));
    SessionFacts facts;
    for (std::int64_t now = 0; now < 10'000; now += 500) {
        QVERIFY(table.find(randomDigest(1), now, SessionTable::Touch::Yes, facts));
    }
    QVERIFY(!table.find(randomDigest(1), 10'000, SessionTable::Touch::Yes, facts));
}

void TestSessionTable::surviversOfAPurgeStayWholeUnderLoad()
{
    constexpr std::uint64_t kSessions = 30'000;
    SessionTable table(Timeouts{1'000'000, 1'000'000});
    for (std::uint64_t i = 0; i < kSessions; ++i) {
        QVERIFY(table.insert({randomDigest(i), i, i % 3 == 0 ? "stays" : "goes", {}, 0, 0, std::to_string(i)}));
    }
    std::atomic<bool> running{true};
    std::atomic<std::uint64_t> lost{0};
    const auto look = [&](unsigned seed) {
        std::mt19937_64 random(seed);
        std::string data;
        while (running) {
            const std::uint64_t i = random() % (kSessions / 3) * 3;
            SessionFacts facts;
            const bool whole = table.find(randomDigest(i), 1, SessionTable::Touch::Yes, facts) &&
                               facts.key.serial == i && table.readData(randomDigest(i), data) &&
                               data == std::to_string(i);
            lost += whole ? 0 : 1;
        }
    };
    std::thread first(look, 1u);
    std::thread second(look, 2u);
    qd::protocol::Selector selector;
    selector.user = "goes";
    const auto pin = table.pin(selector, 1, kSessions);
    QVERIFY(table.pins().arm(*pin, 1).empty());
    Removed removed;
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        for (std::uint32_t cursor = kNone; cursor != 0;) {
            table.purge(*pin, shard, 16, cursor, removed);
        }
    }
    table.pins().remove(pin);
    running = false;
    first.join();
    second.join();
    QCOMPARE(removed.sessions, kSessions / 3 * 2);
    QCOMPARE(lost.load(), std::uint64_t{0});
    QCOMPARE(table.count(SessionState::Active), kSessions / 3);
    QCOMPARE(table.activeOf("goes"), 0u);
}

void TestSessionTable::memoryGoesBackToTheSystem()
{
    // Each sixth stays, so that every page holds something that must move before it can be given back.
    constexpr std::uint64_t kSessions = 120'000;
    SessionTable table(Timeouts{1'000'000, 1'000'000});
    const std::string data(1024, 'x');
    malloc_trim(0);
    const std::uint64_t before = residentBytes();
    for (std::uint64_t i = 0; i < kSessions; ++i) {
        QVERIFY(table.insert({randomDigest(i), i, "user" + std::to_string(i % 1000), {}, 0, 0, data}));
    }
    const std::uint64_t peak = residentBytes();
    for (std::uint64_t i = 0; i < kSessions; ++i) {
        if (i % 6 != 0) {
            QVERIFY(table.end(randomDigest(i), EndReason::Logout, SessionTable::Memory::Free));
        }
    }
    table.trim();
    malloc_trim(0);
    const std::uint64_t after = residentBytes();
    const double given = double(peak - after) / double(peak - before);
    qInfo("grew %llu KiB, gave back %.1f %%, %llu bytes a session without data",
          static_cast<unsigned long long>((peak - before) / 1024), given * 100,
          static_cast<unsigned long long>((peak - before) / kSessions - 1032));
    QVERIFY2(given >= 0.80, qPrintable(QString::number(given)));
}

void TestSessionTable::aSliceLooksAtSoManyAndNoMore()
{
    constexpr std::uint32_t looks = SessionTable::kMostLooks;
    SessionTable table(kTimeouts);
    fillOneShard(table, 2 * looks + 10);
    Removed removed;
    const auto cursorsOf = [&](const auto &slice) {
        std::vector<std::uint32_t> cursors;
        for (std::uint32_t cursor = kNone; cursor != 0 && cursors.size() < 10; cursors.push_back(cursor)) {
            slice(cursor);
        }
        return cursors;
    };
    const std::vector<std::uint32_t> expected{looks + 10, 10, 0};
    QCOMPARE(cursorsOf([&](std::uint32_t &cursor) { table.collect(0, 1, 256, cursor, removed); }), expected);
    qd::protocol::Selector nobody;
    nobody.user = "bob";
    const auto pin = table.pin(nobody, 1, 1'000'000);
    (void)table.pins().arm(*pin, 1);
    QCOMPARE(cursorsOf([&](std::uint32_t &cursor) { table.purge(*pin, 0, 256, cursor, removed); }), expected);
    table.pins().remove(pin);
    QCOMPARE(removed.sessions, std::uint64_t{0});
    // Removals bound a slice too.
    std::uint32_t cursor = kNone;
    table.collect(0, 1000, 256, cursor, removed);
    QCOMPARE(removed.sessions, std::uint64_t{256});
    QCOMPARE(cursor, 2 * looks + 10 - 256);
}

void TestSessionTable::upkeepGoesThroughAllSlices()
{
    constexpr std::uint32_t count = 2 * SessionTable::kMostLooks + 10;
    SessionTable table(kTimeouts);
    fillOneShard(table, count);
    SessionFacts facts;
    for (std::uint32_t serial = 1; serial <= count; serial += count - 1) { // the first and the last
        Digest digest = randomDigest(serial);
        digest[0] = 0;
        QVERIFY(table.find(digest, 500, SessionTable::Touch::Yes, facts));
    }
    std::vector<std::pair<std::uint64_t, std::int64_t>> seen;
    table.listSeen(0, 1, seen);
    QCOMPARE(seen.size(), std::size_t{2});
    table.markExpired(0, 1000);
    QCOMPARE(table.count(SessionState::Expired), std::uint64_t{count - 2});
    table.retainMissed(0, 1001);
    QCOMPARE(table.count(SessionState::Retained), std::uint64_t{count - 2});
    table.markExpired(0, 1499);
    QCOMPARE(table.count(SessionState::Active), std::uint64_t{2});
    table.markExpired(0, 1500);
    QCOMPARE(table.count(SessionState::Expired), std::uint64_t{2});
}

QD_TEST_APPLESS(TestSessionTable)
#include "tst_session_table.moc"
