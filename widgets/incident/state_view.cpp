// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/state_view.h"

#include "model/incident/postmortem.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace qd {

using incident::State;

namespace {

constexpr int lineStep = 18;
constexpr int indent = 10;
constexpr qsizetype longestName = 100; ///< names are labels of metrics, and come from outside

template <typename Words>
void addParts(std::vector<StateRow> &rows, const QString &heading, std::vector<State::Part> parts, Words words)
{
    if (parts.empty())
        return;
    rows.push_back({heading, {}});
    std::ranges::stable_sort(parts, std::greater(), &State::Part::value);
    for (const State::Part &part : parts)
        rows.push_back({incident::oneLine(part.name, longestName), words(part.value)});
}

void addMemory(std::vector<StateRow> &rows, const State &state)
{
    const auto bytes = [](double value) { return units::bytes(value); };
    const std::size_t before = rows.size();
    addParts(rows, StateView::tr("Memory"), state.memory, bytes);
    if (rows.size() == before && (state.residentBytes || state.limitBytes))
        rows.push_back({StateView::tr("Memory"), {}});
    if (state.residentBytes)
        rows.push_back({StateView::tr("resident"), bytes(*state.residentBytes)});
    if (state.limitBytes)
        rows.push_back({StateView::tr("limit"), bytes(*state.limitBytes)});
}

void addScrapes(std::vector<StateRow> &rows, const State &state, units::Zone zone)
{
    if (state.scrapes.empty())
        return;
    rows.push_back({StateView::tr("Last scrapes"), {}});
    for (const State::Scrape &scrape : state.scrapes)
        rows.push_back({units::clock(scrape.at, zone),
                        scrape.isGood ? units::seconds(scrape.seconds) : StateView::tr("failed")});
}

} // namespace

std::vector<StateRow> rowsOf(const State &state, units::Zone zone)
{
    std::vector<StateRow> rows;
    addMemory(rows, state);
    addParts(rows, StateView::tr("Sessions"), state.sessions, [](double value) { return units::count(value); });
    if (state.inFlight) {
        rows.push_back({StateView::tr("Requests"), {}});
        rows.push_back({StateView::tr("in flight"), units::count(*state.inFlight)});
    }
    if (!state.slowest.empty())
        rows.push_back({StateView::tr("Slowest routes, p99 of a minute"), {}});
    for (const State::Route &route : state.slowest)
        rows.push_back({incident::oneLine(route.name, longestName), units::seconds(route.p99Seconds)});
    addScrapes(rows, state, zone);
    if (rows.empty())
        rows.push_back({StateView::tr("Nothing was known of the service then."), {}});
    return rows;
}

StateView::StateView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StateView::display(std::vector<StateRow> rows)
{
    m_rows = std::move(rows);
    QStringList words;
    for (const StateRow &row : m_rows)
        words << row.name + u' ' + row.value;
    setAccessibleName(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize StateView::sizeHint() const
{
    return {220, int(m_rows.size()) * lineStep + 4};
}

void StateView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRectF line(12, 2, std::min(width() - 24, 360), lineStep);
    for (const StateRow &row : m_rows) {
        const bool isHeading = row.value.isEmpty();
        const double value = tabularAdvance(uiFont(12), row.value);
        painter.setPen(isHeading ? theme().text : theme().muted);
        drawTabular(painter, line.adjusted(isHeading ? 0 : indent, 0, isHeading ? 0 : -value - 8, 0),
                    Qt::AlignLeft, uiFont(12, isHeading ? QFont::DemiBold : QFont::Normal), row.name);
        painter.setPen(theme().text);
        drawTabular(painter, line, Qt::AlignRight, uiFont(12), row.value);
        line.translate(0, lineStep);
    }
}

} // namespace qd

#include "moc_state_view.cpp"
