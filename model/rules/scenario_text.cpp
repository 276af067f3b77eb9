// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/scenario_text.h"

#include "model/rules/go_format.h"
#include "model/rules/go_text.h"
#include "model/series/parsed_sample.h"
#include "model/series/series_snapshot.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <bit>
#include <cmath>

namespace qd::rules {

namespace {

/// As a string of JSON, which YAML reads alike.
QByteArray yamlText(const std::string &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{QString::fromStdString(text)}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

QByteArray durationOf(Millis length)
{
    return QByteArray::fromStdString(durationText(length));
}

bool isSameCell(const std::optional<double> &a, const std::optional<double> &b)
{
    return a.has_value() == b.has_value() &&
           (!a || std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b));
}

std::string cellText(const std::optional<double> &cell)
{
    if (!cell)
        return "_";
    if (isStaleMarker(*cell))
        return "stale";
    return std::isinf(*cell) && *cell > 0 ? "Inf" : goNumber(*cell);
}

QByteArray mapText(const std::map<std::string, std::string> &map)
{
    QByteArray text = "{";
    for (const auto &[name, value] : map)
        text += (text.size() > 1 ? ", " : "") + yamlText(name) + ": " + yamlText(value);
    return text + "}";
}

} // namespace

std::string seriesNotation(std::span<const std::optional<double>> cells)
{
    std::string text;
    for (std::size_t i = 0; i < cells.size();) {
        std::size_t end = i + 1;
        while (end < cells.size() && isSameCell(cells[i], cells[end]))
            ++end;
        const std::string one = cellText(cells[i]);
        const std::size_t count = end - i;
        const bool repeats = count > 1 && (!cells[i] || std::isfinite(*cells[i]));
        text += text.empty() ? "" : " ";
        if (repeats) // a number is there once, and comes again so often; what is missing is so often
            text += one + "x" + std::to_string(cells[i] ? count - 1 : count);
        else
            text += one;
        i = repeats ? end : i + 1;
    }
    return text;
}

ScenarioText::ScenarioText(const std::string &ruleFile, Millis evaluationInterval)
    : m_text("# For `promtool test rules`.\nrule_files: [" + yamlText(ruleFile) +
             "]\nevaluation_interval: " + durationOf(evaluationInterval) + "\ngroup_eval_order:\n")
{}

void ScenarioText::addGroup(const std::string &name)
{
    m_text += "  - " + yamlText(name) + "\n";
}

void ScenarioText::beginTest(Millis step)
{
    m_text += "tests:\n  - interval: " + durationOf(step) + "\n    input_series:\n";
}

void ScenarioText::addSeries(const SeriesKey &key, std::span<const std::optional<double>> cells)
{
    m_text += "      - series: " + yamlText(seriesText(key)) +
              "\n        values: " + yamlText(seriesNotation(cells)) + "\n";
}

void ScenarioText::beginExpectations()
{
    m_text += "    alert_rule_test:\n";
}

void ScenarioText::addExpectation(const std::string &name, Millis at, const std::vector<Alert> &alerts)
{
    m_text += "      - eval_time: " + durationOf(at) + "\n        alertname: " + yamlText(name) +
              "\n        exp_alerts:" + (alerts.empty() ? " []\n" : "\n");
    for (const Alert &alert : alerts) {
        std::map<std::string, std::string> labels(alert.labels.pairs().begin(), alert.labels.pairs().end());
        labels.erase("alertname"); // promtool adds it
        m_text += "          - exp_labels: " + mapText(labels) + "\n            exp_annotations: " +
                  mapText({alert.annotations.begin(), alert.annotations.end()}) + "\n";
    }
}

} // namespace qd::rules
