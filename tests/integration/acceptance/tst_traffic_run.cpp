// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"

#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

double number(const QJsonObject &object, const QString &path)
{
    QJsonValue value = object;
    for (const QString &part : path.split(u'/')) {
        value = value.toObject().value(part);
    }
    return value.toDouble(-1);
}

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ');
}

} // namespace

class TestTrafficRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    /// What the population says it did is what the service says was done to it.
    void bothSidesCountAlike()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        TrafficRun run(service,
                       words("--users 100 --rate 500 --session-steps 5 --ramp 0s --duration 3s --progress"));
        const QJsonObject report = run.report(20'000);
        QVERIFY2(!report.isEmpty(), run.errorText());
        const QByteArray metrics = service.metrics();
        const auto served = [&](const char *route) {
            return metricSum(metrics, "sessiond_http_requests_total", {QByteArray("route=\"") + route + '"'});
        };
        for (const char *route : {"login", "validate", "session_data", "logout", "sessions", "me"}) {
            const double sent = number(report, QStringLiteral("routes/%1/count").arg(QLatin1String(route)));
            QVERIFY2(sent > 0, route);
            QCOMPARE(sent, served(route));
        }
        QCOMPARE(number(report, QStringLiteral("unanswered")), 0.0);
        QCOMPARE(number(report, QStringLiteral("sessions/lost")), 0.0);
        QCOMPARE(number(report, QStringLiteral("accounts/created")), 100.0);
        QCOMPARE(number(report, QStringLiteral("sessions/logins")),
                 metricSum(metrics, "sessiond_sessions_created_total"));
        QCOMPARE(number(report, QStringLiteral("sessions/logouts")),
                 metricSum(metrics, "sessiond_sessions_ended_total", {"reason=\"logout\""}));
        const double rate = number(report, QStringLiteral("rate"));
        QVERIFY2(rate > 400 && rate < 600, QByteArray::number(rate));
    }

    /// A second run finds its accounts, and either knows their passwords by its key or sets them anew.
    void accountsAreFoundAgain_data()
    {
        QTest::addColumn<bool>("keyed");
        QTest::newRow("with a key file") << true;
        QTest::newRow("without") << false;
    }
    void accountsAreFoundAgain()
    {
        QFETCH(bool, keyed);
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        const QTemporaryDir folder;
        QStringList arguments = words("--users 60 --rate 300 --ramp 0s --duration 1s");
        if (keyed) {
            arguments << QStringLiteral("--key-file") << folder.filePath(QStringLiteral("key"));
        }
        QVERIFY(!TrafficRun(service, arguments).report(20'000).isEmpty());
        const QJsonObject report = TrafficRun(service, arguments).report(20'000);
        QCOMPARE(number(report, QStringLiteral("accounts/existing")), 60.0);
        QCOMPARE(number(report, QStringLiteral("accounts/reset")), keyed ? 0.0 : 60.0);
        QVERIFY(number(report, QStringLiteral("sessions/logins")) >= 50);
        QCOMPARE(number(report, QStringLiteral("routes/login/statuses/401")), -1.0);
    }

    void aRestartOfTheServiceIsSurvived()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        TrafficRun run(service, words("--users 50 --rate 200 --ramp 0s --progress"));
        QVERIFY(number(run.lines(1, 10'000).last(), QStringLiteral("requests")) > 0);
        service.kill();
        double unanswered = 0;
        for (int line = 2; unanswered == 0 && line < 20; ++line) {
            unanswered = number(run.lines(line, 10'000).last(), QStringLiteral("unanswered"));
        }
        QVERIFY(unanswered > 0);
        QVERIFY2(service.start(), service.errorText());
        // Working again: everybody's failures are behind them.
        QTRY_VERIFY_WITH_TIMEOUT(metricSum(service.metrics(), "sessiond_http_requests_total",
                                           {"route=\"validate\"", "code=\"200\""}) > 100,
                                 15'000);
        run.process().terminate();
        QCOMPARE(run.report(10'000).value(u"stopped_by").toString(), QStringLiteral("signal"));
    }

    void itWaitsForAServiceThatIsNotThereYet()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        service.kill();
        TrafficRun run(service, words("--users 20 --rate 200 --ramp 0s --progress"));
        QCOMPARE(number(run.lines(1, 10'000).last(), QStringLiteral("users")), 0.0);
        QVERIFY2(service.start(), service.errorText());
        QTRY_COMPARE_WITH_TIMEOUT(metricSum(service.metrics(), "sessiond_sessions", {"state=\"active\""}) >= 20,
                                  true, 15'000);
    }

    /// Everybody at once, and passwords hashed as they are for real: the crowd forms a queue, nobody is refused.
    void aCrowdAtTheDoorIsNotRefused()
    {
        RealSessiond service;
        QVERIFY2(service.start(), service.errorText());
        const QTemporaryDir folder;
        const QStringList arguments =
            words("--users 60 --think 60s --ramp 0s --connections 64 --progress --key-file")
            << folder.filePath(QStringLiteral("key"));
        const auto runUntil = [&](const QString &what) {
            TrafficRun run(service, arguments);
            QJsonObject last;
            for (int line = 1; number(last, what) < 60 && line < 60; ++line) {
                last = run.lines(line, 10'000).last();
            }
            return last;
        };
        // Making the accounts paces those who arrive; the crowd is the second run, which finds them all.
        QCOMPARE(number(runUntil(QStringLiteral("users")), QStringLiteral("users")), 60.0);
        const QJsonObject last = runUntil(QStringLiteral("sessions/logins"));
        QVERIFY(number(last, QStringLiteral("sessions/logins")) >= 60);
        QCOMPARE(number(last, QStringLiteral("refused")), 0.0);
    }

    void itEndsWithItsParent()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        TrafficRun run(service, words("--users 10 --rate 50 --progress"));
        QVERIFY(!run.lines(1, 10'000).isEmpty());
        run.orphan();
        QCOMPARE(run.report(10'000).value(u"stopped_by").toString(), QStringLiteral("parent"));
    }

    void aWrongTokenIsSaidAndEndsTheRun()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        RealSessiond other({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start() && other.start(), service.errorText());
        QTemporaryFile token;
        QVERIFY(token.open());
        token.write(other.adminToken());
        token.close();
        QProcess process;
        process.start(programPath(QStringLiteral("sessiontraffic")),
                      {QStringLiteral("--data"), QString::number(service.dataPort()), QStringLiteral("--admin"),
                       QString::number(service.adminPort()), QStringLiteral("--admin-token-file"),
                       token.fileName(), QStringLiteral("--users"), QStringLiteral("3")});
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitCode(), 1);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("401") && !said.contains(other.adminToken()), said);
    }
};

QD_TEST_GUILESS(TestTrafficRun)
#include "tst_traffic_run.moc"
