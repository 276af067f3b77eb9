// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/session/session.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QPointer>

namespace qd {

class Gateway;

/// What the sessions tab asks for; everything that is set must hold.
struct SessionFilter
{
    std::optional<SessionState> state;
    QString user;
    QString address;
    std::optional<std::chrono::seconds> idleLongerThan;
    std::optional<std::chrono::seconds> olderThan;
    friend bool operator==(const SessionFilter &, const SessionFilter &) = default;
};

/// Stored sessions, loaded a page at a time as the view scrolls; never all of them. Replies of a query that is no
/// longer asked are dropped. GUI thread.
class SessionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { User, State, Idle, Age, Address, Bytes, ColumnCount };
    enum Role { IdRole = Qt::UserRole, StateRole, SeverityRole };
    /// Refused: there is no list here, and asking again would not help.
    enum class Phase { Idle, Loading, Ready, Failed, Refused };

    static constexpr int pageSize = 100;
    /// Nobody reads further by scrolling; the filter is the way on.
    static constexpr int mostRows = 5000;

    /// `gateway` may be null (nothing is watched): the model stays empty.
    explicit SessionsModel(QObject *parent = nullptr);
    void setGateway(Gateway *gateway);

    void setFilter(const SessionFilter &filter);
    [[nodiscard]] const SessionFilter &filter() const { return m_filter; }
    /// Asks from the start; rows on screen stay until the answer is there.
    void reload();
    /// "Idle" and "age" are counted from here: the end of what is known, not this machine's clock.
    void setNow(Timestamp now);

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] QString problem() const { return m_problem; }
    /// How many there were when the list was fetched; -1 = unknown.
    [[nodiscard]] std::int64_t matched() const { return m_matched; }
    /// More rows exist than mostRows.
    [[nodiscard]] bool isCut() const;
    [[nodiscard]] const SessionRow &row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    /// The rows are about to be merged with a fresh first page; phaseChanged() follows.
    void refreshing();
    void phaseChanged();

private:
    void ask(const QString &cursor);
    void takeFirst(std::vector<SessionRow> rows);
    void append(std::vector<SessionRow> rows);
    void dropMissing(const std::vector<SessionRow> &rows);
    void setPhase(Phase phase, const QString &problem = {});
    [[nodiscard]] QString text(const SessionRow &row, int column) const;

    QPointer<Gateway> m_gateway;
    SessionFilter m_filter;
    SessionSort m_sort = SessionSort::LastSeen;
    SortOrder m_order = SortOrder::Descending;
    std::vector<SessionRow> m_rows;
    QString m_nextCursor;
    std::int64_t m_matched = -1;
    Timestamp m_now{};
    std::uint64_t m_generation = 0;
    bool m_fetching = false;
    Phase m_phase = Phase::Idle;
    QString m_problem;
};

} // namespace qd
