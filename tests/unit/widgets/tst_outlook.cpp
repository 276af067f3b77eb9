// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/outlook.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;
using test::ChartStore;

namespace {

const QRectF room(500, 20, 100, 200); // of 0 to 200, so that a unit is a pixel

ChartSpec spec()
{
    ChartSpec s;
    s.limits = {{QStringLiteral("limit"), "most", {}}};
    s.outlook = OutlookSpec{"memory", {}, "soonest", "likely", "latest"};
    return s;
}

ChartStore::Row leak(double likely)
{
    return {{"memory", 100},
            {"most", 200},
            {"likely{component=\"a\"}", likely},
            {"soonest{component=\"a\"}", 0.8 * likely},
            {"latest{component=\"a\"}", 1.5 * likely}};
}

std::optional<Outlook> at(ChartStore &store, double second)
{
    return outlookAt(store.snapshot(), spec(), ChartStore::begin + Millis(std::llround(second * 1000)));
}

Outlook of(double value, std::chrono::duration<double> soonest, std::chrono::duration<double> likely,
           std::chrono::duration<double> latest)
{
    return {value, 180, soonest, likely, latest};
}

bool isInside(const QPolygonF &area)
{
    return std::ranges::all_of(area,
                               [](QPointF p) { return room.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(p); });
}

} // namespace

class OutlookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void isThatOfTheInstant();
    void theNearestOfSeveralIsTold();
    void oneFailedScrapeChangesNothing();
    void withoutALimitOrALeakThereIsNone();
    void theConeReachesTheLimit();
    void whatLeavesTheRoomIsCut();
    void aLimitAboveTheScale();
    void aNarrowBandIsALine();
    void atTheLimitThereIsNoCone();
    void theSpanHasRoomForIt_data();
    void theSpanHasRoomForIt();
    void bandInOneUnit_data();
    void bandInOneUnit();
};

// A replay knows what was known then, and no more.
void OutlookTest::isThatOfTheInstant()
{
    ChartStore store;
    for (int s = 0; s < 100; ++s)
        store.scrape(s, {{"memory", 90}, {"most", 200}});
    for (int s = 100; s < 200; ++s)
        store.scrape(s, leak(7200 - s));
    QVERIFY(!at(store, 99));
    const auto then = at(store, 150);
    QVERIFY(then);
    QCOMPARE(then->likely.count(), 7050.0);
    QCOMPARE(then->soonest.count(), 0.8 * 7050);
    QCOMPARE(then->latest.count(), 1.5 * 7050);
    QCOMPARE(then->value, 100.0);
    QCOMPARE(then->limit, 200.0);
    QCOMPARE(at(store, 150.5)->likely.count(), 7049.5); // half a second is gone since it was told
}

void OutlookTest::theNearestOfSeveralIsTold()
{
    ChartStore store;
    auto row = leak(7200);
    row.push_back({"likely{component=\"b\"}", 3600});
    row.push_back({"soonest{component=\"b\"}", 3000});
    row.push_back({"latest{component=\"b\"}", 4000});
    store.scrape(0, row);
    QCOMPARE(at(store, 0)->likely.count(), 3600.0);
    QCOMPARE(at(store, 0)->soonest.count(), 3000.0);
    QCOMPARE(at(store, 0)->latest.count(), 4000.0);
}

void OutlookTest::oneFailedScrapeChangesNothing()
{
    ChartStore store;
    for (int s = 0; s < 10; ++s)
        store.scrape(s, leak(7200));
    for (int s = 10; s < 40; ++s)
        store.fail(s);
    QVERIFY(at(store, 12));
    QCOMPARE(at(store, 12)->likely.count(), 7197.0);
    QVERIFY(!at(store, 30));
}

