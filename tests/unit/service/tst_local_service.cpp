// SPDX-License-Identifier: GPL-3.0-or-later
// What SessionService promises about sessions; users have a test of their own.
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/service_fixture.h"

#include <QtTest/QTest>

using namespace sessiond;
using sessiond::test::codeOf;
using sessiond::test::Fixture;
using sessiond::test::kOperator;
using sessiond::test::waitFor;

namespace {

std::string idOf(const LoginReply &reply)
{
    return std::string(reply.session.idText());
}

} // namespace

class TestLocalService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void aLoginValidatesUntilLogout();
    void retainedAfterLogoutAndRestart();
    void theOldestBeyondTheCapIsEnded();
    void tooManySessionsAreRefused();
    void logoutAllEndsEverySessionOfTheUser();
    void ownSessionsAndEndingThem();
    void operatorsEndOneSession();
    void auditRowsAreChained();
    void eventsOutOfRangeAreGone();
    void drillNeedsPermission();
    void drainRefusesLoginsOnly();
    void dataHasALimit();
    void countersAddUp();
    void whileTheJournalFailsReadsGoOn();

private:
    std::unique_ptr<Fixture> m_fixture;
};

void TestLocalService::init()
{
    qd::test::failOnAnyWarning();
    m_fixture = std::make_unique<Fixture>();
    m_fixture->config.sessionsPerUser = 5;
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->createUsers({"ann", "bob"}));
}

void TestLocalService::aLoginValidatesUntilLogout()
{
    const auto reply = m_fixture->login("ann");
    QVERIFY(reply);
    SessionView view;
    QVERIFY(m_fixture->service->validate(reply->token, view));
    QCOMPARE(view.user(), std::string_view("ann"));
    QCOMPARE(view.idText(), reply->session.idText());
    QCOMPARE(view.expires, view.created + m_fixture->config.absoluteTimeout);
    QVERIFY(m_fixture->logout(reply->token));
    QVERIFY(!m_fixture->validates(reply->token));
    QVERIFY(m_fixture->logout(reply->token));
    QVERIFY(m_fixture->logout("qd_nonsense"));
    QCOMPARE(codeOf(m_fixture->service->getData(reply->token)), int(Failure::Unauthorized));
}

void TestLocalService::retainedAfterLogoutAndRestart()
{
    Drill drill;
    drill.retainAfterLogout = 1;
    QVERIFY(m_fixture->service->setDrill(drill, kOperator));
    const std::string token = m_fixture->login("ann")->token;
    QVERIFY(m_fixture->logout(token));
    QCOMPARE(m_fixture->count(SessionState::Retained), std::uint64_t{1});
    QCOMPARE(m_fixture->count(SessionState::Active), std::uint64_t{0});
    m_fixture->collect();
    QCOMPARE(m_fixture->service->counters().retainedAfterPass, std::uint64_t{1});
    QVERIFY(m_fixture->service->memory().retained > 0);
    QVERIFY(!m_fixture->validates(token));
    QVERIFY(m_fixture->open());
    QCOMPARE(m_fixture->count(SessionState::Retained), std::uint64_t{0});
    QVERIFY(!m_fixture->validates(token));
}

void TestLocalService::theOldestBeyondTheCapIsEnded()
{
    std::vector<std::string> tokens;
    for (int i = 0; i < 8; ++i) {
        tokens.push_back(m_fixture->login("ann")->token);
    }
    QTRY_COMPARE(m_fixture->count(SessionState::Active), std::uint64_t{5});
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        QCOMPARE(m_fixture->validates(tokens[i]), i >= 3);
    }
    QCOMPARE(m_fixture->service->counters().ended[std::size_t(EndReason::Evicted)], std::uint64_t{3});
    const auto audit = waitFor<std::vector<AuditRow>>([&](auto done) { m_fixture->service->audit(0, 100, done); });
    QCOMPARE(
        std::count_if(audit->begin(), audit->end(), [](const AuditRow &row) { return row.action == "evict"; }), 3);
}

void TestLocalService::tooManySessionsAreRefused()
{
    m_fixture->config.maxSessions = 2;
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->login("ann"));
    const auto second = m_fixture->login("bob");
    QVERIFY(second);
    QCOMPARE(codeOf(m_fixture->login("ann")), int(Failure::Busy));
    QVERIFY(m_fixture->logout(second->token));
    QVERIFY(m_fixture->login("ann"));
}

