// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QSplitter>

class QStackedWidget;

namespace qd {

/// The charts, and under them what is worked with for a while: queries, rules. One of these at a time, or none;
/// all of them have the time axis of the charts.
class Workbench : public QSplitter
{
    Q_OBJECT

public:
    /// Takes the charts in.
    explicit Workbench(QWidget *charts, QWidget *parent = nullptr);

    void add(QWidget *tool);
    void open(QWidget *tool);
    void close();
    [[nodiscard]] bool shows(const QWidget *tool) const;

Q_SIGNALS:
    void closed();

private:
    QWidget *m_charts;
    QStackedWidget *m_tools;
    bool m_sized = false; ///< somebody saw it open before: their proportions stay
};

} // namespace qd
