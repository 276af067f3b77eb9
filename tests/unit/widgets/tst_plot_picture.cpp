// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_program.h"
#include "widgets/chart/plot_picture.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <functional>
#include <random>

using namespace qd;

namespace {

constexpr QSize pixels(120, 40);
using Change = std::function<void(PlotShapes &)>;

/// What lies at an absolute column, the same whenever it is asked: noise, holes, single samples, breaks.
class Land
{
public:
    explicit Land(unsigned seed)
    {
        std::mt19937 random(seed);
        std::uniform_real_distribution<float> height(0, pixels.height());
        std::uniform_int_distribution<int> kind(0, 9);
        for (std::size_t i = 0; i < m_line.size(); ++i) {
            const float y = height(random);
            const int what = kind(random);
            if (what < 6 - static_cast<int>(i / 200) % 6) { // dense on the left, sparse on the right
                m_line[i] = {y, what < 2 ? std::min<float>(pixels.height(), y + 9) : y, kind(random) > 1};
            }
            m_top[i] = what == 9 ? noPixel : height(random);
        }
    }
    [[nodiscard]] PlotShapes shapes(std::int64_t first, Dash dash) const
    {
        PlotShapes out;
        const auto from = static_cast<std::ptrdiff_t>(first);
        out.stack.push_back({{m_top.begin() + from, m_top.begin() + from + pixels.width()}, qRgba(0, 90, 0, 217)});
        out.stackBase = static_cast<float>(pixels.height());
        std::vector<LinePixel> line(m_line.begin() + from, m_line.begin() + from + pixels.width());
        // As joins() has it: nothing is to the left of the first.
        const auto begin = std::find_if(line.begin(), line.end(), [](const LinePixel &p) { return !p.isEmpty(); });
        if (begin != line.end()) {
            begin->joined = false;
        }
        dash.phase = first;
        out.lines.push_back({line, qRgba(0, 0, 200, 204), 1.3F, dash});
        out.lines.push_back({std::move(line), qRgb(200, 0, 0), m_width, {}});
        return out;
    }
    /// Something else from here on, as when a late sample comes.
    void change(std::int64_t column)
    {
        LinePixel &p = m_line[static_cast<std::size_t>(column)];
        if (p.isEmpty()) {
            p = {7, 7, true};
        } else if (column % 3 == 0) {
            p = {};
        } else if (column % 3 == 1) {
            p.joined = !p.joined;
        } else {
            p.bottom += 4;
        }
        m_top[static_cast<std::size_t>(column)] += 5;
    }
    void setWidth(float width) { m_width = width; }

private:
    std::vector<LinePixel> m_line = std::vector<LinePixel>(2000);
    std::vector<float> m_top = std::vector<float>(2000);
    float m_width = 1.5F;
};

TimeAxis axisAt(std::int64_t first)
{
    return {std::chrono::seconds(1), first, pixels.width()};
}

QImage afresh(const Land &land, std::int64_t first, Dash dash)
{
    PlotPicture picture;
    picture.show(land.shapes(first, dash), axisAt(first), pixels, 1);
    return picture.image();
}

} // namespace
Q_DECLARE_METATYPE(Change)

class TestPlotPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMovedPictureIsTheSameAsOneDrawnAfresh();
    void onlyWhatHasChangedIsDrawn();
    void anotherWidthOfColumnsIsDrawnWhole();
    void anotherLookIsDrawnWhole_data();
    void anotherLookIsDrawnWhole();
};

void TestPlotPicture::aMovedPictureIsTheSameAsOneDrawnAfresh()
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        Land land(seed);
        std::mt19937 random(seed);
        std::uniform_int_distribution<int> step(-30, 30);
        PlotPicture picture;
        std::int64_t first = 900;
        const Dash dash{seed % 2 == 0 ? 5 : 0, seed % 2 == 0 ? 4 : 0, 0};
        for (int frame = 0; frame < 200; ++frame) {
            first = std::clamp<std::int64_t>(first + step(random), 0, 1800);
            if (frame % 3 == 0) {
                land.change(first + frame % pixels.width());
            }
            land.setWidth(frame % 50 < 25 ? 1.5F : 6);
            picture.show(land.shapes(first, dash), axisAt(first), pixels, 1);
            QVERIFY2(picture.image() == afresh(land, first, dash),
                     qPrintable(QStringLiteral("seed %1, frame %2").arg(seed).arg(frame)));
        }
    }
}

void TestPlotPicture::onlyWhatHasChangedIsDrawn()
{
    const Land land(1);
    PlotPicture picture;
    picture.show(land.shapes(10, {}), axisAt(10), pixels, 1);
    QCOMPARE(picture.drawnColumns(), pixels.width());
    picture.show(land.shapes(10, {}), axisAt(10), pixels, 1);
    QVERIFY2(picture.drawnColumns() < 20, qPrintable(QString::number(picture.drawnColumns())));
    picture.show(land.shapes(15, {}), axisAt(15), pixels, 1);
    QVERIFY2(picture.drawnColumns() < 30, qPrintable(QString::number(picture.drawnColumns())));
}

void TestPlotPicture::anotherWidthOfColumnsIsDrawnWhole()
{
    const Land land(1);
    PlotPicture picture;
    picture.show(land.shapes(10, {}), axisAt(10), pixels, 1);
    TimeAxis wider = axisAt(10);
    wider.width *= 2;
    picture.show(land.shapes(10, {}), wider, pixels, 1);
    QCOMPARE(picture.drawnColumns(), pixels.width());
}

void TestPlotPicture::anotherLookIsDrawnWhole_data()
{
    QTest::addColumn<Change>("change");
    const auto add = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    add("a colour of a line", [](PlotShapes &s) { s.lines[1].color = qRgb(0, 0, 0); });
    add("a colour of a layer", [](PlotShapes &s) { s.stack[0].color = qRgb(0, 0, 0); });
    add("a line more", [](PlotShapes &s) { s.lines.push_back(s.lines[0]); });
    add("a line less", [](PlotShapes &s) { s.lines.pop_back(); });
    add("a layer less", [](PlotShapes &s) { s.stack.pop_back(); });
    add("wider", [](PlotShapes &s) { s.lines[1].width = 4; });
    add("dashed", [](PlotShapes &s) { s.lines[1].dash = {3, 3, 0}; });
    add("a heat map", [](PlotShapes &s) { s.cells.push_back({0, 9, 0, 9, 128}); });
}

void TestPlotPicture::anotherLookIsDrawnWhole()
{
    QFETCH(Change, change);
    const Land land(3);
    PlotPicture picture;
    picture.show(land.shapes(10, {}), axisAt(10), pixels, 1);
    PlotShapes other = land.shapes(15, {});
    change(other);
    PlotPicture fresh;
    fresh.show(other, axisAt(15), pixels, 1);
    picture.show(std::move(other), axisAt(15), pixels, 1);
    QCOMPARE(picture.drawnColumns(), pixels.width());
    QVERIFY(picture.image() == fresh.image());
}

QD_TEST_WIDGETS(TestPlotPicture)
#include "tst_plot_picture.moc"
