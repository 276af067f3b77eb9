// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench.h"

#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace qd {

namespace {

/// One chart with its lane and axis; less says nothing.
constexpr int leastCharts = 124;
constexpr int chartsShare = 42; ///< per cent

} // namespace

Workbench::Workbench(QWidget *charts, QWidget *parent)
    : QSplitter(Qt::Vertical, parent)
    , m_charts(charts)
    , m_tools(new QStackedWidget(this))
{
    setHandleWidth(8);
    setChildrenCollapsible(false);
    m_charts->setMinimumHeight(leastCharts);
    addWidget(m_charts);
    addWidget(m_tools);
    setStretchFactor(0, 1);
    setStretchFactor(1, 1);
    m_tools->hide();
}

void Workbench::add(QWidget *tool)
{
    m_tools->addWidget(tool);
}

void Workbench::open(QWidget *tool)
{
    m_tools->setCurrentWidget(tool);
    m_tools->show();
    if (!m_sized) {
        m_sized = true;
        const int charts = std::max(leastCharts, height() * chartsShare / 100);
        setSizes({charts, std::max(1, height() - charts - handleWidth())});
    }
}

void Workbench::close()
{
    m_tools->hide();
    m_charts->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed();
}

bool Workbench::shows(const QWidget *tool) const
{
    return m_tools->isVisible() && m_tools->currentWidget() == tool;
}

} // namespace qd

#include "moc_workbench.cpp"
