// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/recording_text.h"

#include "model/event/event_json.h"
#include "model/recording/recording_json.h"
#include "model/series/markers.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <bit>

namespace qd::test {

namespace {

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

/// Without the ids, which are the file's own.
QByteArray nameOf(QJsonObject json)
{
    json.remove(QStringLiteral("id"));
    json.remove(QStringLiteral("group"));
    return compact(json);
}

QByteArray lineOf(std::int64_t at, double cell)
{
    return QByteArray::number(qint64(at)) + ' ' +
           QByteArray::number(qulonglong(std::bit_cast<std::uint64_t>(cell)), 16).rightJustified(16, '0');
}

} // namespace

void RecordingText::add(const recording::Table &table)
{
    Group &group = m_groups[nameOf(recording::toJson(1, table.group))];
    const auto from =
        static_cast<std::size_t>(std::ranges::upper_bound(table.times, group.last) - table.times.begin());
    for (const auto &column : table.columns) {
        QByteArrayList &lines = group.series[nameOf(recording::toJson(1, 1, column.key, column.type))];
        for (std::size_t row = from; row < table.times.size(); ++row) {
            if (!isAbsent(column.cells[row]))
                lines << lineOf(table.times[row], column.cells[row]);
        }
    }
    if (!table.times.empty())
        group.last = std::max(group.last, table.times.back());
}

void RecordingText::add(const Event &event)
{
    m_events << compact(toJson(event));
}

QByteArray RecordingText::text() const
{
    QByteArrayList lines;
    for (const auto &[group, content] : m_groups) {
        lines << "group " + group;
        for (const auto &[series, samples] : content.series) {
            lines << "series " + series;
            lines << samples;
        }
    }
    QByteArrayList events = m_events;
    std::ranges::sort(events);
    for (const QByteArray &event : events)
        lines << "event " + event;
    return lines.join('\n') + '\n';
}

QByteArray textOf(const RecordingReader &recording, int &losses)
{
    RecordingText text;
    recording.forEachPage(
        [&](const recording::Page &page) {
            losses += page.unreadable;
            for (const recording::PageGroup &group : page.groups)
                text.add(recording::tableOf(group, losses));
            for (const Event &event : page.events)
                text.add(event);
            return true;
        },
        [&](const RecordingLoss &) { ++losses; });
    return text.text();
}

} // namespace qd::test
