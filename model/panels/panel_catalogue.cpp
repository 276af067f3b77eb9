// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/panel_catalogue.h"

#include "model/series/group_view.h"

#include <QtCore/QCryptographicHash>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace qd {

namespace {

constexpr std::string_view bucketEnd = "_bucket";

void measure(const SeriesView &view, TimeRange extent, PanelSeries &into)
{
    ColumnSummary all;
    view.columns({extent.begin, std::chrono::nanoseconds(extent.length()), 1}, std::span(&all, 1));
    into.lowest = all.min;
    into.highest = all.max;
}

/// Values of the labels that differ among the series of a panel.
void nameSeries(Panel &panel)
{
    std::map<std::string, std::set<std::string_view>> values;
    for (const PanelSeries &series : panel.series) {
        for (const auto &[label, value] : series.labels.pairs()) {
            values[label].insert(value);
        }
    }
    for (PanelSeries &series : panel.series) {
        for (const auto &[label, all] : values) {
            const std::string_view own = series.labels.value(label);
            const bool differs = all.size() > 1 || (own.empty() && panel.series.size() > 1);
            if (differs && !own.empty()) {
                series.name += (series.name.empty() ? "" : " · ") + std::string(own);
            }
        }
    }
}

bool tellsMore(const PanelSeries &a, const PanelSeries &b)
{
    if (a.varies() != b.varies()) {
        return a.varies();
    }
    const bool known = !std::isnan(a.highest);
    if (known == std::isnan(b.highest)) {
        return known;
    }
    return known && a.highest != b.highest ? a.highest > b.highest : a.labels < b.labels;
}

void fill(Panel &panel, const std::vector<SeriesView> &views, TimeRange extent)
{
    std::map<Labels, PanelSeries> sets; // buckets of one histogram are one
    for (const SeriesView &view : views) {
        const bool buckets = panel.kind == PanelKind::Distribution;
        const Labels labels = buckets ? view.key().labels.with("le", {}) : view.key().labels;
        const auto [it, isNew] = sets.try_emplace(labels);
        PanelSeries &series = it->second;
        // The highest bucket counts everything.
        if (!buckets || isNew || view.key().labels.value("le") == "+Inf") {
            measure(view, extent, series);
        }
        series.labels = labels;
    }
    for (auto &[labels, series] : sets) {
        panel.series.push_back(std::move(series));
    }
    std::sort(panel.series.begin(), panel.series.end(), tellsMore);
    nameSeries(panel);
}

/// The first word of the names, where more than one metric has it.
void groupPanels(std::vector<Panel> &panels)
{
    const auto firstWord = [](const std::string &name) { return name.substr(0, name.find('_')); };
    std::map<std::string, int> count;
    for (const Panel &panel : panels) {
        ++count[firstWord(panel.metric)];
    }
    for (Panel &panel : panels) {
        const std::string word = firstWord(panel.metric);
        panel.group = count[word] > 1 ? word : "other";
    }
}

/// A table's head may hold what a metric's name cannot: "totalCpuUsage(%)".
void takeTitle(Panel &panel, std::string_view column)
{
    panel.title = column.empty() ? panel.metric : column;
    if (panel.unit == Unit::Number && column.find('%') != std::string_view::npos) {
        panel.unit = Unit::Percent;
    }
}

PanelKind kindOf(MetricPart part)
{
    switch (part) {
    case MetricPart::Value:
        return PanelKind::Lines;
    case MetricPart::Bucket:
        return PanelKind::Distribution;
    case MetricPart::Counter:
    case MetricPart::Sum:
    case MetricPart::Count:
        break;
    }
    return PanelKind::Rates;
}

bool moreUseful(const Panel &a, const Panel &b)
{
    const auto rank = [](const Panel &p) {
        const bool bookkeeping = p.interest == Interest::Bookkeeping;
        return std::tuple(bookkeeping, !p.varies(), p.interest);
    };
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.metric < b.metric;
}

} // namespace

std::string Panel::seriesName() const
{
    return kind == PanelKind::Distribution ? metric + std::string(bucketEnd) : metric;
}

std::vector<Panel> panelsOf(const SeriesSnapshot &series)
{
    std::vector<Panel> panels;
    const TimeRange extent = series.extent();
    for (const std::string &name : series.names()) {
        const std::vector<SeriesView> views = series.select(name);
        const MetricMeaning meaning = meaningOf(name, views.front().type());
        Panel panel;
        panel.kind = kindOf(meaning.part);
        panel.metric = panel.kind == PanelKind::Distribution ? meaning.family : name;
        panel.unit = meaning.unit;
        takeTitle(panel, views.front().key().labels.value("column"));
        panel.interest = meaning.interest;
        fill(panel, views, extent);
        panels.push_back(std::move(panel));
    }
    groupPanels(panels);
    std::sort(panels.begin(), panels.end(), moreUseful);
    return panels;
}

std::size_t seriesCount(const SeriesSnapshot &series)
{
    std::size_t count = 0;
    for (const GroupView &group : GroupView::of(series)) {
        count += group.seriesCount();
    }
    return count;
}

bool knowsSessiond(const SeriesSnapshot &series)
{
    for (const GroupView &group : GroupView::of(series)) {
        for (std::size_t i = 0; i < group.seriesCount(); ++i) {
            if (group.key(i).name.starts_with("sessiond_")) {
                return true;
            }
        }
    }
    return false;
}

std::string fingerprint(const std::vector<Panel> &panels)
{
    std::set<std::string_view> names;
    for (const Panel &panel : panels) {
        names.insert(panel.metric);
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::string_view name : names) {
        hash.addData(QByteArray::fromRawData(name.data(), static_cast<qsizetype>(name.size())));
        hash.addData(QByteArray(1, '\n'));
    }
    return hash.result().toHex().left(16).toStdString();
}

} // namespace qd
