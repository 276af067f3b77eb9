// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/overview_strip.h"

#include "widgets/chart/chart_layout.h"
#include "widgets/chart/text_face.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr int stripRightMargin = 22;
constexpr int topMargin = 6;
constexpr int labelHeight = 16;
constexpr double edgeReach = 5;
constexpr double narrowestWindow = 6;

/// "03:00", with the day where one edge alone would not tell, and with the year where the day would not.
QString edgeText(Timestamp t, TimeRange range, units::Zone zone)
{
    const QString clock = units::clock(t, zone).left(5);
    const auto spec = zone == units::Zone::Utc ? Qt::UTC : Qt::LocalTime;
    const auto day = [spec](Timestamp at) {
        return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), spec).date();
    };
    const qint64 days = day(range.begin).daysTo(day(range.end));
    if (days <= 1) {
        return day(t) == day(range.end) ? clock : clock + QStringLiteral(" yesterday");
    }
    const bool isOneYear = day(range.begin).year() == day(range.end).year();
    return clock + QLocale::c().toString(day(t), isOneYear ? QStringLiteral(" 'on' d MMM")
                                                           : QStringLiteral(" 'on' d MMM yyyy"));
}

/// How long all of it is, left of it: "5 h 30 min" takes two lines there.
void paintLength(QPainter &painter, const TextFace &face, const QString &words)
{
    constexpr int left = 10;
    constexpr int lineHeight = 13;
    const QPointF first(left, topMargin + 11);
    const qsizetype unit = words.indexOf(u' ');
    const qsizetype split = face.width(words) > plotLeft - left - 4 ? words.indexOf(u' ', unit + 1) : -1;
    face.draw(painter, first, words.left(split));
    if (split > 0) {
        face.draw(painter, first + QPointF(0, lineHeight), words.mid(split + 1));
    }
}

} // namespace

OverviewStrip::OverviewStrip(Playhead *playhead, std::string metric, QWidget *parent)
    : QWidget(parent)
    , m_playhead(playhead)
    , m_history(std::make_shared<HistorySnapshot>())
    , m_picture(std::move(metric))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(QStringLiteral("Overview of the whole history"));
    connect(m_playhead, &Playhead::changed, this, qOverload<>(&QWidget::update));
}

QSize OverviewStrip::sizeHint() const
{
    return {1028, 66};
}

QSize OverviewStrip::minimumSizeHint() const
{
    return {300, 48};
}

void OverviewStrip::setHistory(const HistoryPtr &history)
{
    if (history) {
        m_history = history;
        refresh();
    }
}

void OverviewStrip::setSeries(const std::string &metric, const Labels &labels)
{
    m_picture.setSeries(metric, labels);
    refresh();
}

void OverviewStrip::forgetHistory()
{
    m_history = std::make_shared<HistorySnapshot>();
    m_picture.forgetHistory();
    update();
}

void OverviewStrip::setTimeZone(units::Zone zone)
{
    m_zone = zone;
    update();
}

void OverviewStrip::setBookmarks(std::vector<Timestamp> bookmarks)
{
    m_bookmarks = std::move(bookmarks);
    update();
}

QRect OverviewStrip::pictureRect() const
{
    return QRect(plotLeft, topMargin, std::max(10, width() - plotLeft - stripRightMargin),
                 std::max(10, height() - topMargin - labelHeight));
}

void OverviewStrip::refresh()
{
    m_picture.setComplete(m_playhead->historyKind() == HistoryKind::File);
    const bool drawn = m_picture.update(*m_history, pictureRect().size(), devicePixelRatioF());
    if (drawn) {
        update();
    }
}

double OverviewStrip::xOf(Timestamp t) const
{
    return pictureRect().left() + qd::xOf(m_picture.axis(), t) / devicePixelRatioF();
}

Timestamp OverviewStrip::timeAt(double x) const
{
    return qd::timeAt(m_picture.axis(), (x - pictureRect().left()) * devicePixelRatioF());
}

QRectF OverviewStrip::windowRect() const
{
    const QRectF all(pictureRect());
    const TimeRange shown = m_playhead->range();
    const double left = std::clamp(xOf(shown.begin), all.left(), all.right() - narrowestWindow);
    const double right = std::clamp(xOf(shown.end), left + narrowestWindow, all.right());
    return QRectF(left, all.top(), right - left, all.height());
}

void OverviewStrip::paintEvent(QPaintEvent *)
{
    if (m_picture.image().devicePixelRatio() != devicePixelRatioF()) {
        refresh();
    }
    QPainter painter(this);
    painter.fillRect(rect(), theme().background);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme().accent : theme().line, 1));
    painter.setBrush(theme().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    if (m_history->series.isEmpty()) {
        painter.setPen(theme().muted);
        painter.setFont(uiFont(12));
        painter.drawText(rect(), Qt::AlignCenter, QStringLiteral("The whole history appears here"));
        return;
    }
    painter.drawImage(QPointF(pictureRect().topLeft()), m_picture.image());
    paintLabels(painter);
    paintBookmarks(painter);
    paintWindow(painter);
}

