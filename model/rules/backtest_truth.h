// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/backtest.h"

#include <QtCore/QByteArray>

namespace qd::rules {

/// A span in which something was really wrong.
struct MarkedSpan
{
    QString name;
    TimeRange span;                    ///< begin: the onset
    std::optional<Timestamp> detected; ///< when people noticed
};

/// Marked spans, in order of their onset: a JSON list of `{"from", "to", "detected", "name"}`, of which only the
/// first is needed, or of Grafana's annotations (`time`, `timeEnd` in milliseconds, `text`). Instants are RFC 3339
/// or seconds since 1970; a mark without an end is an hour long. Invalid with the number of the mark that is none.
[[nodiscard]] Result<std::vector<MarkedSpan>> readTruth(const QByteArray &json);

/// How long before its onset an alarm may begin and still be for it, where it fires still at the onset.
inline constexpr Millis leadWindow = std::chrono::hours(1);

/// How one rule did on one marked span.
struct Catch
{
    std::size_t mark = 0;             ///< its index
    std::optional<Timestamp> firedAt; ///< the first that began in the span or its lead window; none: missed
    Millis afterOnset{0};             ///< negative: it began to fire before the span
    std::optional<Millis> lead;       ///< before people noticed; negative: after that
};

struct RuleScore
{
    std::vector<Catch> catches; ///< one a marked span
    int falseAlarms = 0;        ///< firings that began in no marked span and no lead window
    double unmarkedDays = 0;    ///< of the history, marked spans and lead windows left out
    /// None where no time is unmarked.
    [[nodiscard]] std::optional<double> falseAlarmsPerDay() const;
};

/// What the firings of a rule were worth. Marked spans outside of the history are left out by the caller.
[[nodiscard]] RuleScore scored(const RuleRecord &rule, TimeRange history, const std::vector<MarkedSpan> &truth);

/// Time in which any alert of the rule fired.
[[nodiscard]] Millis firingTime(const RuleRecord &rule, TimeRange history);

} // namespace qd::rules
