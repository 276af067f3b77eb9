// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/series_catalogue.h"

namespace qd::query {

SeriesCatalogue::SeriesCatalogue(const SeriesSnapshot &history, const std::stop_token &stop)
{
    for (const std::string &name : history.names()) {
        if (stop.stop_requested())
            return;
        LabelValues &labels = m_metrics[name];
        for (const SeriesView &series : history.select(name)) {
            for (const auto &[label, value] : series.key().labels.pairs()) {
                Values &values = labels[label];
                if (values.size() < mostValues)
                    values.insert(value);
            }
        }
    }
}

std::vector<std::string> SeriesCatalogue::metrics() const
{
    std::vector<std::string> names;
    names.reserve(m_metrics.size());
    for (const auto &[name, labels] : m_metrics)
        names.push_back(name);
    return names;
}

std::vector<const SeriesCatalogue::LabelValues *>
SeriesCatalogue::of(const std::vector<std::string> &metrics) const
{
    std::vector<const LabelValues *> found;
    for (const std::string &name : metrics) {
        if (const auto metric = m_metrics.find(name); metric != m_metrics.end())
            found.push_back(&metric->second);
    }
    if (found.empty()) {
        for (const auto &[name, labels] : m_metrics)
            found.push_back(&labels);
    }
    return found;
}

std::vector<std::string> SeriesCatalogue::labelNames(const std::vector<std::string> &metrics) const
{
    std::set<std::string> names;
    for (const LabelValues *labels : of(metrics)) {
        for (const auto &[name, values] : *labels)
            names.insert(name);
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> SeriesCatalogue::labelValues(const std::vector<std::string> &metrics,
                                                      const std::string &label) const
{
    std::set<std::string> all;
    for (const LabelValues *labels : of(metrics)) {
        if (const auto values = labels->find(label); values != labels->end())
            all.insert(values->second.begin(), values->second.end());
    }
    return {all.begin(), all.end()};
}

} // namespace qd::query
