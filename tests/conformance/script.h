// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "tests/conformance/series_line.h"

#include <optional>
#include <string>
#include <variant>

/// Scripts in the language of Prometheus' own query tests (promql/promqltest, README.md there).
namespace qd::conformance {

struct Clear
{};

/// Adds samples from time 0 on, a step apart.
struct Load
{
    Millis step{};
    bool makesHistograms = false; ///< load_with_nhcb: native histograms are made of the classic ones, too
    std::vector<SeriesLine> series;
};

enum class Remark { Fail, Warn, NoWarn, Info, NoInfo };

/// What an evaluation is to say: anything of that kind, these words, or words a pattern is found in.
struct ExpectedRemark
{
    Remark remark = Remark::Fail;
    std::optional<std::string> words;
    std::optional<std::string> pattern;
};

struct Steps
{
    Timestamp start{};
    Timestamp end{};
    Millis step{1};
};

struct Evaluation
{
    std::string expression;
    bool isRange = false;
    Steps steps; ///< of an instant the start
    bool ordered = false;
    std::vector<ExpectedRemark> remarks;
    std::vector<SeriesLine> series;
    std::optional<double> scalar;
    std::optional<std::string> text;
    std::optional<Steps> rangeVector; ///< of an instant that gives one

    [[nodiscard]] bool expects(Remark remark) const;
};

/// What is no command, in words.
struct Nonsense
{
    QString words;
};

struct Command
{
    int line = 0; ///< from 1
    std::variant<Clear, Load, Evaluation, Nonsense> what;
};

/// All commands; what cannot be read is Nonsense and does not hide the rest.
[[nodiscard]] std::vector<Command> parseScript(const QString &text);

} // namespace qd::conformance
