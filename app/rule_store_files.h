// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "widgets/rules/rule_text.h"

namespace qd {

/// $XDG_CONFIG_HOME/quarterdeck/rules: where the engine looks for rule files beside its own.
[[nodiscard]] QString defaultRuleFolder();

/// The rule files that come with the program and those of the folder, by name; a file of the folder takes the
/// place of the default it is called like.
[[nodiscard]] std::vector<RuleText> readRuleTexts(const QString &folder);

/// What a file of the folder says; empty where there is none, or none that can be read.
[[nodiscard]] QString ownRuleText(const QString &folder, const QString &name);

/// Writes a file of the folder, whole or not at all; makes the folder where there is none.
[[nodiscard]] Result<void> saveRuleText(const QString &folder, const RuleText &file);

} // namespace qd
