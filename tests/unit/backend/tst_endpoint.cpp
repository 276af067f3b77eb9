// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/endpoint.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;

class TestEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void takesOnlyWhatATokenMayBeSentTo_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("authority"); // empty: refused
        QTest::newRow("https anywhere") << "https://sessions.example:7071"
                                        << "sessions.example:7071";
        QTest::newRow("https without a port") << "https://sessions.example/"
                                              << "sessions.example:443";
        QTest::newRow("http on loopback") << "http://127.0.0.1:7071"
                                          << "127.0.0.1:7071";
        QTest::newRow("http on another loopback address") << "http://127.9.8.7:1"
                                                          << "127.9.8.7:1";
        QTest::newRow("http on IPv6 loopback") << "http://[::1]:7071"
                                               << "[::1]:7071";
        QTest::newRow("http on localhost") << "http://localhost:7071"
                                           << "localhost:7071";
        QTest::newRow("http elsewhere") << "http://10.0.0.1:7071"
                                        << "";
        QTest::newRow("http to a name that begins like loopback") << "http://127.0.0.1.example:7071"
                                                                  << "";
        QTest::newRow("http to a subdomain of localhost") << "http://localhost.example"
                                                          << "";
        QTest::newRow("a path") << "https://sessions.example/metrics"
                                << "";
        QTest::newRow("a query") << "https://sessions.example/?a=1"
                                 << "";
        QTest::newRow("credentials") << "https://me:pw@sessions.example"
                                     << "";
        QTest::newRow("another scheme") << "ftp://127.0.0.1"
                                        << "";
        QTest::newRow("no scheme") << "127.0.0.1:7071"
                                   << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }

    void takesOnlyWhatATokenMayBeSentTo()
    {
        QFETCH(QString, url);
        QFETCH(QString, authority);
        const auto endpoint = Endpoint::fromUrl(QUrl(url), "token");
        QCOMPARE(endpoint.has_value(), !authority.isEmpty());
        if (endpoint)
            QCOMPARE(endpoint->authority(), authority);
        else
            QVERIFY(!endpoint.error().words.contains(QStringLiteral("token\n")) &&
                    !endpoint.error().words.isEmpty());
    }

    void aTokenCannotSmuggleAHeader()
    {
        QVERIFY(!Endpoint::fromUrl(QUrl(QStringLiteral("http://127.0.0.1")), "a\r\nX-Evil: 1"));
        QVERIFY(!Endpoint::fromUrl(QUrl(QStringLiteral("http://127.0.0.1")), "a b"));
    }
};

QD_TEST_GUILESS(TestEndpoint)

#include "tst_endpoint.moc"
