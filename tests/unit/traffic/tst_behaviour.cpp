// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/behaviour.h"

#include "backend/traffic/options.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <map>
#include <vector>

using namespace qd::traffic;

namespace {

/// The steps of one user who is never refused.
std::vector<Step> live(const Behaviour &behaviour, std::uint64_t seed, int steps)
{
    Mind mind(behaviour, seed);
    std::vector<Step> made;
    for (int i = 0; i < steps; ++i) {
        made.push_back(mind.next());
        if (made.back() == Step::Login) {
            mind.signedIn();
        }
    }
    return made;
}

std::map<Step, int> countsOf(const std::vector<Step> &steps)
{
    std::map<Step, int> counts;
    for (const Step step : steps) {
        ++counts[step];
    }
    return counts;
}

bool isAbout(double value, double wanted, double share)
{
    return std::abs(value - wanted) <= wanted * share;
}

} // namespace

class TestBehaviour : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void sameSeedSameLife()
    {
        const Behaviour behaviour;
        QVERIFY(live(behaviour, 42, 500) == live(behaviour, 42, 500));
        QVERIFY(live(behaviour, 42, 500) != live(behaviour, 43, 500));
    }

    void aLifeIsLoginThenErrandsThenGoodbye()
    {
        const Behaviour behaviour;
        Mind mind(behaviour, 1);
        QVERIFY(mind.next() == Step::Login);
        QVERIFY(mind.next() == Step::Login); // refused: still not signed in
        mind.signedIn();
        QVERIFY(mind.next() == Step::WriteData);
        Step step = Step::WriteData;
        while (mind.isSignedIn()) {
            step = mind.next();
            QVERIFY(step != Step::Login);
        }
        QVERIFY(step == Step::Logout || step == Step::Abandon);
        QVERIFY(mind.next() == Step::Login);
    }

    void aLostSessionMeansLogin()
    {
        const Behaviour behaviour;
        Mind mind(behaviour, 1);
        mind.signedIn();
        mind.lost();
        QVERIFY(mind.next() == Step::Login);
    }

    void sharesComeOutAsAsked()
    {
        Behaviour behaviour;
        behaviour.beginsWithData = false;
        auto counts = countsOf(live(behaviour, 9, 400'000));
        const double ended = counts[Step::Logout] + counts[Step::Abandon];
        QVERIFY(isAbout(counts[Step::Logout] / ended, 0.7, 0.03));
        const double errands = 400'000 - counts[Step::Login] - ended;
        QVERIFY(isAbout(errands / counts[Step::Login], behaviour.stepsASession, 0.03));
        QVERIFY(isAbout(counts[Step::Validate] / errands, 0.70, 0.02));
        QVERIFY(isAbout(counts[Step::ReadData] / errands, 0.12, 0.03));
        QVERIFY(isAbout(counts[Step::WriteData] / errands, 0.10, 0.03));
        QVERIFY(isAbout(counts[Step::ReadProfile] / errands, 0.06, 0.05));
        QVERIFY(isAbout(counts[Step::ListSessions] / errands, 0.02, 0.10));
    }

    void thinkingIsExponential()
    {
        Behaviour behaviour;
        behaviour.thinkSeconds = 2;
        Mind mind(behaviour, 3);
        double sum = 0;
        int longer = 0;
        for (int i = 0; i < 100'000; ++i) {
            const double pause = mind.think();
            QVERIFY(pause >= 0 && pause <= 20);
            sum += pause;
            longer += pause > 2;
        }
        QVERIFY(isAbout(sum / 100'000, 2, 0.02));
        QVERIFY(isAbout(longer / 100'000.0, std::exp(-1.0), 0.02));
    }

    void backOffDoublesWithinBounds_data()
    {
        QTest::addColumn<unsigned>("failures");
        QTest::addColumn<double>("whole");
        QTest::newRow("first") << 1u << 0.1;
        QTest::newRow("second") << 2u << 0.2;
        QTest::newRow("fifth") << 5u << 1.6;
        QTest::newRow("many") << 1000u << 5.0;
    }
    void backOffDoublesWithinBounds()
    {
        QFETCH(unsigned, failures);
        QFETCH(double, whole);
        const Behaviour behaviour;
        Mind mind(behaviour, 5);
        for (int i = 0; i < 100; ++i) {
            const double pause = mind.backOff(failures);
            QVERIFY(pause >= whole / 2 && pause <= whole);
        }
    }

    void theLeakDrillLogsEverybodyOut()
    {
        auto counts = countsOf(live(behaviourOf(Scenario::LeakDrill), 1, 10'000));
        QCOMPARE(counts[Step::Abandon], 0);
        QVERIFY(counts[Step::Logout] > 2000);
        QVERIFY(counts[Step::WriteData] >= counts[Step::Logout]);
    }

    void idleExpiryLogsNobodyOut()
    {
        auto counts = countsOf(live(behaviourOf(Scenario::IdleExpiry), 1, 9'000));
        QCOMPARE(counts[Step::Logout], 0);
        QCOMPARE(counts[Step::Abandon], 3000);
    }

    void validateOnlyStaysSignedIn()
    {
        auto counts = countsOf(live(behaviourOf(Scenario::ValidateOnly), 1, 1000));
        QCOMPARE(counts[Step::Login], 1);
        QCOMPARE(counts[Step::Validate], 999);
    }
};

QD_TEST_GUILESS(TestBehaviour)
#include "tst_behaviour.moc"
