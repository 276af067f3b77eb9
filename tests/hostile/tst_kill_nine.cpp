// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/random.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <memory>
#include <ranges>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;
using qd::traffic::HttpOutcome;

namespace {

constexpr std::size_t users = 50;
constexpr std::size_t chains = 24;

/// What clients were told, over all rounds.
struct Promises
{
    std::vector<std::string> alive; ///< login acknowledged, logout never asked for
    std::vector<std::string> dead;  ///< logout acknowledged
    std::size_t unknown = 0;        ///< logout asked for, never acknowledged: either is right
};

/// Users that sign in and, every second one, out again, until the service is gone.
class Clients
{
public:
    Clients(Load &load, Promises &promises, std::size_t seed)
        : m_load(load)
        , m_promises(promises)
        , m_next(seed)
    {}

    void begin()
    {
        for (std::size_t i = 0; i < chains; ++i) {
            login();
        }
    }
    std::size_t acknowledged() const { return m_acknowledged; }

private:
    void login()
    {
        const std::size_t number = m_next++;
        m_load.send(loginRequest("user-" + std::to_string(number % users), loadPassword),
                    [this, number](const HttpOutcome &outcome) {
                        const std::string token = tokenOf(outcome);
                        if (token.empty()) {
                            return;
                        }
                        ++m_acknowledged;
                        if (number % 2 == 0) {
                            logout(token);
                        } else {
                            m_promises.alive.push_back(token);
                            login();
                        }
                    });
    }

    void logout(const std::string &token)
    {
        m_load.send(logoutRequest(token), [this, token](const HttpOutcome &outcome) {
            if (outcome.status != 204) {
                ++m_promises.unknown;
                return;
            }
            ++m_acknowledged;
            m_promises.dead.push_back(token);
            login();
        });
    }

    Load &m_load;
    Promises &m_promises;
    std::size_t m_next;
    std::size_t m_acknowledged = 0;
};

/// How many of the bearers the service answers with this status.
std::size_t count(const RealSessiond &service, const std::vector<std::string> &tokens, std::size_t from,
                  int status)
{
    std::size_t matching = 0;
    Load load(service.dataPort());
    load.forEach(tokens.size() - from, chains, [&](std::size_t i, const std::function<void()> &next) {
        load.send(validateRequest(tokens[from + i]), [&, next](const HttpOutcome &outcome) {
            matching += outcome.status == status;
            next();
        });
    });
    return matching;
}

} // namespace

/// kill -9 at random moments under logins and logouts: what was acknowledged holds.
class TestKillNine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void acknowledgedLoginsLiveAndLogoutsDoNot()
    {
        const int asked = qEnvironmentVariableIntValue("QD_ACCEPTANCE_ROUNDS");
        const int rounds = asked > 0 ? asked : fullSize() ? 200 : 20;
        RealSessiond service(
            {QStringLiteral("--insecure-hashing"), QStringLiteral("--sessions-per-user"), QStringLiteral("0")});
        QVERIFY2(service.start(), service.errorText());
        QVERIFY(makeUsers(service.adminPort(), service.adminToken().toStdString(), users, loadPassword));
        qd::traffic::Random random(20261122);
        Promises promises;
        for (int round = 0; round < rounds; ++round) {
            const std::size_t aliveBefore = promises.alive.size();
            const std::size_t deadBefore = promises.dead.size();
            Load load(service.dataPort(), chains);
            Clients clients(load, promises, std::size_t(round) * 1'000'000);
            clients.begin();
            const std::size_t enough = 1 + random.next() % 400;
            QVERIFY(load.runUntil([&] { return clients.acknowledged() >= enough; }));
            service.kill();
            load.finish();
            QVERIFY2(service.start(), service.errorText());
            QCOMPARE(count(service, promises.alive, aliveBefore, 200), promises.alive.size() - aliveBefore);
            QCOMPARE(count(service, promises.dead, deadBefore, 401), promises.dead.size() - deadBefore);
        }
        QCOMPARE(count(service, promises.alive, 0, 200), promises.alive.size());
        QCOMPARE(count(service, promises.dead, 0, 401), promises.dead.size());
        qInfo("%d kills: %zu acknowledged logins live, %zu acknowledged logouts hold, %zu were never answered",
              rounds, promises.alive.size(), promises.dead.size(), promises.unknown);
        QVERIFY(!promises.alive.empty() && !promises.dead.empty());
    }

    void theWindowSaysSoAndServesAgain()
    {
        EngineFixture f;
        f.config.where = Where::Practice;
        f.config.startTraffic = true;
        f.config.traffic.users = 20;
        f.config.traffic.requestsPerSecond = 40;
        f.start();
        const Labels active({{"state", "active"}});
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.figure("sessiond_sessions", active) > 5.0, 60'000);
        // The back-off doubles with each crash in a row: 0.5, 1, 2 s. A fourth would wait 4 s.
        for (int round = 0; round < (fullSize() ? 3 : 2); ++round) {
            const qint64 pid = f.status().pid;
            const Timestamp killed = f.now()->now;
            qint64 saidCrashed = -1;
            qint64 saidServing = -1;
            QElapsedTimer timer;
            QObject context;
            QObject::connect(f.engine.get(), &HistoryFeed::published, &context, [&](const HistoryPtr &history) {
                const ServiceStatus &status = history->status;
                const EventSnapshot &log = history->events;
                const auto isCrash = [&](std::size_t i) {
                    return log.at(i).kind == EventKind::ServiceCrashed && log.at(i).at >= killed;
                };
                if (saidCrashed < 0 &&
                    std::ranges::any_of(std::views::iota(log.lowerBound(killed), log.size()), isCrash))
                    saidCrashed = timer.elapsed();
                if (saidServing < 0 && status.pid > 0 && status.pid != pid &&
                    (status.health == Health::Ok || status.health == Health::Degraded))
                    saidServing = timer.elapsed();
            });
            timer.start();
            ::kill(static_cast<pid_t>(pid), SIGKILL);
            QTRY_VERIFY_WITH_TIMEOUT(saidServing >= 0, 10'000);
            qInfo("the window said crashed after %lld ms and serving after %lld ms", saidCrashed, saidServing);
            QVERIFY(saidCrashed >= 0 && saidCrashed <= 1'000);
            QVERIFY(saidServing >= saidCrashed && saidServing <= 3'000);
            // In the history: a marker where it was killed, and a gap that begins there.
            QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.figure("sessiond_sessions", active) > 0.0, 5'000);
            const Event *crash = f.event(EventKind::ServiceCrashed);
            QVERIFY(crash && crash->at >= killed && crash->at <= killed + 2s);
            const HistoryPtr now = f.now();
            const auto gaps = now->series.gaps({killed - 2s, now->now});
            QVERIFY(std::ranges::any_of(
                gaps, [&](const TimeRange &gap) { return gap.begin <= crash->at + 1s && gap.end >= crash->at; }));
            QCOMPARE(f.count(EventKind::ServiceCrashed), round + 1);
        }
    }
};

QD_TEST_GUILESS(TestKillNine)
#include "tst_kill_nine.moc"
