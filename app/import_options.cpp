// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/import_options.h"

#include "model/exchange/time_text.h"
#include "model/exchange/zone_rule.h"
#include "model/session/duration_text.h"

#include <CLI/CLI.hpp>

namespace qd {

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
};

namespace {

Timestamp timeOf(const char *option, const std::string &text)
{
    const auto time = exchange::readTime(text);
    if (!time || time->kind == exchange::TimeText::Kind::Offset)
        throw CLI::ValidationError(option, "'" + text + "' is not a time such as 2024-08-20T14:03:27Z");
    return Timestamp(Millis(time->ms));
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

} // namespace

ImportCommandLine::ImportCommandLine(CLI::App &app)
    : m_raw(std::make_unique<Raw>())
    , m_command(app.add_subcommand("import", "foreign histories into one recording"))
{
    m_command
        ->add_option(
            "SRC", m_raw->sources,
            "files: OpenMetrics or Prometheus text with times, promtool tsdb dump, query_range JSON, CSV, "
            "Alertmanager webhooks, Grafana annotations")
        ->required();
    m_command->add_option("-o,--output", m_raw->out, "the recording to write")->required();
    m_command->add_flag("--force", m_raw->force, "replace the recording when it is there already");
    m_command->add_option("--zone", m_raw->zone,
                          "zone of times that name none: UTC (the default, and said), local, Europe/Berlin");
    m_command->add_option("--decimal", m_raw->decimal, "of numbers in CSV: point or comma (found by itself)")
        ->check(CLI::IsMember({"point", "comma"}));
    m_command->add_option("--first-row", m_raw->start, "time of the first row where rows carry none (2000-01-01)");
    m_command->add_option("--row-step", m_raw->rowStep, "time between such rows (1s)");
    m_command->add_flag("--keep-future", m_raw->keepFuture, "keep samples of more than a day from now");
}

ImportCommandLine::~ImportCommandLine() = default;

std::optional<ImportOrder> ImportCommandLine::order() const
{
    if (!m_command->parsed())
        return std::nullopt;
    ImportOrder order;
    for (const std::string &source : m_raw->sources)
        order.sources << QString::fromStdString(source);
    order.out = QString::fromStdString(m_raw->out);
    exchange::ImportOptions &options = order.options;
    options.overwrite = m_raw->force;
    options.keepFuture = m_raw->keepFuture;
    options.zone = zoneOf(m_raw->zone);
    if (!m_raw->decimal.empty())
        options.decimal = m_raw->decimal == "comma" ? exchange::Decimal::Comma : exchange::Decimal::Point;
    if (!m_raw->start.empty())
        options.start = timeOf("--first-row", m_raw->start);
    if (!m_raw->rowStep.empty())
        options.rowStep = durationOf("--row-step", m_raw->rowStep);
    return order;
}

} // namespace qd
