// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/series/series_model.h"

#include "model/base/units.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace qd {

namespace {

// What an internal id says of an index: its level, and its parent among the groups or the panels.
constexpr quintptr groupId = 0;
constexpr quintptr metricTag = 1;
constexpr quintptr seriesTag = 2;

quintptr idOf(quintptr tag, std::size_t parent)
{
    return tag | (static_cast<quintptr>(parent) << 2U);
}

std::size_t parentIn(quintptr id)
{
    return id >> 2U;
}

QString text(const std::string &words)
{
    return QString::fromStdString(words);
}

} // namespace

QString unitWords(Unit unit)
{
    switch (unit) {
    case Unit::PerSecond:
        return SeriesModel::tr("per second");
    case Unit::Bytes:
        return SeriesModel::tr("bytes");
    case Unit::BytesPerSecond:
        return SeriesModel::tr("bytes per second");
    case Unit::Seconds:
        return SeriesModel::tr("seconds");
    case Unit::Milliseconds:
        return SeriesModel::tr("ms");
    case Unit::Ratio:
    case Unit::Percent:
        return SeriesModel::tr("%");
    case Unit::Celsius:
        return SeriesModel::tr("°C");
    case Unit::Degrees:
        return SeriesModel::tr("°");
    case Unit::Number:
    case Unit::Count:
        break;
    }
    return {};
}

SeriesModel::SeriesModel(QObject *parent)
    : QAbstractItemModel(parent)
{}

void SeriesModel::setCatalogue(std::vector<Panel> panels, PanelChoice choice)
{
    beginResetModel();
    m_panels = std::move(panels);
    m_choice = std::move(choice);
    m_groups.clear();
    m_places.assign(m_panels.size(), {});
    std::map<std::pair<bool, std::string>, std::vector<std::size_t>> groups; // what has no group last
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        groups[{m_panels[i].group == "other", m_panels[i].group}].push_back(i);
    }
    for (auto &[key, members] : groups) {
        std::sort(members.begin(), members.end(),
                  [&](std::size_t a, std::size_t b) { return m_panels[a].metric < m_panels[b].metric; });
        for (std::size_t row = 0; row < members.size(); ++row) {
            m_places[members[row]] = {static_cast<int>(m_groups.size()), static_cast<int>(row)};
        }
        m_groups.push_back({text(key.second), std::move(members)});
    }
    endResetModel();
}

void SeriesModel::forgetChoice()
{
    m_choice.forget();
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        tellChanged(i);
    }
    Q_EMIT choiceChanged();
}

int SeriesModel::shownPanels() const
{
    return static_cast<int>(
        std::count_if(m_panels.begin(), m_panels.end(), [&](const Panel &p) { return m_choice.isShown(p); }));
}

QModelIndex SeriesModel::indexOf(const std::string &metric) const
{
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        if (m_panels[i].metric == metric) {
            return metricIndex(i);
        }
    }
    return {};
}

SeriesModel::Level SeriesModel::levelOf(const QModelIndex &index)
{
    if (index.internalId() == groupId) {
        return Level::Group;
    }
    return (index.internalId() & 3U) == metricTag ? Level::Metric : Level::Series;
}

/// Of a metric or one of its series.
std::size_t SeriesModel::panelAt(const QModelIndex &index) const
{
    const std::size_t above = parentIn(index.internalId());
    return levelOf(index) == Level::Series ? above : m_groups[above].panels[static_cast<std::size_t>(index.row())];
}

QModelIndex SeriesModel::metricIndex(std::size_t panel, int column) const
{
    const Place place = m_places[panel];
    return createIndex(place.row, column, idOf(metricTag, static_cast<std::size_t>(place.group)));
}

QModelIndex SeriesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    if (!parent.isValid()) {
        return createIndex(row, column, groupId);
    }
    if (levelOf(parent) == Level::Group) {
        return createIndex(row, column, idOf(metricTag, static_cast<std::size_t>(parent.row())));
    }
    return createIndex(row, column, idOf(seriesTag, panelAt(parent)));
}

QModelIndex SeriesModel::parent(const QModelIndex &index) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::DoNotUseParent));
    if (!index.isValid() || levelOf(index) == Level::Group) {
        return {};
    }
    const std::size_t above = parentIn(index.internalId());
    return levelOf(index) == Level::Metric ? createIndex(static_cast<int>(above), Name, groupId)
                                           : metricIndex(above);
}

