// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/query_command.h"

#include "app/exit_codes.h"
#include "app/interrupt_stop.h"
#include "app/opened_recording.h"
#include "app/ordered_answers.h"
#include "app/query_batch.h"
#include "model/base/units.h"
#include "model/query/answer_json.h"
#include "model/query/label_choice.h"
#include "model/session/duration_text.h"
#include "model/session/instant_text.h"

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdio>

namespace qd {

namespace {

using query::Query;
using query::QueryOptions;

constexpr std::size_t longestRequest = 1 << 20;

int refused(const QString &words)
{
    std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
    return exit_code::failed;
}

/// Seconds since 1970, or as people write it, in UTC; relative to the end of the recording.
Result<Timestamp> instantIn(const SeriesSnapshot &history, const std::string &text)
{
    constexpr double mostSeconds = 253'402'300'799; // the year 9999, as dates have it
    const QString written = QString::fromStdString(text);
    bool isNumber = false;
    const double seconds = written.toDouble(&isNumber);
    if (isNumber && std::abs(seconds) <= mostSeconds)
        return Timestamp(Millis(std::llround(seconds * 1000)));
    const auto at = parseInstant(written, newestOf(history), history.extent(), units::Zone::Utc);
    if (!at)
        return failure(
            ErrorCode::Invalid,
            QStringLiteral("“%1” is no instant such as 2024-08-20T06:30:00Z, 06:30 or -15m.").arg(written));
    return *at;
}

Result<Millis> stepIn(const std::string &text)
{
    const QString written = QString::fromStdString(text);
    bool isNumber = false;
    const double seconds = written.toDouble(&isNumber);
    const auto step = isNumber && seconds > 0 && seconds < 1e9
                          ? std::optional(Millis(std::llround(seconds * 1000)))
                          : parseDuration(written);
    if (!step || *step <= Millis(0))
        return failure(ErrorCode::Invalid,
                       QStringLiteral("“%1” is no step such as 15s, 1m or 30 (seconds).").arg(written));
    return *step;
}

QString seriesWords(const SeriesKey &key)
{
    const std::string labels = query::textOf(SeriesKey{{}, key.labels});
    return QString::fromStdString(key.labels.isEmpty() && !key.name.empty() ? key.name : key.name + labels);
}

QString sampleText(const Sample &sample)
{
    return QStringLiteral("%1  %2").arg(units::dateClock(sample.at, units::Zone::Utc),
                                        QString::fromStdString(query::numberText(sample.value)));
}

void print(const std::vector<query::ResultSeries> &series)
{
    for (const query::ResultSeries &one : series) {
        std::printf("%s\n", qPrintable(seriesWords(one.key)));
        for (const Sample &sample : one.samples)
            std::printf("  %s\n", qPrintable(sampleText(sample)));
    }
}

void print(const query::Answer &answer)
{
    if (const auto *scalar = std::get_if<double>(&answer.value))
        std::printf("%s\n", query::numberText(*scalar).c_str());
    else if (const auto *text = std::get_if<std::string>(&answer.value))
        std::printf("%s\n", text->c_str());
    else if (const auto *vector = std::get_if<std::vector<query::VectorElement>>(&answer.value))
        for (const query::VectorElement &element : *vector)
            std::printf("%s  %s\n", qPrintable(seriesWords(element.key)),
                        query::numberText(element.sample.value).c_str());
    else
        print(std::get<std::vector<query::ResultSeries>>(answer.value));
}

void tell(const query::Remarks &remarks)
{
    for (const QString &words : remarks.warnings)
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
    for (const QString &words : remarks.infos)
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
    for (const std::string &selector : remarks.unmatched)
        std::fprintf(stderr, "quarterdeck: no series of the recording matches %s.\n", selector.c_str());
}

int failed(const QueryCommand &command, const query::QueryError &error)
{
    if (command.json)
        std::printf("%s\n", query::jsonOf(error).c_str());
    else
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(errorText(error)));
    return exit_code::failed;
}

int runInstant(const QueryCommand &command, const Query &query, const SeriesSnapshot &history,
               const QueryOptions &options)
{
    const auto at = command.at.empty() ? Result<Timestamp>(newestOf(history)) : instantIn(history, command.at);
    if (!at)
        return refused(at.error().words);
    if (const TimeRange extent = history.extent(); *at < extent.begin || *at > extent.end)
        std::fprintf(stderr, "quarterdeck: %s lies outside of what was recorded, %s to %s UTC.\n",
                     qPrintable(units::dateClock(*at, units::Zone::Utc)),
                     qPrintable(units::dateClock(extent.begin, units::Zone::Utc)),
                     qPrintable(units::dateClock(extent.end, units::Zone::Utc)));
    const auto answer = query.at(history, *at, options);
    if (!answer)
        return failed(command, answer.error());
    if (command.json) {
        std::printf("%s\n", query::jsonOf(*answer, *at).c_str());
        return exit_code::done;
    }
    print(*answer);
    tell(*answer);
    return exit_code::done;
}

int runRange(const QueryCommand &command, const Query &query, const SeriesSnapshot &history,
             const QueryOptions &options)
{
    const auto start = instantIn(history, command.start);
    const auto end = command.end.empty() ? Result<Timestamp>(newestOf(history)) : instantIn(history, command.end);
    const auto step = stepIn(command.step);
    for (const Error *error :
         {start ? nullptr : &start.error(), end ? nullptr : &end.error(), step ? nullptr : &step.error()}) {
        if (error)
            return refused(error->words);
    }
    if (*end < *start)
        return refused(QStringLiteral("--end must not be earlier than --start."));
    const auto answer = query.over(history, *start, *end, *step, options);
    if (!answer)
        return failed(command, answer.error());
    if (command.json) {
        std::printf("%s\n", query::jsonOf(*answer).c_str());
        return exit_code::done;
    }
    print(answer->series);
    tell(*answer);
    return exit_code::done;
}

/// Afterwards there is nothing to tidy up: an interrupt ends the process at once, in the middle of a line of
/// stdin, too.
Result<std::unique_ptr<OpenedRecording>> openedFor(const QueryCommand &command)
{
    const InterruptStop interrupt;
    return OpenedRecording::open(QString::fromStdString(command.file), interrupt.token());
}

/// One line of stdin, without its end; what is longer than a request may be is cut off. False at the end.
bool readRequest(std::string &line)
{
    line.clear();
    int c = std::getchar();
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = std::getchar()) {
        if (line.size() <= longestRequest)
            line.push_back(static_cast<char>(c));
    }
    return true;
}

