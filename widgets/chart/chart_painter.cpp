// SPDX-License-Identifier: GPL-3.0-or-later
// Size: every layer of the pane, in the order in which they are painted over each other.
#include "widgets/chart/chart_painter.h"

#include "widgets/chart/event_glyph.h"
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
constexpr int axisFontSize = 11;
constexpr double laneGlyphLabel = 10; ///< as event_marks.cpp reserves it

QColor faded(QColor color, double opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

QPen hairline(const ChartScene &scene, const QColor &color)
{
    return QPen(color, 1.0 / scene.pixelRatio() >= 1 ? 1.0 : std::floor(scene.pixelRatio()) / scene.pixelRatio());
}

/// The middle of a device pixel, where a one pixel line is sharp.
double crisp(double v, double pixelRatio)
{
    return (std::floor(v * pixelRatio) + 0.5) / pixelRatio;
}

/// The rounded panel. Filling all of it antialiased costs a quarter of a frame, so only the corners are.
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

void paintLimits(QPainter &painter, const ChartScene &scene, const ChartBox &box, const Plot &plot)
{
    const TextFace &face = TextFace::of(axisFontSize);
    for (std::size_t i = 0; i < plot.spec().limits.size(); ++i) {
        const auto limit = plot.limit(i);
        if (!limit) {
            continue;
        }
        const QString text = plot.spec().limits[i].label + u' ' + valueText(*limit, plot.scale().unit());
        painter.setPen(theme().critical);
        if (!plot.isLimitInScale(i)) {
            painter.setPen(theme().muted);
            face.draw(painter, QPointF(box.plot.left() + 6, box.plot.top() + 12),
                      text + QStringLiteral(", above this scale"));
            continue;
        }
        const double y = crisp(box.plot.top() + plot.yOf(*limit, box.plot.height() - 1), scene.pixelRatio());
        QPen pen(theme().critical, 1);
        pen.setDashPattern({6, 4});
        painter.setPen(pen);
        painter.drawLine(QPointF(box.plot.left(), y), QPointF(box.plot.right() + 1, y));
        const bool below = y + 16 < box.plot.bottom();
        face.draw(painter, QPointF(box.plot.left() + 6, below ? y + 13 : y - 4), text);
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

void paintSpan(QPainter &painter, const ChartScene &scene, const TimeRange &span, double opacity)
{
    const QRect plots = scene.layout().plots();
    const double left = std::clamp<double>(scene.xOf(span.begin), plots.left(), plots.right() + 1);
    const double right = std::clamp<double>(scene.xOf(span.end), plots.left(), plots.right() + 1);
    const QRectF area(left, plots.top(), std::max(1.0, right - left), plots.height());
    painter.fillRect(area, faded(theme().accent, opacity));
    painter.setPen(QPen(theme().accent, 1));
    painter.drawLine(area.topLeft(), area.bottomLeft());
    painter.drawLine(area.topRight(), area.bottomRight());
}

QString bubbleText(const ChartScene &scene, Timestamp at)
{
    QString clock = units::clock(at, scene.timeZone());
    if (scene.axis().width < std::chrono::milliseconds(50)) {
        const auto millis = (at.time_since_epoch() % std::chrono::seconds(1)).count();
        clock += QStringLiteral(".%1").arg(millis, 3, 10, QLatin1Char('0'));
    }
    if (scene.overlay()) {
        clock += QStringLiteral("  vs  ") + clockBeside(scene.overlay()->there(at), at, scene.timeZone());
    }
    return clock;
}

QRectF bubbleRect(const ChartScene &scene, double x, double textWidth)
{
    const double width = textWidth + 14;
    const double left = std::clamp(x - width / 2, 2.0, std::max(2.0, scene.size().width() - width - 2));
    return QRectF(left, scene.layout().axis.top() + 3, width, 16);
}

void paintBubble(QPainter &painter, const ChartScene &scene, double x, const QString &text)
{
    const TextFace &face = TextFace::of(axisFontSize, QFont::DemiBold);
    const QRectF box = bubbleRect(scene, x, face.width(text));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().text);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(theme().surface);
    face.draw(painter, QPointF(box.left() + 7, box.bottom() - 4), text);
}

constexpr int flagHeight = 15;

/// A few letters on the accent, at the top of the first chart.
void paintFlag(QPainter &painter, const ChartScene &scene, double center, const QString &text)
{
    const TextFace &face = TextFace::of(axisFontSize, QFont::DemiBold);
    const double width = std::max<double>(flagHeight, face.width(text) + 10);
    const QRectF flag(center - width / 2, scene.layout().plots().top(), width, flagHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    painter.drawRoundedRect(flag, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme().surface);
    face.draw(painter, QPointF(center - face.width(text) / 2, flag.bottom() - 3.5), text);
}

/// A line over all charts with its letter on top.
void paintCursor(QPainter &painter, const ChartScene &scene, Timestamp at, const QString &letter)
{
    const QRect plots = scene.layout().plots();
    const double exact = scene.xOf(at);
    if (exact < plots.left() - 1 || exact > plots.right() + 1) {
        return;
    }
    const double x = crisp(exact, scene.pixelRatio());
    painter.setPen(hairline(scene, theme().accent));
    painter.drawLine(QPointF(x, plots.top()), QPointF(x, plots.bottom() + 1));
    paintFlag(painter, scene, x, letter);
}

void paintCursors(QPainter &painter, const ChartScene &scene, const Cursors &cursors)
{
    if (const auto span = cursors.span()) {
        const QRect plots = scene.layout().plots();
        const double left = std::clamp<double>(scene.xOf(span->begin), plots.left(), plots.right() + 1);
        const double right = std::clamp<double>(scene.xOf(span->end), plots.left(), plots.right() + 1);
        painter.fillRect(QRectF(left, plots.top(), right - left, plots.height()), faded(theme().accent, 0.06));
        const QString length = units::duration(span->length());
        if (right - left > TextFace::of(axisFontSize, QFont::DemiBold).width(length) + 3 * flagHeight) {
            paintFlag(painter, scene, (left + right) / 2, length);
        }
    }
    if (cursors.a) {
        paintCursor(painter, scene, *cursors.a, QStringLiteral("A"));
    }
    if (cursors.b) {
        paintCursor(painter, scene, *cursors.b, QStringLiteral("B"));
    }
}

void paintOverlay(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay)
{
    const QRect plots = scene.layout().plots();
    if (overlay.flashed && *overlay.flashed < scene.layout().charts.size()) {
        const ChartBox &box = scene.layout().charts[*overlay.flashed];
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme().accent, 2));
        painter.setBrush(faded(theme().accent, 0.06));
        painter.drawRoundedRect(QRectF(box.title.united(box.plot.adjusted(0, 0, 0, 6))).adjusted(4, 1, -4, 0), 6,
                                6);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    paintCursors(painter, scene, overlay.cursors);
    for (const auto &[span, opacity] : {std::pair(overlay.marked, 0.10), std::pair(overlay.selecting, 0.18)}) {
        if (span) {
            paintSpan(painter, scene, *span, opacity);
            const QString text = units::clock(span->begin, scene.timeZone()) + QStringLiteral(" – ") +
                                 units::clock(span->end, scene.timeZone()) + QStringLiteral(" · ") +
                                 units::duration(span->length());
            paintBubble(painter, scene, (scene.xOf(span->begin) + scene.xOf(span->end)) / 2, text);
        }
    }
    if (!overlay.crosshair) {
        return;
    }
    const double exact = scene.xOf(*overlay.crosshair);
    if (exact < plots.left() - 1 || exact > plots.right() + 1) {
        return;
    }
    const double x = crisp(exact, scene.pixelRatio());
    painter.setPen(hairline(scene, faded(theme().text, 0.7)));
    painter.drawLine(QPointF(x, plots.top()), QPointF(x, scene.layout().axis.top() + 4));
    if (!overlay.selecting) {
        paintBubble(painter, scene, x, bubbleText(scene, *overlay.crosshair));
    }
}

} // namespace

int titleWidth(const Plot &plot, bool terse)
{
    const double title = TextFace::of(13, QFont::DemiBold).width(plot.spec().title);
    const double unit = TextFace::of(axisFontSize).width(unitText(plot, terse));
    return static_cast<int>(std::ceil(textLeft + title + 8 + unit));
}

QRegion crosshairRegion(const ChartScene &scene, Timestamp at)
{
    const double x = scene.xOf(at);
    const int left = static_cast<int>(std::floor(x)) - 1;
    QRegion region(left, 0, 4, scene.size().height());
    const TextFace &face = TextFace::of(axisFontSize, QFont::DemiBold);
    return region + bubbleRect(scene, x, face.width(bubbleText(scene, at))).toAlignedRect().adjusted(-1, -1, 1, 1);
}

void paintPane(QPainter &painter, const ChartScene &scene, const ChartOverlay &overlay, const QRect &exposed)
{
    painter.setClipRect(exposed);
    paintSurface(painter, scene, overlay, exposed);
    for (std::size_t i = 0; i < scene.plots().size(); ++i) {
        paintChart(painter, scene, i, i < overlay.terse.size() && overlay.terse[i], exposed);
    }
    paintEvents(painter, scene, overlay, exposed);
    if (exposed.intersects(scene.layout().axis)) {
        paintTimeAxis(painter, scene);
    }
    paintOverlay(painter, scene, overlay);
}

} // namespace qd
