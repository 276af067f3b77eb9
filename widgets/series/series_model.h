// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/panel_choice.h"

#include <QtCore/QAbstractItemModel>

#include <vector>

namespace qd {

/// Every metric of a history as a tree to choose from: groups of metrics, metrics, and the series of a metric that
/// has several. A check is what is drawn; it changes the choice that is lent to the model.
class SeriesModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, About, ColumnCount };

    explicit SeriesModel(QObject *parent = nullptr);

    /// Another catalogue with the choice made for it; both are copied.
    void setCatalogue(std::vector<Panel> panels, PanelChoice choice);
    [[nodiscard]] const std::vector<Panel> &panels() const { return m_panels; }
    [[nodiscard]] const PanelChoice &choice() const { return m_choice; }
    /// As if nobody had chosen.
    void forgetChoice();
    [[nodiscard]] int shownPanels() const;
    /// Of a metric; invalid when there is none of that name.
    [[nodiscard]] QModelIndex indexOf(const std::string &metric) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    enum class Level { Group, Metric, Series };
    struct Group
    {
        QString name;
        std::vector<std::size_t> panels; ///< indices of m_panels
    };
    struct Place
    {
        int group = 0;
        int row = 0;
    };
    [[nodiscard]] static Level levelOf(const QModelIndex &index);
    [[nodiscard]] std::size_t panelAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex metricIndex(std::size_t panel, int column = Name) const;
    [[nodiscard]] QString nameOf(const QModelIndex &index) const;
    [[nodiscard]] QString aboutOf(const QModelIndex &index) const;
    [[nodiscard]] Qt::CheckState checkOf(const QModelIndex &index) const;
    void tellChanged(std::size_t panel);

    std::vector<Panel> m_panels;
    PanelChoice m_choice;
    std::vector<Group> m_groups;
    std::vector<Place> m_places; ///< of each panel
};

/// "per second", "MiB/s": what a metric is drawn in, in words.
[[nodiscard]] QString unitWords(Unit unit);

} // namespace qd