void OverviewStrip::paintLabels(QPainter &painter) const
{
    const TextFace &face = TextFace::of(11);
    const TimeRange range = m_picture.range();
    painter.setPen(theme().muted);
    paintLength(painter, face, units::duration(range.length()));
    const double baseline = height() - 5;
    const QString begin = edgeText(range.begin, range, m_zone);
    const QString end = edgeText(range.end, range, m_zone);
    const double endLeft = pictureRect().right() + 1 - face.width(end);
    double free = plotLeft + face.draw(painter, QPointF(plotLeft, baseline), begin) + 8;
    face.draw(painter, QPointF(endLeft, baseline), end);
    for (const TimeRange &gap : m_picture.gaps()) {
        const QString text = QStringLiteral("gap ") + units::duration(gap.length());
        const double width = face.width(text);
        const double left = (xOf(gap.begin) + xOf(gap.end)) / 2 - width / 2;
        if (left >= free && left + width < endLeft - 8) {
            face.draw(painter, QPointF(left, baseline), text);
            free = left + width + 8;
        }
    }
}

/// Small ribbons hanging from the upper edge.
void OverviewStrip::paintBookmarks(QPainter &painter) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().text);
    const QRect all = pictureRect();
    for (const Timestamp at : m_bookmarks) {
        const double x = xOf(at);
        if (x < all.left() || x > all.right() + 1) {
            continue;
        }
        const double top = all.top() - 3;
        const QPointF ribbon[] = {
            {x - 3.5, top}, {x + 3.5, top}, {x + 3.5, top + 11}, {x, top + 7.5}, {x - 3.5, top + 11}};
        painter.drawPolygon(ribbon, 5);
        painter.fillRect(QRectF(x - 0.5, top, 1, all.bottom() + 1 - top), theme().text);
    }
}

void OverviewStrip::paintWindow(QPainter &painter) const
{
    QColor fill = theme().accent;
    fill.setAlphaF(0.16F);
    const QRectF window = windowRect().adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(theme().accent, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(window, 2, 2);
    if (window.width() > 24) {
        // Handles say that the edges move.
        painter.setPen(QPen(theme().accent, 2, Qt::SolidLine, Qt::RoundCap));
        const double middle = window.center().y();
        for (double x : {window.left() + 4, window.right() - 4}) {
            painter.drawLine(QPointF(x, middle - 5), QPointF(x, middle + 5));
        }
    }
}

OverviewStrip::Grip OverviewStrip::gripAt(QPointF pos) const
{
    const QRectF window = windowRect();
    const bool wide = window.width() > 4 * edgeReach;
    if (wide && std::abs(pos.x() - window.left()) <= edgeReach) {
        return Grip::LeftEdge;
    }
    if (wide && std::abs(pos.x() - window.right()) <= edgeReach) {
        return Grip::RightEdge;
    }
    return pos.x() >= window.left() - 2 && pos.x() <= window.right() + 2 ? Grip::Window : Grip::None;
}

void OverviewStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_history->series.isEmpty()) {
        event->ignore();
        return;
    }
    m_grip = gripAt(event->position());
    if (m_grip == Grip::None) {
        const TimeRange shown = m_playhead->range();
        m_playhead->pan(timeAt(event->position().x()) - (shown.begin + shown.length() / 2));
        m_grip = Grip::Window;
    }
    m_gripX = event->position().x();
    m_gripRange = m_playhead->range();
}

void OverviewStrip::dragTo(QPointF pos)
{
    const Millis moved = timeAt(pos.x()) - timeAt(m_gripX);
    TimeRange wanted = m_gripRange;
    switch (m_grip) {
    case Grip::Window:
        m_playhead->pan(m_gripRange.begin + moved - m_playhead->range().begin);
        return;
    case Grip::LeftEdge:
        wanted.begin = std::min(wanted.begin + moved, wanted.end - Playhead::shortestSpan);
        break;
    case Grip::RightEdge:
        wanted.end = std::max(wanted.end + moved, wanted.begin + Playhead::shortestSpan);
        break;
    case Grip::None:
        return;
    }
    m_playhead->stretchTo(wanted);
}

void OverviewStrip::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton && m_grip != Grip::None) {
        dragTo(event->position());
        return;
    }
    const Grip grip = gripAt(event->position());
    setCursor(grip == Grip::None ? Qt::ArrowCursor
                                 : (grip == Grip::Window ? Qt::OpenHandCursor : Qt::SizeHorCursor));
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent *)
{
    m_grip = Grip::None;
    m_playhead->endStretch();
}

void OverviewStrip::mouseDoubleClickEvent(QMouseEvent *)
{
    m_playhead->follow(m_playhead->followSpan());
}

void OverviewStrip::keyPressEvent(QKeyEvent *event)
{
    const Millis step = m_playhead->range().length() / 10;
    switch (event->key()) {
    case Qt::Key_Left:
        m_playhead->pan(-step);
        return;
    case Qt::Key_Right:
        m_playhead->pan(step);
        return;
    case Qt::Key_Home:
        m_playhead->pan(m_history->series.extent().begin - m_playhead->range().begin);
        return;
    case Qt::Key_End:
        m_playhead->follow();
        return;
    case Qt::Key_Backspace:
        m_playhead->back();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void OverviewStrip::resizeEvent(QResizeEvent *)
{
    refresh();
}

void OverviewStrip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_picture.markDirty();
        refresh();
    }
    QWidget::changeEvent(event);
}

void OverviewStrip::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void OverviewStrip::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace qd

#include "moc_overview_strip.cpp"
