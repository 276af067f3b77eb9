// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/service/admin_fixture.h"

#include <QtTest/QTest>

namespace qd::test {

namespace {

QByteArray credentials(const QByteArray &name)
{
    return R"({"username":")" + name + R"(","password":"correct horse"})";
}

} // namespace

bool AdminFixture::start()
{
    service.launch({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"), QStringLiteral("--release"),
                    QStringLiteral("2.1-\"test\"")});
    return service.waitUntilServing();
}

QByteArray AdminFixture::freshUser()
{
    const QByteArray name = "user" + QByteArray::number(++m_users);
    return service.admin("admin", "POST", "/admin/v1/users", credentials(name)).status == 201 ? name
                                                                                              : QByteArray();
}

QByteArray AdminFixture::login(const QByteArray &name) const
{
    return service.data("POST", "/v1/login", {}, credentials(name)).json().value(u"token").toString().toLatin1();
}

QJsonObject AdminFixture::preview(const QByteArray &selector) const
{
    const HttpAnswer answer =
        service.admin("operate", "POST", "/admin/v1/purge/preview", "{\"selector\":" + selector + "}");
    return answer.status == 200 ? answer.json() : QJsonObject();
}

QJsonObject AdminFixture::finishedPurge(const QString &id) const
{
    QJsonObject state;
    const auto done = [&] {
        state = service.admin("read", "GET", "/admin/v1/purge/" + id.toLatin1()).json();
        return state.value(u"state").toString() == u"done";
    };
    return QTest::qWaitFor(done, 10'000) ? state : QJsonObject();
}

} // namespace qd::test
