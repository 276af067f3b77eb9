// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_painter.h"

#include "widgets/chart/chart_pens.h"
#include "widgets/chart/event_glyph.h"
#include "widgets/chart/outlook_painter.h"
#include "widgets/chart/text_face.h"
#include "widgets/shared/words.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr int cornerRadius = 8;
constexpr int textLeft = 12;
constexpr double laneGlyphLabel = 10; ///< as event_marks.cpp reserves it

void paintSurface(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed)
{
    const Theme &t = theme();
    painter.fillRect(exposed, t.surface);
    const QRect all(QPoint(0, 0), scene.size());
    const QRectF panel = QRectF(all).adjusted(0.5, 0.5, -0.5, -0.5);
    constexpr int c = cornerRadius;
    if (all.adjusted(c, 1, -c, -1).contains(exposed) || all.adjusted(1, c, -1, -c).contains(exposed)) {
        return;
    }
    painter.setPen(QPen(overlay.focused ? t.accent : t.line, 1));
    painter.drawLine(QPointF(c, panel.top()), QPointF(panel.right() - c, panel.top()));
    painter.drawLine(QPointF(c, panel.bottom()), QPointF(panel.right() - c, panel.bottom()));
    painter.drawLine(QPointF(panel.left(), c), QPointF(panel.left(), panel.bottom() - c));
    painter.drawLine(QPointF(panel.right(), c), QPointF(panel.right(), panel.bottom() - c));
    painter.setBrush(t.surface);
    for (const QPoint corner : {all.topLeft(), all.topRight() - QPoint(c - 1, 0),
                                all.bottomLeft() - QPoint(0, c - 1), all.bottomRight() - QPoint(c - 1, c - 1)}) {
        const QRect area(corner, QSize(c, c));
        if (!area.intersects(exposed)) {
            continue;
        }
        painter.save();
        painter.setClipRect(area & exposed);
        painter.fillRect(area, t.background);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(panel, c, c);
        painter.restore();
    }
}

QString unitText(const Plot &plot, bool terse)
{
    QStringList parts;
    if (!terse && !plot.spec().subtitle.isEmpty()) {
        parts << plot.spec().subtitle;
    }
    if (!plot.scale().unit().name.isEmpty()) {
        parts << plot.scale().unit().name;
    }
    if (plot.scale().kind() == ScaleKind::Logarithmic) {
        parts << QStringLiteral("log");
    }
    return parts.join(QStringLiteral(", "));
}

double titleBaseline(const QRect &title)
{
    return title.top() + 13; // towards the top: the topmost label of the plot reaches up into the title's row
}

void paintTitle(QPainter &painter, const ChartBox &box, const Plot &plot, bool terse)
{
    const double baseline = titleBaseline(box.title);
    const TextFace &bold = TextFace::of(13, QFont::DemiBold);
    painter.setPen(theme().text);
    const double width = bold.draw(painter, QPointF(textLeft, baseline), plot.spec().title);
    painter.setPen(theme().muted);
    TextFace::of(axisFontSize).draw(painter, QPointF(textLeft + width + 8, baseline), unitText(plot, terse));
}

void paintGrid(QPainter &painter, const ChartScene &scene, const ChartBox &box, const Plot &plot)
{
    const TextFace &face = TextFace::of(axisFontSize);
    const int most = std::max(2, box.plot.height() / 24 + 1);
    for (double tick : plot.scale().ticks(most)) {
        const double y = crisp(box.plot.top() + plot.yOf(tick, box.plot.height() - 1), scene.pixelRatio());
        painter.setPen(hairline(scene, theme().grid));
        painter.drawLine(QPointF(box.plot.left(), y), QPointF(box.plot.right() + 1, y));
        const QString text = tickText(tick, plot.scale().unit());
        painter.setPen(theme().muted);
        face.draw(painter, QPointF(box.plot.left() - 6 - face.width(text), y + 4), text);
    }
}

/// Words over the data, on a plate: a stack may lie behind them.
void paintLimitWords(QPainter &painter, QPointF at, const QString &text)
{
    const TextFace &face = TextFace::of(axisFontSize);
    QColor plate = theme().surface;
    plate.setAlphaF(0.85F);
    painter.fillRect(QRectF(at.x() - 3, at.y() - 11, face.width(text) + 6, 15), plate);
    face.draw(painter, at, text);
}

