// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane about accounts.
#include "tests/integration/service/admin_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <algorithm>

using namespace qd::test;

class tst_AdminUsers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void createsManyUsers();
    void createsAllOrNone();
    void userRefuses_data();
    void userRefuses();
    void disablesAndEnables();
    void resetsAPassword();
    void deletesAUser();
    void listsUsersByPages();

private:
    AdminFixture m_fixture;
};

void tst_AdminUsers::initTestCase()
{
    QVERIFY2(m_fixture.start(), m_fixture.service.errorText().constData());
}

void tst_AdminUsers::init()
{
    failOnAnyWarning();
}

void tst_AdminUsers::createsManyUsers()
{
    QByteArray body = R"({"users":[)";
    for (int i = 0; i < 500; ++i) {
        body += (i ? ",{" : "{") + QByteArray("\"username\":\"bulk") + QByteArray::number(i) +
                "\",\"password\":\"correct horse\"}";
    }
    const HttpAnswer answer = m_fixture.service.admin("admin", "POST", "/admin/v1/users", body + "]}");
    QCOMPARE(answer.status, 201);
    QCOMPARE(answer.json().value(u"created").toInt(), 500);
    QVERIFY(!m_fixture.login("bulk0").isEmpty());
    QVERIFY(!m_fixture.login("bulk499").isEmpty());
}

void tst_AdminUsers::createsAllOrNone()
{
    const QByteArray known = m_fixture.freshUser();
    const QByteArray body = R"({"users":[{"username":"newcomer","password":"correct horse"},{"username":")" +
                            known + R"(","password":"correct horse"}]})";
    const HttpAnswer answer = m_fixture.service.admin("admin", "POST", "/admin/v1/users", body);
    QCOMPARE(answer.status, 409);
    QVERIFY(m_fixture.login("newcomer").isEmpty());
}

void tst_AdminUsers::userRefuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a name with a blank") << QByteArray(R"({"username":"a b","password":"correct horse"})");
    QTest::newRow("an empty name") << QByteArray(R"({"username":"","password":"correct horse"})");
    QTest::newRow("a long name") << QByteArray(R"({"username":")" + QByteArray(65, 'a') +
                                               R"(","password":"correct horse"})");
    QTest::newRow("a short password") << QByteArray(R"({"username":"new1","password":"seven77"})");
    QTest::newRow("a long password") << QByteArray(R"({"username":"new1","password":")" + QByteArray(257, 'p') +
                                                   "\"}");
    QTest::newRow("a common password") << QByteArray(R"({"username":"new1","password":"password"})");
    QTest::newRow("an empty list") << QByteArray(R"({"users":[]})");
    QTest::newRow("an entry with more") << QByteArray(R"({"users":[{"username":"a","password":"b","x":1}]})");
    QTest::newRow("list and single") << QByteArray(
        R"({"users":[{"username":"a1","password":"correct horse"}],"username":"a"})");
}

void tst_AdminUsers::userRefuses()
{
    QFETCH(QByteArray, body);
    QCOMPARE(m_fixture.service.admin("admin", "POST", "/admin/v1/users", body).status, 400);
}

void tst_AdminUsers::disablesAndEnables()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray token = m_fixture.login(user);
    QCOMPARE(m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":true})").status,
             204);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(m_fixture.login(user).isEmpty());
    QCOMPARE(m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":false})").status,
             204);
    QVERIFY(!m_fixture.login(user).isEmpty());
    QCOMPARE(m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/nobody", R"({"disabled":true})").status,
             404);
    QCOMPARE(m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/" + user, "{}").status, 400);
    QCOMPARE(m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"disabled":"yes"})").status,
             400);
}

void tst_AdminUsers::resetsAPassword()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray token = m_fixture.login(user);
    QCOMPARE(
        m_fixture.service.admin("admin", "PATCH", "/admin/v1/users/" + user, R"({"password":"battery staple"})")
            .status,
        204);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(m_fixture.login(user).isEmpty());
    const QByteArray body = R"({"username":")" + user + R"(","password":"battery staple"})";
    QCOMPARE(m_fixture.service.data("POST", "/v1/login", {}, body).status, 200);
}

void tst_AdminUsers::deletesAUser()
{
    const QByteArray user = m_fixture.freshUser();
    const QByteArray token = m_fixture.login(user);
    QCOMPARE(m_fixture.service.admin("admin", "DELETE", "/admin/v1/users/" + user).status, 204);
    QCOMPARE(m_fixture.service.data("GET", "/v1/session", token).status, 401);
    QVERIFY(m_fixture.login(user).isEmpty());
    QCOMPARE(m_fixture.service.admin("admin", "DELETE", "/admin/v1/users/" + user).status, 404);
}

void tst_AdminUsers::listsUsersByPages()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY(!m_fixture.freshUser().isEmpty());
    }
    QStringList names;
    QByteArray cursor;
    int pages = 0;
    do {
        const QByteArray next = cursor.isEmpty() ? QByteArray() : "&cursor=" + cursor.toPercentEncoding();
        const HttpAnswer answer = m_fixture.service.admin("read", "GET", "/admin/v1/users?limit=200" + next);
        QCOMPARE(answer.status, 200);
        for (const QJsonValue row : answer.json().value(u"users").toArray()) {
            names << row.toObject().value(u"username").toString();
            QVERIFY(row.toObject().value(u"disabled").isBool());
        }
        cursor = answer.json().value(u"next_cursor").toString().toLatin1();
    } while (!cursor.isEmpty() && ++pages < 20);
    QVERIFY(names.size() > 200);
    QVERIFY(std::is_sorted(names.begin(), names.end()));
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
    QCOMPARE(m_fixture.service.admin("read", "GET", "/admin/v1/users?limit=0").status, 400);
}

QD_TEST_GUILESS(tst_AdminUsers)
#include "tst_admin_users.moc"