void TestLocalService::logoutAllEndsEverySessionOfTheUser()
{
    const std::string first = m_fixture->login("ann")->token;
    const std::string second = m_fixture->login("ann")->token;
    const std::string other = m_fixture->login("bob")->token;
    const auto ended = waitFor<std::uint64_t>([&](auto done) { m_fixture->service->logoutAll(first, done); });
    QCOMPARE(ended.value(), std::uint64_t{2});
    QVERIFY(!m_fixture->validates(first) && !m_fixture->validates(second));
    QVERIFY(m_fixture->validates(other));
    QVERIFY(m_fixture->open());
    QVERIFY(!m_fixture->validates(first) && !m_fixture->validates(second));
    QVERIFY(m_fixture->validates(other));
}

void TestLocalService::ownSessionsAndEndingThem()
{
    const auto mine = m_fixture->login("ann", "10.0.0.1");
    const auto other = m_fixture->login("ann", "10.0.0.2");
    const auto foreign = m_fixture->login("bob");
    const auto rows = m_fixture->service->ownSessions(mine->token).value();
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].id, idOf(*other));
    QCOMPARE(rows[0].address, std::string("10.0.0.2"));
    QVERIFY(!rows[0].current && rows[1].current);
    const auto end = [&](const std::string &id, std::optional<std::string> password) {
        return waitFor<Unit>(
            [&](auto done) { m_fixture->service->endOwnSession(mine->token, id, std::move(password), done); });
    };
    QCOMPARE(codeOf(end(idOf(*other), std::nullopt)), int(Failure::Refused));
    QCOMPARE(codeOf(end(idOf(*other), "wrong password")), int(Failure::Refused));
    QCOMPARE(codeOf(end(idOf(*foreign), Fixture::password("ann"))), int(Failure::NotFound));
    QVERIFY(m_fixture->validates(other->token));
    QVERIFY(end(idOf(*other), Fixture::password("ann")));
    QVERIFY(!m_fixture->validates(other->token));
    QVERIFY(end(idOf(*mine), std::nullopt));
    QVERIFY(!m_fixture->validates(mine->token));
    QVERIFY(m_fixture->validates(foreign->token));
}

void TestLocalService::operatorsEndOneSession()
{
    const auto reply = m_fixture->login("ann");
    const auto other = m_fixture->login("ann");
    const auto end = [&] {
        return waitFor<Unit>(
            [&](auto done) { m_fixture->service->endSession(idOf(*reply), kOperator, "stolen", done); });
    };
    QVERIFY(end());
    QVERIFY(!m_fixture->validates(reply->token) && m_fixture->validates(other->token));
    QCOMPARE(codeOf(end()), int(Failure::NotFound));
    const auto events = m_fixture->service->eventsAfter(0, 100).value();
    QCOMPARE(events.back().kind, std::string("session_ended"));
    QCOMPARE(events.back().reason, std::string("stolen"));
}

void TestLocalService::auditRowsAreChained()
{
    QVERIFY(waitFor<Unit>([&](auto done) {
        m_fixture->service->addAudit(kOperator, "drain", "service", "a release", "done", done);
    }));
    QVERIFY(m_fixture->open()); // the chain goes on across a restart
    QVERIFY(m_fixture->createUsers({"cat"}));
    const auto rows =
        waitFor<std::vector<AuditRow>>([&](auto done) { m_fixture->service->audit(0, 100, done); }).value();
    QCOMPARE(rows.size(), std::size_t{3});
    AuditStore::Hash before{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].seq, std::uint64_t{i + 1});
        before = AuditStore::hashOf(before, rows[i]);
        const QByteArray hex(reinterpret_cast<const char *>(before.data()), int(before.size()));
        QCOMPARE(QByteArray::fromStdString(rows[i].hash), hex.toHex());
    }
    AuditRow changed = rows[1];
    changed.reason = "another";
    QVERIFY(AuditStore::hashOf({}, changed) != AuditStore::hashOf({}, rows[1]));
}

void TestLocalService::eventsOutOfRangeAreGone()
{
    for (std::size_t i = 0; i < EventLog::kKept + 10; ++i) {
        m_fixture->service->addEvent({});
    }
    QCOMPARE(codeOf(m_fixture->service->eventsAfter(0, 10)), int(Failure::Gone));
    const std::uint64_t first = m_fixture->service->firstEvent();
    const auto events = m_fixture->service->eventsAfter(first - 1, 10);
    QCOMPARE(events->size(), std::size_t{10});
    QCOMPARE(events->front().seq, first);
    QVERIFY(m_fixture->service->eventsAfter(1'000'000, 10)->empty());
}

