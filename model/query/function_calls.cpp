// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"

namespace qd::query {

GridResult called(Evaluation &evaluation, const Expression &where, const Call &call)
{
    switch (call.function->function) {
    case Function::AvgOverTime:
    case Function::Changes:
    case Function::CountOverTime:
    case Function::Delta:
    case Function::Deriv:
    case Function::Idelta:
    case Function::Increase:
    case Function::Irate:
    case Function::LastOverTime:
    case Function::MaxOverTime:
    case Function::MinOverTime:
    case Function::PredictLinear:
    case Function::PresentOverTime:
    case Function::QuantileOverTime:
    case Function::Rate:
    case Function::Resets:
    case Function::StddevOverTime:
    case Function::StdvarOverTime:
    case Function::SumOverTime:
        return calledOnRange(evaluation, where, call);
    case Function::Absent:
    case Function::AbsentOverTime:
        return calledAbsent(evaluation, where, call);
    case Function::LabelJoin:
    case Function::LabelReplace:
        return calledOnLabels(evaluation, where, call);
    case Function::DayOfMonth:
    case Function::DayOfWeek:
    case Function::DayOfYear:
    case Function::DaysInMonth:
    case Function::Hour:
    case Function::Minute:
    case Function::Month:
    case Function::Year:
        return calledOnDates(evaluation, where, call);
    case Function::HistogramQuantile:
        return calledHistogramQuantile(evaluation, where, call);
    default:
        return calledOnValues(evaluation, where, call);
    }
}

} // namespace qd::query
