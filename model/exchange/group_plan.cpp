// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/group_plan.h"

#include "model/exchange/series_reader.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace qd::exchange {

namespace {

/// Keeps a row of a group in memory whatever the export, and below what a store takes (StoreLimits).
constexpr std::size_t mostSeriesPerGroup = 2000;
constexpr std::size_t mostGroups = 20'000;
/// How many groups of a target a class is held against: the newest ones.
constexpr std::size_t mostCompared = 16;
/// Samples that two time columns are compared by, and a step is told from.
constexpr std::size_t mostSampled = 4096;

Labels targetOf(const SeriesKey &key)
{
    return Labels{{"job", std::string(key.labels.value("job"))},
                  {"instance", std::string(key.labels.value("instance"))}};
}

/// The first times of a series at or after `from`, and before or at `until`.
Result<std::vector<std::int64_t>> someTimes(const PieceStore &store, SeriesId series, std::int64_t from,
                                            std::int64_t until)
{
    std::vector<std::int64_t> times;
    SeriesReader reader(store, series, from);
    for (; reader.hasNext() && times.size() < mostSampled && reader.time() <= until; reader.advance()) {
        if (reader.time() >= from)
            times.push_back(reader.time());
    }
    if (!reader.status())
        return tl::unexpected(reader.status().error());
    return times;
}

std::int64_t medianStep(const std::vector<std::int64_t> &times)
{
    std::vector<std::int64_t> steps;
    for (std::size_t i = 1; i < times.size(); ++i)
        steps.push_back(times[i] - times[i - 1]);
    if (steps.empty())
        return 1000;
    const auto middle = steps.begin() + std::ssize(steps) / 2;
    std::nth_element(steps.begin(), middle, steps.end());
    return std::max<std::int64_t>(1, *middle);
}

/// Whether at least half of the samples of each are samples of both.
bool areAlike(std::vector<std::int64_t> a, std::vector<std::int64_t> b)
{
    if (a.empty() || b.empty())
        return false;
    const std::int64_t until = std::min(a.back(), b.back()); // either may have been cut at mostSampled
    std::erase_if(a, [&](std::int64_t t) { return t > until; });
    std::erase_if(b, [&](std::int64_t t) { return t > until; });
    std::vector<std::int64_t> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return !both.empty() && both.size() * 2 >= a.size() && both.size() * 2 >= b.size();
}

class Planner
{
public:
    explicit Planner(const PieceStore &store)
        : m_store(store)
    {}

    [[nodiscard]] Result<std::vector<PlannedGroup>> plan()
    {
        for (const auto &[target, classes] : classesByTarget()) {
            for (const TimeClass &each : classes) {
                if (auto placed = place(target, each); !placed)
                    return tl::unexpected(placed.error());
            }
            m_ofTarget = m_groups.size();
        }
        return std::move(m_groups);
    }

private:
    using ClassKey = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::uint64_t>;

    /// The largest class of each target first: it is what the others are held against.
    [[nodiscard]] std::map<Labels, std::vector<TimeClass>> classesByTarget() const
    {
        std::map<Labels, std::map<ClassKey, TimeClass>> sorted;
        for (std::size_t i = 0; i < m_store.series().size(); ++i) {
            const GatheredSeries &series = m_store.series()[i];
            if (series.count > 0)
                sorted[targetOf(series.key)][{-series.count, series.first, series.last, series.timesHash}]
                    .members.push_back(static_cast<SeriesId>(i));
        }
        std::map<Labels, std::vector<TimeClass>> result;
        for (auto &[target, classes] : sorted)
            for (auto &[key, each] : classes)
                result[target].push_back(std::move(each));
        return result;
    }

    /// A class that is larger than a group is spread over several.
    [[nodiscard]] Result<void> place(const Labels &target, const TimeClass &whole)
    {
        for (std::size_t from = 0; from < whole.members.size(); from += mostSeriesPerGroup) {
            const auto begin = whole.members.begin() + static_cast<std::ptrdiff_t>(from);
            const auto count = std::min(mostSeriesPerGroup, whole.members.size() - from);
            const TimeClass part{{begin, begin + static_cast<std::ptrdiff_t>(count)}};
            const auto found = fitting(part);
            if (!found)
                return tl::unexpected(found.error());
            if (!*found && m_groups.size() >= mostGroups)
                return failure(ErrorCode::TooLarge,
                               QStringLiteral("The series have more than %1 different sets of times. Import fewer "
                                              "of them at once.")
                                   .arg(mostGroups));
            auto group = *found ? Result<PlannedGroup *>(*found) : begun(target, part);
            if (!group)
                return tl::unexpected(group.error());
            (*group)->seriesCount += count;
            (*group)->classes.push_back(part);
        }
        return {};
    }

    [[nodiscard]] Result<PlannedGroup *> begun(const Labels &target, const TimeClass &first)
    {
        const auto times = timesOf(first, std::numeric_limits<std::int64_t>::min());
        if (!times)
            return tl::unexpected(times.error());
        const std::size_t number = m_groups.size() - m_ofTarget + 1;
        const std::string name = number == 1 ? std::string() : std::to_string(number);
        m_groups.push_back({{GroupKind::Scraped, target, Millis(medianStep(*times)), name}, {}, 0});
        return &m_groups.back();
    }

    /// The newest group of the target that the class fits into; null when there is none.
    [[nodiscard]] Result<PlannedGroup *> fitting(const TimeClass &part)
    {
        std::size_t compared = 0;
        for (std::size_t i = m_groups.size(); i > m_ofTarget && compared < mostCompared; --i, ++compared) {
            PlannedGroup &group = m_groups[i - 1];
            if (group.seriesCount + part.members.size() > mostSeriesPerGroup)
                continue;
            const auto fits = belongs(part, group);
            if (!fits)
                return tl::unexpected(fits.error());
            if (*fits)
                return &group;
        }
        return nullptr;
    }

    [[nodiscard]] Result<bool> belongs(const TimeClass &part, const PlannedGroup &group) const
    {
        const GatheredSeries &mine = m_store.series(part.members.front());
        const GatheredSeries &theirs = m_store.series(group.classes.front().members.front());
        const std::int64_t from = std::max(mine.first, theirs.first);
        const auto a = timesOf(part, std::max(from, mine.first));
        if (!a)
            return tl::unexpected(a.error());
        if (from > std::min(mine.last, theirs.last)) { // one began after the other had ended, as after a restart
            const auto all = timesOf(part, mine.first);
            return all ? Result<bool>(medianStep(*all) == group.config.interval.count())
                       : tl::unexpected(all.error());
        }
        const auto b = timesOf(group.classes.front(), from);
        return b ? Result<bool>(areAlike(*a, *b)) : tl::unexpected(b.error());
    }

    [[nodiscard]] Result<std::vector<std::int64_t>> timesOf(const TimeClass &of, std::int64_t from) const
    {
        return someTimes(m_store, of.members.front(), from, std::numeric_limits<std::int64_t>::max());
    }

    const PieceStore &m_store;
    std::vector<PlannedGroup> m_groups;
    std::size_t m_ofTarget = 0; ///< index of the first group of the target at hand
};

} // namespace

Result<std::vector<PlannedGroup>> planGroups(const PieceStore &store)
{
    return Planner(store).plan();
}

} // namespace qd::exchange
