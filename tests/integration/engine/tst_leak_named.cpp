// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_names.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/test_program.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// A real leak in a real service is named while people log out, and what it says of it is true. Time runs faster
/// where the size is not full: as many logouts between two passes of the collector, which comes more often.
class LeakNamedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void retainedSessionsAreNamed_data();
    void retainedSessionsAreNamed();
};

void LeakNamedTest::retainedSessionsAreNamed_data()
{
    QTest::addColumn<QByteArray>("share");
    QTest::addColumn<int>("logoutsAMinute");
    QTest::addColumn<int>("secondsAllowed");
    QTest::newRow("every session stays, 40 logouts a minute") << QByteArray("1") << 40 << 120;
    QTest::newRow("one in twenty stays, 400 logouts a minute") << QByteArray("0.05") << 400 << 180;
}

void LeakNamedTest::retainedSessionsAreNamed()
{
    QFETCH(QByteArray, share);
    QFETCH(int, logoutsAMinute);
    QFETCH(int, secondsAllowed);
    const int faster = fullSize() ? 1 : 5;
    RealSessiond service({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"),
                          QStringLiteral("--memory-limit"), QStringLiteral("256MiB"),
                          QStringLiteral("--collector-interval"), QStringLiteral("%1s").arg(15 / faster)});
    QVERIFY2(service.start(), service.errorText());
    QVERIFY(service.addUser("ann", "correct horse battery"));
    QCOMPARE(service.admin("PUT", "/admin/v1/drill", "{\"retain_after_logout\":" + share + "}").status, 200);
    EngineFixture f;
    f.attach(service);
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 20'000);

    int logouts = 0;
    QTimer people;
    people.setTimerType(Qt::PreciseTimer);
    connect(&people, &QTimer::timeout, &people, [&] {
        const QByteArray bearer = service.login("ann", "correct horse battery");
        logouts += service.data("POST", "/v1/logout", bearer).status == 204 ? 1 : 0;
    });
    QElapsedTimer sinceOnset;
    sinceOnset.start();
    people.start(60'000 / logoutsAMinute / faster);
    const Labels named{{"component", "retained"}, {"detector", "ledger"}};
    QTRY_COMPARE_WITH_TIMEOUT(f.figure(derived::leakSuspected, named), std::optional(1.0),
                              secondsAllowed * 1000 / faster);
    const double seconds = double(sinceOnset.elapsed()) / 1000;
    people.stop();
    QTRY_VERIFY_WITH_TIMEOUT(f.figure(derived::leakTimeToLimit, derived::componentLabels("retained")), 30'000);
    const auto retained = f.figure("sessiond_sessions_retained_after_pass");
    QVERIFY(retained && *retained >= 10 && *retained <= logouts);
    qInfo("named after %.0f s, %d logouts, %.0f retained, %.1f h to the limit", seconds, logouts, *retained,
          *f.figure(derived::leakTimeToLimit, derived::componentLabels("retained")) / 3600);
}

QD_TEST_GUILESS(LeakNamedTest)
#include "tst_leak_named.moc"
