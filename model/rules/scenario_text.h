// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/alert_state.h"

#include <QtCore/QByteArray>

#include <optional>
#include <span>

namespace qd::rules {

/// Writes a file for `promtool test rules`, in the order of its functions.
class ScenarioText
{
public:
    ScenarioText(const std::string &ruleFile, Millis evaluationInterval);
    /// In the order in which they are evaluated.
    void addGroup(const std::string &name);
    void beginTest(Millis step);
    /// A cell a step from time 0 on; none where there is no sample, and stale markers as they are.
    void addSeries(const SeriesKey &key, std::span<const std::optional<double>> cells);
    void beginExpectations();
    /// That at `at` these alerts of the name fire, and no others.
    void addExpectation(const std::string &name, Millis at, const std::vector<Alert> &alerts);

    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

/// "1x3 _x2 stale 5": the notation of series, with equal neighbours put together.
[[nodiscard]] std::string seriesNotation(std::span<const std::optional<double>> cells);

} // namespace qd::rules
