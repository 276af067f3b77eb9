// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/purge_fixture.h"

#include <QtTest/QTest>
#include <boost/json/parse.hpp>

using namespace sessiond;
using qd::protocol::Selector;
using qd::protocol::SelectorState;
using sessiond::test::byState;
using sessiond::test::Fixture;
using sessiond::test::idleFor;
using sessiond::test::kOperator;
using sessiond::test::logIn;

class TestPurger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void previewCountsAndChangesNothing();
    void removesExactlyTheRetained();
    void neverOneMoreThanThePreviewShowed_data();
    void neverOneMoreThanThePreviewShowed();
    void useAfterAcceptanceDoesNotRevive();
    void aPreviewIsUsedOnce();
    void anOldPreviewIsGone();
    void anEmptySelectorIsRefused();
    void allActiveNeedConfirmation_data();
    void allActiveNeedConfirmation();
    void whoCameLaterDoesNotTakeTheConfirmationAway();
    void eventsAndAuditTellTheStory();
};

void TestPurger::previewCountsAndChangesNothing()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob"}));
    const auto tokens = logIn(fixture, "ann", 3);
    logIn(fixture, "bob", 2);
    QVERIFY(fixture.putData(tokens[0], std::string(1000, 'x')));
    const auto preview = fixture.preview(byState(SelectorState::Any));
    QVERIFY(preview);
    QCOMPARE(preview->matched, std::uint64_t{5});
    QCOMPARE(preview->users, std::uint64_t{2});
    QCOMPARE(preview->bytes, 5 * SessionTable::kRecordBytes + 1024 + 8);
    QCOMPARE(preview->sample.size(), std::size_t{5});
    QCOMPARE(preview->expiresAt, fixture.clock->now() + std::chrono::seconds(120));
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{5});
}

void TestPurger::removesExactlyTheRetained()
{
    Fixture fixture;
    fixture.config.sessionsPerUser = 0;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    Drill drill;
    drill.retainAfterLogout = 1;
    QVERIFY(fixture.service->setDrill(drill, kOperator));
    const auto gone = logIn(fixture, "ann", 200);
    const auto staying = logIn(fixture, "ann", 50);
    for (const std::string &token : gone) {
        QVERIFY(fixture.logout(token));
        QVERIFY(!fixture.validates(token));
    }
    QCOMPARE(fixture.count(SessionState::Retained), std::uint64_t{200});
    const auto preview = fixture.preview(byState(SelectorState::Retained));
    QCOMPARE(preview->matched, std::uint64_t{200});
    // Retained after the preview: not shown, so not removed.
    QVERIFY(fixture.logout(staying.back()));
    const PurgeStatus status = fixture.purged(fixture.purge(preview->previewId).value());
    QCOMPARE(int(status.state), int(PurgeState::Done));
    QCOMPARE(status.matched, std::uint64_t{200});
    QCOMPARE(status.purged, std::uint64_t{200});
    QCOMPARE(status.spared, std::uint64_t{0});
    QCOMPARE(status.freedBytes, preview->bytes);
    QVERIFY(status.rssBefore > 0 && status.rssAfter > 0);
    QCOMPARE(fixture.count(SessionState::Retained), std::uint64_t{1});
    for (std::size_t i = 0; i + 1 < staying.size(); ++i) {
        QVERIFY(fixture.validates(staying[i]));
    }
    // A restart relieves: what was retained is not read back.
    QVERIFY(fixture.open());
    QCOMPARE(fixture.count(SessionState::Retained), std::uint64_t{0});
    QCOMPARE(fixture.count(SessionState::Active), std::uint64_t{49});
}

void TestPurger::neverOneMoreThanThePreviewShowed_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("created since") << 0;
    QTest::newRow("became idle since") << 1;
    QTest::newRow("expired since") << 2;
}

