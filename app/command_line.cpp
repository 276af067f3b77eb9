// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "app/import_options.h"
#include "app/option_checks.h"
#include "model/playhead/playhead.h"
#include "model/session/duration_text.h"
#include "model/session/instant_text.h"

#include <CLI/CLI.hpp>

#include <QtCore/QRegularExpression>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

#include <string>
#include <vector>

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
    std::string infoFile;
    std::string pictured;
    std::vector<std::string> replayed;
    std::string at;
    int speed = 1;
};

/// The same shapes as the service takes them; it checks once more.
CLI::Validator byteSize()
{
    return CLI::Validator(
        [](std::string &text) {
            static const QRegularExpression shape(QStringLiteral("^[1-9][0-9]*([KMGT]iB|kB|[MGT]B|B)?$"));
            return shape.match(QString::fromStdString(text)).hasMatch()
                       ? std::string()
                       : "'" + text + "' is not a size such as 256MiB";
        },
        {});
}

CLI::Validator adminUrl()
{
    return CLI::Validator(
        [](std::string &text) {
            const QUrl url(QString::fromStdString(text), QUrl::StrictMode);
            const bool good =
                url.isValid() && !url.host().isEmpty() && (url.scheme() == u"http" || url.scheme() == u"https");
            return good ? std::string() : "'" + text + "' is not an address such as http://127.0.0.1:7071";
        },
        {});
}

CLI::Validator oneOf(const std::vector<std::string> &names)
{
    return CLI::Validator(
        [names](std::string &text) {
            std::string all;
            for (const std::string &name : names) {
                if (name == text) {
                    return std::string();
                }
                all += (all.empty() ? "" : ", ") + name;
            }
            return "'" + text + "' is none of " + all;
        },
        {});
}

CLI::Validator instantText()
{
    return CLI::Validator(
        [](std::string &text) {
            const bool good = parseInstant(QString::fromStdString(text), {}, {}, units::Zone::Utc).has_value();
            return good ? std::string()
                        : "'" + text + "' is not a time such as 03:12, 2024-08-20T03:12:00Z, start, end or -15m";
        },
        {});
}

CLI::Validator oneOfSpeeds()
{
    return CLI::Validator(
        [](std::string &text) {
            std::string all;
            for (const int speed : Playhead::speeds) {
                if (text == std::to_string(speed)) {
                    return std::string();
                }
                all += (all.empty() ? "" : ", ") + std::to_string(speed);
            }
            return "'" + text + "' is none of " + all;
        },
        {});
}

