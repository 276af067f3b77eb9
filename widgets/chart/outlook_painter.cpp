// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/outlook_painter.h"

#include "widgets/chart/chart_pens.h"
#include "widgets/chart/text_face.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr double air = 5;  ///< left and right of words
constexpr auto pages = 8h; ///< as the rule LeakPages has it

/// The longest of them that has room.
QString fitting(const TextFace &face, double width, const QStringList &texts)
{
    const auto fits = std::ranges::find_if(texts, [&](const QString &text) { return face.width(text) <= width; });
    return fits == texts.end() ? face.elided(texts.back(), width) : *fits;
}

QStringList wordsOf(const Outlook &outlook)
{
    if (outlook.value >= outlook.limit)
        return {QStringLiteral("limit reached")};
    const QString rough = roughText(outlook);
    return {QStringLiteral("limit in ") + units::seconds(outlook.likely.count()),
            QStringLiteral("limit in ") + rough, rough};
}

/// Where the legend's row is too low for a second line, the band stands in the room.
bool hasTwoLines(const QRect &title)
{
    return title.height() >= 28;
}

/// On the baseline of the legend.
void paintWords(QPainter &painter, const Outlook &outlook, const QRectF &room, const QRect &title)
{
    const double left = room.left() + 2 * air;
    const double width = room.right() - left;
    const TextFace &bold = TextFace::of(axisFontSize, QFont::DemiBold);
    painter.setPen(theme().text);
    bold.draw(painter, QPointF(left, title.top() + 13), fitting(bold, width, wordsOf(outlook)));
    if (outlook.value >= outlook.limit || !hasTwoLines(title))
        return;
    const TextFace &face = TextFace::of(axisFontSize);
    painter.setPen(theme().muted);
    face.draw(painter, QPointF(left, title.top() + 25), face.elided(bandText(outlook), width));
}

void paintCone(QPainter &painter, const Cone &cone, const QColor &color)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(color, 0.16));
    painter.drawPolygon(cone.area);
    painter.setPen(QPen(faded(color, 0.7), 1));
    if (cone.soonest != cone.latest) {
        painter.drawLine(cone.soonest);
        painter.drawLine(cone.latest);
    }
    QPen dashed(color, 1.5);
    dashed.setDashPattern({3, 2});
    painter.setPen(dashed);
    painter.drawLine(cone.likely);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(cone.likely.p2(), 2.5, 2.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// Two strokes across the edge of the room: what is above them is higher than it looks.
void paintBreak(QPainter &painter, double x, double y)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const double dy : {0.0, 4.0})
        painter.drawLine(QPointF(x - 4, y + dy + 2), QPointF(x + 4, y + dy - 2));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// The limit goes on, and how far one sees: it is another scale than that of the plot.
void paintRoom(QPainter &painter, const ChartScene &scene, const Cone &cone, const QRectF &room,
               const QString &words)
{
    painter.fillRect(room, theme().background);
    const double y = crisp(cone.limit, scene.pixelRatio());
    QPen pen(theme().critical, 1);
    pen.setDashPattern({6, 4});
    painter.setPen(pen);
    painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y));
    const double x = crisp(room.left(), scene.pixelRatio());
    painter.setPen(hairline(scene, theme().muted));
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()));
    if (cone.isBroken)
        paintBreak(painter, x, cone.limit + 8);
    const TextFace &face = TextFace::of(axisFontSize);
    painter.setPen(theme().muted);
    face.draw(painter, QPointF(room.right() - air - face.width(words), room.bottom() - 4), words);
}

} // namespace

void paintOutlook(QPainter &painter, const ChartScene &scene, std::size_t chart)
{
    const Outlook *outlook = scene.outlook(chart);
    const Plot &plot = scene.plots()[chart];
    if (!outlook || !plot.hasData())
        return;
    const ChartBox &box = scene.layout().charts[chart];
    const QRectF room(scene.layout().right, box.plot.top(), scene.layout().ahead, box.plot.height());
    const Cone cone = coneOf(*outlook, room.adjusted(0, 0, 0, -1), plot.scale().bottom(), plot.scale().top());
    const QString band = hasTwoLines(box.title) ? QString() : bandText(*outlook);
    paintRoom(painter, scene, cone, room, band.isEmpty() ? u'+' + units::duration(spanOf(*outlook)) : band);
    if (!cone.area.isEmpty())
        paintCone(painter, cone, outlook->likely <= pages ? theme().critical : theme().warning);
    paintWords(painter, *outlook, room, box.title);
}

} // namespace qd
