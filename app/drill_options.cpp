// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill_options.h"

#include "app/option_checks.h"

#include <CLI/CLI.hpp>

#include <limits>

namespace qd {

CLI::App *addDrillCommand(CLI::App &app, DrillCommand &command)
{
    CLI::App *sub = app.add_subcommand("drill", "rehearse an outage on a service and a history of its own");
    sub->add_option("SCENARIO", command.scenario, "session-leak: the outage of 2024-08-20")
        ->required()
        ->check(CLI::IsMember({"session-leak"}));
    sub->add_option("--speed", command.speed, "times as fast as the world (10 before a window, 30 without)")
        ->check(between(1, 60, "a speed from 1 to 60"));
    sub->add_option("--seed", command.seed, "the same seed, the same story")
        ->check(wholeBetween(0, std::numeric_limits<std::uint64_t>::max()))
        ->capture_default_str();
    auto *headless = sub->add_flag("--headless", command.headless, "no window: an operator works it");
    sub->add_option("--operator", command.by, "who works it (patch)")
        ->check(CLI::IsMember({"restart-only", "purge", "patch", "as-it-was"}))
        ->needs(headless);
    sub->add_option("--record", command.record, "where the recording of it goes; it may replace another")
        ->check(writableFile());
    sub->footer(
        "Its times are those of the story, its service and its history its own; nobody is told of its alerts. "
        "At the end it is scored and compared with earlier runs.");
    return sub;
}

} // namespace qd
