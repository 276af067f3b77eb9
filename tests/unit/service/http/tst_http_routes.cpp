// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/routes.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace sessiond::http;

class tst_Routes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void matches();
    void takesParameters();
    void prefersExactPaths();
    void keepsPlanesApart();
    void saysWhatIsAllowed();
};

void tst_Routes::matches()
{
    const RouteMatch validate = matchRoute(Plane::Data, Method::Get, "/v1/session");
    QVERIFY(validate.route && validate.route->id == Route::Validate);
    const RouteMatch put = matchRoute(Plane::Data, Method::Put, "/v1/session/data");
    QVERIFY(put.route && put.route->id == Route::DataPut);
    for (const char *path : {"", "/", "/v1", "/v1/session/", "/v1/sessionx", "/V1/session", "//v1/session"}) {
        const RouteMatch none = matchRoute(Plane::Data, Method::Get, path);
        QVERIFY2(!none.route && none.methods == 0, path);
    }
}

void tst_Routes::takesParameters()
{
    const RouteMatch match = matchRoute(Plane::Data, Method::Delete, "/v1/sessions/a%2Fb");
    QVERIFY(match.route && match.route->id == Route::EndOwnSession);
    QCOMPARE(match.parameter, std::string_view("a%2Fb"));
    QVERIFY(!matchRoute(Plane::Data, Method::Delete, "/v1/sessions/").route);
    QVERIFY(!matchRoute(Plane::Data, Method::Delete, "/v1/sessions/a/b").route);
}

void tst_Routes::prefersExactPaths()
{
    const RouteMatch post = matchRoute(Plane::Admin, Method::Post, "/admin/v1/purge/preview");
    QVERIFY(post.route && post.route->id == Route::PurgePreview);
    const RouteMatch get = matchRoute(Plane::Admin, Method::Get, "/admin/v1/purge/preview");
    QVERIFY(!get.route);
    QCOMPARE(allowValue(get.methods), std::string("POST"));
    QVERIFY(matchRoute(Plane::Admin, Method::Get, "/admin/v1/purge/abc").route->id == Route::PurgeState);
}

void tst_Routes::keepsPlanesApart()
{
    QVERIFY(!matchRoute(Plane::Data, Method::Get, "/metrics").route);
    QVERIFY(!matchRoute(Plane::Admin, Method::Get, "/v1/session").route);
    QVERIFY(matchRoute(Plane::Data, Method::Get, "/healthz").route);
    QVERIFY(matchRoute(Plane::Admin, Method::Get, "/healthz").route);
}

void tst_Routes::saysWhatIsAllowed()
{
    const RouteMatch match = matchRoute(Plane::Data, Method::Post, "/v1/session/data");
    QVERIFY(!match.route);
    QCOMPARE(allowValue(match.methods), std::string("GET, PUT"));
}

QD_TEST_GUILESS(tst_Routes)
#include "tst_http_routes.moc"
