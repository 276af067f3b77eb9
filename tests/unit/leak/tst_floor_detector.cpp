// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/floor_detector.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/leak/bytes.h"

#include <QtTest/QTest>

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

using namespace qd;
using namespace std::chrono_literals;
using test::KiB;
using test::MiB;

namespace {

constexpr double limit = 256 * MiB;

/// Value and load at a minute.
using Shape = std::function<std::pair<double, double>(double minute)>;

std::pair<double, double> steady(double)
{
    return {100 * MiB, 500};
}

struct Outcome
{
    std::optional<double> foundAt; ///< minutes
    std::optional<FloorDetector::Finding> last;
    Objection objection = Objection::None;
};

/// A reading every 10 s, with noise of a tenth of a MiB and spikes above it.
Outcome run(const FloorWindow &window, const Shape &shape, double minutes, double most = limit)
{
    FloorDetector detector(window);
    std::mt19937 random(3);
    std::uniform_real_distribution<double> noise(0, 0.1 * MiB);
    Outcome outcome;
    for (double minute = 0; minute < minutes; minute += 1.0 / 6) {
        const auto [value, load] = shape(minute);
        const double spike = random() % 9 == 0 ? 19 * MiB : 0;
        detector.add({Timestamp(Millis(std::llround(minute * 60'000))), value + noise(random) + spike,
                      most > 0 ? std::optional(most) : std::nullopt, load});
        if (detector.finding() && !outcome.foundAt)
            outcome.foundAt = minute;
    }
    outcome.last = detector.finding();
    outcome.objection = detector.objection();
    return outcome;
}

} // namespace

class FloorDetectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aLeakIsFoundInTime_data();
    void aLeakIsFoundInTime();
    void saysHowLongIsLeft();
    void withoutALimitNothingIsSaidOfIt();
    void whatIsNoLeakIsNamed_data();
    void whatIsNoLeakIsNamed();
    void aCollectedHeapThatStillLeaks();
    void clearsWhenItStops();
    void whatIsFullIsNotRelieved();
    void endlessAndMissingValuesDoNoHarm();
    void aGapDoesNoHarm_data();
    void aGapDoesNoHarm();
    void whatStoodBeforeAGapIsRemembered();
    void isAdvisoryUntilAWeekIsKnown();
    void aRhythmOfAnEarlierProcessIsAdvisory();
};

void FloorDetectorTest::aLeakIsFoundInTime_data()
{
    QTest::addColumn<int>("window");
    QTest::addColumn<double>("perHour");
    QTest::addColumn<double>("within"); // minutes from the onset
    QTest::newRow("90 MiB an hour, quarter of an hour") << 0 << 90 * MiB << 20.0;
    QTest::newRow("30 MiB an hour, an hour") << 1 << 30 * MiB << 70.0;
    QTest::newRow("6 MiB an hour, four hours") << 2 << 6 * MiB << 290.0;
    QTest::newRow("0.5 MiB an hour, a day") << 3 << 0.5 * MiB << 29 * 60.0;
}

void FloorDetectorTest::aLeakIsFoundInTime()
{
    QFETCH(int, window);
    QFETCH(double, perHour);
    QFETCH(double, within);
    const FloorWindow &shape = floorWindows[static_cast<std::size_t>(window)];
    const double onset = 2 * std::chrono::duration<double>(shape.length).count() / 60;
    const auto found = run(
        shape,
        [&](double minute) {
            return std::pair{100 * MiB + std::max(0.0, minute - onset) / 60 * perHour, 500.0};
        },
        onset + within + 60);
    QVERIFY2(found.foundAt, qPrintable(QString::number(int(found.objection))));
    QVERIFY2(*found.foundAt >= onset && *found.foundAt - onset <= within,
             qPrintable(QString::number(*found.foundAt - onset)));
    const double since = std::chrono::duration<double>(found.last->since.time_since_epoch()).count() / 60;
    QVERIFY2(std::abs(since - onset) <= within / 3, qPrintable(QString::number(since - onset)));
}

void FloorDetectorTest::saysHowLongIsLeft()
{
    const auto found = run(
        floorWindows[1],
        [](double minute) {
            return std::pair{100 * MiB + minute * 0.5 * MiB, 500.0};
        },
        100);
    QVERIFY(found.last && found.last->timeToLimit);
    const TimeToLimit &left = *found.last->timeToLimit;
    const double exact = (limit - found.last->floor) / (0.5 * MiB / 60);
    QVERIFY2(std::abs(left.likely / exact - 1) < 0.05, qPrintable(QString::number(left.likely)));
    QVERIFY(left.soonest <= left.likely && left.likely <= left.latest);
    QVERIFY(found.last->isAdvisory);
}

void FloorDetectorTest::withoutALimitNothingIsSaidOfIt()
{
    const auto found = run(
        floorWindows[1],
        [](double minute) {
            return std::pair{100 * MiB + minute * 0.5 * MiB, 500.0};
        },
        100, 0);
    QVERIFY(found.last && !found.last->timeToLimit);
}

void FloorDetectorTest::whatIsNoLeakIsNamed_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<int>("objection");
    QTest::newRow("steady") << Shape(steady) << int(Objection::NoTrend);
    QTest::newRow("logins come") << Shape([](double m) {
        return std::pair{100 * MiB + std::min(m, 200.0) * 0.4 * MiB, 100 + std::min(m, 200.0) * 5};
    }) << int(Objection::Load);
    QTest::newRow("a cache fills") << Shape([](double m) {
        return std::pair{100 * MiB + 80 * MiB * (1 - std::exp(-std::max(0.0, m - 60) / 15)), 500.0};
    }) << int(Objection::Flattening);
    QTest::newRow("a deployment") << Shape([](double m) {
        return std::pair{(m < 90 ? 100 : 160) * MiB + m * 0.06 * MiB, 500.0};
    }) << int(Objection::Step);
    QTest::newRow("it comes and goes") << Shape([](double m) {
        return std::pair{100 * MiB + m * 0.4 * MiB - (std::fmod(m, 30) < 2.5 ? 12 * MiB : 0), 500.0};
    }) << int(Objection::ComesAndGoes);
    QTest::newRow("far from the limit") << Shape([](double m) {
        return std::pair{60 * MiB + m * 0.03 * MiB, 500.0};
    }) << int(Objection::FarFromLimit);
}

void FloorDetectorTest::whatIsNoLeakIsNamed()
{
    QFETCH(Shape, shape);
    QFETCH(int, objection);
    FloorDetector detector(floorWindows[1]);
    std::mt19937 random(3);
    std::uniform_real_distribution<double> noise(0, 0.1 * MiB);
    bool isNamed = false;
    for (double minute = 0; minute < 200; minute += 1.0 / 6) {
        const auto [value, load] = shape(minute);
        detector.add({Timestamp(Millis(std::llround(minute * 60'000))), value + noise(random), limit, load});
        QVERIFY2(!detector.finding(), qPrintable(QString::number(minute)));
        isNamed |= int(detector.objection()) == objection;
    }
    QVERIFY(isNamed);
}

// Collected every 25 minutes; what each collection leaves grows.
void FloorDetectorTest::aCollectedHeapThatStillLeaks()
{
    const auto heap = [](double perHour) {
        return Shape([perHour](double m) {
            return std::pair{100 * MiB + std::fmod(m, 25) * MiB + std::floor(m / 25) * 25 / 60 * perHour, 500.0};
        });
    };
    QVERIFY(!run(floorWindows[2], heap(0), 1000).foundAt);
    QVERIFY(run(floorWindows[2], heap(8 * MiB), 1000).foundAt);
}

void FloorDetectorTest::clearsWhenItStops()
{
    const auto stops = [](double m) { return std::pair{100 * MiB + std::min(m, 100.0) * 0.5 * MiB, 500.0}; };
    for (const double most : {limit, 0.0}) {
        const auto found = run(floorWindows[1], stops, 260, most);
        QVERIFY(found.foundAt);
        QVERIFY(!found.last);
    }
}

/// It stops since there is no room: not one thing was given back.
void FloorDetectorTest::whatIsFullIsNotRelieved()
{
    const Shape fills = [](double minute) {
        return std::pair(std::min(100 * MiB + 512 * KiB * std::max(0.0, minute - 60), 250 * MiB), 500.0);
    };
    const double full = 60 + 300;
    QVERIFY(run(floorWindows[1], fills, full + 180).last);
    const Shape drained = [&](double minute) { return minute < full + 60 ? fills(minute) : steady(minute); };
    QVERIFY(!run(floorWindows[1], drained, full + 240).last);
}

void FloorDetectorTest::endlessAndMissingValuesDoNoHarm()
{
    FloorDetector detector(floorWindows[0]);
    const double odd[] = {std::nan(""), std::numeric_limits<double>::infinity(), -1e308, 1e308, 0};
    for (int i = 0; i < 2000; ++i)
        detector.add({Timestamp(20s * i), odd[i % 5], i % 3 ? std::optional(0.0) : std::nullopt, std::nullopt});
    QVERIFY(!detector.finding());
}

void FloorDetectorTest::aGapDoesNoHarm_data()
{
    QTest::addColumn<Millis>("gap");
    QTest::newRow("shorter than a window") << Millis(10min);
    QTest::newRow("a laptop that slept") << Millis(20min);
    QTest::newRow("a night") << Millis(14h);
    QTest::newRow("as long as is kept") << Millis(7 * 24h + 15min);
    QTest::newRow("a holiday") << Millis(10 * 24h);
}

// Before it any number of readings; after it a leak is found as ever.
void FloorDetectorTest::aGapDoesNoHarm()
{
    QFETCH(Millis, gap);
    for (const FloorWindow &window : floorWindows) {
        for (const int before : {1, 2, 3, 33, 65, 400}) {
            FloorDetector detector(window);
            Timestamp at{window.length};
            const auto read = [&](double value) { detector.add({at += window.bucket() / 2, value, limit, 500}); };
            for (int i = 0; i < before; ++i)
                read(80 * MiB);
            at += gap;
            for (int i = 0; i < 3 * window.buckets; ++i)
                read(90 * MiB + i * MiB);
            QVERIFY(detector.finding());
            const Millis sinceTheGap = (3 * window.buckets + 4) * window.bucket() / 2;
            QVERIFY(detector.finding()->since >= at - sinceTheGap - gap);
        }
    }
}

void FloorDetectorTest::whatStoodBeforeAGapIsRemembered()
{
    const FloorWindow &window = floorWindows[0];
    const auto objectionAfter = [&](double stoodAt) {
        FloorDetector detector(window);
        Timestamp at{24h};
        const auto read = [&](double value) { detector.add({at += 30s, value, limit, 500}); };
        for (int i = 0; i < 28; ++i)
            read(stoodAt);
        at += 2h;
        for (int i = 0; i < 80; ++i)
            read(60 * MiB + i * MiB);
        return detector.objection();
    };
    QCOMPARE(objectionAfter(50 * MiB), Objection::None);
    QCOMPARE(objectionAfter(200 * MiB), Objection::SeenBefore);
}

/// A service over which processes come and go, with a reading every two minutes.
class Deployed
{
public:
    void stand(double value, Millis length)
    {
        for (const Timestamp end = m_at + length; m_at < end;)
            m_detector.add({m_at += 2min, value + (m_odd = !m_odd) * KiB, limit, 500});
    }
    void rise(double from, double to, Millis length)
    {
        const int steps = int(length / 2min);
        for (int i = 0; i < steps; ++i)
            m_detector.add({m_at += 2min, from + (to - from) * i / steps, limit, 500});
    }
    void deploy() { m_detector.beginProcess(); }
    [[nodiscard]] std::optional<bool> isAdvisory() const
    {
        const auto &found = m_detector.finding();
        return found ? std::optional(found->isAdvisory) : std::nullopt;
    }

private:
    FloorDetector m_detector{floorWindows[2]};
    Timestamp m_at{24h};
    bool m_odd = false;
};

void FloorDetectorTest::isAdvisoryUntilAWeekIsKnown()
{
    for (const bool isDeployed : {false, true}) {
        Deployed service;
        service.stand(80 * MiB, 5 * 24h);
        if (isDeployed)
            service.deploy();
        service.stand(80 * MiB, 6h);
        service.rise(80 * MiB, 130 * MiB, 7h);
        QCOMPARE(service.isAdvisory(), std::optional(true));
        if (isDeployed)
            service.deploy();
        service.stand(80 * MiB, 2 * 24h); // of a week that began with the process before
        service.rise(80 * MiB, 130 * MiB, 7h);
        QCOMPARE(service.isAdvisory(), isDeployed ? std::optional(false) : std::nullopt); // else: seen before
    }
}

// What a process that was well stood at may be reached again; what one that leaked stood at tells nothing.
void FloorDetectorTest::aRhythmOfAnEarlierProcessIsAdvisory()
{
    Deployed service;
    service.stand(80 * MiB, 6 * 24h);
    service.stand(150 * MiB, 24h); // more to do, all at once
    service.deploy();
    service.stand(80 * MiB, 4h);
    service.rise(80 * MiB, 130 * MiB, 7h);
    QCOMPARE(service.isAdvisory(), std::optional(true));
    service.rise(130 * MiB, 170 * MiB, 5h);
    QCOMPARE(service.isAdvisory(), std::optional(false));
    service.deploy();
    service.stand(80 * MiB, 7 * 24h); // and what is older than a week is forgotten
    service.deploy();
    service.stand(80 * MiB, 4h);
    service.rise(80 * MiB, 130 * MiB, 7h);
    QCOMPARE(service.isAdvisory(), std::optional(false));
}

QD_TEST_APPLESS(FloorDetectorTest)
#include "tst_floor_detector.moc"
