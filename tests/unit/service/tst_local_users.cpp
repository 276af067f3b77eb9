// SPDX-License-Identifier: GPL-3.0-or-later
// What SessionService promises about users, their passwords and what becomes of their sessions.
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/service_fixture.h"

#include <QtTest/QTest>

using namespace sessiond;
using sessiond::test::codeOf;
using sessiond::test::Fixture;
using sessiond::test::kOperator;
using sessiond::test::waitFor;

class TestLocalUsers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void whoIsUnknownLearnsNothing();
    void changingThePasswordEndsTheOthers();
    void disablingEndsAtOnceAndBarsLogins();
    void aDisableIsNotOutrunByALogin();
    void resetAndDelete();
    void bulkCreationIsAllOrNothing();
    void profileTellsRecentSignIns();
    void usersAreListedInPages();

private:
    std::unique_ptr<Fixture> m_fixture;
};

void TestLocalUsers::init()
{
    qd::test::failOnAnyWarning();
    m_fixture = std::make_unique<Fixture>();
    m_fixture->config.sessionsPerUser = 5;
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->createUsers({"ann", "bob"}));
}

void TestLocalUsers::whoIsUnknownLearnsNothing()
{
    const auto login = [&](const char *name, const char *password) {
        return waitFor<LoginReply>(
            [&](auto done) { m_fixture->service->login(name, password, "10.0.0.1", done); });
    };
    const auto wrong = login("ann", "not her password");
    const auto unknown = login("nobody", "not her password");
    const auto odd = login("no such name!", "not her password");
    QCOMPARE(codeOf(wrong), int(Failure::Unauthorized));
    QCOMPARE(codeOf(unknown), int(Failure::Unauthorized));
    QCOMPARE(unknown.error().words, wrong.error().words);
    QCOMPARE(odd.error().words, wrong.error().words);
}

void TestLocalUsers::changingThePasswordEndsTheOthers()
{
    const std::string mine = m_fixture->login("ann")->token;
    const std::string other = m_fixture->login("ann")->token;
    const auto change = [&](const std::string &from, const std::string &to) {
        return waitFor<std::uint64_t>(
            [&](auto done) { m_fixture->service->changePassword(mine, from, to, done); });
    };
    QCOMPARE(codeOf(change("wrong password", "another password 1")), int(Failure::Refused));
    QCOMPARE(codeOf(change(Fixture::password("ann"), "short")), int(Failure::Invalid));
    QCOMPARE(codeOf(change(Fixture::password("ann"), "password1")), int(Failure::Invalid));
    QVERIFY(m_fixture->validates(other));
    QCOMPARE(change(Fixture::password("ann"), "another password 1").value(), std::uint64_t{1});
    QVERIFY(m_fixture->validates(mine) && !m_fixture->validates(other));
    QCOMPARE(codeOf(m_fixture->login("ann")), int(Failure::Unauthorized));
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->validates(mine) && !m_fixture->validates(other));
}

void TestLocalUsers::disablingEndsAtOnceAndBarsLogins()
{
    const std::string token = m_fixture->login("ann")->token;
    const auto disable = [&](bool disabled) {
        return waitFor<Unit>(
            [&](auto done) { m_fixture->service->setUserDisabled("ann", disabled, kOperator, done); });
    };
    QVERIFY(disable(true));
    QVERIFY(!m_fixture->validates(token));
    QCOMPARE(codeOf(m_fixture->login("ann")), int(Failure::Unauthorized));
    QVERIFY(disable(false));
    QVERIFY(!m_fixture->validates(token));
    QVERIFY(m_fixture->login("ann"));
    const auto unknown =
        waitFor<Unit>([&](auto done) { m_fixture->service->setUserDisabled("nobody", true, kOperator, done); });
    QCOMPARE(codeOf(unknown), int(Failure::NotFound));
}

