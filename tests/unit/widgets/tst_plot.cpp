// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/plot.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;
using namespace std::chrono_literals;
using test::ChartStore;

namespace {

ChartSpec lineSpec()
{
    ChartSpec spec;
    spec.traces = {{QStringLiteral("m"), "m", {}, QColor(255, 0, 0), TraceStyle::Line, 1.5}};
    return spec;
}

/// A plot of a store, drawn once.
struct Drawn
{
    Drawn(ChartStore &store, ChartSpec spec, int from, int to, QSize pixels, double ratio = 1)
        : snapshot(store.snapshot())
        , range{ChartStore::at(from), ChartStore::at(to)}
        , gaps(snapshot.gaps(range))
        , frame{snapshot, timeAxisFor(range, pixels.width()), gaps, ratio}
        , plot(std::move(spec))
    {
        plot.update(frame);
        plot.render(frame, pixels.height());
    }
    [[nodiscard]] int alpha(int x, int y) const { return qAlpha(plot.picture().pixel(x, y)); }
    /// Sum of coverage in a column, in pixels.
    [[nodiscard]] double covered(int x) const
    {
        double sum = 0;
        for (int y = 0; y < plot.picture().height(); ++y) {
            sum += alpha(x, y) / 255.0;
        }
        return sum;
    }
    [[nodiscard]] int x(int second) const { return static_cast<int>(xOf(frame.axis, ChartStore::at(second))); }

    SeriesSnapshot snapshot;
    TimeRange range;
    std::vector<TimeRange> gaps;
    PlotFrame frame;
    Plot plot;
};

} // namespace

class TestPlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aSpikeOfOneSampleInADayIsSeen_data();
    void aSpikeOfOneSampleInADayIsSeen();
    void aGapIsNeverJoined();
    void aStaleMarkerBreaksALine();
    void sparseSamplesAreJoinedSmoothly();
    void aLineComesInFromOutsideTheView();
    void aLoneSampleIsADot();
    void stackLayersLieOnEachOther();
    void stackOfALayerThatEndsGoesOn();
    void aLimitFarAwayDoesNotPressTheCurveFlat();
    void whatIsOnItsWayToTheLimitHasRoom();
    void anAxisOfDecadesCoversTheHeat();
    void isolatingRescales();
    void nothingChangedNeedsNoDrawing();
    void whatIsComparedLiesUnderInDashes();
    void aStackIsComparedByItsTop();
    void theScaleHoldsBoth();
    void dashesTravelWithTheData();
};

void TestPlot::aSpikeOfOneSampleInADayIsSeen_data()
{
    QTest::addColumn<double>("ratio");
    QTest::newRow("scale 1") << 1.0;
    QTest::newRow("scale 1.5") << 1.5;
    QTest::newRow("scale 2") << 2.0;
}

