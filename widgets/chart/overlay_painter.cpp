// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/overlay_painter.h"

#include "widgets/chart/chart_pens.h"
#include "widgets/chart/text_face.h"
#include "widgets/shared/words.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace qd {

namespace {

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

struct Flag
{
    double line = 0; ///< x of the cursor
    QString text;
    QRectF box;
};

bool isInSight(const ChartScene &scene, double x)
{
    const QRect plots = scene.layout().plots();
    return x >= plots.left() - 1 && x <= plots.right() + 1;
}

/// At the edge where it is out of sight; else on the side of its line where no other cursor stands, as far as the
/// charts have room there.
Flag flagOf(const ChartScene &scene, Timestamp at, const QString &text, bool onLeft)
{
    const QRect plots = scene.layout().plots();
    const double x = crisp(scene.xOf(at), scene.pixelRatio());
    const QString shown = isInSight(scene, x) ? text
                          : x < plots.left()  ? QStringLiteral("‹ ") + text
                                              : text + QStringLiteral(" ›");
    const double width = TextFace::of(axisFontSize, QFont::DemiBold).width(shown) + 10;
    const double left = std::clamp<double>(onLeft ? x - width : x, plots.left(),
                                           std::max<double>(plots.left(), plots.right() + 1 - width));
    return {x, shown, QRectF(left, plots.top(), width, flagHeight)};
}

/// A line over all charts with its letter and time on top.
void paintFlag(QPainter &painter, const ChartScene &scene, const Flag &flag)
{
    const QRect plots = scene.layout().plots();
    if (isInSight(scene, flag.line)) {
        painter.setPen(hairline(scene, theme().accent));
        painter.drawLine(QPointF(flag.line, plots.top()), QPointF(flag.line, plots.bottom() + 1));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    painter.drawRoundedRect(flag.box, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme().surface);
    TextFace::of(axisFontSize, QFont::DemiBold).draw(painter, flag.box.bottomLeft() + QPointF(5, -3.5), flag.text);
}

void paintCursors(QPainter &painter, const ChartScene &scene, const Cursors &cursors)
{
    const auto text = [&](char letter, Timestamp at) {
        return QChar::fromLatin1(letter) + u' ' + units::clock(at, scene.timeZone());
    };
    const auto span = cursors.span();
    if (!span) {
        for (const auto &[letter, at] : {std::pair('A', cursors.a), std::pair('B', cursors.b)}) {
            if (at) {
                paintFlag(painter, scene, flagOf(scene, *at, text(letter, *at), false));
            }
        }
        return;
    }
    const QRect plots = scene.layout().plots();
    const double left = std::clamp<double>(scene.xOf(span->begin), plots.left(), plots.right() + 1);
    const double right = std::clamp<double>(scene.xOf(span->end), plots.left(), plots.right() + 1);
    painter.fillRect(QRectF(left, plots.top(), right - left, plots.height()), faded(theme().accent, 0.06));
    const bool isAFirst = *cursors.a <= *cursors.b;
    const Flag first = flagOf(scene, span->begin, text(isAFirst ? 'A' : 'B', span->begin), true);
    const QString length = QStringLiteral(" · ") + units::duration(span->length());
    Flag second = flagOf(scene, span->end, text(isAFirst ? 'B' : 'A', span->end) + length, false);
    if (second.box.intersects(first.box)) {
        second.box.moveTop(first.box.bottom() + 1);
    }
    paintFlag(painter, scene, first);
    paintFlag(painter, scene, second);
}

} // namespace

namespace {

/// Through the event lane too: what points there is an event.
void paintLit(QPainter &painter, const ChartScene &scene, Timestamp at)
{
    const double exact = scene.xOf(at);
    if (!isInSight(scene, exact))
        return;
    const double x = crisp(exact, scene.pixelRatio());
    painter.setPen(QPen(theme().accent, 1.5));
    painter.drawLine(QPointF(x, scene.layout().lane.top()), QPointF(x, scene.layout().axis.top() + 4));
    paintBubble(painter, scene, x, bubbleText(scene, at));
}

} // namespace

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
    if (overlay.lit) {
        paintLit(painter, scene, *overlay.lit);
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

QRegion crosshairRegion(const ChartScene &scene, Timestamp at)
{
    const double x = scene.xOf(at);
    const int left = static_cast<int>(std::floor(x)) - 1;
    QRegion region(left, 0, 4, scene.size().height());
    const TextFace &face = TextFace::of(axisFontSize, QFont::DemiBold);
    return region + bubbleRect(scene, x, face.width(bubbleText(scene, at))).toAlignedRect().adjusted(-1, -1, 1, 1);
}

} // namespace qd
