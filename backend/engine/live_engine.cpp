// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_engine.h"

#include "backend/engine/engine_core.h"
#include "backend/engine/live_gateway.h"

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
    connect(&m_thread, &QThread::finished, this, &LiveEngine::onThreadEnded);
    // The thread ends after the core, not the other way round: whoever hears of it finds log and folder closed.
    connect(m_core, &EngineCore::ended, m_core, &QObject::deleteLater);
    connect(m_core, &QObject::destroyed, &m_thread, &QThread::quit, Qt::DirectConnection);
    // Direct: the snapshot is put down on the engine thread, and one wake-up at a time travels to ours.
    connect(
        m_core, &EngineCore::published, this, [this](const HistoryPtr &s) { offer(s); }, Qt::DirectConnection);
    connect(m_core, &EngineCore::availabilityChanged, m_gateway.get(), &LiveGateway::setAvailability);
}

LiveEngine::~LiveEngine()
{
    retire();
    if (m_thread.wait(m_endBy))
        return;
    // The engine is stuck in the operating system. Children end with the pipes that this process holds.
    qCritical("the engine did not end within ten seconds and was abandoned");
    m_thread.terminate();
    m_thread.wait();
}

void LiveEngine::start()
{
    if (!m_retired)
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
    if (m_retired)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_current = std::exchange(m_offered, nullptr);
    }
    Q_EMIT published(m_current);
}

void LiveEngine::retire()
{
    if (std::exchange(m_retired, true))
        return;
    m_endBy.setRemainingTime(patience);
    // First: from here on no order is given to a core that may be gone.
    m_gateway->engineEnded();
    EngineCore *core = std::exchange(m_core, nullptr);
    if (m_thread.isRunning()) {
        QMetaObject::invokeMethod(core, &EngineCore::end, Qt::QueuedConnection);
        return;
    }
    delete core; // it was never started
    QMetaObject::invokeMethod(this, &LiveEngine::onThreadEnded, Qt::QueuedConnection);
}

void LiveEngine::onThreadEnded()
{
    Q_EMIT retired();
}

} // namespace qd
