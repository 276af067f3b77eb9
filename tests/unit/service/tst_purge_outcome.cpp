// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the sessions a purge was shown: used again, ended by others, timed out, or cut short by a crash.
#include "backend/protocol/names.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/journal_fixture.h"
#include "tests/unit/service/purge_fixture.h"

#include <QtTest/QTest>
#include <set>

using namespace sessiond;
using qd::protocol::Selector;
using qd::protocol::SelectorState;
using sessiond::test::byState;
using sessiond::test::Fixture;
using sessiond::test::idleFor;
using sessiond::test::logIn;

class TestPurgeOutcome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void revivedSessionsAreSpared();
    void whatOthersEndedIsGoneAndNotSpared();
    void sessionsThatTimeOutBeforeTheirPurge_data();
    void sessionsThatTimeOutBeforeTheirPurge();
    void aPurgeCutShortIsFinishedAtTheNextStart();
    void aPurgeWhoseEndIsNotTakenIsFinishedLater();
    void validatingWhilePurgingNeverLosesAnOutsider();
};

void TestPurgeOutcome::revivedSessionsAreSpared()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    const auto tokens = logIn(fixture, "ann", 10);
    fixture.advance(std::chrono::minutes(15));
    const auto preview = fixture.preview(idleFor(std::chrono::minutes(10)));
    QCOMPARE(preview->matched, std::uint64_t{10});
    for (int i = 0; i < 3; ++i) {
        QVERIFY(fixture.validates(tokens[static_cast<std::size_t>(i)]));
    }
    const PurgeStatus status = fixture.purged(fixture.purge(preview->previewId).value());
    QCOMPARE(status.purged, std::uint64_t{7});
    QCOMPARE(status.spared, std::uint64_t{3});
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        QCOMPARE(fixture.validates(tokens[i]), i < 3);
    }
}

void TestPurgeOutcome::whatOthersEndedIsGoneAndNotSpared()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob"}));
    const auto tokens = logIn(fixture, "ann", 8);
    logIn(fixture, "bob", 2);
    fixture.advance(std::chrono::minutes(15));
    const auto preview = fixture.preview(idleFor(std::chrono::minutes(10)));
    QCOMPARE(preview->matched, std::uint64_t{10});
    Selector bobs;
    bobs.user = "bob";
    const std::string other = fixture.purge(fixture.preview(bobs)->previewId).value();
    QCOMPARE(fixture.purged(other).purged, std::uint64_t{2});
    for (const std::size_t used : {0, 1, 2}) {
        QVERIFY(fixture.validates(tokens[used]));
    }
    for (const std::size_t ended : {2, 3, 4}) { // the first of them after it was used
        QVERIFY(fixture.logout(tokens[ended]));
    }
    const std::string id = fixture.purge(preview->previewId).value();
    const PurgeStatus status = fixture.purged(id);
    QCOMPARE(status.purged, std::uint64_t{3});
    QCOMPARE(status.spared, std::uint64_t{2});
    QCOMPARE(status.gone, std::uint64_t{5});
    QVERIFY(fixture.service->eventsAfter(0, 100)->back().bodyJson.find("\"gone\":5") != std::string::npos);
    QVERIFY(fixture.open());
    QCOMPARE(fixture.service->purgeStatus(id)->gone, std::uint64_t{5});
}

void TestPurgeOutcome::sessionsThatTimeOutBeforeTheirPurge_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("shown");
    QTest::addColumn<int>("purged");
    // What had timed out is no active session any more, but it is still an idle one, and one of its user's.
    QTest::newRow("shown as active") << 0 << 4 << 1;
    QTest::newRow("shown as idle") << 1 << 3 << 3;
    QTest::newRow("shown as the user's") << 2 << 4 << 4;
    QTest::newRow("not shown as expired") << 3 << 0 << 0;
}

void TestPurgeOutcome::sessionsThatTimeOutBeforeTheirPurge()
{
    QFETCH(int, which);
    QFETCH(int, shown);
    QFETCH(int, purged);
    Fixture fixture;
    fixture.config.idleTimeout = std::chrono::minutes(30);
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    const auto old = logIn(fixture, "ann", 3);
    fixture.advance(std::chrono::minutes(29));
    const std::string fresh = fixture.login("ann")->token;
    Selector user;
    user.user = "ann";
    const std::array selectors{byState(SelectorState::Active), idleFor(std::chrono::minutes(10)), user,
                               byState(SelectorState::Expired)};
    const auto preview = fixture.preview(selectors[std::size_t(which)]);
    QCOMPARE(preview->matched, std::uint64_t(shown));
    fixture.advance(std::chrono::seconds(90));
    // Nobody has noticed their end yet, or somebody tried one in vain: a use that is refused revives nothing.
    QVERIFY(which != 1 || !fixture.validates(old[0]));
    const PurgeStatus status = fixture.purged(fixture.purge(preview->previewId).value());
    QCOMPARE(status.purged, std::uint64_t(purged));
    QCOMPARE(status.spared, std::uint64_t{0});
    QCOMPARE(status.gone, std::uint64_t(shown - purged));
    const bool freshStays = which == 1 || which == 3;
    QCOMPARE(fixture.validates(fresh), freshStays);
    fixture.collect();
    QCOMPARE(fixture.count(SessionState::Expired), std::uint64_t{0});
    QVERIFY(fixture.open());
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t(freshStays ? 1 : 0));
}

