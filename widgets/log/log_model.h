// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>
#include <QtCore/QSortFilterProxyModel>

#include <memory>

namespace qd {

/// The event log as stories, newest first: events that share a correlation (an intent, what the service did, the
/// outcome) are one row with the parts below it. Follows snapshots by sorted merge; never reset while one log
/// grows. GUI thread.
class LogModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { AtRole = Qt::UserRole, SeverityRole, GroupRole, BylineRole, TimeRole, PartsRole };

    /// The newest events shown; older ones stay in the log.
    static constexpr std::size_t mostEvents = 5000;

    explicit LogModel(QObject *parent = nullptr);
    ~LogModel() override;
    void setEvents(const EventSnapshot &events);
    void setUtc(bool utc);
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
    [[nodiscard]] int rowOf(const Story &story) const;
    [[nodiscard]] const Event &eventOf(const QModelIndex &index) const;

    std::vector<std::unique_ptr<Story>> m_stories; ///< by the first event's (at, seq), newest first
    QHash<QString, Story *> m_byCorrelation;
    std::size_t m_size = 0;
    std::uint64_t m_newestSeq = 0;
    bool m_utc = true;
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
