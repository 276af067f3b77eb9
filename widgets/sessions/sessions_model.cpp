// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sessions/sessions_model.h"

#include "model/action/gateway.h"
#include "model/session/service_status.h"
#include "widgets/shared/words.h"

#include <QtCore/QSet>

#include <algorithm>

namespace qd {

namespace {

/// Which service-side order a column stands for; "idle" and "age" grow as the instants behind them fall.
struct ColumnSort
{
    SessionSort sort;
    bool reversed;
};

std::optional<ColumnSort> sortOf(int column)
{
    switch (column) {
    case SessionsModel::User:
        return ColumnSort{SessionSort::User, false};
    case SessionsModel::Idle:
        return ColumnSort{SessionSort::LastSeen, true};
    case SessionsModel::Age:
        return ColumnSort{SessionSort::Created, true};
    case SessionsModel::Bytes:
        return ColumnSort{SessionSort::Bytes, false};
    default:
        return std::nullopt;
    }
}

bool sameRow(const SessionRow &a, const SessionRow &b)
{
    return a.state == b.state && a.lastSeenAt == b.lastSeenAt && a.expiresAt == b.expiresAt &&
           a.bytes == b.bytes && a.address == b.address;
}

} // namespace

SessionsModel::SessionsModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void SessionsModel::setGateway(Gateway *gateway)
{
    m_gateway = gateway;
    ++m_generation;
    m_fetching = false;
    m_nextCursor.clear();
    takeFirst({});
    setPhase(Phase::Idle);
}

void SessionsModel::setFilter(const SessionFilter &filter)
{
    if (m_filter == filter) {
        return;
    }
    m_filter = filter;
    reload();
}

void SessionsModel::reload()
{
    ++m_generation;
    m_fetching = false;
    ask({});
}

void SessionsModel::ask(const QString &cursor)
{
    if (!m_gateway) {
        setPhase(Phase::Idle);
        return;
    }
    SessionQuery query;
    query.state = m_filter.state;
    query.user = m_filter.user;
    query.address = m_filter.address;
    query.idleLongerThan = m_filter.idleLongerThan;
    query.olderThan = m_filter.olderThan;
    query.sort = m_sort;
    query.order = m_order;
    query.cursor = cursor;
    query.limit = pageSize;
    m_fetching = true;
    if (m_rows.empty() && m_phase != Phase::Failed && m_phase != Phase::Refused) {
        setPhase(Phase::Loading);
    }
    const std::uint64_t generation = m_generation;
    const bool first = cursor.isEmpty();
    m_gateway->fetchSessions(query, this, [this, generation, first](Result<SessionPage> page) {
        if (generation != m_generation) {
            return;
        }
        m_fetching = false;
        if (!page) {
            // Without the cursor the view would ask again with each scroll; reload() is the way back.
            m_nextCursor.clear();
            setPhase(page.error().code == ErrorCode::Refused ? Phase::Refused : Phase::Failed, page.error().words);
            return;
        }
        m_nextCursor = page->nextCursor;
        m_matched = page->matched;
        first ? takeFirst(std::move(page->rows)) : append(std::move(page->rows));
        setPhase(Phase::Ready);
    });
}

/// Sorted merge by id, so that selection and scroll position survive a refresh.
void SessionsModel::takeFirst(std::vector<SessionRow> rows)
{
    Q_EMIT refreshing();
    dropMissing(rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int at = int(i);
        const auto from = m_rows.begin() + at;
        const auto known =
            std::find_if(from, m_rows.end(), [&](const SessionRow &r) { return r.id == rows[i].id; });
        if (known == m_rows.end()) {
            beginInsertRows({}, at, at);
            m_rows.insert(from, rows[i]);
            endInsertRows();
            continue;
        }
        const int source = int(known - m_rows.begin());
        if (source != at) {
            beginMoveRows({}, source, source, {}, at);
            std::rotate(from, known, known + 1);
            endMoveRows();
        }
        if (!sameRow(m_rows[i], rows[i])) {
            m_rows[i] = rows[i];
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        }
    }
}

void SessionsModel::dropMissing(const std::vector<SessionRow> &rows)
{
    QSet<QString> kept;
    kept.reserve(qsizetype(rows.size()));
    for (const SessionRow &r : rows) {
        kept.insert(r.id);
    }
    for (int end = int(m_rows.size()); end > 0;) {
        const auto gone = [&](int i) { return !kept.contains(m_rows[std::size_t(i)].id); };
        if (!gone(end - 1)) {
            --end;
            continue;
        }
        int begin = end - 1;
        while (begin > 0 && gone(begin - 1)) {
            --begin;
        }
        beginRemoveRows({}, begin, end - 1);
        m_rows.erase(m_rows.begin() + begin, m_rows.begin() + end);
        endRemoveRows();
        end = begin;
    }
}

/// A session that moved in the order between two pages may come twice; it is shown once.
void SessionsModel::append(std::vector<SessionRow> rows)
{
    QSet<QString> known;
    known.reserve(qsizetype(m_rows.size() + rows.size()));
    for (const SessionRow &r : m_rows) {
        known.insert(r.id);
    }
    std::erase_if(rows, [&](const SessionRow &r) {
        const qsizetype before = known.size();
        known.insert(r.id);
        return known.size() == before;
    });
    if (rows.empty()) {
        return;
    }
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    endInsertRows();
}

void SessionsModel::setPhase(Phase phase, const QString &problem)
{
    m_phase = phase;
    m_problem = problem;
    Q_EMIT phaseChanged();
}

void SessionsModel::setNow(Timestamp now)
{
    if (now == m_now) {
        return;
    }
    m_now = now;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, Idle), index(int(m_rows.size()) - 1, Age), {Qt::DisplayRole});
    }
}

