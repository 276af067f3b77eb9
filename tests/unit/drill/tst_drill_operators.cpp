// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/operators.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::drill;
using namespace std::chrono_literals;

namespace {

const Timestamp day = std::chrono::sys_days{std::chrono::year{2024} / 8 / 20};

/// Lets an operator work, a step a minute, in a world where every action ends after a minute.
struct Shift
{
    Operator worker;
    Known known{};
    QStringList done; ///< "HH:MM what"
    QStringList texts;
    std::optional<Timestamp> acted;

    void until(Timestamp end)
    {
        for (; known.now < end; known.now += 1min) {
            known.actedAt = acted && known.now > *acted ? acted : std::nullopt;
            known.hasLogoutVerdict = acted && known.now >= *acted + 5min;
            known.hasMemoryVerdict = acted && known.now >= *acted + 15min;
            for (const Due &due : worker.step(known))
                take(due);
        }
    }

    void take(const Due &due)
    {
        const auto clock =
            std::chrono::floor<std::chrono::minutes>(due.at == Timestamp{} ? known.now : due.at) - day;
        const int minutes = static_cast<int>(clock / 1min);
        done << QStringLiteral("%1:%2 %3")
                    .arg(minutes / 60, 2, 10, QLatin1Char('0'))
                    .arg(minutes % 60, 2, 10, QLatin1Char('0'))
                    .arg(wordsOf(due.move));
        if (const auto *say = std::get_if<Say>(&due.move))
            texts << QString::fromUtf8(QJsonDocument(incident::eventOf({}, say->step).body).toJson())
                  << incident::eventOf({}, say->step).reason;
        if (const auto *restart = std::get_if<Restart>(&due.move))
            texts << restart->reason;
        if (const auto *deploy = std::get_if<Deploy>(&due.move))
            texts << deploy->reason;
        if (isAction(due.move))
            acted = known.now;
    }

    [[nodiscard]] int count(const QString &what) const
    {
        return static_cast<int>(
            std::ranges::count_if(done, [&](const QString &one) { return one.contains(what); }));
    }
};

Shift shiftOf(const char *name, Telling telling = Telling::Drill)
{
    const Scenario scenario = sessionLeak(telling, 1, 30);
    Shift shift{*operatorNamed(QLatin1String(name), scenario)};
    shift.known.now = scenario.begin;
    return shift;
}

} // namespace

