// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace qd {

/// One entry on the line of time: its shape on the rail, when and who, and what below it on one line. A corrected
/// one is struck through, with what stands in its place beside it. What is later than the instant on screen is
/// muted, behind a line across. All rows are of one height, so that only those in sight are looked at.
class EntryDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int rowHeight = 46;

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// How many rows were drawn since it was made: what scrolling costs.
    [[nodiscard]] std::size_t painted() const { return m_painted; }
    /// How many rows were asked for their size: what a layout costs.
    [[nodiscard]] std::size_t measured() const { return m_measured; }

private:
    mutable std::size_t m_painted = 0;
    mutable std::size_t m_measured = 0;
};

} // namespace qd
