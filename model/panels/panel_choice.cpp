// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/panel_choice.h"

#include "model/series/parsed_sample.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>

namespace qd {

namespace {

/// Within bounds: the file it comes from may have been written by anybody.
constexpr qsizetype mostKept = 5000;

} // namespace

void PanelChoice::setUsual(const std::vector<Panel> &panels, bool none)
{
    m_usual.clear();
    const auto add = [&](const auto &wanted) {
        for (const Panel &panel : panels) {
            if (m_usual.size() < usualPanels && wanted(panel)) {
                m_usual.insert(panel.metric);
            }
        }
    };
    if (none) {
        return;
    }
    add([](const Panel &p) { return p.interest != Interest::Bookkeeping && p.varies(); });
    if (m_usual.empty()) {
        add([](const Panel &p) { return p.interest != Interest::Bookkeeping; });
    }
    if (m_usual.empty()) {
        add([](const Panel &) { return true; }); // a file never opens empty
    }
}

bool PanelChoice::isShown(const Panel &panel) const
{
    const auto chosen = m_panels.find(panel.metric);
    return chosen != m_panels.end() ? chosen->second : m_usual.contains(panel.metric);
}

void PanelChoice::setShown(const Panel &panel, bool shown)
{
    if (shown == m_usual.contains(panel.metric)) {
        m_panels.erase(panel.metric);
    } else {
        m_panels[panel.metric] = shown;
    }
}

std::vector<const PanelSeries *> PanelChoice::shownSeries(const Panel &panel) const
{
    std::vector<const PanelSeries *> shown;
    for (const PanelSeries &series : panel.series) {
        if (isShown(panel, series)) {
            shown.push_back(&series);
        }
    }
    return shown;
}

bool PanelChoice::isShown(const Panel &panel, const PanelSeries &series) const
{
    if (const auto chosen = m_series.find(panel.metric); chosen != m_series.end()) {
        return chosen->second.contains(series.labels);
    }
    const std::size_t usual = panel.kind == PanelKind::Distribution ? 1 : usualSeries;
    const auto end = panel.series.begin() + std::min(panel.series.size(), usual);
    return std::any_of(panel.series.begin(), end, [&](const PanelSeries &s) { return s.labels == series.labels; });
}

void PanelChoice::setShown(const Panel &panel, const PanelSeries &series, bool shown)
{
    std::set<Labels> chosen;
    for (const PanelSeries *present : shownSeries(panel)) {
        chosen.insert(present->labels);
    }
    if (shown && panel.kind == PanelKind::Distribution) {
        chosen.clear(); // distributions over each other cannot be read
    }
    shown ? (void)chosen.insert(series.labels) : (void)chosen.erase(series.labels);
    m_series[panel.metric] = std::move(chosen);
}

void PanelChoice::forget()
{
    m_panels.clear();
    m_series.clear();
}

QByteArray PanelChoice::toJson() const
{
    QJsonObject panels;
    for (const auto &[metric, shown] : m_panels) {
        panels[QString::fromStdString(metric)] = shown;
    }
    QJsonObject series;
    for (const auto &[metric, chosen] : m_series) {
        QJsonArray all;
        for (const Labels &labels : chosen) {
            all.append(QString::fromStdString(seriesText({metric, labels})));
        }
        series[QString::fromStdString(metric)] = all;
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("panels"), panels}, {QStringLiteral("series"), series}})
        .toJson(QJsonDocument::Compact);
}

PanelChoice PanelChoice::fromJson(const QByteArray &json)
{
    PanelChoice choice;
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    const QJsonObject panels = all[QStringLiteral("panels")].toObject();
    const QJsonObject series = all[QStringLiteral("series")].toObject();
    if (panels.size() > mostKept || series.size() > mostKept) {
        return choice;
    }
    for (auto it = panels.begin(); it != panels.end(); ++it) {
        if (it.value().isBool()) {
            choice.m_panels[it.key().toStdString()] = it.value().toBool();
        }
    }
    for (auto it = series.begin(); it != series.end(); ++it) {
        auto &chosen = choice.m_series[it.key().toStdString()];
        for (const auto &text : it.value().toArray()) {
            if (const auto key = seriesKeyOf(text.toString().toStdString())) {
                chosen.insert(key->labels);
            }
        }
    }
    return choice;
}

} // namespace qd
