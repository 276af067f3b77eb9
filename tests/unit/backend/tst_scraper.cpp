// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/metrics_ingest.h"
#include "backend/source/scraper.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

const QByteArray secret = "sekrit-token-0123456789";

qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    return statm.open(QIODevice::ReadOnly) ? statm.readAll().split(' ').at(1).toLongLong() * 4096 : 0;
}

/// A scraper with a store behind it, as the engine has it.
struct Watch
{
    TimelineClock clock;
    SeriesStore store;
    MetricsIngest ingest{store, Labels({{"job", "sessiond"}, {"instance", "local"}}), 100ms};
    Scraper scraper;
    std::vector<Scrape> scrapes;
    std::vector<Result<AppendReport>> stored;

    explicit Watch(quint16 port, ScrapeConfig config = {100ms, 400ms, 4 * 1024 * 1024})
        : scraper(clock, config)
    {
        QObject::connect(&scraper, &Scraper::scraped, &scraper, [this](const Scrape &scrape) {
            scrapes.push_back(scrape);
            stored.push_back(ingest.ingest(scrape));
        });
        scraper.start();
        if (port)
            scraper.setEndpoint(Endpoint::loopback(port, secret));
    }
    [[nodiscard]] std::optional<double> value(std::string_view name)
    {
        const auto sample =
            store.snapshot().first(name).isNull() ? std::nullopt : store.snapshot().first(name).newest();
        return sample ? std::optional(sample->value) : std::nullopt;
    }
};

} // namespace

