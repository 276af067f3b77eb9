// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/evaluator.h"
#include "model/series/markers.h"

#include <functional>
#include <mutex>
#include <vector>

namespace qd::test {

/// What went past a RecordingEvaluator, in the order in which it did.
struct Passed
{
    enum class What { Row, Event, Evaluation };
    What what = What::Row;
    Timestamp at{};
    std::size_t group = 0; ///< rows: its number of series tells the groups of a FakeHistory apart
    int samples = 0;       ///< rows
    double firstCell = 0;  ///< rows
    std::uint64_t seq = 0; ///< events
    friend bool operator==(const Passed &, const Passed &) = default;
};

/// Keeps everything it is shown; finds critical what `isCritical` says of an instant.
class RecordingEvaluator final : public Evaluator
{
public:
    using IsCritical = std::function<bool(Timestamp)>;
    explicit RecordingEvaluator(std::vector<Passed> &passed, std::mutex &mutex, IsCritical isCritical = nullptr)
        : m_passed(passed)
        , m_mutex(mutex)
        , m_isCritical(std::move(isCritical))
    {}

    void restart(const HistorySnapshot &, Timestamp) override {}
    void row(const WalkRow &row) override
    {
        Passed p{Passed::What::Row, row.at(), row.group().seriesCount(), 0, row.cell(0), 0};
        for (std::size_t s = 0; s < row.group().seriesCount(); ++s) {
            p.samples += isAbsent(row.cell(s)) ? 0 : 1;
        }
        keep(p);
    }
    void event(const Event &event) override { keep({Passed::What::Event, event.at, 0, 0, 0, event.seq}); }
    std::optional<QString> evaluate(const HistorySnapshot &, Timestamp at) override
    {
        keep({Passed::What::Evaluation, at, 0, 0, 0, 0});
        return m_isCritical && m_isCritical(at) ? std::optional(QStringLiteral("critical")) : std::nullopt;
    }

private:
    void keep(const Passed &p)
    {
        const std::lock_guard lock(m_mutex);
        m_passed.push_back(p);
    }
    std::vector<Passed> &m_passed;
    std::mutex &m_mutex;
    IsCritical m_isCritical;
};

} // namespace qd::test