void TestPurgeOutcome::aPurgeCutShortIsFinishedAtTheNextStart()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob"}));
    const auto tokens = logIn(fixture, "ann", 10);
    fixture.advance(std::chrono::minutes(15));
    const std::string fresh = fixture.login("ann")->token;
    const auto preview = fixture.preview(idleFor(std::chrono::minutes(10)));
    QVERIFY(fixture.validates(tokens[0])); // revived; its last_seen is not in the journal yet
    // What a crash leaves behind between the durable record and the first reclaimed row.
    const std::filesystem::path folder = fixture.config.dataDir;
    const std::string id = fixture.purge(preview->previewId).value();
    QCOMPARE(fixture.purged(id).purged, std::uint64_t{9});
    fixture.service.reset();
    auto store = JournalStore::open(folder, false);
    QVERIFY(store);
    QVERIFY((*store)->load([](const NewSession &) { return true; }));
    std::vector<PurgeRecord> purges = (*store)->purges().all();
    QCOMPARE(purges.size(), std::size_t{1});
    QVERIFY(purges[0].revived.empty()); // they were for a crash, and have served
    purges[0].revived = {1};
    purges[0].status.state = PurgeState::Running;
    NewSession session;
    session.user = "ann";
    session.created = session.lastSeen = purges[0].pinnedAt - 15 * 60'000;
    (*store)->begin(JournalStore::Durability::Power);
    purges[0].mostSerial = (*store)->lastSerial() + 1;
    (void)(*store)->addSession(session); // stands for one whose row was still there
    (*store)->purges().write(purges[0]);
    (*store)->commit(purges[0].pinnedAt);
    store->reset();
    QVERIFY(fixture.open());
    QCOMPARE(int(fixture.service->purgeStatus(id)->state), int(PurgeState::Done));
    const auto told = fixture.service->eventsAfter(0, 10); // whoever ordered it may have heard nothing yet
    QVERIFY(told && !told->empty());
    QCOMPARE(told->front().kind, std::string(qd::protocol::event::kPurgeDone));
    QCOMPARE(told->front().subject, id);
    QCOMPARE(told->front().correlation, sessiond::test::kOperator.correlation);
    QVERIFY(fixture.validates(fresh));
    QVERIFY(fixture.validates(tokens[0]));
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{2});
}

void TestPurgeOutcome::aPurgeWhoseEndIsNotTakenIsFinishedLater()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    const auto tokens = logIn(fixture, "ann", 5);
    const auto preview = fixture.preview(byState(SelectorState::Active));
    auto full = std::make_unique<sessiond::test::MarkOnFullDisk>(fixture);
    QVERIFY(full->works());
    const std::string id = fixture.purge(preview->previewId).value(); // the last commit the disk takes
    QTRY_COMPARE(fixture.count(SessionState::Active), std::uint64_t{0});
    QTRY_VERIFY(!fixture.service->counters().journalHealthy);
    QCOMPARE(int(fixture.service->purgeStatus(id)->state), int(PurgeState::Running));
    full.reset();
    QTRY_COMPARE(int(fixture.service->purgeStatus(id)->state), int(PurgeState::Done));
    QCOMPARE(fixture.service->purgeStatus(id)->purged, std::uint64_t{5});
    fixture.service.reset();
    sqlite::Database database(JournalStore::databaseFile(fixture.config.dataDir),
                              sqlite::Database::Mode::ReadOnly);
    sqlite::Statement rows(database, "SELECT count(*) FROM session");
    QVERIFY(rows.step());
    QCOMPARE(rows.integer(0), std::int64_t{0});
}

void TestPurgeOutcome::validatingWhilePurgingNeverLosesAnOutsider()
{
    Fixture fixture;
    fixture.config.sessionsPerUser = 0;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob"}));
    const auto doomed = logIn(fixture, "bob", 1500);
    const auto staying = logIn(fixture, "ann", 300);
    fixture.advance(std::chrono::minutes(15));
    for (const std::string &token : staying) {
        QVERIFY(fixture.validates(token));
    }
    const auto preview = fixture.preview(idleFor(std::chrono::minutes(10)));
    QCOMPARE(preview->matched, std::uint64_t{1500});
    std::atomic<bool> running{true};
    std::atomic<int> lost{0};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 2; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = t; running; ++i) {
                lost += fixture.validates(staying[i % staying.size()]) ? 0 : 1;
            }
        });
    }
    // A third reviver works on the doomed: whatever validated before the purge was accepted must be spared.
    std::set<std::string> revived;
    for (std::size_t i = 0; i < 200; ++i) {
        QVERIFY(fixture.validates(doomed[i]));
        revived.insert(doomed[i]);
    }
    const PurgeStatus status = fixture.purged(fixture.purge(preview->previewId).value());
    running = false;
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(lost.load(), 0);
    QCOMPARE(status.purged, std::uint64_t{1300});
    QCOMPARE(status.spared, std::uint64_t{200});
    for (const std::string &token : doomed) {
        QCOMPARE(fixture.validates(token), revived.contains(token));
    }
}

QD_TEST_GUILESS(TestPurgeOutcome)
#include "tst_purge_outcome.moc"