class TestScraper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void keepsOneConnectionAndTheGrid()
    {
        HostileServer server;
        server.answerText("a_metric 7\n");
        Watch watch(server.port());
        QTRY_VERIFY(watch.stored.size() >= 6);
        QCOMPARE(server.connections(), 1);
        int onGrid = 0;
        for (std::size_t i = 0; i < watch.scrapes.size(); ++i) {
            QVERIFY(watch.stored[i].has_value());
            onGrid += watch.scrapes[i].at.time_since_epoch() % 100ms == 0ms ? 1 : 0;
            QVERIFY(i == 0 || watch.scrapes[i].at > watch.scrapes[i - 1].at);
        }
        QVERIFY(onGrid >= 3); // the first is at once, later ones may be late on a busy machine
        QCOMPARE(watch.value("a_metric"), 7.0);
        QCOMPARE(watch.value("up"), 1.0);
        QCOMPARE(std::string(watch.store.snapshot().first("a_metric").key().labels.value("instance")), "local");
        QVERIFY(server.received().contains("Authorization: Bearer " + secret + "\r\n"));
        QVERIFY(server.received().contains("Accept-Encoding: identity\r\n"));
    }

    void anIdleConnectionThatWasClosedIsNoFailure()
    {
        HostileServer server;
        server.answerOnceAConnection("a_metric 7\n");
        Watch watch(server.port());
        QTRY_VERIFY(watch.stored.size() >= 6);
        QVERIFY(server.connections() >= 5);
        for (const auto &stored : watch.stored)
            QVERIFY2(stored.has_value(), stored ? "" : qPrintable(stored.error().words));
    }

    void saysInOneLineWhatIsWrong_data()
    {
        QTest::addColumn<std::function<void(HostileServer &)>>("misbehave");
        QTest::addColumn<QString>("words");
        using Misbehave = std::function<void(HostileServer &)>;
        const auto row = [](const char *name, const char *words, Misbehave misbehave) {
            QTest::newRow(name) << misbehave << QString::fromLatin1(words);
        };
        row("a wrong token", "token is not accepted (401)", [](HostileServer &s) {
            s.answerWith("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n");
        });
        row("a redirect", "redirect (302), which is not followed", [](HostileServer &s) {
            s.answerWith(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/metrics\r\nContent-Length: 0\r\n\r\n");
        });
        row("another service", "not a sessiond admin plane (status 404)",
            [](HostileServer &s) { s.answerWith("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); });
        row("an error", "status 503", [](HostileServer &s) {
            s.answerWith("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        });
        row("garbage instead of metrics", "ine 2", [](HostileServer &s) { s.answerText("a 1\n<html>}{\n"); });
        row("nothing in the metrics", "empty", [](HostileServer &s) { s.answerText("# nothing\n"); });
        row("no HTTP at all", "not HTTP",
            [](HostileServer &s) { s.answerEndlessly("220 ftp ready\r\n", "noise\r\n"); });
        row("five gibibytes, declared", "larger than 4 MiB",
            [](HostileServer &s) { s.answerDeclaring(5LL * 1024 * 1024 * 1024); });
        row("an endless body", "larger than 4 MiB",
            [](HostileServer &s) { s.answerEndlessly("HTTP/1.1 200 OK\r\n\r\n", "a_metric 1\n"); });
        row("endless chunks", "larger than 4 MiB", [](HostileServer &s) {
            s.answerEndlessly("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                              "400\r\n" + QByteArray(1024, '#') + "\r\n");
        });
        row("an endless head", "head of the answer",
            [](HostileServer &s) { s.answerEndlessly("HTTP/1.1 200 OK\r\n", "A: b\r\n"); });
        row("one byte at a time", "not complete within 0.4 s", [](HostileServer &s) {
            s.trickle("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + QByteArray(100'000, '#'));
        });
        row("silence", "no answer within 0.4 s", [](HostileServer &s) { s.sayNothing(); });
        row("half an answer", "closed before", [](HostileServer &s) {
            s.answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na_metric 1\n");
        });
        row("a compressed answer", "compressed", [](HostileServer &s) {
            s.answerWith("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
        });
    }

    void saysInOneLineWhatIsWrong()
    {
        using Misbehave = std::function<void(HostileServer &)>;
        QFETCH(Misbehave, misbehave);
        QFETCH(QString, words);
        HostileServer server;
        server.answerText("a_metric 7\n");
        Watch watch(server.port());
        QTRY_VERIFY(!watch.stored.empty() && watch.stored.back());
        const qint64 before = residentBytes();
        misbehave(server);
        QTRY_VERIFY_WITH_TIMEOUT(!watch.stored.back(), 3'000);
        const QString said = watch.stored.back().error().words;
        QVERIFY2(said.contains(words), qPrintable(said));
        QVERIFY2(!said.contains(u'\n') && said.size() < 300, qPrintable(said));
        QVERIFY(!said.contains(QString::fromLatin1(secret)));
        // At once: the series ended, and the target is down.
        QVERIFY(
            isStaleMarker(watch.store.snapshot().first("a_metric").samples({{}, Timestamp::max()}).back().value));
        QCOMPARE(watch.value("up"), 0.0);
        const std::size_t failures = watch.stored.size();
        QTRY_VERIFY_WITH_TIMEOUT(watch.stored.size() >= failures + 3, 5'000);
        const qint64 grown = residentBytes() - before;
        QVERIFY2(grown < 48 * 1024 * 1024, QByteArray::number(grown).constData());
        // And back when the other side comes to its senses.
        server.answerText("a_metric 8\n");
        QTRY_VERIFY_WITH_TIMEOUT(watch.stored.back() && watch.value("a_metric") == 8.0, 3'000);
        QCOMPARE(watch.value("up"), 1.0);
    }

    void theTokenDoesNotFollowARedirect()
    {
        HostileServer target;
        HostileServer server;
        server.answerWith("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:" +
                          QByteArray::number(target.port()) + "/metrics\r\nContent-Length: 0\r\n\r\n");
        Watch watch(server.port());
        QTRY_VERIFY(watch.stored.size() >= 4);
        QCOMPARE(target.connections(), 0);
    }

    void aTargetThatIsGoneFailsAtOnceAndEachTime()
    {
        Watch watch(0);
        watch.scraper.clearEndpoint(QStringLiteral("sessiond was ended by signal 9"));
        QVERIFY(!watch.stored.empty());
        QTRY_VERIFY(watch.stored.size() >= 3);
        QCOMPARE(watch.stored.back().error().words, QStringLiteral("sessiond was ended by signal 9"));
        QCOMPARE(watch.value("up"), 0.0);
    }

    void aPortWhereNobodyListensSaysSo()
    {
        quint16 port = 0;
        {
            HostileServer server;
            port = server.port();
        }
        Watch watch(port);
        QTRY_VERIFY(watch.stored.size() >= 2);
        QVERIFY(watch.stored.back().error().code == ErrorCode::Unavailable);
        QVERIFY2(watch.stored.back().error().words.contains(QStringLiteral("refused")),
                 qPrintable(watch.stored.back().error().words));
    }
};

QD_TEST_GUILESS(TestScraper)

#include "tst_scraper.moc"