void TestPlot::aSpikeOfOneSampleInADayIsSeen()
{
    QFETCH(double, ratio);
    ChartStore store;
    for (int i = 0; i < 86'400; ++i) {
        store.scrape(i, {{"m", i == 51'234 ? 100.0 : 10.0}});
    }
    const QSize pixels(static_cast<int>(956 * ratio), static_cast<int>(90 * ratio));
    const Drawn d(store, lineSpec(), 0, 86'400, pixels, ratio);
    const int x = d.x(51'234);
    const int top = static_cast<int>(pixels.height() * (1 - d.plot.scale().share(100)));
    for (int y = top + 2; y < pixels.height() * 0.8; ++y) {
        QVERIFY2(d.alpha(x, y) > 150, qPrintable(QStringLiteral("row %1: %2").arg(y).arg(d.alpha(x, y))));
    }
    QVERIFY(d.alpha(x - 5, top + 5) == 0);
}

void TestPlot::aGapIsNeverJoined()
{
    ChartStore store;
    for (int i = 0; i < 200; ++i) {
        i >= 90 && i < 110 ? store.fail(i) : store.scrape(i, {{"m", 50}});
    }
    const Drawn d(store, lineSpec(), 0, 200, QSize(800, 100));
    for (int x = d.x(90) + 4; x < d.x(109) - 4; ++x) {
        QCOMPARE(d.covered(x), 0.0);
    }
    QVERIFY(d.covered(d.x(80)) > 1);
    QVERIFY(d.covered(d.x(120)) > 1);
}

void TestPlot::aStaleMarkerBreaksALine()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        ChartStore::Row row{{"other", 1}};
        if (i != 50) {
            row.emplace_back("m", 50);
        }
        store.scrape(i, row); // at 50 the series is missing: the store marks it stale
    }
    const Drawn d(store, lineSpec(), 0, 100, QSize(1000, 100));
    QVERIFY(d.gaps.empty());
    QCOMPARE(d.covered(d.x(50)), 0.0);
    QVERIFY(d.covered(d.x(48)) > 1);
    QVERIFY(d.covered(d.x(52)) > 1);
}

void TestPlot::sparseSamplesAreJoinedSmoothly()
{
    ChartStore store;
    for (int i = 0; i < 20; ++i) {
        store.scrape(i, {{"m", i % 2 == 0 ? 20.0 : 80.0}});
    }
    const Drawn d(store, lineSpec(), 0, 20, QSize(800, 200));
    int soft = 0;
    for (int x = d.x(2); x < d.x(18); ++x) {
        QVERIFY2(d.covered(x) > 1, qPrintable(QStringLiteral("hole at %1").arg(x)));
        for (int y = 0; y < 200; ++y) {
            soft += d.alpha(x, y) > 20 && d.alpha(x, y) < 235 ? 1 : 0;
        }
    }
    QVERIFY2(soft > 16 * 40, "slopes have no soft edges");
}

void TestPlot::aLineComesInFromOutsideTheView()
{
    ChartStore store(30s);
    for (int i = 0; i < 10; ++i) {
        store.scrape(i * 30, {{"m", i < 5 ? 20.0 : 80.0}});
    }
    const Drawn between(store, lineSpec(), 125, 145,
                        QSize(400, 100)); // on the way from 20 at 120 s to 80 at 150 s
    QVERIFY(between.gaps.empty());
    for (int x = 0; x < 400; ++x) {
        QVERIFY2(between.covered(x) > 0.5, qPrintable(QString::number(x)));
    }
    const Drawn beyond(store, lineSpec(), 260, 300, QSize(400, 100)); // the last sample is at 270 s
    QVERIFY(beyond.covered(10) > 1);
    QCOMPARE(beyond.covered(200), 0.0);
}

void TestPlot::aLoneSampleIsADot()
{
    ChartStore store;
    store.scrape(50, {{"m", 50}});
    const Drawn d(store, lineSpec(), 0, 100, QSize(400, 100));
    QVERIFY(d.covered(d.x(50)) >= 2);
}

void TestPlot::stackLayersLieOnEachOther()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        store.scrape(i, {{"a", 10}, {"b", 20}, {"c", 30}});
    }
    ChartSpec spec;
    const std::array<QColor, 3> colors{QColor(255, 0, 0), QColor(0, 255, 0), QColor(0, 0, 255)};
    const std::array<const char *, 3> names{"a", "b", "c"};
    for (std::size_t i = 0; i < 3; ++i) {
        spec.traces.push_back({QString(), names[i], {}, colors[i], TraceStyle::Stack});
    }
    const Drawn d(store, spec, 0, 100, QSize(100, 240));
    const double top = d.plot.scale().top();
    QVERIFY(top >= 60);
    const auto row = [&](double value) { return static_cast<int>(240 * (1 - value / top)); };
    const QImage picture = d.plot.picture().convertToFormat(QImage::Format_ARGB32);
    const auto hue = [&](double value) { return QColor::fromRgb(picture.pixel(50, row(value))).rgb() & 0xffffff; };
    QCOMPARE(hue(5), QRgb(0xff0000));
    QCOMPARE(hue(20), QRgb(0x00ff00));
    QCOMPARE(hue(45), QRgb(0x0000ff));
    QCOMPARE(d.alpha(50, row(62)), 0);
    // No seam: between top and base every pixel is equally opaque.
    for (int y = row(58); y < 239; ++y) {
        QVERIFY(std::abs(d.alpha(50, y) - d.alpha(50, 239)) <= 2);
    }
}

void TestPlot::stackOfALayerThatEndsGoesOn()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        ChartStore::Row row{{"a", 10}};
        if (i < 50) {
            row.emplace_back("b", 10);
        }
        store.scrape(i, row);
    }
    ChartSpec spec;
    spec.traces = {{QString(), "a", {}, QColor(255, 0, 0), TraceStyle::Stack},
                   {QString(), "b", {}, QColor(0, 255, 0), TraceStyle::Stack}};
    const Drawn d(store, spec, 0, 100, QSize(100, 100));
    QVERIFY(d.covered(25) > 1.8 * d.covered(75));
    QVERIFY(d.covered(75) > 10);
}

