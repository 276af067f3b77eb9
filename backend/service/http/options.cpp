// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/options.h"

#include "backend/protocol/byte_size.h"
#include "backend/protocol/duration.h"
#include "backend/service/http/drill_json.h"
#include "backend/service/http/query_string.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <thread>

namespace sessiond::http {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr std::uint64_t kLeastArgonMemory = 19ULL << 20;
constexpr unsigned kLeastArgonPasses = 2;

/// What CLI11 fills; texts are parsed afterwards, so that every error is one line of ours.
struct Raw
{
    std::string listen = "127.0.0.1:7070";
    std::string adminListen = "127.0.0.1:7071";
    std::vector<std::string> proxies;
    std::string memoryLimit = "256MiB";
    std::string idle = "30m";
    std::string absolute = "12h";
    std::string collector = "30s";
    std::string argonMemory = "19MiB";
    std::string dataDir;
    std::string drillSwitches;
    std::string scope = "admin";
};

void addServiceOptions(CLI::App &app, Raw &raw, Options &options)
{
    app.add_option("--data-dir", raw.dataDir, "Folder of the journal; made when absent");
    app.add_option("--listen", raw.listen, "Address and port of the data plane; port 0 picks one");
    app.add_option("--admin-listen", raw.adminListen, "Address and port of the admin plane");
    app.add_option("--admin-token-file", options.adminTokenFile, "Lines of NAME SCOPE TOKEN, mode 0600");
    app.add_option("--admin-token-fd", options.adminTokenFd, "Descriptor to read one admin token from");
    app.add_option("--server-name", options.serverNames, "A Host this service answers for, besides loopback");
    app.add_option("--trusted-proxy", raw.proxies, "Network whose X-Forwarded-For is believed");
    app.add_option("--memory-limit", raw.memoryLimit, "Memory the service may use");
    app.add_option("--max-sessions", options.service.maxSessions, "Most sessions in all; 0: no cap");
    app.add_option("--sessions-per-user", options.service.sessionsPerUser, "Most active ones a user; 0: no cap");
    app.add_option("--idle-timeout", raw.idle, "A session unused this long has expired");
    app.add_option("--absolute-timeout", raw.absolute, "A session this old has expired");
    app.add_option("--collector-interval", raw.collector, "Time between collector passes");
    app.add_option("--threads", options.threads, "Threads of the data plane, and passwords hashed at once");
    app.add_option("--argon2-memory", raw.argonMemory, "Memory of one password hash");
    app.add_option("--argon2-passes", options.service.argon2Passes, "Passes of one password hash");
    app.add_flag("--insecure-hashing", options.service.insecureHashing,
                 "Weak hashing, for tests and benches only");
    app.add_option("--release", options.release, "Release name shown in status and metrics");
    app.add_option("--parent-fd", options.parentFd, "Descriptor whose end of file ends this service");
    app.add_flag("--drill", options.service.drill, "Allows PUT /admin/v1/drill");
    app.add_option("--drill-switches", raw.drillSwitches, "The faults of a drill from the start, as JSON")
        ->needs("--drill");
    app.add_flag("--accept-loss", options.service.acceptLoss, "Opens a damaged journal, keeping what is whole");
}

struct Commands
{
    CLI::App *userAdd = nullptr;
    CLI::App *tokenReset = nullptr;
};

Commands addCommands(CLI::App &app, Raw &raw, Options &options)
{
    Commands commands;
    app.require_subcommand(0, 1);
    CLI::App *user = app.add_subcommand("user", "Accounts, while no service runs");
    user->require_subcommand(1);
    commands.userAdd = user->add_subcommand("add", "Creates an account");
    commands.userAdd->add_option("NAME", options.name, "User name")->required();
    commands.userAdd->add_option("--password-fd", options.passwordFd, "Descriptor to read the password from")
        ->required();
    commands.userAdd->add_option("--data-dir", raw.dataDir, "Folder of the journal")->required();
    commands.userAdd->add_option("--argon2-memory", raw.argonMemory, "Memory of the password hash");
    commands.userAdd->add_option("--argon2-passes", options.service.argon2Passes, "Passes of the password hash");
    commands.userAdd->add_flag("--insecure-hashing", options.service.insecureHashing, "Weak hashing, for tests");

    CLI::App *token = app.add_subcommand("token", "Admin tokens");
    token->require_subcommand(1);
    commands.tokenReset = token->add_subcommand("reset", "Writes a fresh token of NAME into the token file");
    commands.tokenReset->add_option("NAME", options.name, "Token name")->required();
    commands.tokenReset->add_option("--admin-token-file", options.adminTokenFile, "The file")->required();
    commands.tokenReset->add_option("--scope", raw.scope, "read, operate or admin");
    return commands;
}

std::string readDuration(const char *option, const std::string &text, Milliseconds &target)
{
    const auto value = qd::protocol::parseDuration(text);
    if (!value || value->count() <= 0) {
        return std::string(option) + ": '" + text + "' is not a duration such as 30m";
    }
    target = *value;
    return {};
}

std::string readSize(const char *option, const std::string &text, std::uint64_t &target)
{
    const auto value = qd::protocol::parseByteSize(text);
    if (!value) {
        return std::string(option) + ": '" + text + "' is not a size such as 256MiB";
    }
    target = *value;
    return {};
}

std::string readEndpoint(const char *option, const std::string &text, Endpoint &target)
{
    const auto endpoint = parseEndpoint(text);
    if (!endpoint) {
        return std::string(option) + ": " + endpoint.error();
    }
    target = *endpoint;
    return {};
}

std::string readFaults(const std::string &text, Drill &target)
{
    if (text.empty()) {
        return {};
    }
    const auto faults = readDrill(text);
    if (!faults) {
        return "--drill-switches: " + faults.error();
    }
    target = *faults;
    return {};
}

std::string readValues(const Raw &raw, Options &options)
{
    ServiceConfig &service = options.service;
    service.dataDir = raw.dataDir;
    const auto proxies = TrustedProxies::parse(raw.proxies);
    const auto scope = parseScope(raw.scope);
    if (!scope) {
        return "--scope: '" + raw.scope + "' is not read, operate or admin";
    }
    options.tokenScope = *scope;
    if (!proxies) {
        return proxies.error();
    }
    options.trustedProxies = *proxies;
    for (const std::string &error :
         {readEndpoint("--listen", raw.listen, options.data),
          readEndpoint("--admin-listen", raw.adminListen, options.admin),
          readSize("--memory-limit", raw.memoryLimit, service.memoryLimit),
          readSize("--argon2-memory", raw.argonMemory, service.argon2Memory),
          readDuration("--idle-timeout", raw.idle, service.idleTimeout),
          readDuration("--absolute-timeout", raw.absolute, service.absoluteTimeout),
          readDuration("--collector-interval", raw.collector, service.collectorInterval),
          readFaults(raw.drillSwitches, service.faults)}) {
        if (!error.empty()) {
            return error;
        }
    }
    return {};
}

std::string checkServe(Options &options)
{
    const ServiceConfig &service = options.service;
    if (service.dataDir.empty()) {
        return "--data-dir is needed";
    }
    if (options.adminTokenFile.empty() == (options.adminTokenFd < 0)) {
        return "one of --admin-token-file and --admin-token-fd is needed";
    }
    if (options.threads == 0 || options.threads > 64) {
        return "--threads must be 1 to 64";
    }
    if (options.data.port != 0 && options.data.port == options.admin.port &&
        options.data.address == options.admin.address) {
        return "--listen and --admin-listen are the same";
    }
    options.service.hashThreads = options.threads;
    return {};
}

std::string checkHashing(const ServiceConfig &service)
{
    const bool weak = service.argon2Memory < kLeastArgonMemory || service.argon2Passes < kLeastArgonPasses;
    if (weak && !service.insecureHashing) {
        return "Argon2 below 19MiB and 2 passes is refused unless --insecure-hashing is given";
    }
    if (service.argon2Memory > (4ULL << 30) || service.argon2Passes > 100) {
        return "--argon2-memory must be at most 4GiB, --argon2-passes at most 100";
    }
    return {};
}

} // namespace

