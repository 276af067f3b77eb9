// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"

#include <QtCore/QString>

#include <memory>
#include <vector>

namespace qd::test {

/// One test of a file in the language of `promtool test rules`, which is run by promtool and by our engine.
class RuleScenario
{
public:
    /// Every test of a file. `error` gets what is wrong with it.
    [[nodiscard]] static std::vector<RuleScenario> read(const QString &path, QString &error);

    [[nodiscard]] QString name() const;
    /// Named "fails: …": neither may find what it expects, because a rule cannot be evaluated.
    [[nodiscard]] bool mustFail() const { return name().startsWith(QStringLiteral("fails:")); }
    /// The same with an expectation that does not hold: another label on an alert or one alert more, another
    /// value.
    [[nodiscard]] RuleScenario spoiled() const;

    /// What our engine does not do as expected, in words; empty when it does.
    [[nodiscard]] QString ourFailure() const;
    /// The same of promtool, which gets a file of this test alone in `folder`.
    [[nodiscard]] QString promtoolFailure(const QString &folder) const;

private:
    struct Parts;
    explicit RuleScenario(std::shared_ptr<const Parts> parts);
    std::shared_ptr<const Parts> m_parts;
};

} // namespace qd::test
