// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/health/reading.h"

#include <QtWidgets/QAbstractButton>

namespace qd {

/// One figure with its unit, state and sparkline. A click asks for its chart.
class Tile : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Tile(QWidget *parent = nullptr);
    void setReading(const TileReading &reading);
    /// How old the reading of a held picture is ("43 s ago"), beside the title; empty = of now.
    void setAge(const QString &age);
    [[nodiscard]] const TileReading &reading() const { return m_reading; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();
    void paintHead(QPainter &painter, const QRectF &line) const;

    TileReading m_reading;
    QString m_age;
};

/// The five tiles in a row.
class TileRow : public QWidget
{
    Q_OBJECT

public:
    explicit TileRow(QWidget *parent = nullptr);
    void setReadings(const std::vector<TileReading> &readings);
    void setAge(const QString &age);
    [[nodiscard]] Tile *tile(TileKind kind) const;

Q_SIGNALS:
    void chartWanted(qd::TileKind kind);

private:
    std::vector<Tile *> m_tiles;
};

} // namespace qd