void paintLimits(QPainter &painter, const ChartScene &scene, const ChartBox &box, const Plot &plot)
{
    for (std::size_t i = 0; i < plot.spec().limits.size(); ++i) {
        const auto limit = plot.limit(i);
        if (!limit) {
            continue;
        }
        const QString text = plot.spec().limits[i].label + u' ' + valueText(*limit, plot.scale().unit());
        painter.setPen(theme().critical);
        if (!plot.isLimitInScale(i)) {
            painter.setPen(theme().muted);
            paintLimitWords(painter, QPointF(box.plot.left() + 6, box.plot.top() + 12),
                            text + QStringLiteral(", above this scale"));
            continue;
        }
        const double y = crisp(box.plot.top() + plot.yOf(*limit, box.plot.height() - 1), scene.pixelRatio());
        QPen pen(theme().critical, 1);
        pen.setDashPattern({6, 4});
        painter.setPen(pen);
        painter.drawLine(QPointF(box.plot.left(), y), QPointF(box.plot.right() + 1, y));
        const bool below = y + 16 < box.plot.bottom();
        paintLimitWords(painter, QPointF(box.plot.left() + 6, below ? y + 13 : y - 4), text);
    }
}

/// Slanted lines, anchored to the span so that they travel with it when the view moves.
void paintHatch(QPainter &painter, const QRectF &rect)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.fillRect(rect, theme().surface);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(faded(theme().unknown, 0.55), 1.4));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += 8) {
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
    painter.restore();
}

/// No axis without data: nobody knows the scale yet.
void paintWaiting(QPainter &painter, const ChartScene &scene, const ChartBox &box, const Plot &plot)
{
    const double base = crisp(box.plot.bottom(), scene.pixelRatio());
    painter.setPen(hairline(scene, theme().grid));
    painter.drawLine(QPointF(box.plot.left(), base), QPointF(box.plot.right() + 1, base));
    painter.setFont(uiFont(12));
    painter.setPen(theme().muted);
    const QString text = plot.spec().waitingFor.isEmpty()
                             ? QStringLiteral("No data")
                             : QStringLiteral("Waiting for %1").arg(plot.spec().waitingFor);
    painter.drawText(box.plot, Qt::AlignCenter, text);
}

/// Where the view begins before anything is known that is shown, and in the first chart how far back the rest
/// goes: an empty stretch would look like a service that did nothing.
void paintBeyond(QPainter &painter, const ChartScene &scene, const ChartBox &box, bool words)
{
    const TimeRange extent = scene.history().series.extent();
    const double begin = std::min<double>(scene.xOf(extent.begin), box.plot.right() + 1);
    if (extent.isEmpty() || begin <= box.plot.left() + 1) {
        return;
    }
    const QRectF beyond(box.plot.left(), box.plot.top(), begin - box.plot.left(), box.plot.height());
    painter.fillRect(beyond, theme().background);
    const TextFace &face = TextFace::of(axisFontSize);
    const QString text =
        QStringLiteral("History begins %1").arg(clockBeside(extent.begin, scene.history().now, scene.timeZone()));
    constexpr double air = 8;
    if (words && face.width(text) + 2 * air < beyond.width()) {
        painter.setPen(theme().muted);
        face.draw(painter, QPointF(begin - air - face.width(text), box.plot.bottom() - air), text);
    }
}

void paintChart(QPainter &painter, const ChartScene &scene, std::size_t index, bool terse, const QRect &exposed)
{
    const ChartBox &box = scene.layout().charts[index];
    const Plot &plot = scene.plots()[index];
    if (exposed.intersects(box.title)) {
        paintTitle(painter, box, plot, terse);
    }
    const QRect withLabels = box.plot.adjusted(-box.plot.left(), -8, 0, 8);
    if (!exposed.intersects(withLabels)) {
        return;
    }
    if (!plot.hasData()) {
        paintWaiting(painter, scene, box, plot);
        return;
    }
    paintBeyond(painter, scene, box, index == 0);
    paintGrid(painter, scene, box, plot);
    const QRect source = (exposed & box.plot).translated(-box.plot.topLeft());
    if (!plot.picture().isNull() && !source.isEmpty()) {
        const double r = scene.pixelRatio();
        const QRectF pixels(source.x() * r, source.y() * r, source.width() * r, source.height() * r);
        painter.drawImage(QRectF(source.translated(box.plot.topLeft())), plot.picture(), pixels);
    }
    for (const QRectF &gap : scene.gapRects(box.plot)) {
        if (gap.intersects(exposed)) {
            paintHatch(painter, gap);
        }
    }
    paintLimits(painter, scene, box, plot);
}

