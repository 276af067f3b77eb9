// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/trusted_proxies.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using sessiond::http::TrustedProxies;

class tst_TrustedProxies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void findsTheClient_data();
    void findsTheClient();
    void trustsNobodyByDefault();
    void refusesNonsense_data();
    void refusesNonsense();
};

void tst_TrustedProxies::findsTheClient_data()
{
    QTest::addColumn<QByteArray>("peer");
    QTest::addColumn<QByteArray>("forwarded");
    QTest::addColumn<QByteArray>("client");
    const auto row = [](const char *name, const char *peer, const char *forwarded, const char *client) {
        QTest::newRow(name) << QByteArray(peer) << QByteArray(forwarded) << QByteArray(client);
    };
    row("a stranger is not believed", "192.0.2.1", "198.51.100.7", "192.0.2.1");
    row("a proxy names its client", "10.0.0.1", "198.51.100.7", "198.51.100.7");
    row("a client's own claim is left of the nearest hop", "10.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7");
    row("proxies behind proxies", "10.0.0.1", "198.51.100.7,10.9.9.9 , 127.0.0.1", "198.51.100.7");
    row("nobody but proxies", "10.0.0.1", "10.0.0.2", "");
    row("a silent proxy", "10.0.0.1", "", "");
    row("a word that is no address", "10.0.0.1", "198.51.100.7, unknown", "");
    row("the last address of the network", "10.255.255.255", "198.51.100.7", "198.51.100.7");
    row("the first address after the network", "11.0.0.0", "198.51.100.7", "11.0.0.0");
    row("a network that ends inside a byte", "172.31.255.255", "198.51.100.7", "198.51.100.7");
    row("just outside of it", "172.32.0.0", "198.51.100.7", "172.32.0.0");
    row("IPv6", "2001:db8::1", "2001:db9::7", "2001:db9::7");
}

void tst_TrustedProxies::findsTheClient()
{
    QFETCH(QByteArray, peer);
    QFETCH(QByteArray, forwarded);
    QFETCH(QByteArray, client);
    const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "127.0.0.1", "172.16.0.0/12", "2001:db8::/32"});
    QVERIFY(proxies.has_value());
    QCOMPARE(proxies->clientAddress(peer.toStdString(), forwarded.toStdString()), client.toStdString());
}

void tst_TrustedProxies::trustsNobodyByDefault()
{
    QCOMPARE(TrustedProxies().clientAddress("127.0.0.1", "198.51.100.7"), std::string("127.0.0.1"));
}

void tst_TrustedProxies::refusesNonsense_data()
{
    QTest::addColumn<QByteArray>("network");
    for (const char *network :
         {"", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::/129", "proxy.example", "10.0.0.0/-1"}) {
        QTest::newRow(network) << QByteArray(network);
    }
}

void tst_TrustedProxies::refusesNonsense()
{
    QFETCH(QByteArray, network);
    const auto proxies = TrustedProxies::parse({network.toStdString()});
    QVERIFY(!proxies.has_value());
    QVERIFY(proxies.error().find("--trusted-proxy") != std::string::npos);
}

QD_TEST_GUILESS(tst_TrustedProxies)
#include "tst_http_trusted_proxies.moc"
