// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/plot_raster.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

/// How much of each pixel a line covers, one byte, column after column (a line touches few rows of every column,
/// so this order stays in the cache). What lies outside of `only` is not kept.
class Coverage
{
public:
    Coverage(ColumnSpan only, int rows)
        : m_only(only)
        , m_rows(rows)
        , m_bytes(scratch())
        , m_touched(static_cast<std::size_t>(only.end - only.begin), Rows{rows, 0})
    {
        m_bytes.resize(std::max(m_bytes.size(), m_touched.size() * static_cast<std::size_t>(rows)));
    }
    ~Coverage()
    {
        for (std::size_t c = 0; c < m_touched.size(); ++c) {
            const auto [from, to] = m_touched[c];
            if (from < to)
                std::fill_n(m_bytes.data() + c * static_cast<std::size_t>(m_rows) + from, to - from, 0);
        }
    }
    Coverage(const Coverage &) = delete;
    Coverage &operator=(const Coverage &) = delete;

    [[nodiscard]] int rows() const { return m_rows; }
    [[nodiscard]] ColumnSpan only() const { return m_only; }
    [[nodiscard]] bool holds(int column) const { return column >= m_only.begin && column < m_only.end; }

    /// The bytes of a column, to be indexed by row; only rows [from, to), which must lie within, may be written.
    std::uint8_t *touch(int column, int from, int to)
    {
        const auto index = static_cast<std::size_t>(column - m_only.begin);
        Rows &rows = m_touched[index];
        rows.from = std::min(rows.from, from);
        rows.to = std::max(rows.to, to);
        return m_bytes.data() + index * static_cast<std::size_t>(m_rows);
    }
    template <typename Visit>
    void forEach(Visit visit) const
    {
        for (std::size_t c = 0; c < m_touched.size(); ++c) {
            const std::uint8_t *bytes = m_bytes.data() + c * static_cast<std::size_t>(m_rows);
            for (int r = m_touched[c].from; r < m_touched[c].to; ++r) {
                if (bytes[r] != 0) {
                    visit(m_only.begin + static_cast<int>(c), r, bytes[r]);
                }
            }
        }
    }

private:
    struct Rows
    {
        int from;
        int to;
    };
    /// All zero between two lines: clearing what a line touched costs a tenth of clearing a picture.
    static std::vector<std::uint8_t> &scratch()
    {
        thread_local std::vector<std::uint8_t> bytes;
        return bytes;
    }

    ColumnSpan m_only;
    int m_rows;
    std::vector<std::uint8_t> &m_bytes;
    std::vector<Rows> m_touched;
};

void cover(std::uint8_t &byte, float share)
{
    byte = static_cast<std::uint8_t>(std::min(255, byte + static_cast<int>(share * 255.F + 0.5F)));
}

/// An edge that runs evenly from lo to hi across one column.
class Edge
{
public:
    Edge(float y0, float y1)
        : m_lo(std::min(y0, y1))
        , m_hi(std::max(y0, y1))
        , m_inverse(m_hi > m_lo ? 0.5F / (m_hi - m_lo) : 0)
    {}
    /// Mean over the column of max(0, y - edge): the area above y. Differences of it are exact pixel areas.
    [[nodiscard]] float areaAbove(float y) const
    {
        const float within = std::min(std::max(y - m_lo, 0.F), m_hi - m_lo); // no branches: asked for every pixel
        return within * within * m_inverse + std::max(y - m_hi, 0.F);
    }
    [[nodiscard]] float lowest() const { return m_lo; }
    [[nodiscard]] float highest() const { return m_hi; }

private:
    float m_lo;
    float m_hi;
    float m_inverse;
};

/// A column whose samples lie closer together is a point.
constexpr float leastBar = 0.01F;

struct Clip
{
    float top;
    float bottom;
};

/// Adds the part of a slanted line that lies in one column: its middle runs from y0 to y1 over `share` of the
/// column's width and it reaches `half` up and down.
void addBand(Coverage &coverage, int column, float y0, float y1, float half, float share, Clip clip)
{
    const Edge edge(y0, y1);
    const float from = std::max({edge.lowest() - half, clip.top, 0.F});
    const float to = std::min({edge.highest() + half, clip.bottom, static_cast<float>(coverage.rows())});
    if (!(from < to)) {
        return;
    }
    const auto inside = [&](float y) { return edge.areaAbove(y + half) - edge.areaAbove(y - half); };
    const int first = static_cast<int>(from);
    const int end = static_cast<int>(std::ceil(to));
    std::uint8_t *bytes = coverage.touch(column, first, end);
    float before = inside(from);
    for (int row = first; row < end; ++row) {
        const float after = inside(std::min(static_cast<float>(row + 1), to));
        cover(bytes[row], (after - before) * share);
        before = after;
    }
}