void addTargetOptions(CLI::App &app, Raw &raw, CommandLine &out)
{
    auto *practice = app.add_flag(
        "--practice", raw.practice,
        "a sessiond of our own with practice traffic (the default at first; later the last one watched)");
    auto *local = app.add_flag("--local", raw.local, "a sessiond of our own for real clients, without traffic");
    auto *empty = app.add_flag("--empty", raw.empty, "watch nothing yet: the first screen");
    auto *attach =
        app.add_option("--attach", raw.attach, "admin URL of a running sessiond: https, or http on loopback")
            ->check(adminUrl());
    auto *token =
        app.add_option("--token-file", raw.tokenFile, "file with its admin token")->check(CLI::ExistingFile);
    attach->needs(token);
    token->needs(attach);
    practice->excludes(local)->excludes(empty)->excludes(attach);
    local->excludes(empty)->excludes(attach);
    empty->excludes(attach);
    app.add_option("--data-dir", raw.dataDir, "where history and journal live ($XDG_DATA_HOME/quarterdeck)");
    app.add_option("--release", raw.release, "release name of our own sessiond, shown in the bar");
    app.add_option("--memory-limit", raw.memoryLimit, "memory limit of our own sessiond")
        ->check(byteSize())
        ->capture_default_str();
    app.add_option("--data-port", out.service.dataPort, "port of its data plane, 0 = any")
        ->check(wholeBetween(0, 65535));
    app.add_option("--admin-port", out.service.adminPort, "port of its admin plane, 0 = any")
        ->check(wholeBetween(0, 65535));
    app.add_option("--users", out.service.users, "practice population")
        ->check(wholeBetween(1, 100000))
        ->capture_default_str();
    app.add_option("--rate", out.service.requestsPerSecond, "practice requests a second, 0 = as people would")
        ->check(between(0, 100'000, "a rate from 0 to 100000"));
    app.add_option("--drill-retain", out.service.retainAfterLogout,
                   "drill: share of sessions kept in memory after logout")
        ->check(between(0, 1, "a share from 0 to 1"));
    app.add_flag("--insecure-hashing", out.service.insecureHashing,
                 "cheap password hashing, for tests and pictures only");
}

void addWindowOptions(CLI::App &app, Raw &raw)
{
    app.add_option("--theme", raw.theme, "light, dark or auto (as the desktop)")
        ->check(oneOf({"light", "dark", "auto"}));
    app.add_option("--range", raw.span, "visible time: 5m, 15m, 1h, …");
    app.add_flag("--forget", raw.forget, "neither read nor write the remembered settings");
}

CLI::App *addSnapshot(CLI::App &app, Raw &raw, SnapshotOrder &order)
{
    CLI::App *snapshot =
        app.add_subcommand("snapshot", "a picture of the window, live or of a recording, without a display");
    snapshot->fallthrough();
    // What the window takes, a picture of it takes too; CLI11 lists a subcommand's own options only.
    snapshot->footer("And the window's own options:" +
                     CLI::Formatter().make_groups(&app, CLI::AppFormatMode::Normal));
    snapshot->add_option("FILE", raw.pictured, "a recording; without one the service is watched")
        ->check(notEmpty());
    snapshot->add_option("--at", raw.at, "of a recording: the instant, in UTC; 03:12 is of its last day")
        ->check(instantText());
    snapshot->add_option("--seconds", order.seconds, "how long to watch a service before")
        ->check(wholeBetween(1, 3600))
        ->capture_default_str();
    snapshot->add_option("--size", raw.size, "WIDTHxHEIGHT")->capture_default_str();
    snapshot->add_option("--scale", order.scale, "pixels a point")
        ->check(between(0.5, 4, "a scale from 0.5 to 4"))
        ->capture_default_str();
    snapshot->add_option("--screen", raw.screen, "what to open")
        ->check(oneOf({"alerts", "sessions", "incident", "log", "purge", "restart", "help", "palette", "note"}))
        ->capture_default_str();
    snapshot->add_option("-o,--output", raw.file, "the PNG to write")->required()->check(writableFile());
    return snapshot;
}

CLI::App *addReplay(CLI::App &app, Raw &raw)
{
    CLI::App *replay =
        app.add_subcommand("replay", "open a recording and play it; what is live is watched meanwhile");
    replay->fallthrough();
    replay->add_option("FILE", raw.replayed, "a recording, or files that can be imported")
        ->required()
        ->check(CLI::ExistingFile);
    replay
        ->add_option("--at", raw.at,
                     "where to begin, in UTC: 2024-08-20T03:12:00Z, 03:12 (of its last day), -15m from its end; "
                     "else at the first alert of its incident, or with all of it in view")
        ->check(instantText());
    replay->add_option("--speed", raw.speed, "times faster than it happened")
        ->check(oneOfSpeeds())
        ->capture_default_str();
    return replay;
}

CLI::App *addWatch(CLI::App &app)
{
    CLI::App *watch = app.add_subcommand(
        "watch", "scrape, record, judge rules and tell of alerts without a window, until it is ended");
    watch->fallthrough();
    watch->footer("What to watch and where its history lives are options of quarterdeck itself: --local, --attach "
                  "URL with --token-file, --practice, --data-dir. A window over the same folder goes on with the "
                  "history once this has ended.");
    return watch;
}

/// Names that are no UTF-8 would come out as others, and other files be written.
void refuseOtherEncodings(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (!QByteArrayView(argv[i]).isValidUtf8()) {
            throw CLI::ValidationError("'" + QString::fromUtf8(argv[i]).toStdString() + "'",
                                       "is not UTF-8, and names of files must be");
        }
    }
}

void addInfo(CLI::App &app, Raw &raw)
{
    CLI::App *info = app.add_subcommand("info", "what a recording, or a file that can be imported, holds");
    info->add_option("FILE", raw.infoFile, "the file")->required()->check(notEmpty());
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
    out.infoFile = QString::fromStdString(raw.infoFile);
    if (!raw.theme.empty()) {
        out.scheme = raw.theme == "light" ? SchemeChoice::Light
                                          : (raw.theme == "dark" ? SchemeChoice::Dark : SchemeChoice::Desktop);
    }
}

void takeReplay(const Raw &raw, bool plays, CommandLine &out)
{
    std::vector<std::string> files = raw.replayed;
    if (!raw.pictured.empty()) {
        files.push_back(raw.pictured);
    }
    if (files.empty()) {
        if (!raw.at.empty()) {
            throw CLI::ValidationError("--at", "is an instant of a recording: name its file");
        }
        return;
    }
    ReplayOrder order{
        QString::fromStdString(files.front()), {}, QString::fromStdString(raw.at), out.span, raw.speed, plays};
    for (std::size_t i = 1; i < files.size(); ++i) {
        order.more << QString::fromStdString(files[i]);
    }
    out.replay = order;
}

} // namespace