void OutlookTest::withoutALimitOrALeakThereIsNone()
{
    ChartStore store;
    store.scrape(0, {{"memory", 100}, {"most", 200}});
    QVERIFY(!at(store, 0));
    store.scrape(60, {{"memory", 100}, {"likely{component=\"a\"}", 7200}, {"most", 0}});
    QVERIFY(!at(store, 60));
    store.scrape(120, leak(15 * 86'400));
    QVERIFY(!at(store, 120)); // farther than any horizon
    store.scrape(180, leak(7200));
    QVERIFY(at(store, 180));
    QVERIFY(!outlookAt(store.snapshot(), ChartSpec(), ChartStore::at(180)));
}

void OutlookTest::theConeReachesTheLimit()
{
    const Outlook outlook = of(100, 30min, 40min, 45min);
    QVERIFY(spanOf(outlook) == 50min);
    const Cone cone = coneOf(outlook, room, 0, 200);
    QCOMPARE(cone.likely.p1(), QPointF(500, 120));
    QCOMPARE(cone.soonest.p2(), QPointF(560, 40));
    QCOMPARE(cone.likely.p2(), QPointF(580, 40));
    QCOMPARE(cone.latest.p2(), QPointF(590, 40));
    QVERIFY(!cone.isBroken);
    QCOMPARE(cone.limit, 40.0);
    QCOMPARE(cone.area, QPolygonF({{500, 120}, {560, 40}, {590, 40}}));
}

void OutlookTest::whatLeavesTheRoomIsCut()
{
    const Cone cone = coneOf(of(100, 30min, 40min, 100h), room, 0, 200);
    QCOMPARE(cone.latest.p2().x(), room.right());
    QVERIFY(cone.latest.p2().y() > 118); // hardly rises
    QCOMPARE(cone.area.size(), 4);
    QCOMPARE(cone.area[2], QPointF(room.right(), 40)); // the corner is within what may be
    QVERIFY(isInside(cone.area));
}

// It is drawn at the top, and said to be higher.
void OutlookTest::aLimitAboveTheScale()
{
    const Cone cone = coneOf(of(100, 30min, 40min, 45min), room, 0, 140);
    QVERIFY(cone.isBroken);
    QVERIFY(cone.limit > room.top() && cone.limit < room.top() + 10);
    QCOMPARE(cone.soonest.p2(), QPointF(560, cone.limit));
    QCOMPARE(cone.likely.p2(), QPointF(580, cone.limit));
    QVERIFY(isInside(cone.area));
    QVERIFY(isInside(coneOf(of(139, 30min, 40min, 100h), room, 0, 140).area)); // hardly below the top
}

// The ledger counts, and knows one time alone.
void OutlookTest::aNarrowBandIsALine()
{
    const Cone cone = coneOf(of(100, 40min, 40min, 40min), room, 0, 200);
    QCOMPARE(cone.soonest, cone.latest);
    QCOMPARE(cone.likely.p2(), QPointF(580, 40));
    QVERIFY(isInside(cone.area));
}

void OutlookTest::atTheLimitThereIsNoCone()
{
    for (const double value : {180.0, 190.0}) {
        const Cone cone = coneOf(of(value, 0s, 0s, 0s), room, 0, 200);
        QVERIFY(cone.area.isEmpty());
    }
    QVERIFY(isInside(coneOf(of(179, 0s, 0s, 0s), room, 0, 200).area));
    QVERIFY(coneOf(of(100, 1s, 2s, 3s), room, 0, 0).area.isEmpty());
}

void OutlookTest::theSpanHasRoomForIt_data()
{
    QTest::addColumn<double>("likely");
    QTest::addColumn<double>("latest");
    for (const double likely : {0.0, 3.0, 70.0, 1000.0, 11'400.0, 86'400.0, 14 * 86'400.0})
        for (const double factor : {1.0, 1.4, 50.0})
            QTest::addRow("%g s, %g times at the latest", likely, factor) << likely << factor * likely;
}

void OutlookTest::theSpanHasRoomForIt()
{
    QFETCH(double, likely);
    QFETCH(double, latest);
    using Seconds = std::chrono::duration<double>;
    const double span = Seconds(spanOf(of(100, Seconds(likely), Seconds(likely), Seconds(latest)))).count();
    QVERIFY(span >= 1.19 * likely);
    QVERIFY(span >= std::min(latest, 1.4 * likely));
    QVERIFY(span <= std::max(10.0, 3.4 * likely)); // or the cone is a needle
}

void OutlookTest::bandInOneUnit_data()
{
    QTest::addColumn<double>("soonest");
    QTest::addColumn<double>("latest");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, double soonest, double latest, const char16_t *text) {
        QTest::newRow(name) << soonest << latest << QString::fromUtf16(text);
    };
    row("hours", 9'600, 14'700, u"2.7–4.1 h");
    row("many hours", 36'000, 108'000, u"10–30 h");
    row("minutes", 2'100, 3'000, u"35–50 min");
    row("days", 100'000, 300'000, u"1.2–3.5 d");
    row("seconds", 20, 65, u"20–65 s");
    row("less", 0, 1, u"0–1 s");
    row("the same", 7'200, 7'210, u"");
}

void OutlookTest::bandInOneUnit()
{
    QFETCH(double, soonest);
    QFETCH(double, latest);
    using Seconds = std::chrono::duration<double>;
    QCOMPARE(roughText(of(100, 1s, 11'400s, 20'000s)), QStringLiteral("3.2 h"));
    QTEST(bandText(of(100, Seconds(soonest), Seconds(latest), Seconds(latest))), "text");
}

QD_TEST_APPLESS(OutlookTest)
#include "tst_outlook.moc"
