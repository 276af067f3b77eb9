// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/comparison.h"

#include "model/query/grid.h"
#include "model/query/label_choice.h"
#include "model/query/label_pattern.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace qd::conformance {

namespace {

QString words(const std::string &text)
{
    return QString::fromStdString(text);
}

QString number(double value)
{
    return words(query::numberText(value));
}

QString text(const SeriesKey &key)
{
    return words(query::textOf(key));
}

bool says(const ExpectedRemark &expected, const QString &said)
{
    if (expected.words)
        return said == words(*expected.words);
    if (!expected.pattern)
        return true;
    const auto pattern = query::LabelPattern::compile("(?s).*(?:" + *expected.pattern + ").*");
    return pattern && (*pattern)->matches(said.toStdString());
}

QString difference(const ExpectedRemark &expected, const QString &kind, const std::vector<QString> &said)
{
    if (std::ranges::any_of(said, [&](const QString &one) { return says(expected, one); }))
        return {};
    const QString wanted = expected.words     ? words(*expected.words)
                           : expected.pattern ? words(*expected.pattern)
                                              : QStringLiteral("one");
    return QStringLiteral("expected %1 %2, got %3")
        .arg(kind, wanted,
             said.empty() ? QStringLiteral("none") : QStringList(said.begin(), said.end()).join(u'\n'));
}

using Values = std::map<SeriesKey, std::map<Timestamp, double>>;

QString text(const std::map<Timestamp, double> &values)
{
    QStringList all;
    for (const auto &[at, value] : values)
        all << QStringLiteral("%1@%2").arg(number(value)).arg(double(at.time_since_epoch().count()) / 1000);
    return all.isEmpty() ? QStringLiteral("nothing") : all.join(u' ');
}

QString difference(const Values &expected, const Values &got)
{
    for (const auto &[key, values] : got) {
        if (!expected.contains(key))
            return QStringLiteral("unexpected %1: %2").arg(text(key), text(values));
    }
    for (const auto &[key, values] : expected) {
        const auto found = got.find(key);
        if (found == got.end())
            return QStringLiteral("expected %1: %2, got no such series").arg(text(key), text(values));
        const bool isSame = std::ranges::equal(values, found->second, [](const auto &a, const auto &b) {
            return a.first == b.first && isNear(a.second, b.second);
        });
        if (!isSame)
            return QStringLiteral("%1: expected %2, got %3").arg(text(key), text(values), text(found->second));
    }
    return {};
}

Values valuesOf(const std::vector<query::ResultSeries> &series)
{
    Values values;
    for (const query::ResultSeries &one : series) {
        for (const Sample &sample : one.samples)
            values[one.key][sample.at] = sample.value;
    }
    return values;
}

QString vectorDifference(const Evaluation &expected, const std::vector<query::VectorElement> &elements)
{
    Values wanted;
    Values got;
    for (const SeriesLine &line : expected.series)
        wanted[line.key][expected.steps.start] =
            line.points.empty() ? query::missing() : line.points.front().value;
    for (const query::VectorElement &element : elements) {
        if (!got[element.key].emplace(expected.steps.start, element.sample.value).second)
            return QStringLiteral("%1 came twice").arg(text(element.key));
    }
    if (const QString found = difference(wanted, got); !found.isEmpty())
        return found;
    for (std::size_t i = 0; i < elements.size() && expected.ordered; ++i) {
        if (elements[i].key != expected.series[i].key)
            return QStringLiteral("expected %1 at place %2, got %3")
                .arg(text(expected.series[i].key))
                .arg(i + 1)
                .arg(text(elements[i].key));
    }
    return {};
}

} // namespace

// util/almost of Prometheus, with the epsilon of its tests.
bool isNear(double a, double b)
{
    constexpr double epsilon = 1e-6;
    constexpr double smallest = std::numeric_limits<double>::min();
    if (query::isMissing(a) || query::isMissing(b))
        return query::isMissing(a) && query::isMissing(b);
    if ((std::isnan(a) && std::isnan(b)) || a == b)
        return true;
    const double sum = std::abs(a) + std::abs(b);
    const double apart = std::abs(a - b);
    if (a == 0 || b == 0 || sum < smallest)
        return apart < epsilon * smallest;
    return apart / std::min(sum, std::numeric_limits<double>::max()) < epsilon;
}

