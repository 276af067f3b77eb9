// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"
#include "widgets/chart/event_marks.h"

#include <QtCore/QAbstractListModel>
#include <QtCore/QSortFilterProxyModel>

#include <span>

namespace qd {

/// What of a timeline is looked at.
enum class EntryGroup { Alerts, Actions, Notes, Service };

[[nodiscard]] EntryGroup groupOf(const incident::Entry &entry);

/// The entries of one incident, oldest first. Follows it by sorted merge; reset only when another incident is
/// shown. Entries after the instant on screen stay in the list and are marked as later. GUI thread.
class EntryModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SeqRole = Qt::UserRole, ///< of the event
        AtRole,                 ///< milliseconds since 1970
        ClockRole,              ///< "14:03:20", with its date where that is not the day of the opening
        BylineRole,             ///< "operator · anna"
        GlyphRole,              ///< Glyph of the event lane, as int
        ToneRole,               ///< MarkTone, as int
        GroupRole,              ///< EntryGroup as int
        CorrectionRole,         ///< what stands in its place; empty where it stands itself
        LaterRole               ///< it had not happened at the instant on screen
    };
    static constexpr qsizetype longestLine = 400; ///< characters; more is nowhere seen on one line

    using QAbstractListModel::QAbstractListModel;

    /// Null: none. Events are those the incident was read from, and give entries their shapes.
    void display(const incident::Incident *incident, const EventSnapshot &events);
    /// The instant on screen.
    void setInstant(Timestamp at);
    void setZone(units::Zone zone);

    [[nodiscard]] const std::vector<incident::Entry> &entries() const { return m_entries; }
    /// Null where there is none.
    [[nodiscard]] const incident::Entry *entryAt(const QModelIndex &index) const;
    /// Invalid where it is not of this incident.
    [[nodiscard]] QModelIndex indexOf(std::uint64_t seq) const;
    /// The last entry that is not later than the instant on screen; invalid where all are.
    [[nodiscard]] QModelIndex newest() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void merge(const std::vector<incident::Entry> &wanted);
    void drop(std::size_t row, std::size_t end);
    void take(std::size_t row, std::span<const incident::Entry> fresh);
    void follow(std::size_t row, const incident::Entry &wanted);
    [[nodiscard]] std::size_t passedAt(Timestamp at) const;
    [[nodiscard]] QString correctionOf(const incident::Entry &entry) const;
    [[nodiscard]] QString clockOf(Timestamp at) const;
    [[nodiscard]] EventFace faceOf(const incident::Entry &entry) const;

    QString m_incident; ///< its id
    Timestamp m_openedAt{};
    std::vector<incident::Entry> m_entries; ///< by (at, seq)
    EventSnapshot m_events;
    Timestamp m_at = Timestamp::max();
    units::Zone m_zone = units::Zone::Utc;
};

/// Entries of one group whose words or author contain a text.
class EntryFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    /// -1: all.
    void setGroup(int group);
    void setText(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    int m_group = -1;
    QString m_text;
};

/// The event an entry was made of; null where the log does not hold it.
[[nodiscard]] const Event *eventOf(const EventSnapshot &events, const incident::Entry &entry);

} // namespace qd
