// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/open_service.h"

#include <QtCore/QTemporaryDir>
#include <future>
#include <memory>

namespace sessiond::test {

/// Calls something that answers through a Done and waits for the answer, at most 20 s.
template <typename T, typename Call>
Outcome<T> waitFor(Call &&call)
{
    auto promise = std::make_shared<std::promise<Outcome<T>>>();
    auto answer = promise->get_future();
    call([promise](Outcome<T> outcome) { promise->set_value(std::move(outcome)); });
    if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready) {
        return failure(Failure::Internal, "no answer in 20 s");
    }
    return answer.get();
}

/// The code of an error, -1 without one.
int codeOf(const auto &outcome)
{
    return outcome ? -1 : int(outcome.error().code);
}

inline const Actor kOperator{"tests", "ann", "c1"};

/// A service on a folder of its own, with cheap hashing and a clock that the test moves.
class Fixture
{
public:
    Fixture()
    {
        config.dataDir = (m_dir.path() + QStringLiteral("/data")).toStdString();
        config.insecureHashing = true;
        config.drill = true;
        // Passes run when the test asks for them.
        config.collectorInterval = std::chrono::hours(24);
    }

    /// Opens, or opens again what was closed. The time goes on where it was.
    Outcome<Unit> open()
    {
        service.reset();
        auto fresh = std::make_unique<ManualClock>(m_now);
        ManualClock *raw = fresh.get();
        auto loaded = loadFolder(config, std::move(fresh));
        if (!loaded) {
            return tl::unexpected<Error>(std::move(loaded.error()));
        }
        service = std::make_unique<LocalService>(config, std::move(*loaded), nullptr);
        clock = raw;
        return Unit{};
    }

    void advance(std::chrono::milliseconds by)
    {
        m_now += by;
        clock->advance(by);
    }

    Outcome<std::uint64_t> createUsers(const std::vector<std::string> &names)
    {
        std::vector<NewUser> users;
        for (const std::string &name : names) {
            users.push_back({name, password(name)});
        }
        return waitFor<std::uint64_t>([&](auto done) { service->createUsers(std::move(users), kOperator, done); });
    }

    Outcome<LoginReply> login(const std::string &name, const std::string &address = "10.0.0.1")
    {
        return waitFor<LoginReply>([&](auto done) { service->login(name, password(name), address, done); });
    }

    Outcome<Unit> logout(const std::string &token)
    {
        return waitFor<Unit>([&](auto done) { service->logout(token, done); });
    }

    bool validates(const std::string &token)
    {
        SessionView view;
        return service->validate(token, view);
    }

    Outcome<Unit> putData(const std::string &token, std::string data)
    {
        return waitFor<Unit>([&](auto done) { service->putData(token, std::move(data), done); });
    }

    Outcome<PurgePreview> preview(const qd::protocol::Selector &selector, const Actor &actor = kOperator)
    {
        return waitFor<PurgePreview>([&](auto done) { service->previewPurge(selector, actor, done); });
    }

    Outcome<std::string> purge(const std::string &previewId)
    {
        return waitFor<std::string>([&](auto done) { service->purge(previewId, "a test", kOperator, done); });
    }

    /// Waits until a purge is done.
    PurgeStatus purged(const std::string &purgeId)
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            const auto status = service->purgeStatus(purgeId);
            if ((status && status->state == PurgeState::Done) || std::chrono::steady_clock::now() > deadline) {
                return status.value_or(PurgeStatus{});
            }
            std::this_thread::yield();
        }
    }

    void collect()
    {
        (void)waitFor<Unit>([&](auto done) { service->collectNow(kOperator, done); });
    }

    std::uint64_t count(SessionState state)
    {
        return service->counters().sessions[static_cast<std::size_t>(state)];
    }

    static std::string password(const std::string &name) { return "a long password of " + name; }

    ServiceConfig config;
    std::unique_ptr<LocalService> service;
    ManualClock *clock = nullptr;

private:
    QTemporaryDir m_dir;
    Time m_now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
};

} // namespace sessiond::test
