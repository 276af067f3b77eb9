// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_session.h"

#include "app/engine_choice.h"
#include "app/main_window.h"
#include "backend/engine/data_folder.h"
#include "backend/engine/live_engine.h"
#include "backend/engine/live_gateway.h"

#include <QtCore/QEventLoop>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <algorithm>

namespace qd {

namespace {

constexpr int drillAttempts = 5;
constexpr std::chrono::seconds betweenDrillAttempts{2};

QStringList claimsOf(const EngineConfig &config)
{
    QStringList claims{dataFolderName(config.where, config.attachUrl)};
    for (const quint16 port : {config.service.dataPort, config.service.adminPort}) {
        if (port != 0 && config.where != Where::Attached) {
            claims << QStringLiteral("port %1").arg(port);
        }
    }
    return claims;
}

} // namespace

LiveSession::LiveSession(MainWindow &window, ServiceChoice service, std::chrono::milliseconds patience,
                         QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_service(std::move(service))
    , m_patience(patience)
{}

LiveSession::~LiveSession()
{
    finish();
}

void LiveSession::stop()
{
    m_window.watch(nullptr, nullptr);
    Q_EMIT watching(nullptr);
    LiveEngine *engine = m_now.engine.get();
    if (!engine) {
        return;
    }
    m_ending.push_back(std::exchange(m_now, {}));
    m_endBy.setRemainingTime(m_patience);
    connect(engine, &LiveEngine::retired, this, [this, engine] { onRetired(engine); });
    engine->retire();
}

void LiveSession::onRetired(LiveEngine *engine)
{
    engine->deleteLater(); // its signal is what called
    const auto found =
        std::ranges::find_if(m_ending, [&](const Watched &watched) { return watched.engine.get() == engine; });
    found->engine.release();
    m_ending.erase(found);
    startWhenFree();
    if (m_ending.empty()) {
        Q_EMIT ended();
    }
}

bool LiveSession::isHeldUp() const
{
    return std::ranges::any_of(m_ending, [&](const Watched &watched) {
        return std::ranges::any_of(watched.claims, [&](const QString &c) { return m_now.claims.contains(c); });
    });
}

void LiveSession::startWhenFree()
{
    if (!m_waits || !m_now.engine || isHeldUp()) {
        return;
    }
    m_waits = false;
    if (std::exchange(m_toldOfWait, false)) {
        m_window.tell(tr("What was watched before has ended."), false);
    }
    m_now.engine->start();
}

void LiveSession::tellThatItWaits()
{
    if (!m_waits) {
        return;
    }
    m_toldOfWait = true;
    m_window.tell(tr("What was watched before on the same data or port does not end: it hangs. This one starts as "
                     "soon as it has ended; if it never does, close Quarterdeck and open it again."),
                  true);
}

void LiveSession::finish()
{
    stop();
    if (m_ending.empty() || m_endBy.hasExpired()) {
        return;
    }
    QEventLoop loop;
    connect(this, &LiveSession::ended, &loop, &QEventLoop::quit);
    QTimer::singleShot(std::chrono::milliseconds(m_endBy.remainingTime()), &loop, &QEventLoop::quit);
    loop.exec();
}

Result<void> LiveSession::watch(const TargetChoice &target)
{
    if (auto good = checkTarget(target); !good) {
        return good;
    }
    stop();
    if (target.kind == TargetChoice::Kind::Empty) {
        return {};
    }
    EngineConfig config = configFor(target, m_service);
    config.endPatience = m_patience;
    m_now.claims = claimsOf(config);
    m_now.engine = std::make_unique<LiveEngine>(std::move(config));
    m_window.watch(m_now.engine.get(), &m_now.engine->gateway());
    Q_EMIT watching(m_now.engine.get());
    connect(m_now.engine.get(), &LiveEngine::noticed, this, &LiveSession::noticed);
    m_waits = true;
    startWhenFree(); // else onRetired() goes on
    if (m_waits) {
        QTimer::singleShot(m_patience, m_now.engine.get(), [this] { tellThatItWaits(); });
    }
    if (m_service.retainAfterLogout > 0) {
        applyDrill(drillAttempts);
    }
    return {};
}

/// The drill begins as soon as the service can be told; one that has just begun may not answer at once.
void LiveSession::applyDrill(int attempts)
{
    auto *once = new QObject(m_now.engine.get());
    connect(m_now.engine.get(), &HistoryFeed::published, once, [this, once, attempts](const HistoryPtr &history) {
        if (history->status.health != Health::Ok && history->status.health != Health::Degraded) {
            return;
        }
        once->deleteLater();
        disconnect(m_now.engine.get(), nullptr, once, nullptr);
        const QPointer<LiveEngine> engine = m_now.engine.get();
        engine->gateway().setDrill({.retainAfterLogout = m_service.retainAfterLogout}, this,
                                   [this, attempts, engine](const Result<bool> &done) {
                                       if (done || !engine || engine != m_now.engine.get()) {
                                           return;
                                       }
                                       if (attempts > 1) {
                                           QTimer::singleShot(betweenDrillAttempts, engine,
                                                              [this, attempts] { applyDrill(attempts - 1); });
                                       } else {
                                           m_window.tell(tr("The drill was not begun: %1").arg(done.error().words),
                                                         true);
                                       }
                                   });
    });
}

} // namespace qd

#include "moc_live_session.cpp"