bool SessionsModel::isCut() const
{
    return !m_nextCursor.isEmpty() && int(m_rows.size()) >= mostRows;
}

int SessionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SessionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SessionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const SessionRow &r = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(r, index.column());
    case Qt::ToolTipRole:
        return index.column() == User || index.column() == Address
                   ? QVariant(tr("%1, from %2").arg(r.user, text(r, Address)))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Idle || index.column() == Age || index.column() == Bytes
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case IdRole:
        return r.id;
    case StateRole:
        return int(r.state);
    case SeverityRole:
        return int(severityOf(r.state));
    default:
        return {};
    }
}

QString SessionsModel::text(const SessionRow &row, int column) const
{
    switch (column) {
    case User:
        return row.user;
    case State:
        return stateWord(row.state);
    case Idle:
        return roughDuration(m_now - row.lastSeenAt);
    case Age:
        return roughDuration(m_now - row.createdAt);
    case Address:
        return row.address.isEmpty() ? tr("unknown") : row.address;
    case Bytes:
        return byteWords(row.bytes);
    default:
        return {};
    }
}

QVariant SessionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == Idle || section == Age || section == Bytes;
        return QVariant((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QStringList names{tr("User"), tr("State"), tr("Idle"), tr("Age"), tr("Address"), tr("Size")};
    return names.value(section);
}

bool SessionsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_fetching && !m_nextCursor.isEmpty() && int(m_rows.size()) < mostRows;
}

void SessionsModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent)) {
        ask(m_nextCursor);
    }
}

void SessionsModel::sort(int column, Qt::SortOrder order)
{
    const auto chosen = sortOf(column);
    if (!chosen) {
        return;
    }
    const bool descending = (order == Qt::DescendingOrder) != chosen->reversed;
    const SortOrder wanted = descending ? SortOrder::Descending : SortOrder::Ascending;
    if (chosen->sort == m_sort && wanted == m_order) {
        return;
    }
    m_sort = chosen->sort;
    m_order = wanted;
    reload();
}

} // namespace qd

#include "moc_sessions_model.cpp"