void TestLocalService::drillNeedsPermission()
{
    m_fixture->config.drill = false;
    QVERIFY(m_fixture->open());
    QCOMPARE(codeOf(m_fixture->service->setDrill(Drill{}, kOperator)), int(Failure::Conflict));
}

void TestLocalService::drainRefusesLoginsOnly()
{
    const std::string token = m_fixture->login("ann")->token;
    m_fixture->service->beginDrain();
    QCOMPARE(codeOf(m_fixture->login("ann")), int(Failure::Unavailable));
    QVERIFY(m_fixture->validates(token));
    QVERIFY(m_fixture->logout(token));
}

void TestLocalService::dataHasALimit()
{
    const std::string token = m_fixture->login("ann")->token;
    QCOMPARE(m_fixture->service->getData(token).value(), std::string());
    QVERIFY(m_fixture->putData(token, std::string(16'384, 'x')));
    QCOMPARE(codeOf(m_fixture->putData(token, std::string(16'385, 'y'))), int(Failure::TooLarge));
    QCOMPARE(m_fixture->service->getData(token).value(), std::string(16'384, 'x'));
    QVERIFY(m_fixture->putData(token, "short"));
    QVERIFY(m_fixture->putData(token, {}));
    QVERIFY(m_fixture->open());
    QCOMPARE(m_fixture->service->getData(token).value(), std::string());
}

void TestLocalService::countersAddUp()
{
    for (int i = 0; i < 4; ++i) {
        QVERIFY(m_fixture->login("ann"));
    }
    QVERIFY(m_fixture->logout(m_fixture->login("bob")->token));
    m_fixture->advance(m_fixture->config.idleTimeout);
    m_fixture->collect();
    const Counters counters = m_fixture->service->counters();
    QCOMPARE(counters.created, std::uint64_t{5});
    QCOMPARE(counters.ended[std::size_t(EndReason::Logout)], std::uint64_t{1});
    QCOMPARE(counters.ended[std::size_t(EndReason::Expired)], std::uint64_t{4});
    QCOMPARE(counters.collected, std::uint64_t{4});
    QCOMPARE(counters.collectorPasses, std::uint64_t{1});
    QCOMPARE(counters.sessions, (std::array<std::uint64_t, 3>{}));
}

void TestLocalService::whileTheJournalFailsReadsGoOn()
{
    const std::string token = m_fixture->login("ann")->token;
    qd::protocol::Selector selector;
    selector.user = "ann";
    const auto preview = m_fixture->preview(selector);
    QCOMPARE(preview->matched, std::uint64_t{1});
    // Another writer that does not let go stands for a disk that does not take anything.
    auto blocker = std::make_unique<sqlite::Database>(JournalStore::databaseFile(m_fixture->config.dataDir),
                                                      sqlite::Database::Mode::ReadWrite);
    blocker->run("BEGIN IMMEDIATE");
    std::promise<int> login;
    std::promise<int> logout;
    std::promise<int> purge;
    m_fixture->service->login("bob", Fixture::password("bob"), "",
                              [&](Outcome<LoginReply> reply) { login.set_value(codeOf(reply)); });
    m_fixture->service->logout(token, [&](Outcome<Unit> done) { logout.set_value(codeOf(done)); });
    m_fixture->service->purge(preview->previewId, "a test", kOperator,
                              [&](Outcome<std::string> id) { purge.set_value(codeOf(id)); });
    QCOMPARE(login.get_future().get(), int(Failure::Unavailable));
    QCOMPARE(logout.get_future().get(), int(Failure::Unavailable));
    QCOMPARE(purge.get_future().get(), int(Failure::Unavailable));
    QVERIFY(!m_fixture->service->counters().journalHealthy);
    QVERIFY(m_fixture->validates(token)); // nothing that was refused has half happened
    QCOMPARE(m_fixture->count(SessionState::Active), std::uint64_t{1});
    blocker.reset();
    QVERIFY(m_fixture->login("bob"));
    QVERIFY(m_fixture->service->counters().journalHealthy);
    const std::string id = m_fixture->purge(preview->previewId).value();
    QCOMPARE(m_fixture->purged(id).purged, std::uint64_t{1});
    QVERIFY(!m_fixture->validates(token));
    std::vector<std::string> kinds;
    const std::vector<Event> events = m_fixture->service->eventsAfter(0, 100).value();
    for (const Event &event : events) {
        kinds.push_back(event.kind);
    }
    QVERIFY(std::find(kinds.begin(), kinds.end(), "journal_failed") <
            std::find(kinds.begin(), kinds.end(), "journal_recovered"));
}

QD_TEST_GUILESS(TestLocalService)
#include "tst_local_service.moc"
