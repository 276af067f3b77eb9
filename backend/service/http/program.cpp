// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/program.h"

#include "backend/protocol/launch_line.h"
#include "backend/protocol/names.h"
#include "backend/service/http/lifecycle.h"
#include "backend/service/http/log.h"
#include "backend/service/http/options.h"
#include "backend/service/http/planes.h"
#include "backend/service/http/server.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace sessiond::http {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr int kRefused = 2;
constexpr Milliseconds kSignalDrain{10'000};
/// A window that died gets its service down within two seconds, whatever clients or disks do.
constexpr Milliseconds kOrphanDrain{1'000};
constexpr long kOrphanLifeMicroseconds = 1'900'000;
/// Kept free of client connections: journal, logs, epoll and the admin plane.
constexpr std::size_t kSpareDescriptors = 64;
constexpr std::size_t kAdminConnections = 32;
constexpr std::size_t kMostConnections = 16'384;

int refuse(std::string_view words)
{
    complain(words);
    return kRefused;
}

std::string newInstance()
{
    std::array<unsigned char, 16> bytes;
    std::array<char, 33> hex;
    randombytes_buf(bytes.data(), bytes.size());
    return sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
}

ServerConfig serverConfig(const Options &options, std::size_t descriptors)
{
    ServerConfig config;
    config.dataAddress = options.data.address;
    config.dataPort = options.data.port;
    config.adminAddress = options.admin.address;
    config.adminPort = options.admin.port;
    config.threads = options.threads;
    config.serverNames = options.serverNames;
    config.maxAdminConnections = kAdminConnections;
    const std::size_t taken = kSpareDescriptors + kAdminConnections;
    config.maxConnections =
        std::clamp(descriptors > taken ? descriptors - taken : 0, std::size_t(16), kMostConnections);
    return config;
}

void announce(const Server &server, const std::string &instance)
{
    const qd::protocol::LaunchLine line{server.dataPort(), server.adminPort(), getpid(), instance,
                                        qd::protocol::kApiVersion};
    const std::string text = qd::protocol::formatLaunchLine(line) + "\n";
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

void shout(const Options &options)
{
    if (options.service.insecureHashing) {
        logLine(LogLevel::Warning, "INSECURE HASHING: passwords are not protected; for tests and benches only");
    }
    if (options.service.drill) {
        logLine(LogLevel::Warning, "drill switches are enabled");
    }
}

/// What Lifecycle reported, as the time the drain may take.
Milliseconds drainTime(Lifecycle::Cause cause, const Lifecycle &lifecycle)
{
    switch (cause) {
    case Lifecycle::Cause::ParentGone: {
        // The journal survives being cut off; an orphan that hangs would keep the port and the data folder.
        const itimerval end{{0, 0}, {kOrphanLifeMicroseconds / 1'000'000, kOrphanLifeMicroseconds % 1'000'000}};
        setitimer(ITIMER_REAL, &end, nullptr);
        return kOrphanDrain;
    }
    case Lifecycle::Cause::Request:
        return lifecycle.requestedDeadline();
    default:
        return kSignalDrain;
    }
}

void drain(Lifecycle &lifecycle, Lifecycle::Cause cause, Server &server)
{
    auto end = Clock::now() + drainTime(cause, lifecycle);
    server.drain();
    while (!server.drained() && Clock::now() < end) {
        const auto next = lifecycle.wait(Milliseconds(20));
        if (next != Lifecycle::Cause::None) {
            end = next == Lifecycle::Cause::Signal ? Clock::now()
                                                   : std::min(end, Clock::now() + drainTime(next, lifecycle));
        }
    }
}

std::string_view wordsFor(Lifecycle::Cause cause)
{
    return cause == Lifecycle::Cause::ParentGone ? "the parent is gone: ending"
           : cause == Lifecycle::Cause::Request  ? "an operator asked to drain"
                                                 : "told to end";
}

void addEvent(SessionService &service, std::string_view kind, const std::string &instance, std::string_view reason)
{
    Event event;
    event.kind = kind;
    event.subject = instance;
    event.reason = reason;
    service.addEvent(std::move(event));
}

/// Returns when the last request is answered, or its time is up, and everything is on disk.
void serveUntilTold(Lifecycle &lifecycle, Planes &planes, Server &server, SessionService &service,
                    const std::string &instance)
{
    auto cause = Lifecycle::Cause::None;
    while (cause == Lifecycle::Cause::None) {
        cause = lifecycle.wait(Milliseconds(-1));
    }
    logLine(LogLevel::Info, wordsFor(cause));
    planes.beginDrain();
    if (cause != Lifecycle::Cause::Request) { // which has its event already, with who asked
        addEvent(service, qd::protocol::event::kDraining, instance, wordsFor(cause));
    }
    service.beginDrain();
    drain(lifecycle, cause, server);
    server.stop();
    planes.stop();
    service.shutdown();
}

int serve(const Options &options, std::size_t descriptors)
{
    Lifecycle lifecycle(options.parentFd);
    auto tokens = options.adminTokenFd >= 0 ? readTokenDescriptor(options.adminTokenFd)
                                            : readTokenFile(options.adminTokenFile);
    if (!tokens) {
        return refuse(tokens.error());
    }
    const std::string instance = newInstance();
    CoreHistograms histograms;
    Planes planes(options, std::move(*tokens), instance,
                  [&lifecycle](Milliseconds deadline) { lifecycle.requestDrain(deadline); });
    Server server(serverConfig(options, descriptors), planes);
    if (const std::string error = server.bind(); !error.empty()) {
        return refuse(error);
    }
    server.start(); // /healthz and /readyz answer while the journal loads
    auto service = openLocalService(options.service, &histograms);
    if (!service) {
        return refuse(service.error().words);
    }
    MetricsPage page(**service, server, histograms, options.release, options.service.memoryLimit);
    planes.open(**service, page);
    addEvent(**service, qd::protocol::event::kStarted, instance, {});
    shout(options);
    announce(server, instance);
    addEvent(**service, qd::protocol::event::kReady, instance, {});

    serveUntilTold(lifecycle, planes, server, **service, instance);
    return 0;
}

int addUser(const Options &options)
{
    std::string password;
    std::array<char, 512> part;
    for (ssize_t got = 1; got > 0 && password.size() < part.size() && password.find('\n') == std::string::npos;) {
        got = ::read(options.passwordFd, part.data(), part.size());
        if (got < 0) {
            return refuse("cannot read the password from the descriptor");
        }
        password.append(part.data(), static_cast<std::size_t>(got));
    }
    sodium_memzero(part.data(), part.size());
    password.resize(std::min(password.find_first_of("\r\n"), password.size()));
    const auto outcome = addUserOffline(options.service, NewUser{options.name, password});
    sodium_memzero(password.data(), password.size());
    if (!outcome) {
        return refuse(outcome.error().words);
    }
    return 0;
}

int resetToken(const Options &options)
{
    const std::string error = resetTokenInFile(options.adminTokenFile, options.name, options.tokenScope);
    return error.empty() ? 0 : refuse(error);
}

} // namespace

int runProgram(int argc, char **argv)
{
    const std::size_t descriptors = hardenProcess();
    if (sodium_init() < 0) {
        return refuse("libsodium does not start");
    }
    const auto options = parseOptions(argc, argv);
    if (!options) {
        if (options.error().code != 0) {
            return refuse(options.error().text);
        }
        std::fputs(options.error().text.c_str(), stdout);
        return 0;
    }
    switch (options->command) {
    case Options::Command::UserAdd:
        return addUser(*options);
    case Options::Command::TokenReset:
        return resetToken(*options);
    default:
        return serve(*options, descriptors);
    }
}

} // namespace sessiond::http