tl::expected<Endpoint, std::string> parseEndpoint(std::string_view text)
{
    const auto colon = text.rfind(':');
    const auto wrong = tl::unexpected("'" + std::string(text) + "' is not ADDRESS:PORT such as 127.0.0.1:7070");
    if (colon == std::string_view::npos) {
        return wrong;
    }
    std::string_view address = text.substr(0, colon);
    const auto port = parseNumber(text.substr(colon + 1));
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    }
    if (!port || *port > 65535 || address.empty()) {
        return wrong;
    }
    return Endpoint{address == "localhost" ? std::string("127.0.0.1") : std::string(address),
                    static_cast<std::uint16_t>(*port)};
}

tl::expected<Options, EarlyExit> parseOptions(int argc, char **argv)
{
    CLI::App app("sessiond: an auth and session service", "sessiond");
    Options options;
    Raw raw;
    options.threads = std::max(1U, std::thread::hardware_concurrency());
    addServiceOptions(app, raw, options);
    const Commands commands = addCommands(app, raw, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        return tl::unexpected(EarlyExit{0, app.help()});
    } catch (const CLI::ParseError &error) {
        const std::string words = error.what();
        return tl::unexpected(EarlyExit{2, words.substr(0, words.find('\n'))});
    }
    options.command = commands.userAdd->parsed()      ? Options::Command::UserAdd
                      : commands.tokenReset->parsed() ? Options::Command::TokenReset
                                                      : Options::Command::Serve;
    std::string error = readValues(raw, options);
    if (error.empty() && options.command == Options::Command::Serve) {
        error = checkServe(options);
    }
    if (error.empty() && options.command != Options::Command::TokenReset) {
        error = checkHashing(options.service);
    }
    if (!error.empty()) {
        return tl::unexpected(EarlyExit{2, error});
    }
    return options;
}

} // namespace sessiond::http
