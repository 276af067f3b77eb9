// SPDX-License-Identifier: GPL-3.0-or-later
// Mutated requests at a real sessiond: it survives, answers nothing twice, and serves the next clean request.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <random>

using namespace qd::test;

class tst_HostileRequests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void survivesMutations_data();
    void survivesMutations();
    void survivesNoise();

private:
    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
};

namespace {

using Random = std::mt19937;

std::size_t below(Random &random, std::size_t bound)
{
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

/// One small change of the kinds that parsers trip over.
void mutate(QByteArray &bytes, Random &random)
{
    static const QList<QByteArray> pieces{"\r\n",     "\n",
                                          "\r",       QByteArray(1, '\0'),
                                          " ",        "\t",
                                          ":",        "\x80",
                                          "\xff",     "Content-Length: 7\r\n",
                                          ",",        "%00",
                                          "GET ",     "Transfer-Encoding: chunked\r\n",
                                          "\r\n\r\n", "Host: x\r\n"};
    const auto at = qsizetype(below(random, std::size_t(bytes.size())));
    switch (below(random, 5)) {
    case 0:
        bytes[at] = char(below(random, 256));
        break;
    case 1:
        bytes.insert(at, pieces[qsizetype(below(random, std::size_t(pieces.size())))]);
        break;
    case 2:
        bytes.remove(at, qsizetype(1 + below(random, 8)));
        break;
    case 3:
        bytes.insert(at, bytes.mid(at, qsizetype(below(random, 40))));
        break;
    default:
        bytes.truncate(std::max<qsizetype>(1, at));
        break;
    }
}

} // namespace

void tst_HostileRequests::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
}

void tst_HostileRequests::init()
{
    failOnAnyWarning();
}

void tst_HostileRequests::survivesMutations_data()
{
    QTest::addColumn<QByteArray>("seed");
    QTest::newRow("validate") << QByteArray("GET /v1/session HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n"
                                            "Authorization: Bearer qd_abc\r\n\r\n");
    QTest::newRow("login") << QByteArray("POST /v1/login HTTP/1.1\r\nHost: {host}\r\n"
                                         "Content-Type: application/json\r\nContent-Length: 39\r\n\r\n"
                                         "{\"username\":\"a\",\"password\":\"bbbbbbbb\\n\"}");
    QTest::newRow("list") << QByteArray("GET /v1/sessions?limit=3&cursor=%41 HTTP/1.1\r\nHost: {host}\r\n"
                                        "X-Forwarded-For: 1.2.3.4, 5.6.7.8\r\nConnection: keep-alive\r\n\r\n");
}

void tst_HostileRequests::survivesMutations()
{
    QFETCH(QByteArray, seed);
    Random random(20'260'101); // fixed: a failure can be run again
    const quint16 port = m_service.dataPort();
    const QByteArray clean = withHost("GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", port);
    for (int round = 0; round < 400; ++round) {
        QByteArray bytes = withHost(seed, port);
        const std::size_t changes = 1 + below(random, 4);
        for (std::size_t i = 0; i < changes; ++i) {
            mutate(bytes, random);
        }
        // A message cut short leaves the connection waiting, so nothing is expected but survival.
        const RawConversation answer = converse(port, bytes, 1, 30);
        for (const int status : answer.statuses()) {
            QVERIFY2(status >= 100 && status < 600 && status != 500, bytes.toPercentEncoding().constData());
        }
        if (round % 20 == 0) {
            QCOMPARE(converse(port, clean).statuses(), QList<int>{200});
        }
    }
    QVERIFY(m_service.isRunning());
    QCOMPARE(converse(port, clean).statuses(), QList<int>{200});
}

void tst_HostileRequests::survivesNoise()
{
    Random random(7);
    const quint16 port = m_service.adminPort();
    for (int round = 0; round < 100; ++round) {
        QByteArray bytes(qsizetype(1 + below(random, 4'000)), '\0');
        for (char &c : bytes) {
            c = char(below(random, 256));
        }
        const RawConversation answer = converse(port, bytes, 1, 100);
        QVERIFY(answer.statuses().isEmpty() || answer.status() / 100 == 4);
    }
    QCOMPARE(m_service.admin("GET", "/admin/v1/status").status, 200);
}

QD_TEST_GUILESS(tst_HostileRequests)
#include "tst_hostile_requests.moc"