void TestLocalUsers::aDisableIsNotOutrunByALogin()
{
    // Logins and the disable meet in one commit of the journal, which is held up until all of them wait for it.
    constexpr int kLogins = 4;
    std::promise<void> holding;
    std::promise<void> release;
    m_fixture->service->addAudit(kOperator, "hold", "journal", {}, "done", [&](Outcome<Unit>) {
        holding.set_value();
        release.get_future().wait();
    });
    holding.get_future().wait();
    const auto queued = [&, before = m_fixture->service->memory().journal] {
        return (m_fixture->service->memory().journal - before) / sizeof(Journal::Work);
    };
    std::atomic<int> loggedIn{0};
    for (int i = 0; i < kLogins; ++i) {
        m_fixture->service->login("ann", Fixture::password("ann"), "",
                                  [&](Outcome<LoginReply> reply) { loggedIn += reply ? 1 : 0; });
    }
    QTRY_VERIFY(queued() >= kLogins);
    std::promise<void> disabled;
    m_fixture->service->setUserDisabled("ann", true, kOperator, [&](Outcome<Unit>) { disabled.set_value(); });
    release.set_value();
    disabled.get_future().wait();
    QCOMPARE(loggedIn.load(), kLogins);
    QCOMPARE(m_fixture->count(SessionState::Active), std::uint64_t{0});
    QVERIFY(m_fixture->open());
    QCOMPARE(m_fixture->count(SessionState::Active), std::uint64_t{0});
}

void TestLocalUsers::resetAndDelete()
{
    const std::string token = m_fixture->login("ann")->token;
    QVERIFY(waitFor<Unit>(
        [&](auto done) { m_fixture->service->resetPassword("ann", "a password set anew", kOperator, done); }));
    QVERIFY(!m_fixture->validates(token));
    QCOMPARE(codeOf(m_fixture->login("ann")), int(Failure::Unauthorized));
    const auto again =
        waitFor<LoginReply>([&](auto done) { m_fixture->service->login("ann", "a password set anew", "", done); });
    QVERIFY(again);
    const auto remove = [&] {
        return waitFor<Unit>([&](auto done) { m_fixture->service->deleteUser("ann", kOperator, done); });
    };
    QVERIFY(remove());
    QVERIFY(!m_fixture->validates(again->token));
    QCOMPARE(codeOf(remove()), int(Failure::NotFound));
}

void TestLocalUsers::bulkCreationIsAllOrNothing()
{
    const auto conflict = m_fixture->createUsers({"cat", "dan", "bob", "eve"});
    QCOMPARE(codeOf(conflict), int(Failure::Conflict));
    QVERIFY(conflict.error().words.find("bob") != std::string::npos);
    QCOMPARE(codeOf(m_fixture->login("cat")), int(Failure::Unauthorized));
    QCOMPARE(codeOf(m_fixture->createUsers({"cat", "c a t"})), int(Failure::Invalid));
    QCOMPARE(codeOf(m_fixture->createUsers({"cat", "cat"})), int(Failure::Invalid));
    QCOMPARE(m_fixture->createUsers({"cat", "dan", "eve"}).value(), std::uint64_t{3});
    QVERIFY(m_fixture->login("cat"));
    QVERIFY(m_fixture->open());
    QVERIFY(m_fixture->login("eve"));
}

void TestLocalUsers::profileTellsRecentSignIns()
{
    std::string token;
    for (int i = 0; i < 20; ++i) {
        m_fixture->advance(std::chrono::seconds(1));
        token = m_fixture->login("ann", "10.0.0." + std::to_string(i))->token;
    }
    const auto profile = waitFor<Profile>([&](auto done) { m_fixture->service->me(token, done); });
    QCOMPARE(profile->user, std::string("ann"));
    QCOMPARE(profile->signInCount, std::uint64_t{20});
    QCOMPARE(profile->recentSignIns.size(), std::size_t{16});
    QCOMPARE(profile->recentSignIns.front().address, std::string("10.0.0.19"));
    QCOMPARE(profile->recentSignIns.back().address, std::string("10.0.0.4"));
}

void TestLocalUsers::usersAreListedInPages()
{
    QVERIFY(m_fixture->createUsers({"cat", "dan", "eve"}));
    QVERIFY(m_fixture->login("cat"));
    std::vector<std::string> names;
    std::string cursor;
    do {
        const auto page = waitFor<UserPage>([&](auto done) { m_fixture->service->listUsers(cursor, 2, done); });
        for (const UserRow &row : page->rows) {
            names.push_back(row.name);
            QCOMPARE(row.activeSessions, std::uint64_t(row.name == "cat" ? 1 : 0));
        }
        cursor = page->nextCursor;
    } while (!cursor.empty());
    QCOMPARE(names, (std::vector<std::string>{"ann", "bob", "cat", "dan", "eve"}));
}

QD_TEST_GUILESS(TestLocalUsers)
#include "tst_local_users.moc"