std::string answerToRequest(const std::string &line, const SeriesSnapshot &history, const QueryOptions &options)
{
    return line.size() > longestRequest
               ? query::badRequestJson(QStringLiteral("a request is longer than %1 bytes").arg(longestRequest))
               : answerTo(line, history, options);
}

/// Requests that have come are worked on side by side; answers leave in their order, each as soon as those before
/// have.
int runBatch(const SeriesSnapshot &history, const QueryOptions &options)
{
    OrderedAnswers answers(stdout);
    for (std::string line; readRequest(line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            answers.add([line, &history, &options] { return answerToRequest(line, history, options); });
    }
    return exit_code::done;
}

} // namespace

CLI::App *addQueryCommand(CLI::App &app, QueryCommand &command)
{
    CLI::App *sub = app.add_subcommand("query", "evaluate a PromQL expression over a recording");
    sub->add_option("FILE", command.file, "the recording, or a file that can be imported")->required();
    auto *expression = sub->add_option("EXPR", command.expression, "the expression");
    auto *at = sub->add_option("--at", command.at,
                               "at this instant: 2024-08-20T06:30:00Z, 06:30 (UTC), seconds since 1970, or -15m "
                               "before the end, which is where it is evaluated otherwise");
    auto *start = sub->add_option("--start", command.start, "over a range, from this instant on");
    auto *end = sub->add_option("--end", command.end, "up to this instant; the end of the recording without it");
    auto *step = sub->add_option("--step", command.step, "from one instant of the range to the next: 15s, 1m, 30");
    start->needs(step)->excludes(at);
    step->needs(start);
    end->needs(start);
    sub->add_flag("--json", command.json, "answer in the shape of Prometheus' HTTP API");
    sub->add_flag("--batch", command.batch,
                  "answer requests on stdin, one JSON object a line, with one line of JSON each: "
                  "{\"expr\": …, \"at\": …} or {\"expr\": …, \"start\": …, \"end\": …, \"step\": …}, in seconds")
        ->excludes(expression)
        ->excludes(at)
        ->excludes(start);
    sub->add_option("--range-boundary", command.boundary,
                    "closed: ranges take in a sample exactly at their beginning, as Prometheus 2 does, for "
                    "comparing with it")
        ->check(CLI::IsMember({"open", "closed"}))
        ->capture_default_str();
    return sub;
}

int runQuery(const QueryCommand &command)
{
    if (command.expression.empty() && !command.batch)
        return refused(QStringLiteral("There is no expression: name one behind the file, or say --batch."));
    std::optional<query::QueryResult<Query>> prepared;
    if (!command.batch) {
        prepared = Query::prepare(command.expression);
        if (!*prepared)
            return failed(command, prepared->error());
    }
    const auto opened = openedFor(command);
    if (!opened)
        return refused(opened.error().words);
    for (const QString &loss : (*opened)->losses())
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(loss));
    QueryOptions options;
    if (command.boundary == "closed")
        options.boundary = query::RangeBoundary::Closed;
    const SeriesSnapshot &history = (*opened)->series();
    if (command.batch)
        return runBatch(history, options);
    return command.start.empty() ? runInstant(command, **prepared, history, options)
                                 : runRange(command, **prepared, history, options);
}

} // namespace qd
