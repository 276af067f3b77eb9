// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/event_marks.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"

#include <QtCore/QHash>
#include <QtCore/QLocale>

#include <algorithm>

namespace qd {

namespace {

constexpr double glyphWidth = 12;
constexpr double closest = 14;     ///< marks nearer than this share a place
constexpr double labelOffset = 10; ///< from the middle of the glyph
constexpr double shortestLabel = 30;
constexpr qsizetype longestLabel = 300; ///< characters: a note may be a megabyte
/// Beyond this many in view single ones cannot be told apart anyway; the newest win.
constexpr std::size_t mostInView = 5'000;

QString orDefault(const QString &text, const QString &otherwise)
{
    return text.isEmpty() ? otherwise : text;
}

QString bodyText(const Event &e, QLatin1StringView key)
{
    return e.body.value(key).toString();
}

EventFace alertFace(const Event &e)
{
    const QString severity = bodyText(e, QLatin1StringView("severity"));
    const bool pages = severity == QLatin1String("critical") || severity == QLatin1String("page");
    return {pages ? Glyph::Critical : Glyph::Warning, pages ? MarkTone::Critical : MarkTone::Warning,
            pages ? 80 : 60, orDefault(bodyText(e, QLatin1StringView("summary")), e.subject)};
}

QString noteLabel(const Event &e)
{
    const QString text = orDefault(bodyText(e, QLatin1StringView("text")), e.reason);
    return text.isEmpty() ? QStringLiteral("note")
                          : QStringLiteral("note: ") + text.left(longestLabel).simplified();
}

QString purgeLabel(const Event &e)
{
    const auto purged = e.body.value(QLatin1StringView("purged"));
    return purged.isDouble()
               ? QStringLiteral("purged %1").arg(QLocale(QLocale::English).toString(qRound64(purged.toDouble())))
               : QStringLiteral("purge");
}

/// "Mitigated", of a change of status; other changes, and what is thought, are told in the timeline alone.
std::optional<EventFace> incidentFace(const Event &e)
{
    if (e.kind == EventKind::IncidentOpened) {
        return EventFace{Glyph::Critical, MarkTone::Critical, 82, QStringLiteral("incident opened")};
    }
    if (e.kind == EventKind::IncidentNote) {
        return EventFace{Glyph::Note, MarkTone::Text, 30, noteLabel(e)};
    }
    if (e.kind != EventKind::IncidentChanged) {
        return std::nullopt; // a section of a post-mortem may be a megabyte: it is not read for every picture
    }
    const auto step = incident::stepFrom(e);
    const auto *change = step ? std::get_if<incident::Change>(&*step) : nullptr;
    return change && change->status
               ? std::optional(EventFace{Glyph::Info, MarkTone::Accent, 46, incident::wordOf(*change->status)})
               : std::nullopt;
}

std::optional<EventFace> lifeFace(const Event &e)
{
    switch (e.kind) {
    case EventKind::ServiceCrashed:
        return EventFace{Glyph::Crash, MarkTone::Critical, 100, QStringLiteral("crashed")};
    case EventKind::ServiceHung:
        return EventFace{Glyph::Crash, MarkTone::Critical, 95, QStringLiteral("no answer")};
    case EventKind::ServiceStarted:
        return EventFace{Glyph::Restart, MarkTone::Text, 20, QStringLiteral("started")};
    case EventKind::RestartRequested:
    case EventKind::RestartFinished:
        return EventFace{Glyph::Restart, MarkTone::Text, 50, QStringLiteral("restart")};
    case EventKind::RecorderStopped:
        return EventFace{Glyph::Critical, MarkTone::Critical, 70, QStringLiteral("recorder stopped")};
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<EventFace> faceOf(const Event &e)
{
    switch (e.kind) {
    case EventKind::PurgeRequested:
    case EventKind::PurgeFinished:
        return EventFace{Glyph::Purge, MarkTone::Accent, 55, purgeLabel(e)};
    case EventKind::TrafficChanged:
        return EventFace{Glyph::Info, MarkTone::Muted, 5, QStringLiteral("traffic changed")};
    case EventKind::DrillChanged:
        return EventFace{Glyph::Info, MarkTone::Muted, 10, QStringLiteral("drill changed")};
    case EventKind::ActionFailed:
        return EventFace{Glyph::Warning, MarkTone::Warning, 40,
                         orDefault(e.subject, QStringLiteral("action failed"))};
    case EventKind::DeployRequested:
    case EventKind::Deploy:
        // Before what pages: "it was the deployment" is to be seen beside what followed it.
        return EventFace{Glyph::Deploy, MarkTone::Accent, 85,
                         orDefault(bodyText(e, QLatin1StringView("release")), QStringLiteral("deploy"))};
    case EventKind::Note:
        return EventFace{Glyph::Note, MarkTone::Text, 30, noteLabel(e)};
    case EventKind::AlertFiring:
        return alertFace(e);
    case EventKind::AlertResolved:
        if (e.body[u"withdrawn"].toBool())
            return lifeFace(e); // as its beginning, which is no mark, either
        return EventFace{Glyph::Resolved, MarkTone::Ok, 25, QStringLiteral("resolved")};
    case EventKind::ClockStepped:
        return EventFace{Glyph::Info, MarkTone::Warning, 35, QStringLiteral("clock stepped")};
    default:
        return incident::isOfIncident(e.kind) ? incidentFace(e) : lifeFace(e);
    }
}

QColor toneColor(MarkTone tone, const Theme &t)
{
    switch (tone) {
    case MarkTone::Text:
        return t.text;
    case MarkTone::Accent:
        return t.accent;
    case MarkTone::Ok:
        return t.ok;
    case MarkTone::Warning:
        return t.warning;
    case MarkTone::Critical:
        return t.critical;
    case MarkTone::Muted:
        break;
    }
    return t.muted;
}

namespace {

/// Every visible event that has a face; later events of one story replace the earlier mark, whose place they keep.
std::vector<EventMark> visibleMarks(const EventSnapshot &events, const TimeAxis &axis, double pixelRatio)
{
    std::vector<EventMark> out;
    QHash<QString, std::size_t> stories;
    const TimeRange range = rangeOf(axis);
    // One at the last instant is seen as well: it is where a step from event to event stands.
    const std::size_t end = events.lowerBound(range.end + Millis(1));
    std::size_t i = events.lowerBound(range.begin);
    if (end - i > mostInView) {
        i = end - mostInView;
    }
    for (; i < end; ++i) {
        const Event &e = events.at(i);
        std::optional<EventFace> face = faceOf(e);
        if (!face) {
            continue;
        }
        // An incident goes on for hours: its events are no one mark.
        if (!e.correlation.isEmpty() && !incident::isOfIncident(e.kind)) {
            if (const auto known = stories.constFind(e.correlation); known != stories.constEnd()) {
                EventMark &mark = out[*known];
                if (face->weight >= mark.face.weight) {
                    mark.face = std::move(*face);
                    mark.seq = e.seq;
                }
                continue;
            }
            stories.insert(e.correlation, out.size());
        }
        const double x = std::min(xOf(axis, e.at) / pixelRatio, axis.columns / pixelRatio - glyphWidth / 2);
        out.push_back({e.seq, e.at, x, std::move(*face), 0, {}});
    }
    return out;
}

} // namespace

std::vector<EventMark> eventMarks(const EventSnapshot &events, const TimeAxis &axis, double pixelRatio,
                                  const LabelMetrics &metrics)
{
    std::vector<EventMark> out;
    for (EventMark &m : visibleMarks(events, axis, pixelRatio)) {
        if (!out.empty() && m.x - out.back().x < closest) {
            EventMark &shared = out.back();
            ++shared.more;
            if (m.face.weight > shared.face.weight) {
                shared.face = std::move(m.face);
                shared.seq = m.seq;
            }
        } else {
            out.push_back(std::move(m));
        }
    }
    const double right = axis.columns / pixelRatio;
    for (std::size_t i = 0; i < out.size(); ++i) {
        EventMark &m = out[i];
        QString label = m.more > 0 ? QStringLiteral("%1 +%2").arg(m.face.label).arg(m.more) : m.face.label;
        const double next = i + 1 < out.size() ? out[i + 1].x - glyphWidth / 2 - 4 : right;
        const double room = next - m.x - labelOffset;
        if (metrics.widthOf(label) > room) {
            const QString count = QStringLiteral("+%1").arg(m.more);
            label = room >= shortestLabel + 20
                        ? metrics.elide(label, room)
                        : (m.more > 0 && metrics.widthOf(count) <= room ? count : QString());
        }
        m.shownLabel = label;
    }
    return out;
}

} // namespace qd
