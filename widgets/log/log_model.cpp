// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/log/log_model.h"

#include "model/log/event_words.h"
#include "widgets/shared/words.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <tuple>

namespace qd {

/// Its own address is the internal pointer of its parts; a story's own row has none.
struct LogModel::Story
{
    std::vector<Event> events; ///< by (at, seq), oldest first
    /// Where the story stands in the list: its first known event. Fixed, also when an earlier part comes late.
    Timestamp at{};
    std::uint64_t seq = 0;
    QString run; ///< what all its events have in common; empty when they tell different things
};

namespace {

bool earlier(const Event &a, const Event &b)
{
    return std::tie(a.at, a.seq) < std::tie(b.at, b.seq);
}

} // namespace

LogModel::LogModel(QObject *parent, std::size_t most)
    : QAbstractItemModel(parent)
    , m_most(most)
{}

LogModel::~LogModel() = default;

void LogModel::clear()
{
    beginResetModel();
    m_stories.clear();
    m_byCorrelation.clear();
    m_shown = 0;
    m_size = 0;
    m_newestSeq = 0;
    endResetModel();
}

void LogModel::setEvents(const EventSnapshot &events)
{
    if (events.size() < m_size || events.newestSeq() < m_newestSeq) {
        clear(); // another log
    }
    const std::size_t fresh = events.size() - m_size;
    // The log is append-only, so all that is new has a higher seq; late ones lie anywhere in the order of time.
    std::vector<const Event *> news;
    for (std::size_t i = events.size(); i > 0 && news.size() < std::min(fresh, m_most); --i) {
        const Event &event = events.at(i - 1);
        if (event.seq > m_newestSeq && !isBookkeeping(event.kind)) {
            news.push_back(&event);
        }
    }
    for (auto it = news.rbegin(); it != news.rend(); ++it) {
        insert(**it);
    }
    m_size = events.size();
    m_newestSeq = events.newestSeq();
}

void LogModel::insert(const Event &event)
{
    Story *known = event.correlation.isEmpty() ? nullptr : m_byCorrelation.value(event.correlation);
    if (!known) {
        known = runBeside(event);
    }
    known ? addTo(*known, event) : startStory(event);
    while (m_shown > m_most && m_stories.size() > 1) {
        dropOldest();
    }
}

/// The neighbour in time whose every event says the same as this one.
LogModel::Story *LogModel::runBeside(const Event &event) const
{
    const QString key = runKey(event);
    if (key.isEmpty()) {
        return nullptr;
    }
    const std::size_t place = placeOf(event.at, event.seq);
    const auto fits = [&](const Story &s, Millis pause) {
        return s.run == key && pause <= runPause && s.events.size() < mostParts;
    };
    if (place < m_stories.size() && fits(*m_stories[place], event.at - m_stories[place]->events.back().at)) {
        return m_stories[place].get();
    }
    if (place > 0 && fits(*m_stories[place - 1], m_stories[place - 1]->at - event.at)) {
        return m_stories[place - 1].get();
    }
    return nullptr;
}

void LogModel::addTo(Story &story, const Event &event)
{
    if (story.events.size() >= mostParts) {
        shorten(story);
    }
    const QModelIndex at = index(rowOf(story), 0);
    const auto place = std::upper_bound(story.events.begin(), story.events.end(), event, earlier);
    // The first part repeats the story's own line, so a story of one event has no parts yet.
    const bool first = story.events.size() == 1;
    const int part = int(place - story.events.begin());
    beginInsertRows(at, first ? 0 : part, first ? 1 : part);
    story.events.insert(place, event);
    ++m_shown;
    if (story.run != runKey(event)) {
        story.run.clear();
    }
    if (!event.correlation.isEmpty()) {
        m_byCorrelation.insert(event.correlation, &story);
    }
    endInsertRows();
    Q_EMIT dataChanged(at, at);
}

void LogModel::startStory(const Event &event)
{
    const auto row = placeOf(event.at, event.seq);
    beginInsertRows({}, int(row), int(row));
    auto story = std::make_unique<Story>();
    story->events.push_back(event);
    story->at = event.at;
    story->seq = event.seq;
    story->run = runKey(event);
    if (!event.correlation.isEmpty()) {
        m_byCorrelation.insert(event.correlation, story.get());
    }
    m_stories.insert(m_stories.begin() + std::ptrdiff_t(row), std::move(story));
    ++m_shown;
    endInsertRows();
}

/// How it began stays: the oldest part after it makes room.
void LogModel::shorten(Story &story)
{
    beginRemoveRows(index(rowOf(story), 0), 1, 1);
    story.events.erase(story.events.begin() + 1);
    --m_shown;
    endRemoveRows();
}

void LogModel::dropOldest()
{
    const int row = storyCount() - 1;
    beginRemoveRows({}, row, row);
    for (const Event &event : m_stories.back()->events) {
        m_byCorrelation.remove(event.correlation);
    }
    m_shown -= m_stories.back()->events.size();
    m_stories.pop_back();
    endRemoveRows();
}

/// Where a story that begins there stands, or would stand: the list is newest first.
std::size_t LogModel::placeOf(Timestamp at, std::uint64_t seq) const
{
    const auto place =
        std::lower_bound(m_stories.begin(), m_stories.end(), std::tie(at, seq),
                         [](const auto &story, const auto &key) { return key < std::tie(story->at, story->seq); });
    return std::size_t(place - m_stories.begin());
}

int LogModel::rowOf(const Story &story) const
{
    return int(placeOf(story.at, story.seq));
}

void LogModel::setZone(units::Zone zone)
{
    if (m_zone == zone) {
        return;
    }
    m_zone = zone;
    for (int row = 0; row < storyCount(); ++row) {
        const QModelIndex story = index(row, 0);
        Q_EMIT dataChanged(story, story, {TimeRole});
        if (const int parts = rowCount(story); parts > 0) {
            Q_EMIT dataChanged(index(0, 0, story), index(parts - 1, 0, story), {TimeRole});
        }
    }
}

QModelIndex LogModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    if (!parent.isValid()) {
        return createIndex(row, column);
    }
    return createIndex(row, column, m_stories[std::size_t(parent.row())].get());
}

