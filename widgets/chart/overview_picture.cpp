// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/overview_picture.h"

#include "widgets/chart/plot_raster.h"
#include "widgets/chart/trace_columns.h"

#include <QtCore/QHash>
#include <QtGui/QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr double areaOpacity = 0.28;
constexpr int severityHeight = 4;
constexpr Millis momentLength = 1min; ///< how long a crash counts, which has no length of its own

Severity severityOf(const Event &e)
{
    const QString s = e.body.value(QLatin1StringView("severity")).toString();
    return s == QLatin1String("critical") || s == QLatin1String("page") ? Severity::Critical : Severity::Warning;
}

QRectF spanRect(const TimeAxis &axis, TimeRange span, double pixelRatio, double least)
{
    const double left = std::max(0.0, xOf(axis, span.begin) / pixelRatio);
    const double right = std::min(axis.columns / pixelRatio, xOf(axis, span.end) / pixelRatio);
    return QRectF(left, 0, std::max(least, right - left), 0);
}

} // namespace

std::vector<SeveritySpan> severitySpans(const EventSnapshot &events, TimeRange range)
{
    std::vector<SeveritySpan> out;
    QHash<QString, std::size_t> firing;
    const std::size_t end = events.lowerBound(range.end);
    // From the beginning: an alert may have begun before the range.
    for (std::size_t i = 0; i < end; ++i) {
        const Event &e = events.at(i);
        if (e.kind == EventKind::AlertFiring && !firing.contains(e.subject)) {
            firing.insert(e.subject, out.size());
            out.push_back({{e.at, range.end}, severityOf(e)});
        } else if (e.kind == EventKind::AlertResolved && !e.body[u"withdrawn"].toBool()) {
            if (const auto it = firing.find(e.subject); it != firing.end()) {
                out[*it].range.end = e.at;
                firing.erase(it);
            }
        } else if (e.kind == EventKind::ServiceCrashed || e.kind == EventKind::ServiceHung) {
            out.push_back({{e.at, e.at + momentLength}, Severity::Critical});
        }
    }
    std::erase_if(out, [&](const SeveritySpan &s) { return s.range.end <= range.begin; });
    std::ranges::stable_sort(out, {}, &SeveritySpan::severity);
    return out;
}

TimeRange overviewRange(TimeRange known, Timestamp now)
{
    const Millis length = known.isEmpty() ? Millis(0) : now - std::min(known.begin, now);
    constexpr Millis day = 24h;
    for (Millis span :
         std::array<Millis, 9>{15min, 1h, 6h, day, 7 * day, 14 * day, 31 * day, 92 * day, 366 * day}) {
        // The store keeps whole blocks, a little more than asked for: that is no reason to jump to the next span.
        if (length <= span + span / 10) {
            return {now - span, now};
        }
    }
    return {now - length, now};
}

void OverviewPicture::setSeries(std::string metric, Labels labels)
{
    if (metric != m_metric || labels != m_labels) {
        m_metric = std::move(metric);
        m_labels = std::move(labels);
        m_cache.reset();
        m_dirty = true;
    }
}

void OverviewPicture::forgetHistory()
{
    m_cache.reset();
    m_generation = 0;
    m_dirty = true;
}

bool OverviewPicture::update(const HistorySnapshot &history, QSize size, double pixelRatio)
{
    if (history.generation < m_generation || history.detail != m_detail) {
        m_cache.reset();
        m_dirty = true;
    }
    m_generation = history.generation;
    const TimeRange known = history.series.extent();
    m_range = m_isComplete && !known.isEmpty() ? known : overviewRange(known, history.now);
    m_detail = history.detail;
    const TimeAxis axis = timeAxisFor(m_range, static_cast<int>(std::lround(size.width() * pixelRatio)));
    const QSize pixels(axis.columns, static_cast<int>(std::lround(size.height() * pixelRatio)));
    m_dirty = m_dirty || !(axis == m_axis) || m_image.size() != pixels;
    m_axis = axis;
    m_dirty =
        m_cache.update(history.series.first(m_metric, m_labels), axis, history.series.extent().end) || m_dirty;
    std::vector<TimeRange> gaps = history.series.gaps(m_range);
    m_dirty = m_dirty || gaps != m_gaps || history.events.newestSeq() != m_newestSeq;
    if (!m_dirty) {
        return false;
    }
    m_gaps = std::move(gaps);
    m_newestSeq = history.events.newestSeq();
    m_severities = severitySpans(history.events, m_range);
    if (m_image.size() != pixels) {
        m_image = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
    }
    render(size, pixelRatio);
    m_dirty = false;
    return true;
}

void OverviewPicture::render(QSize size, double pixelRatio)
{
    m_image.setDevicePixelRatio(1);
    m_image.fill(Qt::transparent);
    const auto columns = m_cache.columns();
    const auto rows = static_cast<float>(m_image.height());
    if (!columns.empty()) {
        const auto joined = joins(columns, columnSpans(m_axis, m_gaps, 1), m_axis.columns);
        const auto values = sliceValues(columns, joined);
        // The lower quarter belongs to the level, the rest to what changes.
        const double top = rangeOf(columns).highest * 1.15;
        QColor color = theme().accent;
        color.setAlphaF(areaOpacity);
        StackLayer layer{std::vector<float>(values.size(), noPixel), color.rgba()};
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!std::isnan(values[i]) && top > 0) {
                layer.top[i] = rows * static_cast<float>(1 - std::max(0.0, values[i]) / top);
            }
        }
        drawStack(m_image, std::span(&layer, 1), rows, {0, m_image.width()});
    }
    m_image.setDevicePixelRatio(pixelRatio);
    QPainter painter(&m_image);
    for (const TimeRange &gap : m_gaps) {
        QColor color = theme().unknown;
        color.setAlphaF(0.3F);
        QRectF r = spanRect(m_axis, gap, pixelRatio, 2);
        r.setHeight(size.height());
        painter.fillRect(r, color);
    }
    for (const SeveritySpan &s : m_severities) {
        QRectF r = spanRect(m_axis, s.range, pixelRatio, 2);
        r.setHeight(severityHeight);
        painter.fillRect(r, theme().severity(s.severity));
    }
}

} // namespace qd
