// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/rules/rule_file.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace qd::rules {

/// Takes typed values out of YAML as strictly as Prometheus does, and keeps what was wrong with them. Bounded:
/// past mostRuleNodes it says so once and takes nothing more, so that aliases of aliases end.
class YamlFields
{
public:
    explicit YamlFields(QString file)
        : m_file(std::move(file))
    {}

    using Fields = std::map<std::string, YAML::Node, std::less<>>;
    /// The fields of a map; unknown ones (where `known` is given), repeated ones and what is no map are problems.
    [[nodiscard]] Fields fields(const YAML::Node &node, std::string_view what,
                                std::span<const std::string_view> known = {});
    /// Elements of a list; a null is an empty one.
    [[nodiscard]] std::vector<YAML::Node> list(const YAML::Node &node, std::string_view what);
    /// Numbers and booleans are texts where one is wanted.
    [[nodiscard]] std::string text(const YAML::Node &node, std::string_view what);
    [[nodiscard]] Millis duration(const YAML::Node &node, std::string_view what);
    [[nodiscard]] int wholeNumber(const YAML::Node &node, std::string_view what);
    [[nodiscard]] std::map<std::string, std::string> texts(const YAML::Node &node, std::string_view what);

    /// Name of the rule that problems are of from now on; empty for none.
    void setRule(QString name) { m_rule = std::move(name); }
    void add(const YAML::Mark &at, const QString &words, ErrorCode code = ErrorCode::Invalid);
    [[nodiscard]] RuleProblems &problems() { return m_problems; }

private:
    [[nodiscard]] bool mayTake(const YAML::Node &node);

    QString m_file;
    QString m_rule;
    RuleProblems m_problems;
    int m_taken = 0;
};

} // namespace qd::rules
