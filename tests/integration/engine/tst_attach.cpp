// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/reading.h"
#include "model/rules/derived_names.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestAttach : public QObject
{
    Q_OBJECT

private:
    /// Waits for a problem that contains `words` and checks that it is one line without the token.
    void expectProblem(EngineFixture &f, const QString &words)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(f.status().problem.contains(words), qPrintable(f.status().problem), 8'000);
        QVERIFY2(!f.status().problem.contains(u'\n'), qPrintable(f.status().problem));
        QVERIFY(!f.status().problem.contains(QStringLiteral("sekrit")));
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aRunningServiceIsWatchedAndLeftRunning()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText().constData());
        {
            EngineFixture f;
            f.attach(service);
            f.start();
            QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
            QCOMPARE(f.status().target.label(), QStringLiteral("sessiond@127.0.0.1:%1").arg(service.adminPort()));
            QTRY_COMPARE(f.status().instance, service.instance());
            QTRY_VERIFY_WITH_TIMEOUT(f.count(EventKind::ServiceEvent) > 0, 5'000);
        }
        QVERIFY(service.isRunning());
        QCOMPARE(service.data("GET", "/healthz").status, 200);
    }

    void aServiceThatGoesAndComesBackIsFollowed()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText().constData());
        EngineFixture f;
        f.attach(service);
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        service.kill();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().health == Health::Down, 5'000);
        QVERIFY(f.event(EventKind::ScrapeFailed));
        QVERIFY2(service.start(), service.errorText().constData());
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        QVERIFY(f.event(EventKind::ScrapeRecovered));
        QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ServiceStarted), 10'000);
        QCOMPARE(f.event(EventKind::ServiceStarted)->body[u"instance"].toString(), service.instance());
    }

    void aWrongTokenIsOneClearLine()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText().constData());
        EngineFixture f;
        f.attachTo(service.adminPort(), "sekrit-and-wrong");
        f.start();
        expectProblem(f, QStringLiteral("not accepted (401)"));
        Answers<SessionPage> page;
        f.engine->gateway().fetchSessions({}, this, page.reply());
        QTRY_VERIFY(page.any());
        QVERIFY(!page.all[0] && page.all[0].error().code == ErrorCode::Unauthorized);
    }

    void aForeignServerIsOneClearLine()
    {
        HostileServer server;
        server.answerText("<html>welcome</html>\n");
        EngineFixture f;
        f.attachTo(server.port(), "sekrit");
        f.start();
        expectProblem(f, QStringLiteral("ine 1"));
        Answers<PurgePreview> preview;
        f.engine->gateway().previewPurge({}, this, preview.reply());
        QTRY_VERIFY(preview.any());
        QVERIFY(!preview.all[0]);
    }

    void aRedirectGetsNoToken()
    {
        HostileServer elsewhere;
        HostileServer server;
        server.answerWith("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" +
                          QByteArray::number(elsewhere.port()) + "/metrics\r\nContent-Length: 0\r\n\r\n");
        EngineFixture f;
        f.attachTo(server.port(), "sekrit");
        f.start();
        expectProblem(f, QStringLiteral("redirect (302), which is not followed"));
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 3, 10'000);
        QCOMPARE(elsewhere.connections(), 0);
    }

    void aTokenDoesNotLeaveTheMachineInTheClear()
    {
        EngineFixture f;
        f.attachTo(1, "sekrit");
        f.config.attachUrl = QUrl(QStringLiteral("http://198.51.100.7:7071"));
        f.start();
        expectProblem(f, QStringLiteral("in the clear"));
        QVERIFY(f.status().health == Health::Down);
    }

    void moreSeriesThanAreKeptAreSaid()
    {
        QByteArray text = "sessiond_sessions{state=\"active\"} 1\n";
        for (int i = 0; i < 6'000; ++i)
            text += "a_metric{i=\"" + QByteArray::number(i) + "\"} 1\n";
        HostileServer server;
        server.answerText(text);
        EngineFixture f;
        f.config.scrape.interval = 200ms;
        f.attachTo(server.port(), "sekrit");
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.figure(derived::seriesLeftOut) > 1'000.0, 8'000);
        QTRY_VERIFY(f.event(EventKind::Gap));
        QVERIFY(f.event(EventKind::Gap)
                    ->reason.startsWith(QStringLiteral("The service has more series than are kept: 1,00")));
        const auto all = findings(*f.now(), f.now()->now);
        QVERIFY(std::ranges::any_of(all, [](const Finding &finding) {
            return finding.id == u"series" && finding.severity == Severity::Warning;
        }));
        QTRY_VERIFY_WITH_TIMEOUT(f.now()->series.first("up").samples({{}, Timestamp::max()}).size() >= 5, 8'000);
        QCOMPARE(f.count(EventKind::Gap), 1); // once, not once a scrape
    }

    void aMissingTokenFileIsOneClearLine()
    {
        EngineFixture f;
        f.attachTo(1, "sekrit");
        f.config.tokenFile = f.folder.filePath(QStringLiteral("no-such-file"));
        f.start();
        expectProblem(f, QStringLiteral("no-such-file"));
    }
};

QD_TEST_GUILESS(TestAttach)

#include "tst_attach.moc"
