// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "model/session/duration_text.h"

#include <CLI/CLI.hpp>

#include <QtCore/QStringList>

#include <string>

namespace qd {

namespace {

struct Raw
{
    bool practice = false;
    bool local = false;
    bool empty = false;
    std::string attach;
    std::string tokenFile;
    std::string dataDir;
    std::string release;
    std::string memoryLimit = "256MiB";
    std::string theme;
    std::string span;
    std::string size = "1440x900";
    std::string file;
    std::string screen = "alerts";
    bool forget = false;
};

void addTargetOptions(CLI::App &app, Raw &raw, CommandLine &out)
{
    auto *practice =
        app.add_flag("--practice", raw.practice, "a sessiond of our own with practice traffic (the default)");
    auto *local = app.add_flag("--local", raw.local, "a sessiond of our own for real clients, without traffic");
    auto *empty = app.add_flag("--empty", raw.empty, "watch nothing yet: the first screen");
    auto *attach =
        app.add_option("--attach", raw.attach, "admin URL of a running sessiond: https, or http on loopback");
    auto *token =
        app.add_option("--token-file", raw.tokenFile, "file with its admin token")->check(CLI::ExistingFile);
    attach->needs(token);
    token->needs(attach);
    practice->excludes(local)->excludes(empty)->excludes(attach);
    local->excludes(empty)->excludes(attach);
    empty->excludes(attach);
    app.add_option("--data-dir", raw.dataDir, "where history and journal live ($XDG_DATA_HOME/quarterdeck)");
    app.add_option("--release", raw.release, "release name of our own sessiond, shown in the bar");
    app.add_option("--memory-limit", raw.memoryLimit, "memory limit of our own sessiond")->capture_default_str();
    app.add_option("--data-port", out.service.dataPort, "port of its data plane, 0 = any")
        ->check(CLI::Range(0, 65535));
    app.add_option("--admin-port", out.service.adminPort, "port of its admin plane, 0 = any")
        ->check(CLI::Range(0, 65535));
    app.add_option("--users", out.service.users, "practice population")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    app.add_option("--rate", out.service.requestsPerSecond, "practice requests a second, 0 = as people would")
        ->check(CLI::Range(0.0, 100000.0));
    app.add_option("--drill-retain", out.service.retainAfterLogout,
                   "drill: share of sessions kept in memory after logout")
        ->check(CLI::Range(0.0, 1.0));
    app.add_flag("--insecure-hashing", out.service.insecureHashing,
                 "cheap password hashing, for tests and pictures only");
}

void addWindowOptions(CLI::App &app, Raw &raw)
{
    app.add_option("--theme", raw.theme, "light, dark or auto (as the desktop)")
        ->check(CLI::IsMember({"light", "dark", "auto"}));
    app.add_option("--range", raw.span, "visible time: 5m, 15m, 1h, …");
    app.add_flag("--forget", raw.forget, "neither read nor write the remembered settings");
}

CLI::App *addSnapshot(CLI::App &app, Raw &raw, SnapshotOrder &order)
{
    CLI::App *snapshot = app.add_subcommand("snapshot", "a picture of the live window, without a display");
    snapshot->fallthrough();
    snapshot->add_option("--seconds", order.seconds, "how long to watch before")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    snapshot->add_option("--size", raw.size, "WIDTHxHEIGHT")->capture_default_str();
    snapshot->add_option("--scale", order.scale, "pixels a point")
        ->check(CLI::Range(0.5, 4.0))
        ->capture_default_str();
    snapshot->add_option("--screen", raw.screen, "what to open")
        ->check(CLI::IsMember({"alerts", "sessions", "log", "purge", "restart", "help", "palette", "note"}))
        ->capture_default_str();
    snapshot->add_option("-o,--output", raw.file, "the PNG to write")->required();
    return snapshot;
}

std::optional<QSize> sizeOf(const std::string &text)
{
    const QStringList parts = QString::fromStdString(text).split(u'x');
    const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
    const bool sane = size.width() >= 640 && size.height() >= 480 && size.width() <= 8192 && size.height() <= 8192;
    return sane ? std::optional(size) : std::nullopt;
}

void takeTarget(const Raw &raw, CommandLine &out)
{
    using Kind = TargetChoice::Kind;
    if (raw.practice || raw.local || raw.empty) {
        out.target = TargetChoice{raw.practice ? Kind::Practice : (raw.local ? Kind::Local : Kind::Empty), {}, {}};
    } else if (!raw.attach.empty()) {
        out.target =
            TargetChoice{Kind::Attach, QString::fromStdString(raw.attach), QString::fromStdString(raw.tokenFile)};
    }
    out.service.dataDir = QString::fromStdString(raw.dataDir);
    out.service.release = QString::fromStdString(raw.release);
    out.service.memoryLimit = QString::fromStdString(raw.memoryLimit);
    out.remember = !raw.forget;
    if (!raw.theme.empty()) {
        out.scheme = raw.theme == "light" ? SchemeChoice::Light
                                          : (raw.theme == "dark" ? SchemeChoice::Dark : SchemeChoice::Desktop);
    }
}

} // namespace

std::optional<int> parseCommandLine(int argc, char **argv, CommandLine &out)
{
    CLI::App app{"Quarterdeck: watch, restart and purge an auth/session service from one window"};
    app.set_version_flag("--version", "quarterdeck " QD_VERSION);
    Raw raw;
    SnapshotOrder order;
    addTargetOptions(app, raw, out);
    addWindowOptions(app, raw);
    const CLI::App *snapshot = addSnapshot(app, raw, order);
    try {
        app.parse(argc, argv);
        takeTarget(raw, out);
        if (!raw.span.empty()) {
            out.span = parseDuration(QString::fromStdString(raw.span));
            if (!out.span) {
                throw CLI::ValidationError("--range", "write a duration such as 15m or 1h");
            }
        }
        if (snapshot->parsed()) {
            const auto size = sizeOf(raw.size);
            if (!size) {
                throw CLI::ValidationError("--size", "write WIDTHxHEIGHT, from 640x480 to 8192x8192");
            }
            order.size = *size;
            order.file = QString::fromStdString(raw.file);
            order.screen = QString::fromStdString(raw.screen);
            out.snapshot = order;
        }
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return std::nullopt;
}

} // namespace qd
