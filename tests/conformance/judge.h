// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"
#include "tests/conformance/script.h"

#include <map>
#include <set>

namespace qd::conformance {

enum class Verdict { Passed, Refused, Wrong };

struct Judgement
{
    int line = 0;
    Verdict verdict = Verdict::Passed;
    QString words; ///< why it was refused; what was expected, and what came
};

/// Runs the commands of one script on an empty history and judges each evaluation. An instant is evaluated a
/// second time, as a step of a range around it: both must agree.
class Judge
{
public:
    [[nodiscard]] std::vector<Judgement> run(const std::vector<Command> &commands);

private:
    void load(const Load &command);
    void clear();
    [[nodiscard]] Judgement judge(const Evaluation &evaluation);
    [[nodiscard]] Judgement judgeRange(const Evaluation &evaluation, const query::Query &query);
    [[nodiscard]] Judgement judgeInstant(const Evaluation &evaluation, const query::Query &query);
    /// Whether it reads series that have native histograms, of which the engine knows none.
    [[nodiscard]] bool readsHistograms(const query::Expression &expression) const;
    [[nodiscard]] const SeriesSnapshot &history();

    std::map<SeriesKey, std::map<Timestamp, double>> m_samples;
    std::set<SeriesKey> m_histograms;
    std::optional<SeriesSnapshot> m_history; ///< of what is loaded; none when that changed
};

} // namespace qd::conformance
