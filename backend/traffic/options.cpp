// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/options.h"

#include "backend/protocol/byte_size.h"
#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <unistd.h>

namespace qd::traffic {

namespace {

/// The texts of options that have a type of ours, as given.
struct Texts
{
    std::string data, admin, tokenFile, think, dataBytes, duration, ramp, timeout, mix;
    std::string scenario = "steady";
    int tokenFd = -1;
    double rate = 0;
    double logoutShare = -1;
    double steps = 0;
};

void declareService(CLI::App &app, Options &options, Texts &texts)
{
    app.add_option("--data", texts.data, "The data plane: PORT, ADDRESS:PORT or URL, loopback only")->required();
    auto *admin = app.add_option("--admin", texts.admin, "The admin plane, to create the accounts");
    auto *file = app.add_option("--admin-token-file", texts.tokenFile, "Where the admin token is read from");
    auto *fd = app.add_option("--admin-token-fd", texts.tokenFd,
                              "The same, from an open descriptor; later lines replace it");
    file->excludes(fd)->needs(admin);
    fd->needs(admin);
    app.add_option("--key-file", options.keyFile,
                   "Secret that the accounts' passwords are derived from, made when absent (0600). "
                   "Without it every run resets the passwords of accounts it finds");
    app.add_option("--prefix", options.accountPrefix, "Account names are PREFIX-00001 and so on");
    app.add_option("--connections", options.connections, "Kept-alive connections")->check(CLI::Range(1, 4096));
    app.add_option("--timeout", texts.timeout, "Longest wait for an answer (10s)");
}

void declarePopulation(CLI::App &app, Options &options, Texts &texts)
{
    app.add_option("--users", options.users, "Population")->check(CLI::Range(1, 1'000'000));
    auto *think = app.add_option("--think", texts.think, "Mean time between two steps of a user (5s)");
    app.add_option("--rate", texts.rate, "Requests a second of all users together; sets --think")
        ->check(CLI::PositiveNumber)
        ->excludes(think);
    app.add_option("--session-steps", texts.steps, "Mean requests between login and goodbye")
        ->check(CLI::PositiveNumber);
    app.add_option("--logout-share", texts.logoutShare, "Sessions that end by logout; the others are abandoned")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--mix", texts.mix, "Weights of errands, e.g. validate=70,read=12,write=10,me=6,sessions=2");
    app.add_option("--data-bytes", texts.dataBytes, "Size of a session's data (1KiB)");
    app.add_option("--scenario", texts.scenario, "steady, leak-drill, idle-expiry or validate-only");
    app.add_option("--seed", options.seed, "Same seed, same choices");
}

void declareRun(CLI::App &app, Options &options, Texts &texts)
{
    app.add_option("--duration", texts.duration, "How long; 0s: until SIGTERM");
    app.add_option("--ramp", texts.ramp, "Time until everybody has arrived (10s)");
    app.add_option("--ramp-first", options.rampFirst, "Share of them who are there at the beginning (0)")
        ->check(CLI::Range(0.0, 1.0));
    app.add_option("--ramp-curve", options.rampCurve, "1: they come evenly; more: late, all at once (1)")
        ->check(CLI::Range(1.0, 10.0));
    app.add_flag("--progress", options.progress, "One JSON line a second on standard output");
    auto *file =
        app.add_option("--report", options.reportFile, "Where the report goes instead of standard output");
    app.add_option("--report-fd", options.reportFd, "The same, an open descriptor")->excludes(file);
    app.add_option("--parent-fd", options.parentFd, "Stop at end of file on this descriptor");
}

protocol::Result<Scenario> parseScenario(std::string_view text)
{
    using enum Scenario;
    for (const auto &[name, scenario] : {std::pair{"steady", Steady},
                                         {"leak-drill", LeakDrill},
                                         {"idle-expiry", IdleExpiry},
                                         {"validate-only", ValidateOnly}}) {
        if (text == name) {
            return scenario;
        }
    }
    return protocol::failure("steady, leak-drill, idle-expiry and validate-only are known");
}

/// The token of the first line that has one: alone, or last in the service's own `NAME SCOPE TOKEN`.
std::string firstToken(std::istream &lines)
{
    std::string line;
    while (std::getline(lines, line)) {
        line.erase(line.find_last_not_of(" \t\r") + 1);
        if (!line.empty() && line.front() != '#') {
            return line.substr(line.find_last_of(" \t") + 1);
        }
    }
    return {};
}

std::string firstLineOf(int descriptor)
{
    std::string text;
    char bytes[512];
    for (ssize_t got = 0; text.size() < 4096 && (got = ::read(descriptor, bytes, sizeof bytes)) > 0;) {
        text.append(bytes, std::size_t(got));
        if (text.find('\n') != text.npos) {
            break;
        }
    }
    return text;
}

protocol::Result<std::string> readToken(const Texts &texts)
{
    std::ifstream file(texts.tokenFile);
    std::istringstream line(texts.tokenFd >= 0 ? firstLineOf(texts.tokenFd) : std::string());
    std::string token = texts.tokenFd >= 0 ? firstToken(line) : firstToken(file);
    if (token.empty()) {
        return protocol::failure("no token could be read");
    }
    return token;
}

/// Reads one text into its place when it was given; the first that cannot be read is thrown as CLI11 does.
template <typename Parse, typename Value>
void read(const char *option, const std::string &text, Parse parse, Value &value)
{
    if (text.empty()) {
        return;
    }
    auto parsed = parse(text);
    if (!parsed) {
        throw CLI::ValidationError(option, parsed.error().words);
    }
    value = std::move(*parsed);
}

/// Weights by name; what is not named does not happen.
protocol::Result<Behaviour> mixed(Behaviour behaviour, const std::string &text)
{
    const std::map<std::string, double *, std::less<>> places{{"validate", &behaviour.validate},
                                                              {"read", &behaviour.readData},
                                                              {"write", &behaviour.writeData},
                                                              {"me", &behaviour.readProfile},
                                                              {"sessions", &behaviour.listSessions}};
    for (const auto &place : places) {
        *place.second = 0;
    }
    double sum = 0;
    std::istringstream list(text);
    for (std::string one; std::getline(list, one, ',');) {
        const auto equals = std::min(one.find('='), one.size());
        const auto place = places.find(one.substr(0, equals));
        char *end = nullptr;
        const double weight = std::strtod(one.c_str() + std::min(equals + 1, one.size()), &end);
        if (place == places.end() || equals + 1 >= one.size() || *end != '\0' || !(weight >= 0 && weight <= 1e9)) {
            return protocol::failure("not a mix: validate, read, write, me and sessions have weights");
        }
        sum += *place->second = weight;
    }
    return sum > 0 ? protocol::Result<Behaviour>(behaviour) : protocol::failure("a mix of nothing");
}

void readTexts(const Texts &texts, Options &options)
{
    read("--data", texts.data, parseLoopbackPlane, options.data);
    read("--admin", texts.admin, parseLoopbackPlane, options.admin);
    read("--scenario", texts.scenario, parseScenario, options.scenario);
    options.behaviour = behaviourOf(options.scenario);
    read(
        "--mix", texts.mix, [&](const std::string &text) { return mixed(options.behaviour, text); },
        options.behaviour);
    std::chrono::milliseconds think(std::int64_t(options.behaviour.thinkSeconds * 1000));
    read("--think", texts.think, protocol::parseDuration, think);
    read("--duration", texts.duration, protocol::parseDuration, options.duration);
    read("--ramp", texts.ramp, protocol::parseDuration, options.ramp);
    read("--timeout", texts.timeout, protocol::parseDuration, options.timeout);
    read("--data-bytes", texts.dataBytes, protocol::parseByteSize, options.dataBytes);
    if (options.dataBytes < 2 || options.dataBytes > protocol::kMaxSessionDataBytes) {
        throw CLI::ValidationError("--data-bytes", "2 bytes to 16KiB");
    }
    options.behaviour.thinkSeconds = std::chrono::duration<double>(think).count();
    if (texts.rate > 0) {
        options.behaviour.thinkSeconds = double(options.users) / texts.rate;
    }
    if (texts.logoutShare >= 0) {
        options.behaviour.logoutShare = texts.logoutShare;
    }
    if (texts.steps > 0) {
        options.behaviour.stepsASession = texts.steps;
    }
    if (options.admin) {
        auto token = readToken(texts);
        if (!token) {
            throw CLI::ValidationError("--admin", token.error().words);
        }
        options.adminToken = std::move(*token);
        options.tokenFd = texts.tokenFd;
    }
}

} // namespace

Behaviour behaviourOf(Scenario scenario)
{
    Behaviour behaviour;
    switch (scenario) {
    case Scenario::Steady:
        break;
    case Scenario::LeakDrill:
        behaviour.stepsASession = 2;
        behaviour.logoutShare = 1;
        break;
    case Scenario::IdleExpiry:
        behaviour.stepsASession = 1;
        behaviour.logoutShare = 0;
        break;
    case Scenario::ValidateOnly:
        behaviour.stepsASession = 1e6;
        behaviour.readData = behaviour.writeData = behaviour.readProfile = behaviour.listSessions = 0;
        behaviour.beginsWithData = false;
        break;
    }
    return behaviour;
}

ParsedOptions parseOptions(int argc, const char *const *argv)
{
    CLI::App app("A population of practice users for sessiond: they sign in, work, and leave.", "sessiontraffic");
    Options options;
    Texts texts;
    declareService(app, options, texts);
    declarePopulation(app, options, texts);
    declareRun(app, options, texts);
    try {
        app.parse(argc, argv);
        readTexts(texts, options);
    } catch (const CLI::CallForHelp &help) {
        return {std::nullopt, app.exit(help)};
    } catch (const CLI::ParseError &error) {
        std::cerr << "sessiontraffic: " << error.what() << '\n';
        return {std::nullopt, 2};
    }
    return {std::move(options), 0};
}

} // namespace qd::traffic
