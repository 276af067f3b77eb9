// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/drill_hands.h"

namespace qd {

DrillHands::DrillHands(Gateway &gateway, QObject *parent)
    : QObject(parent)
    , m_gateway(gateway)
{}

void DrillHands::setScene(const QString &incident, QStringList unattended)
{
    m_incident = incident;
    m_unattended = std::move(unattended);
}

void DrillHands::enqueue(Job job)
{
    m_jobs.push_back(std::move(job));
    if (!m_isBusy)
        next();
}

void DrillHands::next()
{
    m_isBusy = !m_jobs.empty();
    if (!m_isBusy)
        return;
    const Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    m_open = 1;
    job();
}

void DrillHands::settle(const QString &problem)
{
    if (!problem.isEmpty())
        Q_EMIT failed(problem);
    if (--m_open == 0)
        next();
}

template <typename T>
Gateway::Reply<T> DrillHands::settling()
{
    return [this](const Result<T> &done) { settle(done ? QString() : done.error().words); };
}

void DrillHands::restarting(const Result<RestartProgress> &progress)
{
    if (!progress)
        settle(progress.error().words);
    else if (progress->step == RestartStep::Failed)
        settle(progress->words);
    else if (progress->step == RestartStep::Ready)
        settle({});
}

void DrillHands::perform(const drill::Due &due)
{
    std::visit([&](const auto &move) { enqueue([this, move, at = due.at] { run(move, at); }); }, due.move);
}

void DrillHands::deployBy(const QString &pipeline, const QString &release, const QString &reason)
{
    enqueue([this, order = DeployOrder{release, reason, false, pipeline, std::chrono::seconds(5)}] {
        m_gateway.deploy(order, this, [this](const Result<RestartProgress> &progress) { restarting(progress); });
    });
}

void DrillHands::run(const drill::Acknowledge &move, Timestamp)
{
    m_open += static_cast<int>(m_unattended.size());
    for (const QString &alert : m_unattended)
        m_gateway.acknowledge(alert, move.comment, this, settling<bool>());
    settle({});
}

void DrillHands::run(const drill::Restart &move, Timestamp)
{
    m_gateway.restart({move.reason, std::chrono::seconds(5)}, this,
                      [this](const Result<RestartProgress> &progress) { restarting(progress); });
}

void DrillHands::run(const drill::Deploy &move, Timestamp)
{
    m_gateway.deploy({move.release, move.reason, move.isRollback, {}, std::chrono::seconds(5)}, this,
                     [this](const Result<RestartProgress> &progress) { restarting(progress); });
}

void DrillHands::run(const drill::PurgeRetained &move, Timestamp)
{
    m_gateway.previewPurge({}, this, [this, reason = move.reason](const Result<PurgePreview> &preview) {
        if (!preview)
            return settle(preview.error().words);
        purgePreviewed(*preview, reason);
    });
}

void DrillHands::purgePreviewed(const PurgePreview &preview, const QString &reason)
{
    m_gateway.purge({preview.previewId, preview.selector, preview.matched, reason, false}, this,
                    [this](const Result<PurgeProgress> &progress) {
                        if (!progress || progress->done)
                            settle(progress ? QString() : progress.error().words);
                    });
}

void DrillHands::run(const drill::Say &move, Timestamp at)
{
    m_gateway.stepIncident({m_incident, move.step, at, 0}, this, settling<QString>());
}

} // namespace qd

#include "moc_drill_hands.cpp"