/// A straight upright bar with soft ends, one column wide.
void addBar(Coverage &coverage, int column, float top, float bottom, float opacity)
{
    top = std::clamp(top, 0.F, static_cast<float>(coverage.rows()));
    bottom = std::clamp(bottom, 0.F, static_cast<float>(coverage.rows()));
    if (!(top < bottom)) {
        return;
    }
    const int first = static_cast<int>(top);
    const int last = static_cast<int>(bottom);
    const bool endsWithin = bottom > static_cast<float>(last);
    std::uint8_t *bytes = coverage.touch(column, first, last + (endsWithin ? 1 : 0));
    if (first == last) {
        cover(bytes[first], opacity * (bottom - top));
        return;
    }
    cover(bytes[first], opacity * (static_cast<float>(first + 1) - top));
    const int more = static_cast<int>(opacity * 255.F + 0.5F);
    for (int row = first + 1; row < last; ++row) {
        bytes[row] = static_cast<std::uint8_t>(std::min(255, bytes[row] + more));
    }
    if (endsWithin) {
        cover(bytes[last], opacity * (bottom - static_cast<float>(last)));
    }
}

/// How strongly a span shows: the noise of a steady curve lightly, an excursion fully.
float spanOpacity(float height, float lineWidth)
{
    constexpr float calm = 0.4F;
    constexpr float loud = 0.95F;
    const float excess = height / (lineWidth * 16);
    return std::clamp(calm + (loud - calm) * excess, calm, loud);
}

/// Where a line runs through a column that stands for many samples, its bar shows every one of them, and one even
/// run from edge to edge through it is as good as two that meet in its middle, at half the cost.
bool runsThrough(std::span<const LinePixel> columns, int i)
{
    if (i < 1 || i + 1 >= static_cast<int>(columns.size()))
        return false;
    const LinePixel *c = &columns[static_cast<std::size_t>(i)];
    return c->joined && c->bottom - c->top > leastBar && !c[-1].isEmpty() && !c[1].isEmpty() && c[1].joined;
}

void addRun(Coverage &coverage, std::span<const LinePixel> columns, int i, float half)
{
    const LinePixel *c = &columns[static_cast<std::size_t>(i)];
    const float y0 = (c[-1].middle() + c->middle()) / 2;
    const float y1 = (c->middle() + c[1].middle()) / 2;
    addBar(coverage, i, std::min(y0, y1) - half, std::max(y0, y1) + half, 1);
}

/// The segment from the middle of column `from` to the middle of column `to`, but for an end through which the
/// line runs.
void addSegment(Coverage &coverage, std::span<const LinePixel> columns, int from, int to, float half)
{
    const float y0 = columns[static_cast<std::size_t>(from)].middle();
    const float y1 = columns[static_cast<std::size_t>(to)].middle();
    const float slope = (y1 - y0) / static_cast<float>(to - from);
    const float reach = half * std::sqrt(1 + slope * slope);
    // Without the clip a steep segment would overshoot its end points by its own reach.
    const Clip clip{std::min(y0, y1) - half, std::max(y0, y1) + half};
    const float x0 = static_cast<float>(from) + 0.5F;
    const float x1 = static_cast<float>(to) + 0.5F;
    const int first = std::max(from + (runsThrough(columns, from) ? 1 : 0), coverage.only().begin);
    const int last = std::min(to - (runsThrough(columns, to) ? 1 : 0), coverage.only().end - 1);
    for (int c = first; c <= last; ++c) {
        const float a = std::max(x0, static_cast<float>(c));
        const float b = std::min(x1, static_cast<float>(c + 1));
        addBand(coverage, c, y0 + slope * (a - x0), y0 + slope * (b - x0), reach, b - a, clip);
    }
}

void addDot(Coverage &coverage, int column, float y, float half)
{
    const int reach = lineReach(half * 2);
    const ColumnSpan only = coverage.only();
    for (int c = std::max(only.begin, column - reach); c <= std::min(only.end - 1, column + reach); ++c) {
        addBar(coverage, c, y - half - 0.5F, y + half + 0.5F, 1);
    }
}

