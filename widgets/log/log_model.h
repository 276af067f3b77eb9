// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/event/event.h"

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>
#include <QtCore/QSortFilterProxyModel>

#include <memory>

namespace qd {

/// The event log as stories, newest first: events that share a correlation (an intent, what the service did, the
/// outcome) are one row with the parts below it, and so is a run of neighbours that say the same (200 accounts
/// made in 20 steps). Follows snapshots by sorted merge; never reset while one log grows. GUI thread.
class LogModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { AtRole = Qt::UserRole, SeverityRole, GroupRole, BylineRole, TimeRole, PartsRole };

    /// The newest events shown; older ones stay in the log and leave the list story by story.
    static constexpr std::size_t mostEvents = 5000;
    /// Parts of one story; of a longer one the first and the newest are shown.
    static constexpr std::size_t mostParts = 500;
    /// What is further apart than this is no run.
    static constexpr std::chrono::seconds runPause{60};

    /// `most` events are shown.
    explicit LogModel(QObject *parent = nullptr, std::size_t most = mostEvents);
    ~LogModel() override;
    void setEvents(const EventSnapshot &events);
    void setZone(units::Zone zone);
    [[nodiscard]] int storyCount() const { return int(m_stories.size()); }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Story;
    void clear();
    void insert(const Event &event);
    void addTo(Story &story, const Event &event);
    void startStory(const Event &event);
    void shorten(Story &story);
    void dropOldest();
    [[nodiscard]] std::size_t placeOf(Timestamp at, std::uint64_t seq) const;
    [[nodiscard]] Story *runBeside(const Event &event) const;
    [[nodiscard]] int rowOf(const Story &story) const;
    [[nodiscard]] const Event &eventOf(const QModelIndex &index) const;
    [[nodiscard]] QString words(const QModelIndex &index) const;

    std::vector<std::unique_ptr<Story>> m_stories; ///< by the first event's (at, seq), newest first
    QHash<QString, Story *> m_byCorrelation;
    const std::size_t m_most;
    std::size_t m_shown = 0; ///< events in all stories
    std::size_t m_size = 0;  ///< events of the log that were seen, shown or not
    std::uint64_t m_newestSeq = 0;
    units::Zone m_zone = units::Zone::Utc;
};

/// Stories of one group whose words contain a text; a story stays when any of its parts matches.
class LogFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit LogFilter(QObject *parent = nullptr);
    /// -1 = every group.
    void setGroup(int group);
    void setText(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    int m_group = -1;
    QString m_text;
};

} // namespace qd