QString failureDifference(const Evaluation &expected, const query::QueryError *error)
{
    if (!error)
        return QStringLiteral("expected a failure, got an answer");
    if (!expected.expects(Remark::Fail))
        return QStringLiteral("expected an answer, got the failure %1").arg(query::errorText(*error));
    for (const ExpectedRemark &remark : expected.remarks) {
        if (remark.remark != Remark::Fail)
            continue;
        if (const QString found = difference(remark, QStringLiteral("the failure"), {error->words});
            !found.isEmpty())
            return found;
    }
    return {};
}

QString remarkDifference(const Evaluation &expected, const query::Remarks &remarks)
{
    for (const ExpectedRemark &remark : expected.remarks) {
        const bool isWarning = remark.remark == Remark::Warn || remark.remark == Remark::NoWarn;
        const std::vector<QString> &said = isWarning ? remarks.warnings : remarks.infos;
        const QString kind = isWarning ? QStringLiteral("the warning") : QStringLiteral("the info");
        const bool isForbidden = remark.remark == Remark::NoWarn || remark.remark == Remark::NoInfo;
        if (isForbidden && !said.empty())
            return QStringLiteral("expected no remark, got %1 %2").arg(kind, said.front());
        if (isForbidden)
            continue;
        if (const QString found = difference(remark, kind, said); !found.isEmpty())
            return found;
    }
    return {};
}

QString instantDifference(const Evaluation &expected, const query::Answer &answer)
{
    if (const auto *string = std::get_if<std::string>(&answer.value)) {
        if (expected.text && *expected.text == *string)
            return {};
        return QStringLiteral("expected %1, got the string \"%2\"")
            .arg(expected.text ? u'"' + words(*expected.text) + u'"' : QStringLiteral("no string"),
                 words(*string));
    }
    if (expected.text)
        return QStringLiteral("expected the string \"%1\"").arg(words(*expected.text));
    if (const auto *scalar = std::get_if<double>(&answer.value)) {
        if (expected.scalar && isNear(*expected.scalar, *scalar))
            return {};
        return QStringLiteral("expected %1, got the scalar %2")
            .arg(expected.scalar ? number(*expected.scalar) : QStringLiteral("a vector"), number(*scalar));
    }
    if (expected.scalar)
        return QStringLiteral("expected the scalar %1, got a vector").arg(number(*expected.scalar));
    if (const auto *vector = std::get_if<std::vector<query::VectorElement>>(&answer.value))
        return vectorDifference(expected, *vector);
    if (!expected.rangeVector)
        return QStringLiteral("expected an instant vector, got a range vector");
    return rangeDifference(expected.series, *expected.rangeVector,
                           std::get<std::vector<query::ResultSeries>>(answer.value));
}

QString rangeDifference(const std::vector<SeriesLine> &expected, const Steps &steps,
                        const std::vector<query::ResultSeries> &series)
{
    Values wanted;
    for (const SeriesLine &line : expected) {
        std::map<Timestamp, double> &values = wanted[line.key];
        for (std::size_t i = 0; i < line.points.size(); ++i) {
            if (line.points[i].kind == Point::Kind::Number)
                values[steps.start + steps.step * static_cast<std::int64_t>(i)] = line.points[i].value;
        }
    }
    return difference(wanted, valuesOf(series));
}

QString stepDifference(const query::Answer &instant, const query::RangeAnswer &range, Timestamp at)
{
    Values wanted;
    if (const auto *scalar = std::get_if<double>(&instant.value))
        wanted[{}][at] = *scalar;
    else
        for (const auto &element : std::get<std::vector<query::VectorElement>>(instant.value))
            wanted[element.key][at] = element.sample.value;
    Values got;
    for (const auto &[key, values] : valuesOf(range.series)) {
        if (const auto found = values.find(at); found != values.end())
            got[key].insert(*found);
    }
    return difference(wanted, got);
}

} // namespace qd::conformance
