// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/import_log.h"

#include "model/base/units.h"

#include <algorithm>
#include <array>

namespace qd::exchange {

namespace {

struct Words
{
    LossKind kind;
    const char *one;
    const char *many; ///< after the count
    bool wholeLine;
};

constexpr std::array<Words, 24> allWords{{
    {LossKind::UnreadableLine, "line cannot be read and was left out", "lines cannot be read and were left out",
     true},
    {LossKind::TooLongLine, "line is longer than 1 MiB and was left out",
     "lines are longer than 1 MiB and were left out", true},
    {LossKind::TornLine, "line at the end is cut off and was left out", "lines are cut off and were left out",
     true},
    {LossKind::NoEnd, "end is missing: the file may have been cut off",
     "ends are missing: the files may have been cut off", false},
    {LossKind::BadCell, "cell is no number and was left out", "cells are no numbers and were left out", false},
    {LossKind::BadSample, "sample cannot be read and was left out", "samples cannot be read and were left out",
     false},
    {LossKind::RaggedRow, "row has another number of columns than the header and was left out",
     "rows have another number of columns than the header and were left out", true},
    {LossKind::NoTime, "sample has no time of its own and was left out",
     "samples have no time of their own and were left out", false},
    {LossKind::BadTime, "row was left out because its time cannot be read",
     "rows were left out because their time cannot be read", true},
    {LossKind::Future, "sample lies more than a day in the future and was left out",
     "samples lie more than a day in the future and were left out", false},
    {LossKind::BeforeEpoch, "sample lies before 1970 and was left out",
     "samples lie before 1970 and were left out", false},
    {LossKind::Duplicate, "sample came twice with the same value and was kept once",
     "samples came twice with the same value and were kept once", false},
    {LossKind::Conflict, "sample has the series and time of another with another value: the first one was kept",
     "samples have the series and time of others with other values: the first ones were kept", false},
    {LossKind::Exemplar, "exemplar was left out", "exemplars were left out", false},
    {LossKind::Histogram, "native histogram was left out", "native histograms were left out", false},
    {LossKind::TextColumn, "column holds free text and was left out", "columns hold free text and were left out",
     false},
    {LossKind::SurplusSeries, "sample was left out: there are more series, or longer names, than an import takes",
     "samples were left out: there are more series, or longer names, than an import takes", false},
    {LossKind::SurplusEvent, "event was left out: there are more than an import takes",
     "events were left out: there are more than an import takes", false},
    {LossKind::DoubleEvent, "event stood there twice and was kept once",
     "events stood there twice and were kept once", false},
    {LossKind::BadSeries, "sample was left out because its series cannot be read",
     "samples were left out because their series cannot be read", true},
    {LossKind::BadEvent, "event cannot be read and was left out", "events cannot be read and were left out",
     false},
    {LossKind::MixedZones, "time has no zone among others that have one: it was taken in the zone for such",
     "times have no zone among others that have one: they were taken in the zone for such", false},
    {LossKind::AmbiguousTime, "local time happened twice as the clocks went back: one of the two was chosen",
     "local times happened twice as the clocks went back: one of the two was chosen", false},
    {LossKind::MissingTime, "local time was skipped as the clocks went forward: it was moved by that hour",
     "local times were skipped as the clocks went forward: they were moved by that hour", false},
}};

const Words &entryFor(LossKind kind)
{
    return *std::ranges::find(allWords, kind, &Words::kind);
}

QString placeWords(const QString &source, Place place)
{
    QString words = source;
    if (place.line > 0)
        words += QStringLiteral(", line %1").arg(place.line);
    if (place.column > 0)
        words += QStringLiteral(", column %1").arg(place.column);
    if (place.byte > 0)
        words += QStringLiteral(", byte %1").arg(place.byte);
    return words;
}

} // namespace

void ImportLog::setSource(QString name)
{
    m_source = std::move(name);
    m_ofSource = m_entries.size();
    m_badLines = 0;
}

void ImportLog::lose(LossKind kind, Place place, std::string_view detail, std::int64_t count)
{
    if (entryFor(kind).wholeLine)
        m_badLines += count;
    const auto begin = m_entries.begin() + static_cast<std::ptrdiff_t>(m_ofSource);
    const auto known = std::find_if(begin, m_entries.end(), [&](const Entry &e) { return e.kind == kind; });
    if (known == m_entries.end())
        m_entries.push_back({kind, m_source, count, place, std::string(detail)});
    else
        known->count += count;
}

void ImportLog::note(const QString &words)
{
    const QString line = m_source.isEmpty() ? words : m_source + QStringLiteral(": ") + words;
    if (!m_notes.contains(line))
        m_notes.push_back(line);
}

QString ImportLog::wordsOf(const Entry &entry)
{
    const Words &words = entryFor(entry.kind);
    QString place = placeWords(entry.source, entry.first);
    if (!entry.detail.empty())
        place += QStringLiteral(": ") + QString::fromStdString(entry.detail);
    return QStringLiteral("%1 %2 (%3%4).")
        .arg(units::count(double(entry.count)), QLatin1String(entry.count == 1 ? words.one : words.many),
             entry.count == 1 ? QString() : QStringLiteral("first: "), place);
}

std::vector<ImportLoss> ImportLog::losses() const
{
    std::vector<ImportLoss> losses;
    for (const Entry &entry : m_entries)
        losses.push_back({entry.count, wordsOf(entry)});
    return losses;
}

QString ImportLog::lastSourceWords() const
{
    QStringList words;
    for (std::size_t i = m_ofSource; i < m_entries.size(); ++i)
        words << wordsOf(m_entries[i]);
    return words.join(u' ');
}

} // namespace qd::exchange
