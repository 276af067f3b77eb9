// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backtest_command.h"

#include "app/backtest_words.h"
#include "app/exit_codes.h"
#include "app/instant_option.h"
#include "app/interrupt_stop.h"
#include "app/opened_recording.h"
#include "app/progress_line.h"
#include "app/save_bytes.h"
#include "model/rules/scenario_export.h"

#include <CLI/CLI.hpp>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <cstdio>

namespace qd {

namespace {

void tell(const QString &words)
{
    std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
}

/// What is named on the command line, by its kind.
struct BacktestInputs
{
    QStringList rules;
    QStringList recordings;
};

BacktestInputs inputsOf(const BacktestCommand &command)
{
    BacktestInputs inputs;
    for (const std::string &text : command.inputs) {
        const QString path = QString::fromStdString(text);
        if (QFileInfo(path).isDir()) {
            inputs.rules << rules::ruleFilesIn(path);
        } else if (rules::isRuleFileName(QFileInfo(path).fileName())) {
            inputs.rules << path;
        } else {
            inputs.recordings << path;
        }
    }
    return inputs;
}

/// Every problem of every file is told, not just the first.
bool readRules(const QStringList &paths, std::vector<rules::RuleFile> &into)
{
    bool good = true;
    for (const QString &path : paths) {
        auto file = rules::readRuleFile(path);
        if (!file) {
            good = false;
            for (const rules::RuleProblem &problem : file.error())
                tell(rules::problemText(problem));
            continue;
        }
        into.push_back(std::move(*file));
    }
    return good;
}

Result<std::vector<rules::MarkedSpan>> truthOf(const BacktestCommand &command)
{
    if (command.truth.empty())
        return std::vector<rules::MarkedSpan>();
    QFile file(QString::fromStdString(command.truth));
    constexpr qint64 most = 16 << 20;
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io, QStringLiteral("%1: %2").arg(file.fileName(), file.errorString()));
    return rules::readTruth(file.read(most)).map_error([&](const Error &error) {
        return Error{error.code, QStringLiteral("%1: %2.").arg(file.fileName(), error.words)};
    });
}

Result<TimeRange> spanOf(const BacktestCommand &command, TimeRange recorded)
{
    TimeRange span = recorded;
    for (const auto &[text, into] : {std::pair(&command.start, &span.begin), std::pair(&command.end, &span.end)}) {
        if (text->empty())
            continue;
        const auto at = instantOption(*text, recorded);
        if (!at)
            return tl::unexpected(at.error());
        *into = *at;
    }
    if (span.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("--end must be later than --start."));
    return span;
}

class BacktestRun
{
public:
    BacktestRun(const BacktestCommand &command, std::vector<rules::RuleFile> files,
                std::vector<rules::MarkedSpan> truth)
        : m_command(command)
        , m_files(std::move(files))
        , m_truth(std::move(truth))
    {
        for (const rules::RuleFile &file : m_files) {
            for (const rules::RuleProblem &problem : file.refused) {
                m_isLossy = true;
                tell(QStringLiteral("left out: ") + rules::problemText(problem));
            }
        }
    }

    int over(const QStringList &recordings)
    {
        QJsonArray all;
        for (const QString &path : recordings) {
            const auto report = over(path);
            if (!report) {
                tell(report.error().words);
                return exit_code::failed;
            }
            if (m_command.json)
                all.append(backtestJson(path, *report, marksIn(report->span)));
            else
                std::printf("%s\n", qPrintable(backtestWords(path, *report, marksIn(report->span))));
        }
        if (m_command.json)
            std::printf("%s", QJsonDocument(all).toJson().constData());
        return m_isLossy ? exit_code::lossy : exit_code::done;
    }

private:
    Result<rules::BacktestReport> over(const QString &path)
    {
        const InterruptStop interrupt;
        const auto opened = OpenedRecording::open(path, interrupt.token());
        if (!opened)
            return tl::unexpected(opened.error());
        for (const QString &loss : (*opened)->losses())
            tell(loss);
        ProgressLine progress("backtesting");
        const auto span = spanOf(m_command, (*opened)->series().extent());
        if (!span)
            return tl::unexpected(span.error());
        if (!m_command.promtoolTest.empty()) {
            if (const auto written = writeScenario((*opened)->series(), *span, interrupt.token()); !written)
                return tl::unexpected(written.error());
        }
        rules::BacktestOrder order{m_files, (*opened)->series(), *span};
        order.settings.query.stop = interrupt.token();
        order.settings.query.boundary = boundary();
        order.progress = [&](double share) { progress.show(share); };
        auto report = rules::backtest(order);
        progress.clear();
        if (report)
            note(*report);
        return report;
    }