std::uint32_t scaled(std::uint32_t premultiplied, std::uint32_t alpha)
{
    // Two channels at a time, exact division by 255.
    std::uint32_t rb = (premultiplied & 0xff00ff) * alpha;
    rb = ((rb + ((rb >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
    std::uint32_t ag = ((premultiplied >> 8) & 0xff00ff) * alpha;
    ag = (ag + ((ag >> 8) & 0xff00ff) + 0x800080) & 0xff00ff00;
    return rb | ag;
}

std::uint32_t over(std::uint32_t source, std::uint32_t below)
{
    return source + scaled(below, 255 - (source >> 24));
}

class Rows
{
public:
    explicit Rows(QImage &picture)
        : m_bits(reinterpret_cast<std::uint32_t *>(picture.bits()))
        , m_stride(picture.bytesPerLine() / 4)
    {}
    std::uint32_t &at(int column, int row) { return m_bits[row * m_stride + column]; }
    std::uint32_t *column(int column) { return m_bits + column; }
    [[nodiscard]] qsizetype stride() const { return m_stride; }

private:
    std::uint32_t *m_bits;
    qsizetype m_stride;
};

/// Where the bottom of the present layer cuts a pixel, the layer under it has left its part already.
void fillColumn(Rows &rows, int column, int height, float top, float bottom, std::uint32_t color)
{
    top = std::clamp(top, 0.F, static_cast<float>(height));
    bottom = std::clamp(bottom, 0.F, static_cast<float>(height));
    for (int row = static_cast<int>(top); static_cast<float>(row) < bottom; ++row) {
        const float share = std::min(bottom, static_cast<float>(row + 1)) - std::max(top, static_cast<float>(row));
        std::uint32_t &pixel = rows.at(column, row);
        // Bands share the pixel by area, so their parts add up; "over" would let the background through.
        pixel = share >= 1 ? color : pixel + scaled(color, static_cast<std::uint32_t>(share * 255));
    }
}

bool joinsNext(std::span<const LinePixel> columns, int i)
{
    auto next = static_cast<std::size_t>(i) + 1;
    while (next < columns.size() && columns[next].isEmpty()) {
        ++next;
    }
    return next < columns.size() && columns[next].joined;
}

bool isLeftOut(Dash dash, int column)
{
    if (dash.off == 0) {
        return false;
    }
    const std::int64_t period = dash.on + dash.off;
    const std::int64_t at = ((dash.phase + column) % period + period) % period;
    return at >= dash.on;
}

} // namespace

int lineReach(float width)
{
    return std::max(1, static_cast<int>(width / 2));
}

void drawLine(QImage &picture, std::span<const LinePixel> columns, QRgb color, float width, Dash dash,
              ColumnSpan only)
{
    Coverage coverage(only, picture.height());
    const float half = width / 2;
    const int count = static_cast<int>(columns.size());
    // From the column whose segment leads into the span to the one whose segment leads out.
    const int first = std::max(0, only.begin - lineReach(width));
    const int last = only.end + lineReach(width);
    int previous = first - 1;
    while (previous >= 0 && columns[static_cast<std::size_t>(previous)].isEmpty()) {
        --previous;
    }
    for (int i = first; i < count && previous < last; ++i) {
        const LinePixel &c = columns[static_cast<std::size_t>(i)];
        if (c.isEmpty()) {
            continue;
        }
        const bool joins = c.joined && previous >= 0;
        if (joins) {
            addSegment(coverage, columns, previous, i, half);
            if (coverage.holds(i) && runsThrough(columns, i)) {
                addRun(coverage, columns, i, half);
            }
        }
        const float height = c.bottom - c.top;
        if (height > leastBar && coverage.holds(i)) {
            addBar(coverage, i, c.top - half / 2, c.bottom + half / 2, spanOpacity(height, width));
        }
        if (!joins && !joinsNext(columns, i)) {
            addDot(coverage, i, c.middle(), half);
        }
        previous = i;
    }
    Rows rows(picture);
    std::array<std::uint32_t, 256> shades{};
    for (std::uint32_t share = 0; share < shades.size(); ++share) {
        shades[share] = scaled(qPremultiply(color), share);
    }
    coverage.forEach([&](int column, int row, std::uint8_t share) {
        if (isLeftOut(dash, column)) {
            return;
        }
        std::uint32_t &pixel = rows.at(column, row);
        pixel = pixel == 0 ? shades[share] : over(shades[share], pixel);
    });
}

void drawStack(QImage &picture, std::span<const StackLayer> layers, float base, ColumnSpan only)
{
    Rows rows(picture);
    const int height = picture.height();
    for (int column = only.begin; column < only.end; ++column) {
        float lower = base;
        for (const StackLayer &layer : layers) {
            const float upper = layer.top[static_cast<std::size_t>(column)];
            if (!(upper == upper)) {
                continue;
            }
            fillColumn(rows, column, height, upper, lower, qPremultiply(layer.color));
            lower = std::min(lower, upper);
        }
    }
}

void drawCells(QImage &picture, std::span<const HeatCell> cells, QRgb color)
{
    Rows rows(picture);
    for (const HeatCell &cell : cells) {
        const std::uint32_t source = scaled(qPremultiply(color), cell.alpha);
        const int right = std::min(cell.right, picture.width());
        for (int row = std::max(0, cell.top); row < std::min(cell.bottom, picture.height()); ++row) {
            for (int column = std::max(0, cell.left); column < right; ++column) {
                std::uint32_t &pixel = rows.at(column, row);
                pixel = over(source, pixel);
            }
        }
    }
}

} // namespace qd
