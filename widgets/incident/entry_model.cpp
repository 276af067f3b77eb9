// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/entry_model.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"
#include "model/log/event_words.h"

#include <algorithm>
#include <utility>

namespace qd {

using incident::Entry;

namespace {

using Place = std::pair<Timestamp, std::uint64_t>;

Place placeOf(const Entry &entry)
{
    return {entry.at, entry.seq};
}

/// Beyond the end: after everything.
Place placeIn(const std::vector<Entry> &entries, std::size_t index)
{
    return index < entries.size() ? placeOf(entries[index]) : Place{Timestamp::max(), UINT64_MAX};
}

/// Index of the first entry from `from` on that does not lie before `bound`.
std::size_t endOfRun(const std::vector<Entry> &entries, std::size_t from, const Place &bound)
{
    const auto begin = entries.begin() + std::ptrdiff_t(from);
    return std::size_t(std::ranges::lower_bound(begin, entries.end(), bound, {}, placeOf) - entries.begin());
}

/// What is drawn of it: one line without anything that disturbs others.
QString lineOf(const QString &words)
{
    return incident::oneLine(words, EntryModel::longestLine);
}

QString bylineOf(const Entry &entry)
{
    const QString source = incident::wordOf(entry.source);
    const QString author = lineOf(entry.author);
    return author.isEmpty() ? source : source + QStringLiteral(" · ") + author;
}

} // namespace

EntryGroup groupOf(const Entry &entry)
{
    switch (groupOf(entry.kind)) {
    case LogGroup::Alerts:
        return EntryGroup::Alerts;
    case LogGroup::Actions:
        return EntryGroup::Actions;
    case LogGroup::Notes:
        break;
    case LogGroup::Service:
    case LogGroup::Watching:
        return EntryGroup::Service;
    }
    return entry.kind == EventKind::IncidentEvidence ? EntryGroup::Service : EntryGroup::Notes;
}

const Event *eventOf(const EventSnapshot &events, const Entry &entry)
{
    for (std::size_t i = events.lowerBound(entry.at); i < events.size() && events.at(i).at == entry.at; ++i)
        if (events.at(i).seq == entry.seq)
            return &events.at(i);
    return nullptr;
}

void EntryModel::display(const incident::Incident *incident, const EventSnapshot &events)
{
    m_events = events;
    const QString id = incident ? incident->id : QString();
    if (id != m_incident) {
        beginResetModel();
        m_incident = id;
        m_entries = incident ? incident->entries : std::vector<Entry>();
        m_openedAt = incident ? incident->openedAt : Timestamp();
        endResetModel();
    } else if (incident) {
        merge(incident->entries);
    }
}

/// Both are in the same order; what is new or gone is told run by run.
void EntryModel::merge(const std::vector<Entry> &wanted)
{
    std::size_t row = 0;
    for (std::size_t next = 0; next < wanted.size() || row < m_entries.size();) {
        const auto mine = placeIn(m_entries, row);
        const auto theirs = placeIn(wanted, next);
        if (mine == theirs) {
            follow(row++, wanted[next++]);
        } else if (mine < theirs) {
            drop(row, endOfRun(m_entries, row, theirs));
        } else {
            const std::size_t end = endOfRun(wanted, next, mine);
            take(row, std::span(wanted).subspan(next, end - next));
            row += end - next;
            next = end;
        }
    }
}

void EntryModel::drop(std::size_t row, std::size_t end)
{
    beginRemoveRows({}, int(row), int(end) - 1);
    m_entries.erase(m_entries.begin() + std::ptrdiff_t(row), m_entries.begin() + std::ptrdiff_t(end));
    endRemoveRows();
}

void EntryModel::take(std::size_t row, std::span<const Entry> fresh)
{
    beginInsertRows({}, int(row), int(row + fresh.size()) - 1);
    m_entries.insert(m_entries.begin() + std::ptrdiff_t(row), fresh.begin(), fresh.end());
    endInsertRows();
}

/// An event never changes; what is said of it later does.
void EntryModel::follow(std::size_t row, const Entry &wanted)
{
    if (m_entries[row].correctedBy == wanted.correctedBy)
        return;
    m_entries[row].correctedBy = wanted.correctedBy;
    Q_EMIT dataChanged(index(int(row)), index(int(row)), {CorrectionRole, Qt::AccessibleTextRole});
}

void EntryModel::setInstant(Timestamp at)
{
    const std::size_t before = passedAt(std::exchange(m_at, at));
    const std::size_t now = passedAt(at);
    if (before != now)
        Q_EMIT dataChanged(index(int(std::min(before, now))), index(int(std::max(before, now)) - 1), {LaterRole});
}

void EntryModel::setZone(units::Zone zone)
{
    if (std::exchange(m_zone, zone) != zone && !m_entries.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {ClockRole, Qt::AccessibleTextRole});
}

std::size_t EntryModel::passedAt(Timestamp at) const
{
    return std::size_t(std::ranges::upper_bound(m_entries, at, {}, &Entry::at) - m_entries.begin());
}

const Entry *EntryModel::entryAt(const QModelIndex &index) const
{
    return index.isValid() && index.row() < rowCount() ? &m_entries[std::size_t(index.row())] : nullptr;
}

QModelIndex EntryModel::indexOf(std::uint64_t seq) const
{
    const auto found = std::ranges::find(m_entries, seq, &Entry::seq);
    return found == m_entries.end() ? QModelIndex() : index(int(found - m_entries.begin()));
}

QModelIndex EntryModel::newest() const
{
    return index(int(passedAt(m_at)) - 1);
}

int EntryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QString EntryModel::correctionOf(const Entry &entry) const
{
    if (entry.correctedBy == 0)
        return {};
    const auto correction = std::ranges::find(m_entries, entry.correctedBy, &Entry::seq);
    return correction == m_entries.end() ? tr("corrected")
                                         : clockOf(correction->at) + u' ' + lineOf(correction->words);
}

/// Of an incident over midnight each row of another day says which.
QString EntryModel::clockOf(Timestamp at) const
{
    constexpr qsizetype lengthOfDate = 10;
    const QString date = units::dateClock(at, m_zone);
    const bool isSameDay = date.left(lengthOfDate) == units::dateClock(m_openedAt, m_zone).left(lengthOfDate);
    return isSameDay ? units::clock(at, m_zone) : date;
}

/// As in the event lane; what has no mark there is told apart by who says it.
EventFace EntryModel::faceOf(const Entry &entry) const
{
    const Event *event = eventOf(m_events, entry);
    if (const auto face = event ? qd::faceOf(*event) : std::nullopt)
        return *face;
    switch (entry.source) {
    case incident::Source::Alert:
        return {Glyph::Warning, MarkTone::Muted, 0, {}};
    case incident::Source::Operator:
        return {Glyph::Note, MarkTone::Text, 0, {}};
    case incident::Source::Service:
    case incident::Source::Window:
        break;
    }
    return {Glyph::Info, MarkTone::Muted, 0, {}};
}

QVariant EntryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return lineOf(entry.words);
    case Qt::AccessibleTextRole: {
        const QString correction = correctionOf(entry);
        return QStringList{clockOf(entry.at), bylineOf(entry), lineOf(entry.words)}.join(u' ') +
               (correction.isEmpty() ? QString() : tr(", corrected: %1").arg(correction));
    }
    case SeqRole:
        return qulonglong(entry.seq);
    case AtRole:
        return qlonglong(entry.at.time_since_epoch().count());
    case ClockRole:
        return clockOf(entry.at);
    case BylineRole:
        return bylineOf(entry);
    case GlyphRole:
        return int(faceOf(entry).glyph);
    case ToneRole:
        return int(faceOf(entry).tone);
    case GroupRole:
        return int(groupOf(entry));
    case CorrectionRole:
        return correctionOf(entry);
    case LaterRole:
        return entry.at > m_at;
    default:
        return {};
    }
}

void EntryFilter::setGroup(int group)
{
    m_group = group;
    invalidateFilter();
}

void EntryFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool EntryFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto *entries = static_cast<const EntryModel *>(sourceModel());
    const Entry &entry = entries->entries()[std::size_t(row)];
    if (parent.isValid() || (m_group >= 0 && int(groupOf(entry)) != m_group))
        return false;
    // The whole text, of which the list shows the beginning.
    return m_text.isEmpty() || entry.words.contains(m_text, Qt::CaseInsensitive) ||
           entry.author.contains(m_text, Qt::CaseInsensitive) ||
           incident::wordOf(entry.source).contains(m_text, Qt::CaseInsensitive);
}

} // namespace qd

#include "moc_entry_model.cpp"