    [[nodiscard]] query::RangeBoundary boundary() const
    {
        return m_command.boundary == "closed" ? query::RangeBoundary::Closed : query::RangeBoundary::LeftOpen;
    }

    /// What the rules of the one file do over the span, as a test that others can run.
    [[nodiscard]] Result<void> writeScenario(const SeriesSnapshot &history, TimeRange span,
                                             const std::stop_token &stop) const
    {
        const QString path = QString::fromStdString(m_command.promtoolTest);
        const QString rules =
            QFileInfo(path).absoluteDir().relativeFilePath(QFileInfo(m_files.front().path).absoluteFilePath());
        const auto scenario = rules::exportScenario(
            {m_files.front(), rules.toStdString(), history, span, std::nullopt, boundary()}, stop);
        if (!scenario)
            return failure(scenario.error().code,
                           QStringLiteral("%1 was not written. %2").arg(path, scenario.error().words));
        for (const QString &note : scenario->notes)
            tell(QStringLiteral("%1: %2").arg(path, note));
        return saveBytes(path, scenario->yaml);
    }

    void note(const rules::BacktestReport &report)
    {
        for (const rules::RuleProblem &problem : report.recordingFailures)
            tell(rules::problemText(problem));
        const bool fails =
            std::ranges::any_of(report.rules, [](const rules::RuleRecord &rule) { return rule.failures > 0; });
        m_isLossy = m_isLossy || fails || !report.recordingFailures.empty();
    }

    [[nodiscard]] std::vector<rules::MarkedSpan> marksIn(TimeRange span) const
    {
        std::vector<rules::MarkedSpan> within;
        std::ranges::copy_if(m_truth, std::back_inserter(within), [&](const rules::MarkedSpan &mark) {
            return mark.span.begin < span.end && mark.span.end > span.begin;
        });
        return within;
    }

    const BacktestCommand &m_command;
    std::vector<rules::RuleFile> m_files;
    std::vector<rules::MarkedSpan> m_truth;
    bool m_isLossy = false;
};

} // namespace

CLI::App *addBacktestCommand(CLI::App &app, BacktestCommand &command)
{
    CLI::App *sub = app.add_subcommand("backtest", "what alert rules would have done over recordings");
    sub->add_option(
           "RULES… FILE…", command.inputs,
           "Prometheus rule files (.yml, .yaml) or folders of them, and recordings or files that can be imported")
        ->required();
    sub->add_option(
        "--truth", command.truth,
        "what was really wrong: a JSON list of {\"from\", \"to\", \"detected\", \"name\"}, or Grafana's "
        "annotations");
    sub->add_option(
        "--start", command.start,
        "from this instant on: 2024-08-20T06:30:00Z, 06:30 (UTC), seconds since 1970, or -15m before the end");
    sub->add_option("--end", command.end, "up to this instant");
    sub->add_option("--promtool-test", command.promtoolTest,
                    "write what the rules of one file do over one recording as a test for `promtool test rules`; "
                    "promtool 2 wants --range-boundary closed");
    sub->add_flag("--json", command.json, "answer in JSON");
    sub->add_option(
           "--range-boundary", command.boundary,
           "closed: ranges take in a sample exactly at their beginning, as Prometheus 2 does, for comparing "
           "with it")
        ->check(CLI::IsMember({"open", "closed"}))
        ->capture_default_str();
    return sub;
}

int runBacktest(const BacktestCommand &command)
{
    const BacktestInputs inputs = inputsOf(command);
    if (inputs.rules.isEmpty() || inputs.recordings.isEmpty()) {
        tell(inputs.rules.isEmpty() ? QStringLiteral("There are no rules: name files that end in .yml or .yaml.")
                                    : QStringLiteral("There is no recording: name one behind the rules."));
        return exit_code::failed;
    }
    if (!command.promtoolTest.empty() && (inputs.rules.size() != 1 || inputs.recordings.size() != 1)) {
        tell(QStringLiteral("--promtool-test takes one rule file and one recording."));
        return exit_code::failed;
    }
    std::vector<rules::RuleFile> files;
    if (!readRules(inputs.rules, files))
        return exit_code::failed;
    auto truth = truthOf(command);
    if (!truth) {
        tell(truth.error().words);
        return exit_code::failed;
    }
    return BacktestRun(command, std::move(files), std::move(*truth)).over(inputs.recordings);
}

} // namespace qd
