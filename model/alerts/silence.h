// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/time.h"
#include "model/query/expression.h"
#include "model/series/labels.h"

#include <QtCore/QString>

#include <vector>

namespace qd::alerts {

/// Conditions on the labels of alerts, all of which must hold.
class AlertMatchers
{
public:
    /// `{alertname="X", instance=~"a|b"}` as in a query, with or without the braces. Invalid: none of these, or
    /// conditions that labels hold which are not there.
    [[nodiscard]] static Result<AlertMatchers> parse(const QString &text);
    /// Those that take this alert alone: every label with its value.
    [[nodiscard]] static QString textFor(const Labels &labels);

    [[nodiscard]] bool match(const Labels &labels) const;
    /// With its braces, as it was written.
    [[nodiscard]] const QString &text() const { return m_text; }

private:
    QString m_text;
    std::vector<query::Matcher> m_matchers;
};

/// Alerts that matched are evaluated and shown from `from` until `until`, and notify nobody.
struct Silence
{
    QString id;
    AlertMatchers matchers;
    Timestamp from{};
    Timestamp until{};
    QString by;
    QString comment;

    [[nodiscard]] bool isOn(Timestamp at) const { return from <= at && at < until; }
};

} // namespace qd::alerts
