// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/program.h"

#include "backend/traffic/json_line.h"
#include "backend/traffic/population.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <iostream>
#include <sodium.h>
#include <unistd.h>

namespace qd::traffic {

namespace asio = boost::asio;
namespace json = boost::json;
using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t adminConnections = 2;
constexpr std::size_t accountsABatch = 10;              // the first users need not wait long for theirs
constexpr auto adminTimeout = std::chrono::seconds(60); // a batch is hashed with Argon2 before it is answered
constexpr auto lastAnswers = std::chrono::seconds(2);

/// All bytes, whatever the descriptor takes at once; a reader that has gone is no reason to fail.
void writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written <= 0) {
            return;
        }
        text.remove_prefix(std::size_t(written));
    }
}

class Program
{
public:
    Program(const Options &options, const AccountKey &key)
        : m_options(options)
        , m_data(m_io, options.data, options.connections, options.timeout)
        , m_signals(m_io, SIGTERM, SIGINT)
        , m_parent(m_io)
        , m_tokens(m_io)
        , m_end(m_io)
        , m_tick(m_io)
    {
        if (options.admin) {
            m_admin.emplace(m_io, *options.admin, adminConnections, adminTimeout);
            m_accounts.emplace(m_io, *m_admin, options.adminToken, options.accountPrefix, key);
        }
        m_population.emplace(m_io, m_data, m_accounts ? &*m_accounts : nullptr, options, key, m_statistics);
    }

    int run()
    {
        watch();
        if (m_options.progress) {
            tick();
        }
        admitEverybody();
        m_io.run();
        report();
        return m_population->admitted() == 0 ? 1 : 0;
    }

private:
    void watch()
    {
        m_signals.async_wait([this](Error error, int) {
            if (!error) {
                stop("signal");
            }
        });
        if (m_options.duration.count() > 0) {
            m_end.expires_after(m_options.duration);
            m_end.async_wait([this](Error error) {
                if (!error) {
                    stop("duration");
                }
            });
        }
        if (m_options.parentFd >= 0) {
            m_parent.assign(m_options.parentFd);
            watchParent();
        }
        if (m_options.tokenFd >= 0 && m_accounts) {
            m_tokens.assign(m_options.tokenFd);
            m_accounts->expectTokens(true);
            watchTokens();
        }
    }

    /// Until its end nobody says that the token we have is the last one.
    void watchTokens()
    {
        asio::async_read_until(m_tokens, asio::dynamic_buffer(m_tokenBytes, 4096), '\n',
                               [this](Error error, std::size_t length) {
                                   if (error) {
                                       m_accounts->expectTokens(false);
                                       return;
                                   }
                                   m_accounts->setToken(m_tokenBytes.substr(0, length - 1));
                                   m_tokenBytes.erase(0, length);
                                   watchTokens();
                               });
    }

    void watchParent()
    {
        m_parent.async_read_some(asio::buffer(m_parentBytes), [this](Error error, std::size_t) {
            if (error == asio::error::operation_aborted) {
                return;
            }
            if (error) {
                stop("parent");
            } else {
                watchParent();
            }
        });
    }

    void admitEverybody()
    {
        if (!m_accounts) {
            for (std::size_t i = 0; i < m_options.users; ++i) {
                m_population->admit(i);
            }
            return;
        }
        m_accounts->make(
            m_options.users, accountsABatch, m_options.keyFile.empty(), [this](std::size_t index, bool usable) {
                if (usable && m_stoppedBy.empty()) {
                    m_population->admit(index);
                }
                ++m_asked;
                if (m_asked == m_options.users && m_population->admitted() == 0) {
                    std::cerr << "sessiontraffic: no account could be made: " << m_accounts->fault() << '\n';
                    stop("no accounts");
                }
            });
    }

    void tick()
    {
        const auto before = Clock::now();
        m_tick.expires_after(std::chrono::seconds(1));
        m_tick.async_wait([this, before](Error error) {
            if (error) {
                return;
            }
            const std::chrono::duration<double> passed = Clock::now() - before;
            json::object line = m_statistics.progress(passed.count());
            line["users"] = m_population->admitted();
            line["waiting"] = m_data.waiting();
            writeAll(STDOUT_FILENO, jsonLine(line));
            tick();
        });
    }

    /// Lets what is under way finish, for a while; then nothing is left to run.
    void stop(std::string why)
    {
        if (!m_stoppedBy.empty()) {
            return;
        }
        m_stoppedBy = std::move(why);
        m_seconds = std::chrono::duration<double>(Clock::now() - m_began).count();
        m_population->stop();
        m_signals.cancel();
        m_tick.cancel();
        Error ignored;
        m_parent.close(ignored);
        m_tokens.close(ignored);
        m_deadline = Clock::now() + lastAnswers;
        finish();
    }

    void finish()
    {
        if (m_population->busy() == 0 || Clock::now() >= m_deadline) {
            m_io.stop();
            return;
        }
        m_end.expires_after(std::chrono::milliseconds(10));
        m_end.async_wait([this](Error) { finish(); });
    }

    void report()
    {
        json::object all = m_statistics.report(m_seconds);
        all["stopped_by"] = m_stoppedBy;
        all["seed"] = m_options.seed;
        all["users"] = m_population->admitted();
        if (m_accounts) {
            const Accounts::Counts &counts = m_accounts->counts();
            all["accounts"] = json::object{{"created", counts.created},
                                           {"existing", counts.existing},
                                           {"reset", counts.reset},
                                           {"failed", counts.failed}};
        }
        const std::string text = jsonLine(all);
        int descriptor = m_options.reportFd >= 0 ? m_options.reportFd : STDOUT_FILENO;
        if (!m_options.reportFile.empty()) {
            descriptor = ::open(m_options.reportFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        }
        writeAll(descriptor, text);
    }

    const Options &m_options;
    asio::io_context m_io{1};
    Statistics m_statistics;
    HttpPool m_data;
    std::optional<HttpPool> m_admin;
    std::optional<Accounts> m_accounts;
    std::optional<Population> m_population;
    asio::signal_set m_signals;
    asio::posix::stream_descriptor m_parent;
    asio::posix::stream_descriptor m_tokens;
    std::string m_tokenBytes;
    asio::steady_timer m_end;
    asio::steady_timer m_tick;
    std::array<char, 16> m_parentBytes{};
    std::string m_stoppedBy;
    std::size_t m_asked = 0;
    double m_seconds = 0;
    Clock::time_point m_began = Clock::now();
    Clock::time_point m_deadline{};
};

} // namespace

int runProgram(const Options &options)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) {
        std::cerr << "sessiontraffic: no random numbers on this machine\n";
        return 2;
    }
    const auto key = options.keyFile.empty() ? protocol::Result<AccountKey>(randomAccountKey())
                                             : accountKeyFromFile(options.keyFile);
    if (!key) {
        std::cerr << "sessiontraffic: " << key.error().words << '\n';
        return 2;
    }
    return Program(options, *key).run();
}

} // namespace qd::traffic