void TestPlot::aLimitFarAwayDoesNotPressTheCurveFlat()
{
    ChartSpec spec = lineSpec();
    spec.limits = {{QStringLiteral("limit"), "limit", {}}};
    ChartStore far;
    far.scrape(10, {{"m", 10}, {"limit", 1000}});
    const Drawn a(far, spec, 0, 60, QSize(100, 100));
    QVERIFY(a.plot.scale().top() < 20);
    QVERIFY(!a.plot.isLimitInScale(0));
    ChartStore near;
    near.scrape(10, {{"m", 500}, {"limit", 1000}});
    const Drawn b(near, spec, 0, 60, QSize(100, 100));
    QVERIFY(b.plot.isLimitInScale(0));
}

void TestPlot::whatIsOnItsWayToTheLimitHasRoom()
{
    ChartSpec spec = lineSpec();
    spec.limits = {{QStringLiteral("limit"), "limit", {}}};
    ChartStore store;
    store.scrape(10, {{"m", 10}, {"limit", 1000}});
    Drawn drawn(store, spec, 0, 60, QSize(100, 100));
    drawn.plot.setHeadroom(true);
    QVERIFY(drawn.plot.update(drawn.frame));
    QVERIFY(drawn.plot.scale().top() >= 16 && drawn.plot.scale().top() < 25);
    drawn.plot.setHeadroom(false);
    drawn.plot.unsettleScale();
    drawn.plot.update(drawn.frame);
    QVERIFY(drawn.plot.scale().top() < 16);
}

void TestPlot::anAxisOfDecadesCoversTheHeat()
{
    ChartSpec spec = lineSpec();
    spec.unit = Unit::Seconds;
    spec.scale = ScaleKind::Logarithmic;
    spec.heat = HeatSpec{"b", {}};
    ChartStore store;
    for (int i = 0; i <= 60; ++i) {
        const double n = i;
        // Nine of ten within 0.2 to 0.5 ms, the rest below 40 ms, one of all beyond.
        store.scrape(i, {{"m", 0.02},
                         {"b{le=\"0.0002\"}", 0},
                         {"b{le=\"0.0005\"}", 90 * n},
                         {"b{le=\"0.04\"}", 100 * n},
                         {"b{le=\"5\"}", 100 * n + (i > 30 ? 1 : 0)}});
    }
    const Drawn drawn(store, spec, 0, 60, {240, 100});
    QVERIFY2(qFuzzyCompare(drawn.plot.scale().bottom(), 1e-4), "what is fastest is on the axis");
    QVERIFY2(qFuzzyCompare(drawn.plot.scale().top(), 1e-1), "one request of thousands does not stretch it");
}

void TestPlot::isolatingRescales()
{
    ChartStore store;
    for (int i = 0; i < 60; ++i) {
        store.scrape(i, {{"m", 3}, {"n", 900}});
    }
    ChartSpec spec = lineSpec();
    spec.traces.push_back({QStringLiteral("n"), "n", {}, QColor(0, 0, 255)});
    Drawn d(store, spec, 0, 60, QSize(100, 100));
    QVERIFY(d.plot.scale().top() >= 900);
    d.plot.isolate(0);
    d.plot.unsettleScale();
    QVERIFY(d.plot.update(d.frame));
    QVERIFY(d.plot.scale().top() < 10);
    QVERIFY(!d.plot.isShown(1));
    d.plot.isolate(0);
    QVERIFY(d.plot.isShown(1));
}

void TestPlot::nothingChangedNeedsNoDrawing()
{
    ChartStore store;
    store.scrape(10, {{"m", 1}});
    Drawn d(store, lineSpec(), 0, 60, QSize(100, 100));
    QVERIFY(!d.plot.update(d.frame));
    d.plot.setShown(0, false);
    QVERIFY(d.plot.update(d.frame));
}