int SeriesModel::rowCount(const QModelIndex &parent) const
{
    Q_ASSERT(checkIndex(parent));
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    if (parent.column() != Name) {
        return 0;
    }
    switch (levelOf(parent)) {
    case Level::Group:
        return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].panels.size());
    case Level::Metric: {
        const std::size_t count = m_panels[panelAt(parent)].series.size();
        return count > 1 ? static_cast<int>(count) : 0;
    }
    case Level::Series:
        break;
    }
    return 0;
}

int SeriesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString SeriesModel::nameOf(const QModelIndex &index) const
{
    switch (levelOf(index)) {
    case Level::Group:
        return m_groups[static_cast<std::size_t>(index.row())].name;
    case Level::Metric:
        return text(m_panels[panelAt(index)].title);
    case Level::Series:
        break;
    }
    return text(m_panels[panelAt(index)].series[static_cast<std::size_t>(index.row())].name);
}

QString SeriesModel::aboutOf(const QModelIndex &index) const
{
    if (levelOf(index) == Level::Group) {
        return units::count(static_cast<double>(m_groups[static_cast<std::size_t>(index.row())].panels.size()));
    }
    const Panel &panel = m_panels[panelAt(index)];
    if (levelOf(index) == Level::Series) {
        return panel.series[static_cast<std::size_t>(index.row())].varies() ? QString() : tr("constant");
    }
    QStringList parts;
    if (!panel.varies()) {
        parts << tr("constant");
    }
    if (const QString unit = unitWords(panel.unit); !unit.isEmpty()) {
        parts << unit;
    }
    if (panel.series.size() > 1) {
        parts << tr("%1 series").arg(units::count(static_cast<double>(panel.series.size())));
    }
    return parts.join(QStringLiteral(" · "));
}

Qt::CheckState SeriesModel::checkOf(const QModelIndex &index) const
{
    if (levelOf(index) == Level::Group) {
        const auto &members = m_groups[static_cast<std::size_t>(index.row())].panels;
        const auto shown = std::count_if(members.begin(), members.end(),
                                         [&](std::size_t i) { return m_choice.isShown(m_panels[i]); });
        return shown == 0 ? Qt::Unchecked : (shown == std::ssize(members) ? Qt::Checked : Qt::PartiallyChecked);
    }
    const Panel &panel = m_panels[panelAt(index)];
    bool shown = m_choice.isShown(panel);
    if (levelOf(index) == Level::Series) {
        shown = shown && m_choice.isShown(panel, panel.series[static_cast<std::size_t>(index.row())]);
    }
    return shown ? Qt::Checked : Qt::Unchecked;
}

QVariant SeriesModel::data(const QModelIndex &index, int role) const
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Name ? nameOf(index) : aboutOf(index);
    case Qt::ToolTipRole:
        return nameOf(index);
    case Qt::CheckStateRole:
        return index.column() == Name ? QVariant(checkOf(index)) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Name ? QVariant() : QVariant(int(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

bool SeriesModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole) {
        return false;
    }
    const bool shown = value.toInt() != Qt::Unchecked;
    if (levelOf(index) == Level::Group) {
        for (std::size_t i : m_groups[static_cast<std::size_t>(index.row())].panels) {
            m_choice.setShown(m_panels[i], shown);
            tellChanged(i);
        }
    } else {
        const std::size_t at = panelAt(index);
        const Panel &panel = m_panels[at];
        if (levelOf(index) == Level::Series) {
            m_choice.setShown(panel, panel.series[static_cast<std::size_t>(index.row())], shown);
        }
        // A series that is wanted wants its chart; the chart of a metric goes with its last series.
        m_choice.setShown(panel, levelOf(index) == Level::Metric ? shown : !m_choice.shownSeries(panel).empty());
        tellChanged(at);
    }
    Q_EMIT choiceChanged();
    return true;
}

Qt::ItemFlags SeriesModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsUserCheckable : flags;
}

/// The check of a metric, of its series and of its group.
void SeriesModel::tellChanged(std::size_t panel)
{
    const QModelIndex metric = metricIndex(panel);
    const QModelIndex group = metric.parent();
    Q_EMIT dataChanged(metric, metric, {Qt::CheckStateRole});
    Q_EMIT dataChanged(group, group, {Qt::CheckStateRole});
    if (const int rows = rowCount(metric); rows > 0) {
        Q_EMIT dataChanged(index(0, Name, metric), index(rows - 1, Name, metric), {Qt::CheckStateRole});
    }
}

} // namespace qd

#include "moc_series_model.cpp"
