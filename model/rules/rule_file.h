// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/time.h"
#include "model/rules/template.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace qd::rules {

/// Largest rule file, and most YAML nodes in it, aliases followed.
inline constexpr qint64 largestRuleFile = 4 << 20;
inline constexpr int mostRuleNodes = 200'000;
/// Most problems that are told of one file.
inline constexpr std::size_t mostRuleProblems = 100;

/// Sorted by name, each once.
using NamedTemplates = std::vector<std::pair<std::string, Template>>;

enum class RuleKind { Recording, Alerting };

struct Rule
{
    RuleKind kind = RuleKind::Alerting;
    std::string name; ///< of the alert, or of the metric that is recorded
    std::string expression;
    Millis holdFor{0}; ///< `for`
    Millis keepFiringFor{0};
    NamedTemplates labels; ///< those of the group among them, where the rule has none of that name
    NamedTemplates annotations;
    int line = 0; ///< of the rule in its file, from 1
};

struct RuleGroup
{
    std::string name;
    Millis interval = std::chrono::minutes(1);
    int limit = 0;                     ///< series or alerts of one rule; 0: any number
    std::optional<Millis> queryOffset; ///< how far back its rules look
    std::vector<Rule> rules;           ///< evaluated one after the other, each sees what those before gave
};

/// Why a file or one of its rules was not taken.
struct RuleProblem
{
    ErrorCode code = ErrorCode::Invalid; ///< Refused: what Prometheus has and we have not
    QString file;
    int line = 0; ///< from 1; 0 where the file could not be read
    int column = 0;
    QString rule; ///< its name, empty where the problem is none of a rule
    QString words;
};
/// "alerts.yml:12:5: rule HighLatency: …"
[[nodiscard]] QString problemText(const RuleProblem &problem);

struct RuleFile
{
    QString path;
    std::vector<RuleGroup> groups;
    /// Rules outside of the subset, which are left out. A file with any other problem is not taken at all, as in
    /// Prometheus.
    std::vector<RuleProblem> refused;
};

using RuleProblems = std::vector<RuleProblem>;

/// A Prometheus rule file (model/rulefmt of Prometheus 3), as strict as there: unknown and repeated fields, bad
/// names, expressions and templates that do not parse, what makes no sense in a recording rule. All problems of
/// the file, not just the first, up to mostRuleProblems.
[[nodiscard]] tl::expected<RuleFile, RuleProblems> readRuleFile(const QString &path);

/// Whether a file of that name is taken for a rule file: *.yml and *.yaml.
[[nodiscard]] bool isRuleFileName(const QString &name);
/// Paths of the rule files of a folder, by name. ":/rules" has those that come with the program.
[[nodiscard]] QStringList ruleFilesIn(const QString &folder);
/// The same from its text; `path` is for problems.
[[nodiscard]] tl::expected<RuleFile, RuleProblems> parseRuleFile(std::string_view text, const QString &path);

} // namespace qd::rules
