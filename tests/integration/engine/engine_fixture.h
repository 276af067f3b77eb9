// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/live_engine.h"
#include "backend/engine/live_gateway.h"
#include "backend/engine/service_health.h"
#include "tests/support/real_sessiond.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <csignal>

namespace qd::test {

/// Collects the answers to one order.
template <typename T>
struct Answers
{
    std::vector<Result<T>> all;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true); ///< an answer may come after this is gone
    Gateway::Reply<T> reply()
    {
        return [this, is = std::weak_ptr(alive)](Result<T> answer) {
            if (!is.expired())
                all.push_back(std::move(answer));
        };
    }
    [[nodiscard]] bool any() const { return !all.empty(); }
};

/// A live engine on a real sessiond in a folder of its own.
struct EngineFixture
{
    QTemporaryDir folder;
    EngineConfig config;
    std::unique_ptr<LiveEngine> engine;

    /// In a folder of its own, in `parent` when it is given.
    explicit EngineFixture(const QString &parent = {})
        : folder(parent.isEmpty() ? QTemporaryDir() : QTemporaryDir(parent + QStringLiteral("/fixture-XXXXXX")))
    {
        config.dataRoot = folder.filePath(QStringLiteral("data"));
        config.where = Where::Local;
        config.operatorName = QStringLiteral("op");
        config.judgesRules = false; // alerts would mix with what a test is about
        config.service.insecureHashing = true;
        config.service.drill = true;
        config.service.release = QStringLiteral("r1");
    }
    /// Watch this service instead of one of our own.
    void attach(const RealSessiond &service) { attachTo(service.adminPort(), service.adminToken()); }
    void attachTo(quint16 port, const QByteArray &token)
    {
        config.where = Where::Attached;
        config.attachUrl = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port));
        config.tokenFile = folder.filePath(QStringLiteral("token"));
        QFile file(config.tokenFile);
        if (file.open(QIODevice::WriteOnly))
            file.write(token + '\n');
    }
    void start()
    {
        engine = std::make_unique<LiveEngine>(config);
        engine->start();
    }
    [[nodiscard]] HistoryPtr now() const { return engine->current(); }
    [[nodiscard]] const ServiceStatus &status() const { return engine->current()->status; }
    [[nodiscard]] bool isServing() const
    {
        return (status().health == Health::Ok || status().health == Health::Degraded) &&
               (status().pid > 0 || config.where == Where::Attached) &&
               figure("sessiond_sessions", Labels({{"state", "active"}})).has_value();
    }
    [[nodiscard]] std::optional<double> figure(std::string_view name, const Labels &labels = {}) const
    {
        return newestValue(now()->series, name, labels, now()->now);
    }
    /// The newest event of that kind.
    [[nodiscard]] const Event *event(EventKind kind) const
    {
        const EventSnapshot &events = now()->events;
        for (std::size_t i = events.size(); i > 0; --i) {
            if (events.at(i - 1).kind == kind)
                return &events.at(i - 1);
        }
        return nullptr;
    }
    [[nodiscard]] int count(EventKind kind) const
    {
        int n = 0;
        for (std::size_t i = 0; i < now()->events.size(); ++i)
            n += now()->events.at(i).kind == kind ? 1 : 0;
        return n;
    }
    /// The kinds of every event of one story.
    [[nodiscard]] QList<EventKind> story(const QString &correlation) const
    {
        QList<EventKind> kinds;
        for (std::size_t i = 0; i < now()->events.size(); ++i) {
            if (now()->events.at(i).correlation == correlation)
                kinds << now()->events.at(i).kind;
        }
        return kinds;
    }
    [[nodiscard]] quint16 port(const char *name) const
    {
        const Event *started = event(EventKind::ServiceStarted);
        return started ? static_cast<quint16>(started->body[QLatin1String(name)].toInt()) : 0;
    }
};

/// The state of a process as /proc has it: 'R', 'S', 'T' (stopped), 'Z' …; 0 when there is none.
inline char processState(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    return text.at(text.lastIndexOf(')') + 2);
}

/// Whether a process with this id runs (a zombie does not).
inline bool processRuns(qint64 pid)
{
    const char state = processState(pid);
    return state != 0 && state != 'Z';
}

} // namespace qd::test
