// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/task_proof.h"

#include "app/rule_store_files.h"
#include "model/rules/backtest.h"
#include "model/rules/rule_file.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace qd {

namespace {

bool hasAlert(const rules::RuleFile &file, const std::string &name)
{
    return std::ranges::any_of(file.groups, [&](const rules::RuleGroup &group) {
        return std::ranges::any_of(group.rules, [&](const rules::Rule &rule) {
            return rule.kind == rules::RuleKind::Alerting && rule.name == name;
        });
    });
}

/// All files that parse: a rule may read what another file records.
std::vector<rules::RuleFile> filesOf(const QString &folder)
{
    std::vector<rules::RuleFile> files;
    for (const RuleText &text : readRuleTexts(folder))
        if (auto file = rules::parseRuleFile(text.text.toStdString(), text.name))
            files.push_back(std::move(*file));
    return files;
}

} // namespace

Result<incident::Proof> proofOf(const ProofOrder &order, const std::stop_token &stop)
{
    const std::string name = order.rule.trimmed().toStdString();
    std::vector<rules::RuleFile> files = filesOf(order.ruleFolder);
    if (std::ranges::none_of(files, [&](const rules::RuleFile &file) { return hasAlert(file, name); }))
        return failure(
            ErrorCode::NotFound,
            QStringLiteral("No alert is called %1. Ctrl+R lists those there are.").arg(order.rule.trimmed()));
    rules::BacktestOrder backtest{std::move(files), order.history, order.history.extent()};
    backtest.settings.query.stop = stop;
    const auto report = rules::backtest(backtest);
    if (!report)
        return tl::unexpected(report.error());
    const rules::RuleRecord *record = nullptr;
    for (const rules::RuleRecord &one : report->rules) {
        if (one.rule.name != name)
            continue;
        record = &one;
        if (!one.firings.empty())
            return incident::Proof{order.rule.trimmed(), order.recording, one.firings.front().begin};
    }
    return failure(ErrorCode::Refused,
                   record && record->cannotBeJudged()
                       ? QStringLiteral("%1 cannot be judged here: the history has none of its series.")
                             .arg(order.rule.trimmed())
                       : QStringLiteral("%1 does not fire anywhere in this history.").arg(order.rule.trimmed()));
}

} // namespace qd
