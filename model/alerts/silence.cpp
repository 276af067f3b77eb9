// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/silence.h"

#include "model/query/label_choice.h"
#include "model/query/parser.h"

#include <algorithm>

namespace qd::alerts {

namespace {

constexpr qsizetype longestMatchers = 4'096;

tl::unexpected<Error> noMatchers(const QString &why)
{
    return failure(ErrorCode::Invalid,
                   QStringLiteral("These are no matchers such as alertname=\"MemoryHigh\": %1.").arg(why));
}

} // namespace

Result<AlertMatchers> AlertMatchers::parse(const QString &text)
{
    QString braced = text.trimmed();
    if (braced.size() > longestMatchers)
        return noMatchers(QStringLiteral("more than %1 characters").arg(longestMatchers));
    if (!braced.startsWith(u'{'))
        braced = u'{' + braced + u'}';
    auto parsed = query::parse(braced.toStdString());
    if (!parsed)
        return noMatchers(parsed.error().words);
    const auto *selector = std::get_if<query::VectorSelector>(&(*parsed)->node);
    if (!selector || selector->offset != Millis(0))
        return noMatchers(QStringLiteral("only conditions on labels are wanted"));
    AlertMatchers made;
    made.m_text = braced;
    made.m_matchers = selector->matchers;
    return made;
}

QString AlertMatchers::textFor(const Labels &labels)
{
    return QString::fromStdString(query::textOf(SeriesKey{{}, labels}));
}

bool AlertMatchers::match(const Labels &labels) const
{
    return !m_matchers.empty() && std::ranges::all_of(m_matchers, [&](const query::Matcher &matcher) {
        return matcher.matches(labels.value(matcher.label));
    });
}

} // namespace qd::alerts
