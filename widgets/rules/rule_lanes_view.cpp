// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rules/rule_lanes_view.h"

#include "widgets/chart/chart_layout.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr int laneHeight = 40;
constexpr int above = 4;
constexpr int axisHeight = 18;
constexpr int tickSpacing = 110;
constexpr int rightMargin = 14; ///< as the charts have it
constexpr int scrollWidth = 10;
constexpr double nowTop = 19;
constexpr double nowHeight = 8;
constexpr double thenTop = 29;
constexpr double thenHeight = 5;
constexpr double narrowestSpan = 2;

Severity severityIn(const QString &word)
{
    if (word == u"critical" || word == u"page") {
        return Severity::Critical;
    }
    return word == u"warning" ? Severity::Warning : Severity::Ok;
}

QColor colorOf(const rules::RuleLane &lane)
{
    const Severity severity = severityIn(lane.severity);
    return severity == Severity::Ok ? theme().accent : theme().severity(severity);
}

QString alarmWords(int alarms)
{
    if (alarms == 0) {
        return RuleLanesView::tr("no alarm");
    }
    return alarms == 1 ? RuleLanesView::tr("1 alarm") : RuleLanesView::tr("%1 alarms").arg(units::count(alarms));
}

} // namespace

RuleLanesView::RuleLanesView(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollBar(Qt::Vertical, this))
{
    setObjectName(QStringLiteral("ruleLanes"));
    setAccessibleName(tr("Alert rules over the visible time"));
    setMinimumHeight(above * 2 + laneHeight + laneHeight / 2 + axisHeight);
    m_scroll->setSingleStep(laneHeight);
    m_scroll->hide();
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
}

int RuleLanesView::right() const
{
    return std::max(plotLeft + 40, width() - rightMargin - m_ahead);
}

void RuleLanesView::setAhead(int width)
{
    m_ahead = width;
    follow();
    update();
}

void RuleLanesView::follow()
{
    const int columns = std::max(1, static_cast<int>(std::lround((right() - plotLeft) * devicePixelRatioF())));
    m_axis = timeAxisFor(m_range, columns);
    const int whole = static_cast<int>(m_lanes.size()) * laneHeight + 2 * above;
    const int page = std::max(0, height() - axisHeight);
    m_scroll->setGeometry(width() - scrollWidth - 2, 2, scrollWidth, std::max(0, page - 4));
    m_scroll->setPageStep(page);
    m_scroll->setRange(0, std::max(0, whole - page));
    m_scroll->setVisible(whole > page);
    update();
}

void RuleLanesView::setLanes(std::vector<rules::RuleLane> lanes)
{
    m_lanes = std::move(lanes);
    QStringList words;
    for (const rules::RuleLane &lane : m_lanes) {
        words << lane.name + QStringLiteral(": ") + wordsOf(lane);
    }
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    follow();
}

void RuleLanesView::setRange(TimeRange range)
{
    if (m_range != range) {
        m_range = range;
        follow();
    }
}

void RuleLanesView::setZone(units::Zone zone)
{
    m_zone = zone;
    update();
}

void RuleLanesView::setDimmed(bool dimmed)
{
    m_dimmed = dimmed;
    update();
}

void RuleLanesView::setEmptyWords(const QString &words)
{
    m_emptyWords = words;
    update();
}

QString RuleLanesView::wordsOf(const rules::RuleLane &lane)
{
    if (!lane.unjudged.isEmpty()) {
        return tr("cannot be judged: %1").arg(lane.unjudged);
    }
    const QString words = alarmWords(lane.alarms);
    return lane.failure.isEmpty() ? words : tr("%1; failed at times: %2").arg(words, lane.failure);
}

double RuleLanesView::xOf(Timestamp at) const
{
    return plotLeft + qd::xOf(m_axis, at) / devicePixelRatioF();
}

void RuleLanesView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme().line);
    painter.setBrush(theme().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setClipRect(rect().adjusted(1, 2, -1, -2));
    if (m_lanes.empty()) {
        painter.setPen(theme().muted);
        painter.setFont(uiFont(12));
        painter.drawText(rect().adjusted(12, 8, -12, -8), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         m_emptyWords);
        return;
    }
    paintTicks(painter);
    painter.setClipRect(rect().adjusted(1, 2, -1, -axisHeight));
    painter.setOpacity(m_dimmed ? 0.4 : 1);
    double top = above - m_scroll->value();
    for (const rules::RuleLane &lane : m_lanes) {
        if (top + laneHeight > 0 && top < height()) {
            paintLane(painter, lane, top);
        }
        top += laneHeight;
    }
}