void TestPurger::neverOneMoreThanThePreviewShowed()
{
    QFETCH(int, which);
    Fixture fixture;
    fixture.config.idleTimeout = std::chrono::minutes(30);
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    const std::string old = fixture.login("ann")->token;
    fixture.advance(std::chrono::minutes(which == 2 ? 29 : 10));
    const std::string fresh = fixture.login("ann")->token;
    const Selector selector = which == 0   ? byState(SelectorState::Active)
                              : which == 1 ? idleFor(std::chrono::minutes(10))
                                           : byState(SelectorState::Expired);
    const auto preview = fixture.preview(selector);
    QCOMPARE(preview->matched, std::uint64_t(which == 0 ? 2 : which == 1 ? 1 : 0));
    const std::string late = fixture.login("ann")->token;
    fixture.advance(std::chrono::seconds(100));
    const PurgeStatus status = fixture.purged(fixture.purge(preview->previewId).value());
    QCOMPARE(status.purged, preview->matched);
    QVERIFY(fixture.validates(late));
    QCOMPARE(fixture.validates(fresh), which != 0);
    QVERIFY(!fixture.validates(old));
    QVERIFY(fixture.open());
    QVERIFY(fixture.validates(late));
    QCOMPARE(fixture.validates(fresh), which != 0);
    QVERIFY(!fixture.validates(old));
}

void TestPurger::useAfterAcceptanceDoesNotRevive()
{
    SessionTable table(Timeouts{100'000, 100'000});
    Digest digest{};
    QVERIFY(table.insert({digest, 1, "ann", {}, 0, 0, {}}));
    const auto pin = table.pin(idleFor(std::chrono::milliseconds(1000)), 5000, 1);
    QVERIFY(table.pins().arm(*pin, 5000).empty());
    SessionFacts facts;
    QVERIFY(!table.find(digest, 5001, SessionTable::Touch::Yes, facts));
    table.pins().disarm(*pin);
    QVERIFY(table.find(digest, 5002, SessionTable::Touch::Yes, facts));
    QCOMPARE(table.pins().arm(*pin, 5003), std::vector<std::uint64_t>{1});
    QVERIFY(table.find(digest, 5004, SessionTable::Touch::Yes, facts));
    table.pins().remove(pin);
}

void TestPurger::aPreviewIsUsedOnce()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    logIn(fixture, "ann", 3);
    const auto preview = fixture.preview(byState(SelectorState::Active));
    const std::string id = fixture.purge(preview->previewId).value();
    const std::string later = fixture.login("ann")->token;
    QCOMPARE(fixture.purge(preview->previewId).value(), id);
    QCOMPARE(fixture.purged(id).purged, std::uint64_t{3});
    QVERIFY(fixture.validates(later));
    // A retry is told the same id even after a restart.
    QVERIFY(fixture.open());
    QCOMPARE(fixture.purge(preview->previewId).value(), id);
    QCOMPARE(fixture.purged(id).purged, std::uint64_t{3});
    QVERIFY(fixture.validates(later));
}

void TestPurger::anOldPreviewIsGone()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    const auto preview = fixture.preview(byState(SelectorState::Active));
    fixture.advance(std::chrono::seconds(119));
    fixture.advance(std::chrono::seconds(1));
    const auto late = fixture.purge(preview->previewId);
    QVERIFY(!late);
    QCOMPARE(int(late.error().code), int(Failure::Gone));
    const auto unknown = fixture.purge("nonsense");
    QVERIFY(!unknown);
    QCOMPARE(int(unknown.error().code), int(Failure::NotFound));
}

void TestPurger::allActiveNeedConfirmation_data()
{
    QTest::addColumn<QByteArray>("selector");
    QTest::addColumn<int>("sessions"); ///< of ann, active
    QTest::addColumn<bool>("bobToo");  ///< one of his, from elsewhere and older
    QTest::addColumn<bool>("needed");
    QTest::newRow("any, nobody there") << QByteArray(R"({"state":"any"})") << 0 << false << true;
    QTest::newRow("active, one there") << QByteArray(R"({"state":"active"})") << 1 << false << true;
    QTest::newRow("idle for a millisecond") << QByteArray(R"({"idle_longer_than":"1ms"})") << 2 << true << true;
    QTest::newRow("older than nothing") << QByteArray(R"({"older_than":"0s"})") << 2 << true << true;
    QTest::newRow("older than some") << QByteArray(R"({"older_than":"1m"})") << 2 << true << false;
    QTest::newRow("the proxy's address") << QByteArray(R"({"address":"10.0.0.1"})") << 3 << false << true;
    QTest::newRow("one address of two") << QByteArray(R"({"address":"10.0.0.1"})") << 3 << true << false;
    QTest::newRow("the only user") << QByteArray(R"({"user":"ann"})") << 2 << false << true;
    QTest::newRow("the only user's only one") << QByteArray(R"({"user":"ann"})") << 1 << false << false;
    QTest::newRow("one user of two") << QByteArray(R"({"user":"ann"})") << 2 << true << false;
    QTest::newRow("ten of eleven") << QByteArray(R"({"user":"ann"})") << 10 << true << true;
    QTest::newRow("nine of ten, too few") << QByteArray(R"({"user":"ann"})") << 9 << true << false;
    QTest::newRow("retained, many active") << QByteArray(R"({"state":"retained"})") << 3 << true << false;
    QTest::newRow("expired, many active") << QByteArray(R"({"state":"expired"})") << 3 << true << false;
    QTest::newRow("a user without sessions") << QByteArray(R"({"user":"eve"})") << 0 << false << false;
}

