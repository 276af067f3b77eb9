// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/http_response_parser.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;

namespace {

/// What a parser makes of `bytes` in pieces of `step`, the connection closed after them: "STATUS BODY", or the
/// error.
QString read(const QByteArray &bytes, qsizetype step, qint64 maxBody = 1000)
{
    HttpResponseParser parser(maxBody);
    Result<HttpResponseParser::State> state = HttpResponseParser::State::More;
    for (qsizetype at = 0; at < bytes.size() && state && *state == HttpResponseParser::State::More; at += step)
        state = parser.feed(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at)));
    if (state && *state == HttpResponseParser::State::More)
        state = parser.finish();
    if (!state)
        return QStringLiteral("! ") + state.error().words;
    const HttpResponse response = parser.take();
    return QString::number(response.status) + u' ' + QString::fromLatin1(response.body);
}

} // namespace

class TestHttpResponseParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void readsAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected"); // a beginning
        const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
            QTest::newRow(name) << bytes << QString::fromLatin1(expected);
        };
        row("a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 hello");
        row("an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 ");
        row("no content", "HTTP/1.1 204 No Content\r\n\r\n", "204 ");
        row("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
            "200 hello");
        row("chunks with a trailer",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n0\r\nA: b\r\n\r\n", "200 h");
        row("until the end of the connection", "HTTP/1.1 200 OK\r\n\r\nhello", "200 hello");
        row("an interim answer first",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nh", "200 h");
        row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nh", "200 h");
        row("no reason phrase", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nh", "200 h");
        row("garbage", "SSH-2.0-OpenSSH\r\n", "! the answer is not HTTP");
        row("another version", "HTTP/2.0 200 OK\r\n\r\n", "! the answer is not HTTP");
        row("a status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
            "! the answer is not HTTP");
        row("no status", "HTTP/1.1 abc OK\r\n\r\n", "! the answer is not HTTP");
        row("a header without colon", "HTTP/1.1 200 OK\r\nhello\r\n\r\n", "! the answer is not HTTP");
        row("a folded header", "HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\n\r\n", "! the answer is not HTTP");
        row("two different framings",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "! the answer is not HTTP");
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhh",
            "! the answer is not HTTP");
        row("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "! the answer is not HTTP");
        row("a length beyond all numbers", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "! the answer is not HTTP");
        row("an unknown encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "! the answer is not HTTP");
        row("a chunk without size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "! the answer is not HTTP");
        row("a chunk longer than it says", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nhello\r\n",
            "! the answer is not HTTP");
        row("a declared length too large", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
            "! the answer is larger");
        row("a chunk too large", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n",
            "! the answer is larger");
        row("a chunk of all the bytes there are",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "! the answer is larger");
        row("a body too large", "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(1001, 'x'), "! the answer is larger");
        row("a head too large", "HTTP/1.1 200 OK\r\nA: " + QByteArray(70'000, 'x'), "! the head of the answer");
        row("a trailer too large",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + QByteArray("A: b\r\n").repeated(20'000),
            "! the trailer of the answer");
        row("cut off in the head", "HTTP/1.1 200 OK\r\nContent-", "! the connection was closed");
        row("cut off in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel",
            "! the connection was closed");
        row("nothing", "", "! the connection was closed");
    }

    void readsAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        for (const qsizetype step : {qsizetype(1), qsizetype(7), std::max<qsizetype>(1, bytes.size())}) {
            const QString got = read(bytes, step);
            QVERIFY2(expected.startsWith(u'!') ? got.startsWith(expected) : got == expected, qPrintable(got));
        }
    }

    void bytesAfterTheAnswerAreAnError()
    {
        QVERIFY(
            read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhHTTP/1.1 200 OK\r\n\r\n", 1000).startsWith(u'!'));
    }

    void survivesEveryTruncationAndFlip()
    {
        const QByteArray good =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
        for (qsizetype i = 0; i < good.size(); ++i) {
            QVERIFY(read(good.first(i), 1).startsWith(u'!'));
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray bad = good;
                bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
                QVERIFY(!read(bad, 3).isEmpty());
            }
        }
    }
};

QD_TEST_GUILESS(TestHttpResponseParser)

#include "tst_http_response_parser.moc"