std::optional<int> parseCommandLine(int argc, char **argv, CommandLine &out)
{
    CLI::App app{"Quarterdeck: watch, restart and purge an auth/session service from one window"};
    app.set_version_flag("--version", "quarterdeck " QD_VERSION);
    app.failure_message([](const CLI::App *, const CLI::Error &error) {
        return "quarterdeck: " + std::string(error.what()) + "\nRun quarterdeck --help for what it takes.\n";
    });
    Raw raw;
    SnapshotOrder order;
    addTargetOptions(app, raw, out);
    addWindowOptions(app, raw);
    const CLI::App *snapshot = addSnapshot(app, raw, order);
    const CLI::App *replay = addReplay(app, raw);
    const CLI::App *watch = addWatch(app);
    addInfo(app, raw);
    ExportCommand exportCommand;
    const CLI::App *exports = addExportCommand(app, exportCommand);
    const ImportCommandLine import(app);
    QueryCommand queryCommand;
    const CLI::App *queries = addQueryCommand(app, queryCommand);
    BacktestCommand backtestCommand;
    const CLI::App *backtests = addBacktestCommand(app, backtestCommand);
    PostmortemCommand postmortemCommand;
    const CLI::App *postmortems = addPostmortemCommand(app, postmortemCommand);
    DrillCommand drillCommand;
    const CLI::App *drills = addDrillCommand(app, drillCommand);
    try {
        refuseOtherEncodings(argc, argv);
        app.parse(argc, argv);
        takeTarget(raw, out);
        out.import = import.order();
        if (!raw.span.empty()) {
            out.span = parseDuration(QString::fromStdString(raw.span));
            if (!out.span) {
                throw CLI::ValidationError("--range", "'" + raw.span + "' is not a duration such as 15m or 1h");
            }
        }
        if (exports->parsed()) {
            out.exportCommand = exportCommand;
        }
        if (queries->parsed()) {
            out.query = queryCommand;
        }
        if (backtests->parsed()) {
            out.backtest = backtestCommand;
        }
        if (postmortems->parsed()) {
            out.postmortem = postmortemCommand;
        }
        if (drills->parsed()) {
            out.drill = drillCommand;
        }
        out.watch = watch->parsed();
        if (out.watch && (!out.target || out.target->kind == TargetChoice::Kind::Empty)) {
            throw CLI::ValidationError("watch", "needs to know what: --local, --attach URL or --practice");
        }
        takeReplay(raw, replay->parsed(), out);
        if (snapshot->parsed()) {
            const auto size = sizeOf(raw.size);
            if (!size) {
                throw CLI::ValidationError("--size",
                                           "'" + raw.size + "' is not WIDTHxHEIGHT, from 640x480 to 8192x8192");
            }
            if (constexpr double largest = 16'384;
                std::max(size->width(), size->height()) * order.scale > largest) {
                throw CLI::ValidationError("--scale", "makes the picture more than 16384 pixels wide or high");
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
