// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_engine.h"

#include "backend/engine/engine_core.h"
#include "backend/engine/live_gateway.h"

namespace qd {

LiveEngine::LiveEngine(EngineConfig config, QObject *parent)
    : HistoryFeed(parent)
    , m_thread(new QThread)
    , m_patience(config.endPatience)
    , m_core(new EngineCore(std::move(config)))
    , m_gateway(std::make_unique<LiveGateway>(*m_core))
    , m_current(std::make_shared<const HistorySnapshot>())
{
    m_outbox->reader = this;
    m_thread->setObjectName(QStringLiteral("engine"));
    m_core->moveToThread(m_thread);
    connect(m_thread, &QThread::started, m_core, &EngineCore::start);
    connect(m_thread, &QThread::finished, this, &LiveEngine::onThreadEnded);
    // The thread ends after the core, not the other way round: whoever hears of it finds log and folder closed.
    connect(m_core, &EngineCore::ended, m_core, &QObject::deleteLater);
    connect(m_core, &QObject::destroyed, m_thread, &QThread::quit, Qt::DirectConnection);
    // Direct: the snapshot is put down on the engine thread, and one wake-up at a time travels to ours.
    connect(
        m_core, &EngineCore::published, m_core, [out = m_outbox](const HistoryPtr &s) { out->put(s); },
        Qt::DirectConnection);
    connect(m_core, &EngineCore::availabilityChanged, m_gateway.get(), &LiveGateway::setAvailability);
    connect(m_core, &EngineCore::noticed, this, [this](const alerts::Notice &notice) {
        if (!m_retired)
            Q_EMIT noticed(notice);
    });
}

LiveEngine::~LiveEngine()
{
    retire();
    if (m_thread->wait(m_endBy))
        delete m_thread;
    else
        leaveBehind();
}

/// To terminate the thread would take down whatever lock it holds, the allocator's for one, and need not even end
/// it. What it still uses of ours stays with it.
void LiveEngine::leaveBehind()
{
    qCritical("the engine did not end within %lld ms and is left behind",
              static_cast<long long>(m_patience.count()));
    {
        const std::lock_guard lock(m_outbox->mutex);
        m_outbox->reader = nullptr;
    }
    LiveGateway *gateway = m_gateway.release(); // open orders are answered through it
    gateway->disconnect();
    connect(m_thread, &QThread::finished, gateway, &QObject::deleteLater);
    connect(m_thread, &QThread::finished, m_thread, &QObject::deleteLater);
}

void LiveEngine::start()
{
    if (!m_retired)
        m_thread->start();
}

void LiveEngine::setReleases(std::vector<Release> releases, const QString &toCome)
{
    if (m_core && !m_retired)
        QMetaObject::invokeMethod(
            m_core,
            [core = m_core, releases = std::move(releases), toCome] {
                if (OwnService *own = core->own())
                    own->setReleases(releases, toCome);
            },
            Qt::QueuedConnection);
}

void LiveEngine::addNoteBy(const QString &who, const QString &text, Timestamp at)
{
    if (m_core && !m_retired)
        QMetaObject::invokeMethod(
            m_core,
            [core = m_core, who, text, at] {
                if (ActionRunner *actions = core->actions())
                    actions->addNote(
                        text, at, [](const Result<bool> &) {}, who);
            },
            Qt::QueuedConnection);
}

void LiveEngine::Outbox::put(const HistoryPtr &snapshot)
{
    const std::lock_guard lock(mutex);
    if (!reader)
        return;
    const bool wakeUpUnderWay = newest != nullptr;
    newest = snapshot;
    if (!wakeUpUnderWay)
        QMetaObject::invokeMethod(reader, &LiveEngine::deliver, Qt::QueuedConnection);
}

void LiveEngine::deliver()
{
    if (m_retired)
        return;
    {
        const std::lock_guard lock(m_outbox->mutex);
        m_current = std::exchange(m_outbox->newest, nullptr);
    }
    Q_EMIT published(m_current);
}

void LiveEngine::retire()
{
    if (std::exchange(m_retired, true))
        return;
    m_endBy.setRemainingTime(m_patience);
    // First: from here on no order is given to a core that may be gone.
    m_gateway->engineEnded();
    EngineCore *core = std::exchange(m_core, nullptr);
    if (m_thread->isRunning()) {
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

#include "moc_live_engine.cpp"