namespace {

/// A minute at 10, and the minute before at 40.
SeriesSnapshot twoMinutes()
{
    ChartStore store;
    for (int i = 0; i < 120; ++i) {
        store.scrape(i, {{"m", i < 60 ? 40 : 10}, {"n", 5}});
    }
    return store.snapshot();
}

/// The second minute with the first one under it.
struct Compared
{
    explicit Compared(ChartSpec spec, QSize pixels = QSize(120, 100))
        : axis(timeAxisFor({ChartStore::at(60), ChartStore::at(120)}, pixels.width()))
        , under{snapshot, shifted(axis, 60s), {}, 1, nullptr}
        , frame{snapshot, axis, {}, 1, &under}
        , plot(std::move(spec))
    {
        plot.update(frame);
        plot.render(frame, pixels.height());
    }
    /// Columns with something in the rows around this value; not the outermost ones, where the curves come from
    /// one minute and go into the other.
    [[nodiscard]] int columnsAt(double value) const
    {
        const int row = static_cast<int>(plot.yOf(value, plot.picture().height() - 1));
        int found = 0;
        for (int x = 4; x < plot.picture().width() - 4; ++x) {
            bool any = false;
            for (int y = std::max(0, row - 1); y <= std::min(row + 1, plot.picture().height() - 1); ++y) {
                any = any || qAlpha(plot.picture().pixel(x, y)) > 40;
            }
            found += any ? 1 : 0;
        }
        return found;
    }

    SeriesSnapshot snapshot = twoMinutes();
    TimeAxis axis;
    PlotFrame under;
    PlotFrame frame;
    Plot plot;
};

} // namespace

void TestPlot::whatIsComparedLiesUnderInDashes()
{
    const Compared c(lineSpec());
    QVERIFY(c.columnsAt(10) > 107);
    const int dashed = c.columnsAt(40);
    QVERIFY2(dashed > 50 && dashed < 85, qPrintable(QString::number(dashed)));
    QCOMPARE(c.plot.under(0).at(ChartStore::at(30))->value, 40.0);
}

void TestPlot::aStackIsComparedByItsTop()
{
    ChartSpec spec = lineSpec();
    spec.traces.front().style = TraceStyle::Stack;
    spec.traces.push_back({QStringLiteral("n"), "n", {}, QColor(0, 0, 255), TraceStyle::Stack});
    const Compared c(spec);
    const int top = c.columnsAt(45);
    QVERIFY2(top > 50 && top < 85, qPrintable(QString::number(top)));
    QCOMPARE(c.columnsAt(40), 0); // and not by its parts
}

void TestPlot::theScaleHoldsBoth()
{
    Compared c(lineSpec());
    QVERIFY(c.plot.scale().top() >= 40);
    c.plot.resetUnder();
    const PlotFrame alone{c.snapshot, c.axis, {}, 1, nullptr};
    QVERIFY(c.plot.update(alone));
    QVERIFY(c.plot.scale().top() < 40);
}

void TestPlot::dashesTravelWithTheData()
{
    const std::vector<LinePixel> line(40, LinePixel{4, 4, true});
    QImage before(40, 8, QImage::Format_ARGB32_Premultiplied);
    QImage after = before;
    before.fill(Qt::transparent);
    after.fill(Qt::transparent);
    drawLine(before, line, qRgb(0, 0, 0), 2, {5, 4, 100}, {0, 40});
    drawLine(after, line, qRgb(0, 0, 0), 2, {5, 4, 107}, {0, 40});
    for (int x = 7; x < 40; ++x) {
        QCOMPARE(qAlpha(after.pixel(x - 7, 4)) > 0, qAlpha(before.pixel(x, 4)) > 0);
    }
    QImage negative(40, 8, QImage::Format_ARGB32_Premultiplied);
    negative.fill(Qt::transparent);
    drawLine(negative, line, qRgb(0, 0, 0), 2, {5, 4, -9}, {0, 40});
    QVERIFY(qAlpha(negative.pixel(0, 4)) > 0);
    QCOMPARE(qAlpha(negative.pixel(5, 4)), 0);
}

QD_TEST_WIDGETS(TestPlot)
#include "tst_plot.moc"