class TestDrillOperators : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void nobodyActsBeforeThePage()
    {
        for (const char *name : {"restart-only", "purge", "patch"}) {
            Shift shift = shiftOf(name);
            shift.until(day + 8h);
            QCOMPARE(shift.done, QStringList());
            shift.known.incident = QStringLiteral("i");
            shift.until(day + 8h + 2min);
            QCOMPARE(shift.done.first(), QStringLiteral("08:01 acknowledge"));
        }
    }

    void restartOnlyRestartsOnceAndLooks()
    {
        Shift shift = shiftOf("restart-only");
        shift.known.incident = QStringLiteral("i");
        shift.until(day + 8h);
        QCOMPARE(shift.count(QStringLiteral("restart")), 1);
        QCOMPARE(shift.count(QStringLiteral("status Resolved")), 0);
        QCOMPARE(shift.count(QStringLiteral("deploy")), 0);
        QVERIFY(shift.worker.isDone());
    }

    void purgeWaitsForTheName()
    {
        Shift shift = shiftOf("purge");
        shift.known.incident = QStringLiteral("i");
        shift.until(day + 7h + 30min);
        QCOMPARE(shift.count(QStringLiteral("purge")), 0);
        shift.known.isLeakNamed = true;
        shift.until(day + 8h + 30min);
        QCOMPARE(shift.count(QStringLiteral("purge")), 2);
        QVERIFY(shift.worker.isDone());
    }

    void patchWaitsForTheCureAndItsProof()
    {
        Shift shift = shiftOf("patch");
        shift.known.incident = QStringLiteral("i");
        shift.known.isLeakNamed = true;
        shift.until(day + 7h + 30min);
        QCOMPARE(shift.count(QStringLiteral("status Identified")), 1);
        QCOMPARE(shift.count(QStringLiteral("deploy")), 0);
        shift.known.isCureThere = true;
        shift.until(day + 7h + 34min);
        QCOMPARE(shift.count(QStringLiteral("deploy 2.4.2")), 1);
        QCOMPARE(shift.count(QStringLiteral("status Resolved")), 0);
        shift.until(day + 8h);
        QCOMPARE(shift.count(QStringLiteral("status Resolved")), 1);
        QVERIFY(shift.worker.isDone());
    }

    void nobodyActsWhileSomethingIsUnderWay()
    {
        Shift shift = shiftOf("restart-only");
        shift.known.incident = QStringLiteral("i");
        shift.known.isBusy = true;
        shift.until(day + 8h);
        QCOMPARE(shift.done, QStringList());
    }

    /// What the source says happened, at its minutes.
    void teamOf2024KeepsItsTimes()
    {
        Shift shift = shiftOf("as-it-was", Telling::AsItWas);
        shift.known.incident = QStringLiteral("i");
        shift.until(day + 12h);
        QVERIFY(shift.worker.isDone());
        for (const char *line :
             {"08:15 status Investigating", "08:16 acknowledge", "08:30 hypothesis deployment: Suspected",
              "08:30 roll back to 2.4.0", "09:00 hypothesis database: Suspected", "09:30 incident changed",
              "10:00 hypothesis leak: Suspected", "10:30 hypothesis sessions: Confirmed",
              "10:30 status Identified", "10:30 restart", "11:05 deploy 2.4.2", "11:30 status Resolved"})
            QVERIFY2(shift.done.contains(QLatin1String(line)), line);
        for (const char *refuted : {"hypothesis deployment: Ruled out", "hypothesis database: Ruled out"})
            QCOMPARE(shift.count(QLatin1String(refuted)), 1);
    }

    void teamOf2024WritesEverythingDown()
    {
        Shift shift = shiftOf("as-it-was", Telling::AsItWas);
        shift.known.incident = QStringLiteral("i");
        shift.until(day + 12h);
        const QString all = shift.texts.join(u' ');
        for (const char *fact :
             {"60 %", "session management module", "after logout", "Temporary fix", "Senior engineers",
              "On-call engineers", "Lasting fix", "is still rising", "nothing of weight", "Code review",
              "Better monitoring", "Automated garbage collection", "Patch the session", "Add alerts",
              "Audit all code", "Test performance", "main API", "dashboards"})
            QVERIFY2(all.contains(QLatin1String(fact)), fact);
        QCOMPARE(shift.count(QStringLiteral("task ")), 7);
    }

    void hypothesesPointAtTheHourBefore()
    {
        Operator worker = *operatorNamed(QStringLiteral("as-it-was"), sessionLeak(Telling::AsItWas, 1, 10));
        Known known;
        known.now = day + 10h + 31min;
        known.incident = QStringLiteral("i");
        known.actedAt = known.now;
        int seen = 0;
        for (int step = 0; step < 40 && !worker.isDone(); ++step, known.now += 1min)
            for (const Due &due : worker.step(known))
                if (const auto *say = std::get_if<Say>(&due.move))
                    if (const auto *hypothesis = std::get_if<incident::Hypothesis>(&say->step)) {
                        QVERIFY(!hypothesis->evidence.empty());
                        QCOMPARE(hypothesis->evidence.front().span.end, due.at);
                        QCOMPARE(hypothesis->evidence.front().span.begin, due.at - 1h);
                        ++seen;
                    }
        QVERIFY(seen > 0);
    }

    void unknownNamesAreNone()
    {
        QVERIFY(!operatorNamed(QStringLiteral("hero"), sessionLeak(Telling::Drill, 1, 30)));
        for (const QString &name : operatorNames())
            QVERIFY(operatorNamed(name, sessionLeak(Telling::Drill, 1, 30)));
    }
};

QD_TEST_APPLESS(TestDrillOperators)
#include "tst_drill_operators.moc"