void RuleLanesView::paintTicks(QPainter &painter) const
{
    constexpr double half = tickSpacing / 2.0;
    const units::TimeTicks ticks =
        units::timeTicks(rangeOf(m_axis), std::max(2, (right() - plotLeft) / tickSpacing), m_zone);
    const QRectF line(0, height() - axisHeight, tickSpacing, axisHeight - 2);
    painter.setPen(theme().muted);
    drawTabular(painter, QRectF(12, line.top(), plotLeft - 12, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
                uiFont(10), units::zoneName(rangeOf(m_axis).end, m_zone));
    for (const Timestamp at : ticks.at) {
        const double x = std::floor(xOf(at)) + 0.5;
        painter.setPen(theme().grid);
        painter.drawLine(QPointF(x, 2), QPointF(x, line.top()));
        painter.setPen(theme().muted);
        // The last one stays inside, beside its line.
        drawTabular(painter, line.translated(std::min(x - half, double(right() - tickSpacing)), 0),
                    (x + half > right() ? Qt::AlignRight : Qt::AlignHCenter) | Qt::AlignVCenter, uiFont(10),
                    units::timeTickLabel(at, ticks.step, m_zone));
    }
}

void RuleLanesView::paintLane(QPainter &painter, const rules::RuleLane &lane, double top) const
{
    const Theme &t = theme();
    const QFont bold = uiFont(12, QFont::DemiBold);
    painter.setPen(t.text);
    paintShape(painter, QRectF(12, top + 5, 8, 8),
               lane.unjudged.isEmpty() ? severityIn(lane.severity) : Severity::Unknown,
               lane.unjudged.isEmpty() ? colorOf(lane) : t.unknown);
    const double space = right() - 26;
    const double name = std::min(space * 0.6, tabularAdvance(bold, lane.name));
    painter.setPen(t.text);
    drawTabular(painter, QRectF(26, top, name + 1, 18), Qt::AlignLeft | Qt::AlignVCenter, bold, lane.name);
    painter.setPen(lane.unjudged.isEmpty() ? t.muted : t.warning);
    drawTabular(painter, QRectF(26 + name + 10, top, space - name - 10, 18), Qt::AlignLeft | Qt::AlignVCenter,
                uiFont(12), wordsOf(lane));
    painter.setPen(t.muted);
    const QRectF gutter(0, 0, plotLeft - 6, 12);
    drawTabular(painter, gutter.translated(0, top + nowTop - 4), Qt::AlignRight | Qt::AlignVCenter, uiFont(10),
                tr("written"));
    drawTabular(painter, gutter.translated(0, top + thenTop - 2), Qt::AlignRight | Qt::AlignVCenter, uiFont(10),
                tr("fired"));
    paintBar(painter, lane, lane.today, top + nowTop, nowHeight);
    paintBar(painter, lane, lane.then, top + thenTop, thenHeight);
}

void RuleLanesView::paintBar(QPainter &painter, const rules::RuleLane &lane,
                             const std::vector<rules::LaneSpan> &spans, double top, double height) const
{
    const QColor color = colorOf(lane);
    painter.fillRect(QRectF(plotLeft, top, right() - plotLeft, height), theme().grid);
    for (const rules::LaneSpan &span : spans) {
        const double left = std::max<double>(plotLeft, xOf(span.at.begin));
        const double end = std::min<double>(right(), xOf(span.at.end));
        if (end <= plotLeft || left >= right()) {
            continue;
        }
        const QRectF bar(left, top, std::max(narrowestSpan, end - left), height);
        if (span.phase == rules::LanePhase::Firing) {
            painter.fillRect(bar, color);
            continue;
        }
        painter.fillRect(bar, theme().surface);
        painter.setPen(QPen(color, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void RuleLanesView::resizeEvent(QResizeEvent *)
{
    follow();
}

void RuleLanesView::wheelEvent(QWheelEvent *event)
{
    m_scroll->event(event);
}

const rules::RuleLane *RuleLanesView::laneAt(int y) const
{
    if (y >= height() - axisHeight) {
        return nullptr;
    }
    const int row = (y - above + m_scroll->value()) / laneHeight;
    return row >= 0 && row < static_cast<int>(m_lanes.size()) ? &m_lanes[static_cast<std::size_t>(row)] : nullptr;
}

void RuleLanesView::mouseReleaseEvent(QMouseEvent *event)
{
    if (const rules::RuleLane *lane = laneAt(static_cast<int>(event->position().y()))) {
        Q_EMIT ruleChosen(lane->line);
    }
}

bool RuleLanesView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const rules::RuleLane *lane = laneAt(help->pos().y());
        QToolTip::showText(help->globalPos(), lane ? tr("%1: %2. Outlined is pending, filled is firing.")
                                                         .arg(lane->name, wordsOf(*lane))
                                                         .toHtmlEscaped()
                                                   : QString());
        return true;
    }
    return QWidget::event(event);
}

} // namespace qd

#include "moc_rule_lanes_view.cpp"
