// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/request_head.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <string>

using namespace sessiond::http;

class tst_RequestHead : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void findsTheEndHoweverItArrives();
    void leavesWhatFollowsAlone();
    void refusesBadLinesAtOnce_data();
    void refusesBadLinesAtOnce();
    void readsFields();
    void splitsTheTarget_data();
    void splitsTheTarget();
};

/// A block fed byte by byte ends at the same place as one fed at once, and never before.
void tst_RequestHead::findsTheEndHoweverItArrives()
{
    const std::string block = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
    QCOMPARE(scanHead(block.data(), block.size(), 0).length, block.size());
    std::size_t seen = 0;
    for (std::size_t size = 1; size < block.size(); ++size) {
        const HeadScan scan = scanHead(block.data(), size, seen);
        QVERIFY(!scan.bad);
        QCOMPARE(scan.length, std::size_t(0));
        QVERIFY(scan.seen <= size);
        seen = scan.seen;
    }
    QCOMPARE(scanHead(block.data(), block.size(), seen).length, block.size());
}

void tst_RequestHead::leavesWhatFollowsAlone()
{
    const std::string block = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string both = block + "\n\r bad \r stuff";
    const HeadScan scan = scanHead(both.data(), both.size(), 0);
    QCOMPARE(scan.length, block.size());
    QVERIFY(!scan.bad);
}

void tst_RequestHead::refusesBadLinesAtOnce_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("LF alone") << QByteArray("GET / HTTP/1.1\n");
    QTest::newRow("LF first") << QByteArray("\nGET / HTTP/1.1\r\n");
    QTest::newRow("CR inside") << QByteArray("GET / HT\rTP/1.1\r\n");
    QTest::newRow("CR inside a line without end") << QByteArray("GET / HT\rTP/1.1");
    QTest::newRow("CR twice") << QByteArray("GET / HTTP/1.1\r\r\n");
    QTest::newRow("folded by a blank") << QByteArray("GET / HTTP/1.1\r\nX: a\r\n ");
    QTest::newRow("folded by a tab") << QByteArray("GET / HTTP/1.1\r\nX: a\r\n\tb");
}

void tst_RequestHead::refusesBadLinesAtOnce()
{
    QFETCH(QByteArray, text);
    QVERIFY(scanHead(text.constData(), std::size_t(text.size()), 0).bad);
}

void tst_RequestHead::readsFields()
{
    const std::string block = "PUT /v1/session/data HTTP/1.1\r\nHOST: a:1\r\nauthorization: Bearer x\r\n"
                              "Content-Type: application/json\r\nContent-Length: 12\r\nX-Operator: jo\r\n"
                              "X-Forwarded-For: 1.2.3.4\r\nX-Request-Id: r1\r\nOrigin: null\r\n"
                              "Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n";
    RequestHead head;
    QVERIFY(parseHead(block, head) == HeadError::None);
    QVERIFY(head.method == Method::Put);
    QCOMPARE(head.version, 11);
    QCOMPARE(head.host, std::string_view("a:1"));
    QCOMPARE(head.hostCount, 1U);
    QCOMPARE(head.authorization, std::string_view("Bearer x"));
    QCOMPARE(head.contentType, std::string_view("application/json"));
    QCOMPARE(head.contentLength, std::uint64_t(12));
    QCOMPARE(head.operatorName, std::string_view("jo"));
    QCOMPARE(head.forwardedFor, std::string_view("1.2.3.4"));
    QCOMPARE(head.requestId, std::string_view("r1"));
    QVERIFY(head.hasOrigin && head.fetchedBySite && head.connectionClose && !head.hasTransferEncoding);
    QVERIFY(head.authorization.data() > block.data() && head.authorization.data() < block.data() + block.size());
}

void tst_RequestHead::splitsTheTarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("no query") << QByteArray("/a") << QByteArray("/a") << QByteArray();
    QTest::newRow("a query") << QByteArray("/a?b=c") << QByteArray("/a") << QByteArray("b=c");
    QTest::newRow("two marks") << QByteArray("/a?b?c") << QByteArray("/a") << QByteArray("b?c");
    QTest::newRow("an empty query") << QByteArray("/a?") << QByteArray("/a") << QByteArray();
}

void tst_RequestHead::splitsTheTarget()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, query);
    const std::string block = "GET " + target.toStdString() + " HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestHead head;
    QVERIFY(parseHead(block, head) == HeadError::None);
    QCOMPARE(std::string(head.path), path.toStdString());
    QCOMPARE(std::string(head.query), query.toStdString());
}

QD_TEST_GUILESS(tst_RequestHead)
#include "tst_http_request_head.moc"
