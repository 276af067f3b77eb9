// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluation.h"
#include "model/query/functions.h"

namespace qd::query {

/// A function and its arguments, evaluated. Each family has a file of its own; this knows which has which.
[[nodiscard]] GridResult called(Evaluation &evaluation, const Expression &where, const Call &call);

/// Functions of a range vector: rate(), *_over_time() and the like.
[[nodiscard]] GridResult calledOnRange(Evaluation &evaluation, const Expression &where, const Call &call);
/// absent() and absent_over_time().
[[nodiscard]] GridResult calledAbsent(Evaluation &evaluation, const Expression &where, const Call &call);
/// label_replace() and label_join().
[[nodiscard]] GridResult calledOnLabels(Evaluation &evaluation, const Expression &where, const Call &call);
/// hour(), day_of_week() and the like: of the values, or of the instant without an argument.
[[nodiscard]] GridResult calledOnDates(Evaluation &evaluation, const Expression &where, const Call &call);
[[nodiscard]] GridResult calledHistogramQuantile(Evaluation &evaluation, const Expression &where,
                                                 const Call &call);
/// The rest: abs(), clamp(), round(), sort(), scalar(), time() and the like.
[[nodiscard]] GridResult calledOnValues(Evaluation &evaluation, const Expression &where, const Call &call);

} // namespace qd::query
