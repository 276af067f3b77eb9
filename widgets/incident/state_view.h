// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/evidence.h"

#include <QtWidgets/QWidget>

#include <vector>

namespace qd {

/// A line of what was captured: a heading where there is no value.
struct StateRow
{
    QString name;
    QString value;
    friend bool operator==(const StateRow &, const StateRow &) = default;
};

/// Memory by component, sessions by state, requests in flight, slowest routes, last scrapes: what was known, the
/// largest first. One line that says so where nothing was.
[[nodiscard]] std::vector<StateRow> rowsOf(const incident::State &state, units::Zone zone);

/// The state of the service as it was captured, in two columns.
class StateView : public QWidget
{
    Q_OBJECT

public:
    explicit StateView(QWidget *parent = nullptr);
    void display(std::vector<StateRow> rows);
    [[nodiscard]] const std::vector<StateRow> &rows() const { return m_rows; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<StateRow> m_rows;
};

} // namespace qd