void paintTimeAxis(QPainter &painter, const ChartScene &scene)
{
    const TextFace &face = TextFace::of(axisFontSize);
    const QRect axis = scene.layout().axis;
    const double baseline = axis.top() + 15;
    const QString zone = units::zoneName(rangeOf(scene.axis()).end, scene.timeZone());
    painter.setPen(theme().muted);
    face.draw(painter, QPointF(textLeft, baseline), zone);
    for (Timestamp at : scene.ticks().at) {
        const double x = scene.xOf(at);
        const QString label = units::timeTickLabel(at, scene.ticks().step, scene.timeZone());
        const double width = face.width(label);
        const double left = std::min(x - width / 2, scene.layout().right - width);
        if (left < scene.layout().left - width / 2 - 1) {
            continue;
        }
        face.draw(painter, QPointF(left, baseline), label);
    }
}

void paintMark(QPainter &painter, const ChartScene &scene, const EventMark &mark, bool lit)
{
    const QColor color = toneColor(mark.face.tone, theme());
    const double x = scene.layout().left + mark.x;
    const QRect lane = scene.layout().lane;
    const double middle = lane.top() + lane.height() / 2.0;
    const TextFace &face = TextFace::of(axisFontSize, lit ? QFont::DemiBold : QFont::Normal);
    const QString text = lit && mark.more == 0 ? mark.face.label : mark.shownLabel;
    if (lit) {
        const double width = face.width(text) + laneGlyphLabel + 16;
        const double left = std::min(x - 10, scene.size().width() - width - 4);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color, 1));
        painter.setBrush(theme().surface);
        painter.drawRoundedRect(QRectF(left + 0.5, lane.top() + 3.5, width, lane.height() - 7), 4, 4);
        painter.setRenderHint(QPainter::Antialiasing, false);
        paintGlyph(painter, QPointF(left + 10, middle), mark.face.glyph, color);
        painter.setPen(theme().text);
        face.draw(painter, QPointF(left + 10 + laneGlyphLabel, middle + 4), text);
        return;
    }
    paintGlyph(painter, QPointF(x, middle), mark.face.glyph, color);
    painter.setPen(theme().muted);
    face.draw(painter, QPointF(x + laneGlyphLabel, middle + 4), text);
}

void paintEventLine(QPainter &painter, const ChartScene &scene, const EventMark &mark, bool lit)
{
    const QRect plots = scene.layout().plots();
    QPen pen(faded(toneColor(mark.face.tone, theme()), lit ? 1 : 0.35), lit ? 1.5 : 1);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    const double x = crisp(scene.layout().left + mark.x, scene.pixelRatio());
    painter.drawLine(QPointF(x, scene.layout().lane.bottom()), QPointF(x, plots.bottom()));
}

void paintEvents(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed)
{
    const QRect lane = scene.layout().lane;
    const EventMark *lit = nullptr;
    for (const EventMark &mark : scene.marks()) {
        if (overlay.highlighted == mark.seq) {
            lit = &mark;
            continue;
        }
        paintEventLine(painter, scene, mark, false);
        if (exposed.intersects(lane)) {
            paintMark(painter, scene, mark, false);
        }
    }
    // A mark at the left edge reaches into the lane's name, which says less than the mark.
    const bool crowded = !scene.marks().empty() && scene.marks().front().x < laneGlyphLabel;
    if (exposed.intersects(lane) && !crowded) {
        painter.setPen(theme().text);
        TextFace::of(13, QFont::DemiBold)
            .draw(painter, QPointF(textLeft, lane.top() + lane.height() / 2.0 + 4), QStringLiteral("Events"));
    }
    if (lit) {
        paintEventLine(painter, scene, *lit, true);
        if (exposed.intersects(lane)) {
            paintMark(painter, scene, *lit, true);
        }
    }
}

} // namespace

int titleWidth(const Plot &plot, bool terse)
{
    const double title = TextFace::of(13, QFont::DemiBold).width(plot.spec().title);
    const double unit = TextFace::of(axisFontSize).width(unitText(plot, terse));
    return static_cast<int>(std::ceil(textLeft + title + 8 + unit));
}

void paintPane(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed)
{
    painter.setClipRect(exposed);
    paintSurface(painter, scene, overlay, exposed);
    for (std::size_t i = 0; i < scene.plots().size(); ++i) {
        paintChart(painter, scene, i, i < overlay.terse.size() && overlay.terse[i], exposed);
        paintOutlook(painter, scene, i);
    }
    paintEvents(painter, scene, overlay, exposed);
    if (exposed.intersects(scene.layout().axis)) {
        paintTimeAxis(painter, scene);
    }
    paintOverlay(painter, scene, overlay);
}

} // namespace qd
