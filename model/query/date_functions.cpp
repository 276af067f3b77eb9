// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"

#include <cmath>
#include <limits>

namespace qd::query {

namespace {

/// Seconds since 1970 as people's calendar has them, in UTC; NaN for what no integer can count.
double dateFigure(Function function, double seconds)
{
    using namespace std::chrono;
    constexpr double furthest = 9e17;
    constexpr std::int64_t daysOfEra = 146'097; // of 400 years, after which the calendar begins again
    if (!(std::abs(seconds) <= furthest))
        return std::numeric_limits<double>::quiet_NaN();
    const sys_seconds given{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
    // std::chrono counts years in 16 bits: the date is looked up in an era of ours.
    const std::int64_t era =
        floor<duration<std::int64_t, std::ratio<86'400 * daysOfEra>>>(given).time_since_epoch().count();
    const sys_seconds at = given - std::chrono::seconds(era * daysOfEra * 86'400);
    const auto day = floor<days>(at);
    const year_month_day date(day);
    switch (function) {
    case Function::Minute:
        return static_cast<double>(duration_cast<minutes>(at - day).count() % 60);
    case Function::Hour:
        return static_cast<double>(duration_cast<hours>(at - day).count());
    case Function::DayOfWeek:
        return weekday(day).c_encoding();
    case Function::DayOfMonth:
        return static_cast<unsigned>(date.day());
    case Function::DayOfYear:
        return static_cast<double>((day - sys_days(date.year() / January / 1)).count() + 1);
    case Function::DaysInMonth:
        return static_cast<unsigned>(year_month_day_last(date.year() / date.month() / last).day());
    case Function::Month:
        return static_cast<unsigned>(date.month());
    default:
        return static_cast<double>(static_cast<int>(date.year()) + 400 * era);
    }
}

} // namespace

GridResult calledOnDates(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const Function function = call.function->function;
    if (call.arguments.empty()) {
        if (const auto paid = evaluation.chargeSeries(1, where); !paid)
            return tl::unexpected(paid.error());
        std::vector<double> values(evaluation.steps());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = dateFigure(
                function, std::chrono::duration<double>(evaluation.grid().at(i).time_since_epoch()).count());
        return Evaluation::ofScalar(std::move(values));
    }
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    for (GridSeries &series : found->series) {
        series.nameDropped = true;
        for (double &value : series.values)
            value = isMissing(value) ? value : dateFigure(function, value);
    }
    return found;
}

} // namespace qd::query