void TestPurger::allActiveNeedConfirmation()
{
    QFETCH(QByteArray, selector);
    QFETCH(int, sessions);
    QFETCH(bool, bobToo);
    QFETCH(bool, needed);
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob", "eve"}));
    Drill drill;
    drill.retainAfterLogout = 1;
    QVERIFY(fixture.service->setDrill(drill, kOperator));
    QVERIFY(fixture.logout(fixture.login("eve", "10.0.0.9")->token)); // retained: never counts
    if (bobToo) {
        QVERIFY(fixture.login("bob", "10.0.0.2"));
        fixture.advance(std::chrono::minutes(2));
    }
    logIn(fixture, "ann", sessions);
    fixture.advance(std::chrono::seconds(1));
    const auto preview =
        fixture.preview(*qd::protocol::selectorFromJson(boost::json::parse(selector.toStdString())));
    QVERIFY(preview);
    QCOMPARE(preview->confirmRequired, needed);
    QCOMPARE(fixture.service->purgeNeedsConfirm(preview->previewId), needed);
    QVERIFY(!fixture.service->purgeNeedsConfirm("nonsense"));
}

/// It is what the preview matched that counts, whatever came since.
void TestPurger::whoCameLaterDoesNotTakeTheConfirmationAway()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann", "bob"}));
    logIn(fixture, "ann", 2);
    Selector selector;
    selector.user = "ann";
    const auto preview = fixture.preview(selector);
    logIn(fixture, "bob", 3);
    QVERIFY(fixture.service->purgeNeedsConfirm(preview->previewId));
    QVERIFY(!fixture.preview(selector)->confirmRequired);
}

void TestPurger::anEmptySelectorIsRefused()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    const auto preview = fixture.preview({});
    QVERIFY(!preview);
    QCOMPARE(int(preview.error().code), int(Failure::Invalid));
}

void TestPurger::eventsAndAuditTellTheStory()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.createUsers({"ann"}));
    logIn(fixture, "ann", 2);
    const auto preview = fixture.preview(byState(SelectorState::Active));
    const std::string id = fixture.purge(preview->previewId).value();
    fixture.purged(id);
    const auto events = fixture.service->eventsAfter(0, 100).value();
    QCOMPARE(events.size(), std::size_t{3});
    QCOMPARE(events[0].kind, std::string("users_created"));
    QCOMPARE(events[1].kind, std::string("purge_accepted"));
    QTRY_COMPARE(fixture.service->eventsAfter(0, 100)->size(), std::size_t{3});
    QCOMPARE(events[2].kind, std::string("purge_done"));
    QCOMPARE(events[2].subject, id);
    QCOMPARE(events[2].correlation, kOperator.correlation);
    QVERIFY(events[2].bodyJson.find("\"purged\":2") != std::string::npos);
    const auto audit =
        sessiond::test::waitFor<std::vector<AuditRow>>([&](auto done) { fixture.service->audit(0, 100, done); });
    QCOMPARE(audit->size(), std::size_t{2});
    QCOMPARE(audit->back().action, std::string("purge"));
    QCOMPARE(audit->back().operatorName, std::string("ann"));
    QCOMPARE(audit->back().reason, std::string("a test"));
}

QD_TEST_GUILESS(TestPurger)
#include "tst_purger.moc"
