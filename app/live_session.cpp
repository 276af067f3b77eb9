// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_session.h"

#include "app/main_window.h"
#include "backend/engine/live_engine.h"
#include "backend/engine/live_gateway.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtCore/QUrl>

#include <algorithm>

namespace qd {

namespace {

Where whereOf(TargetChoice::Kind kind)
{
    switch (kind) {
    case TargetChoice::Kind::Local:
        return Where::Local;
    case TargetChoice::Kind::Attach:
        return Where::Attached;
    case TargetChoice::Kind::Practice:
    case TargetChoice::Kind::Empty:
        break;
    }
    return Where::Practice;
}

EngineConfig configFor(const TargetChoice &target, const ServiceChoice &service)
{
    EngineConfig config;
    config.where = whereOf(target.kind);
    config.attachUrl = QUrl(target.url, QUrl::StrictMode);
    config.tokenFile = target.tokenFile;
    config.dataRoot = service.dataDir;
    config.startTraffic = config.where == Where::Practice;
    config.traffic.users = service.users;
    config.traffic.requestsPerSecond = service.requestsPerSecond;
    config.service.dataPort = static_cast<quint16>(service.dataPort);
    config.service.adminPort = static_cast<quint16>(service.adminPort);
    config.service.release = service.release;
    config.service.memoryLimit = service.memoryLimit;
    config.service.drill = config.where == Where::Practice;
    config.service.insecureHashing = service.insecureHashing;
    return config;
}

} // namespace

LiveSession::LiveSession(MainWindow &window, ServiceChoice service, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_service(std::move(service))
{}

LiveSession::~LiveSession()
{
    finish();
}

void LiveSession::stop()
{
    m_window.watch(nullptr, nullptr);
    if (!m_engine) {
        return;
    }
    LiveEngine *engine = m_engine.get();
    m_ending.push_back(std::move(m_engine));
    connect(engine, &LiveEngine::retired, this, [this, engine] { onRetired(engine); });
    engine->retire();
}

void LiveSession::onRetired(LiveEngine *engine)
{
    engine->deleteLater(); // its signal is what called
    const auto found = std::ranges::find(m_ending, engine, &std::unique_ptr<LiveEngine>::get);
    found->release();
    m_ending.erase(found);
    if (!m_ending.empty()) {
        return;
    }
    if (m_engine) {
        m_engine->start();
    }
    Q_EMIT ended();
}

void LiveSession::finish()
{
    stop();
    if (m_ending.empty()) {
        return;
    }
    QEventLoop loop;
    connect(this, &LiveSession::ended, &loop, &QEventLoop::quit);
    // Past this the destructor of an engine that hangs has its own last word.
    QTimer::singleShot(LiveEngine::patience, &loop, &QEventLoop::quit);
    loop.exec();
}

Result<void> LiveSession::watch(const TargetChoice &target)
{
    if (target.kind == TargetChoice::Kind::Attach) {
        const QUrl url(target.url, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https")) {
            return failure(ErrorCode::Invalid,
                           tr("“%1” is not an address such as http://127.0.0.1:7071.").arg(target.url));
        }
    }
    stop();
    if (target.kind == TargetChoice::Kind::Empty) {
        return {};
    }
    m_engine = std::make_unique<LiveEngine>(configFor(target, m_service));
    m_window.watch(m_engine.get(), &m_engine->gateway());
    if (m_ending.empty()) {
        m_engine->start(); // else the data folder may still be in use: onRetired() goes on
    }
    if (m_service.retainAfterLogout > 0) {
        applyDrill();
    }
    return {};
}

/// The drill begins as soon as the service can be told.
void LiveSession::applyDrill()
{
    auto *once = new QObject(m_engine.get());
    connect(m_engine.get(), &HistoryFeed::published, once, [this, once](const HistoryPtr &history) {
        if (history->status.health != Health::Ok && history->status.health != Health::Degraded) {
            return;
        }
        once->deleteLater();
        disconnect(m_engine.get(), nullptr, once, nullptr);
        m_engine->gateway().setDrill({m_service.retainAfterLogout, false}, this, [this](Result<bool> done) {
            if (!done) {
                m_window.tell(done.error().words, true);
            }
        });
    });
}

} // namespace qd