QModelIndex LogModel::parent(const QModelIndex &index) const
{
    const auto *story = static_cast<const Story *>(index.internalPointer());
    return story ? createIndex(rowOf(*story), 0) : QModelIndex();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return storyCount();
    }
    if (parent.internalPointer() || parent.column() > 0) {
        return 0;
    }
    const auto parts = m_stories[std::size_t(parent.row())]->events.size();
    return parts > 1 ? int(parts) : 0;
}

int LogModel::columnCount(const QModelIndex &) const
{
    return 1;
}

/// The line of a story is its newest event: what came of it.
const Event &LogModel::eventOf(const QModelIndex &index) const
{
    if (const auto *story = static_cast<const Story *>(index.internalPointer())) {
        return story->events[std::size_t(index.row())];
    }
    return m_stories[std::size_t(index.row())]->events.back();
}

QString LogModel::words(const QModelIndex &index) const
{
    if (!index.internalPointer()) {
        const Story &story = *m_stories[std::size_t(index.row())];
        if (story.events.size() > 1 && !story.run.isEmpty()) {
            return runHeadline(story.events);
        }
    }
    return headline(eventOf(index));
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Event &event = eventOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return words(index);
    case Qt::AccessibleTextRole:
        return clockWords(event.at, m_zone) + u' ' + words(index) + u' ' + byline(event);
    case Qt::ToolTipRole:
        return dateWords(event.at, m_zone) + u'\n' + words(index) +
               (event.body.isEmpty()
                    ? QString()
                    : u'\n' +
                          QString::fromUtf8(QJsonDocument(event.body).toJson(QJsonDocument::Compact)).left(600));
    case BylineRole:
        return byline(event);
    case TimeRole:
        return clockWords(event.at, m_zone);
    case AtRole:
        return qlonglong(event.at.time_since_epoch().count());
    case SeverityRole:
        return int(severityOf(event));
    case GroupRole:
        return int(groupOf(event.kind));
    case PartsRole:
        return rowCount(index);
    default:
        return {};
    }
}

LogFilter::LogFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
}

void LogFilter::setGroup(int group)
{
    m_group = group;
    invalidateFilter();
}

void LogFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool LogFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex at = sourceModel()->index(row, 0, parent);
    if (m_group >= 0 && at.data(LogModel::GroupRole).toInt() != m_group) {
        return false;
    }
    return m_text.isEmpty() || at.data(Qt::DisplayRole).toString().contains(m_text, Qt::CaseInsensitive) ||
           at.data(LogModel::BylineRole).toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace qd

#include "moc_log_model.cpp"
