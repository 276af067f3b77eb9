// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/import_options.h"

#include "model/base/clock.h"
#include "model/exchange/time_text.h"
#include "model/exchange/zone_rule.h"
#include "model/session/duration_text.h"
#include "model/session/instant_text.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace qd {

namespace {

struct LoginFilesText
{
    std::string bearer;
    std::string basic;
    std::string ca;
    std::string cert;
    std::string key;
};

} // namespace

struct ImportCommandLine::Raw
{
    std::vector<std::string> sources;
    std::string out;
    std::string zone;
    std::string decimal;
    std::string start;
    std::string rowStep;
    bool force = false;
    bool keepFuture = false;
    std::vector<std::string> matches;
    std::vector<std::string> exprs;
    std::string from;
    std::string to;
    std::string step;
    LoginFilesText login;
};

namespace {

/// As people write it, seconds since 1970 too. A time without a zone is one of `zone`, UTC where that is empty; a
/// distance ("-2h") is one from now.
Timestamp timeOf(const char *option, const std::string &text, const QString &zone)
{
    const auto time = exchange::readTime(text);
    if (time && time->kind == exchange::TimeText::Kind::Naive)
        return Timestamp(Millis(exchange::ZoneRule::named(zone)->toUtc(time->ms).ms));
    if (time && time->kind != exchange::TimeText::Kind::Offset)
        return Timestamp(Millis(time->ms));
    const Timestamp now = TimelineClock().now();
    const auto instant = parseInstant(QString::fromStdString(text), now, {Timestamp{}, now}, units::Zone::Utc);
    if (!instant)
        throw CLI::ValidationError(option, "'" + text + "' is not a time such as 2024-08-20T14:03:27Z or -2h");
    return *instant;
}

Millis durationOf(const char *option, const std::string &text)
{
    const auto length = parseDuration(QString::fromStdString(text));
    if (!length || *length <= Millis(0))
        throw CLI::ValidationError(option, "'" + text + "' is not a duration such as 1s or 5m");
    return *length;
}

QString zoneOf(const std::string &text)
{
    const QString zone = QString::fromStdString(text);
    if (const auto rule = exchange::ZoneRule::named(zone); !rule)
        throw CLI::ValidationError("--zone", rule.error().words.toStdString());
    return zone;
}

bool isAddress(const std::string &source)
{
    return source.starts_with("http://") || source.starts_with("https://");
}

void addServerOptions(CLI::App &command, ImportCommandLine::Raw &raw)
{
    const char *fromServer = "From a Prometheus server";
    const auto add = [&](const char *name, auto &value, const char *words) {
        // One value each: what follows may be the server.
        command.add_option(name, value, words)->group(fromServer)->allow_extra_args(false);
    };
    add("--match", raw.matches, "selector of series, as they were scraped (every series)");
    add("--expr", raw.exprs, "expression, evaluated every --step: marked as resampled");
    add("--start", raw.from, "first moment (an hour before the end)");
    add("--end", raw.to, "last moment (now)");
    add("--step", raw.step, "of expressions (15s)");
    add("--bearer-file", raw.login.bearer, "file with a token");
    add("--basic-file", raw.login.basic, "file with user:password");
    add("--ca-file", raw.login.ca, "PEM of the authorities to trust");
    add("--cert-file", raw.login.cert, "PEM of our certificate");
    add("--key-file", raw.login.key, "PEM of its key");
}

PrometheusOrder serverOrder(const ImportCommandLine::Raw &raw, const QString &zone)
{
    const auto text = [](const std::string &s) { return QString::fromStdString(s); };
    PrometheusOrder order;
    order.url = QUrl(text(raw.sources.front()), QUrl::StrictMode);
    order.login = {text(raw.login.bearer), text(raw.login.basic), text(raw.login.ca), text(raw.login.cert),
                   text(raw.login.key)};
    for (const std::string &match : raw.matches)
        order.matches << text(match);
    for (const std::string &expr : raw.exprs)
        order.exprs << text(expr);
    order.end = raw.to.empty() ? TimelineClock().now() : timeOf("--end", raw.to, zone);
    order.start = raw.from.empty() ? order.end - std::chrono::hours(1) : timeOf("--start", raw.from, zone);
    if (!raw.step.empty())
        order.step = durationOf("--step", raw.step);
    return order;
}

} // namespace

ImportCommandLine::ImportCommandLine(CLI::App &app)
    : m_raw(std::make_unique<Raw>())
    , m_command(app.add_subcommand("import", "foreign histories into one recording"))
{
    m_command
        ->add_option(
            "SRC", m_raw->sources,
            "files: OpenMetrics or Prometheus text with times, promtool tsdb dump, query_range JSON, CSV, "
            "Alertmanager webhooks, Grafana annotations; or http(s)://HOST of a Prometheus server")
        ->required();
    m_command->add_option("-o,--output", m_raw->out, "the recording to write")->required();
    m_command->add_flag("--force", m_raw->force, "replace the recording when it is there already");
    m_command->add_option("--zone", m_raw->zone,
                          "zone of times that name none: UTC (the default, and said), local, Europe/Berlin");
    m_command->add_option("--decimal", m_raw->decimal, "of numbers in CSV: point or comma (found by itself)")
        ->check(CLI::IsMember({"point", "comma"}));
    m_command->add_option("--first-row", m_raw->start, "time of the first row where rows carry none (2000-01-01)");
    m_command->add_option("--row-step", m_raw->rowStep, "time between such rows (1s)");
    addServerOptions(*m_command, *m_raw);
    m_command->add_flag("--keep-future", m_raw->keepFuture, "keep samples of more than a day from now");
}

ImportCommandLine::~ImportCommandLine() = default;

std::optional<ImportOrder> ImportCommandLine::order() const
{
    if (!m_command->parsed())
        return std::nullopt;
    ImportOrder order;
    const bool fromServer = std::ranges::any_of(m_raw->sources, isAddress);
    if (fromServer && m_raw->sources.size() > 1)
        throw CLI::ValidationError("SRC", "a server is imported alone, without files or other servers");
    for (const std::string &source : m_raw->sources)
        order.sources << QString::fromStdString(source);
    order.out = QString::fromStdString(m_raw->out);
    exchange::ImportOptions &options = order.options;
    options.overwrite = m_raw->force;
    options.keepFuture = m_raw->keepFuture;
    options.zone = zoneOf(m_raw->zone);
    if (fromServer)
        order.server = serverOrder(*m_raw, options.zone);
    if (!m_raw->decimal.empty())
        options.decimal = m_raw->decimal == "comma" ? exchange::Decimal::Comma : exchange::Decimal::Point;
    if (!m_raw->start.empty())
        options.start = timeOf("--first-row", m_raw->start, options.zone);
    if (!m_raw->rowStep.empty())
        options.rowStep = durationOf("--row-step", m_raw->rowStep);
    return order;
}

} // namespace qd
