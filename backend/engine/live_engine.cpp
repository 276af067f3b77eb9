// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_engine.h"

#include "backend/engine/engine_core.h"
#include "backend/engine/live_gateway.h"

#include <QtCore/QDeadlineTimer>

namespace qd {

LiveEngine::LiveEngine(EngineConfig config, QObject *parent)
    : HistoryFeed(parent)
    , m_core(new EngineCore(std::move(config)))
    , m_gateway(std::make_unique<LiveGateway>(*m_core))
    , m_current(std::make_shared<const HistorySnapshot>())
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_core->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_core, &EngineCore::start);
    connect(&m_thread, &QThread::finished, m_core, &QObject::deleteLater);
    connect(m_core, &EngineCore::ended, &m_thread, &QThread::quit, Qt::DirectConnection);
    // Direct: the snapshot is put down on the engine thread, and one wake-up at a time travels to ours.
    connect(
        m_core, &EngineCore::published, this, [this](const HistoryPtr &s) { offer(s); }, Qt::DirectConnection);
    connect(m_core, &EngineCore::availabilityChanged, m_gateway.get(), &LiveGateway::setAvailability);
}

LiveEngine::~LiveEngine()
{
    end();
}

void LiveEngine::start()
{
    m_thread.start();
}

void LiveEngine::offer(const HistoryPtr &snapshot)
{
    const std::lock_guard lock(m_mutex);
    const bool wakeUpUnderWay = m_offered != nullptr;
    m_offered = snapshot;
    if (!wakeUpUnderWay)
        QMetaObject::invokeMethod(this, &LiveEngine::deliver, Qt::QueuedConnection);
}

void LiveEngine::deliver()
{
    {
        const std::lock_guard lock(m_mutex);
        m_current = std::exchange(m_offered, nullptr);
    }
    Q_EMIT published(m_current);
}

void LiveEngine::end()
{
    if (!m_thread.isRunning()) {
        delete m_core;
        m_core = nullptr;
        return;
    }
    QMetaObject::invokeMethod(m_core, &EngineCore::end, Qt::QueuedConnection);
    if (!m_thread.wait(QDeadlineTimer(std::chrono::seconds(10)))) {
        // The engine is stuck in the operating system. Children end with the pipes that this process holds.
        qCritical("the engine did not end within ten seconds and was abandoned");
        m_thread.terminate();
        m_thread.wait();
    }
    m_gateway->engineEnded();
}

} // namespace qd
