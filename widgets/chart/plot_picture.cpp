// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/plot_picture.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace qd {

namespace {

/// With more pieces than that drawing all at once is less work.
constexpr std::size_t mostSpans = 32;

/// One flag a column: whether its pixels may differ from those that are there.
class Changes
{
public:
    explicit Changes(int columns)
        : m_flags(static_cast<std::size_t>(columns), 0)
    {}
    void mark(int from, int to)
    {
        from = std::max(from, 0);
        to = std::min(to, size());
        if (from < to) {
            std::fill(m_flags.begin() + from, m_flags.begin() + to, 1);
        }
    }
    [[nodiscard]] std::vector<ColumnSpan> spans() const
    {
        std::vector<ColumnSpan> out;
        for (auto at = m_flags.begin(); (at = std::find(at, m_flags.end(), 1)) != m_flags.end();) {
            const auto end = std::find(at, m_flags.end(), 0);
            out.push_back({static_cast<int>(at - m_flags.begin()), static_cast<int>(end - m_flags.begin())});
            at = end;
        }
        return out;
    }

private:
    [[nodiscard]] int size() const { return static_cast<int>(m_flags.size()); }
    std::vector<char> m_flags;
};

bool isSame(float a, float b)
{
    return a == b || (a != a && b != b);
}

bool isSame(const LinePixel &a, const LinePixel &b)
{
    return isSame(a.top, b.top) && isSame(a.bottom, b.bottom) && a.joined == b.joined;
}

/// Columns [from, to) of now that stood elsewhere before, at index + by.
struct Kept
{
    int from;
    int to;
    int by;
};

bool isOfOneKind(const LineShape &before, const LineShape &now, int by)
{
    const bool dashed = before.dash.off != 0 || now.dash.off != 0;
    return before.color == now.color && before.width == now.width && before.dash.on == now.dash.on &&
           before.dash.off == now.dash.off && (!dashed || now.dash.phase - before.dash.phase == by);
}

/// Whether columns of the one picture can stand in the other.
bool areOfOneKind(const PlotShapes &before, const PlotShapes &now, int by)
{
    const auto sameLine = [by](const LineShape &a, const LineShape &b) { return isOfOneKind(a, b, by); };
    const auto sameLayer = [](const StackLayer &a, const StackLayer &b) { return a.color == b.color; };
    return before.cells.empty() && now.cells.empty() && isSame(before.stackBase, now.stackBase) &&
           std::equal(before.lines.begin(), before.lines.end(), now.lines.begin(), now.lines.end(), sameLine) &&
           std::equal(before.stack.begin(), before.stack.end(), now.stack.begin(), now.stack.end(), sameLayer);
}

/// A column reaches to its neighbours with samples, before and now, and a dot a little further.
void markLine(const LineShape &before, const LineShape &now, Kept kept, Changes &changes)
{
    const int reach = lineReach(now.width);
    const auto isFirm = [&](int i) {
        const LinePixel &old = before.columns[static_cast<std::size_t>(i + kept.by)];
        return !old.isEmpty() && !now.columns[static_cast<std::size_t>(i)].isEmpty();
    };
    const auto differs = [&](int i) {
        return !isSame(before.columns[static_cast<std::size_t>(i + kept.by)],
                       now.columns[static_cast<std::size_t>(i)]);
    };
    const auto markAround = [&](int from, int to) {
        while (from > kept.from && !isFirm(from - 1)) {
            --from;
        }
        while (to < kept.to && !isFirm(to)) {
            ++to;
        }
        changes.mark(from - 1 - reach, to + 1 + reach);
        return to;
    };
    markAround(kept.from, kept.from); // what has left on that side may have been its neighbour
    markAround(kept.to, kept.to);
    for (int i = kept.from; i < kept.to; ++i) {
        if (differs(i)) {
            i = std::max(i, markAround(i, i + 1) - 1);
        }
    }
}

void markLayer(const StackLayer &before, const StackLayer &now, Kept kept, Changes &changes)
{
    for (int i = kept.from; i < kept.to; ++i) {
        if (!isSame(before.top[static_cast<std::size_t>(i + kept.by)], now.top[static_cast<std::size_t>(i)])) {
            changes.mark(i, i + 1);
        }
    }
}

} // namespace

void PlotPicture::show(PlotShapes shapes, const TimeAxis &axis, QSize size, double pixelRatio)
{
    const std::int64_t by = axis.first - m_axis.first;
    const bool alike = m_image.size() == size && axis.width == m_axis.width && axis.columns == m_axis.columns &&
                       std::abs(by) < axis.columns && areOfOneKind(m_shapes, shapes, static_cast<int>(by));
    Changes changes(size.width());
    if (alike) {
        const int moved = static_cast<int>(by);
        const Kept kept{std::max(0, -moved), std::min(size.width(), size.width() - moved), moved};
        changes.mark(0, kept.from);
        changes.mark(kept.to, size.width());
        for (std::size_t i = 0; i < shapes.lines.size(); ++i) {
            markLine(m_shapes.lines[i], shapes.lines[i], kept, changes);
        }
        for (std::size_t i = 0; i < shapes.stack.size(); ++i) {
            markLayer(m_shapes.stack[i], shapes.stack[i], kept, changes);
        }
        moveBy(moved);
    } else {
        if (m_image.size() != size) {
            m_image = QImage(size, QImage::Format_ARGB32_Premultiplied);
        }
        changes.mark(0, size.width());
    }
    m_image.setDevicePixelRatio(pixelRatio);
    m_shapes = std::move(shapes);
    m_axis = axis;
    m_drawn = 0;
    std::vector<ColumnSpan> spans = changes.spans();
    if (spans.size() > mostSpans) {
        spans = {{0, size.width()}};
    }
    for (const ColumnSpan &span : spans) {
        draw(span);
        m_drawn += span.end - span.begin;
    }
}

void PlotPicture::moveBy(int columns)
{
    if (columns == 0) {
        return;
    }
    const auto kept = static_cast<std::size_t>(m_image.width() - std::abs(columns)) * sizeof(QRgb);
    for (int row = 0; row < m_image.height(); ++row) {
        auto *pixels = reinterpret_cast<QRgb *>(m_image.scanLine(row));
        std::memmove(pixels + std::max(0, -columns), pixels + std::max(0, columns), kept);
    }
}

void PlotPicture::draw(ColumnSpan span)
{
    for (int row = 0; row < m_image.height(); ++row) {
        auto *pixels = reinterpret_cast<QRgb *>(m_image.scanLine(row));
        std::fill(pixels + span.begin, pixels + span.end, 0);
    }
    drawCells(m_image, m_shapes.cells, m_shapes.cellColor); // never but with all columns: areOfOneKind()
    drawStack(m_image, m_shapes.stack, m_shapes.stackBase, span);
    for (const LineShape &line : m_shapes.lines) {
        drawLine(m_image, line.columns, line.color, line.width, line.dash, span);
    }
}

} // namespace qd
