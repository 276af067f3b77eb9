// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/save_job.h"

#include <QtCore/QElapsedTimer>

namespace qd {

namespace {

constexpr qint64 tellEveryMs = 100;

} // namespace

SaveJob::~SaveJob()
{
    // Joined here and not by the members: what they post must not meet a half-destroyed object.
    m_saver.request_stop();
    for (std::jthread *thread : {&m_estimator, &m_saver}) {
        if (thread->joinable()) {
            thread->join();
        }
    }
}

void SaveJob::estimate(recording::SaveOrder order)
{
    if (m_saving) {
        return;
    }
    if (m_estimating) {
        m_nextEstimate = std::move(order);
    } else {
        startEstimate(std::move(order));
    }
}

void SaveJob::startEstimate(recording::SaveOrder order)
{
    m_estimating = true;
    m_estimator = std::jthread([this, order = std::move(order)] {
        const recording::SaveEstimate estimate = recording::estimateSave(order);
        QMetaObject::invokeMethod(
            this, [this, estimate] { onEstimated(estimate); }, Qt::QueuedConnection);
    });
}

void SaveJob::onEstimated(const recording::SaveEstimate &estimate)
{
    m_estimating = false;
    if (m_nextEstimate && !m_saving) {
        startEstimate(*std::exchange(m_nextEstimate, std::nullopt));
    } else {
        Q_EMIT estimated(estimate);
    }
}

void SaveJob::save(recording::SaveOrder order)
{
    m_saving = true;
    m_nextEstimate.reset();
    m_saver = std::jthread([this, order = std::move(order)](const std::stop_token &stop) {
        QElapsedTimer told;
        const auto tell = [&](double share) {
            if (told.isValid() && told.elapsed() < tellEveryMs) {
                return;
            }
            told.start();
            QMetaObject::invokeMethod(
                this, [this, share] { Q_EMIT progressed(share); }, Qt::QueuedConnection);
        };
        const auto report = recording::saveRecording(order, stop, tell);
        QMetaObject::invokeMethod(
            this, [this, report] { onFinished(report); }, Qt::QueuedConnection);
    });
}

void SaveJob::onFinished(const Result<recording::SaveReport> &report)
{
    m_saving = false;
    if (report) {
        Q_EMIT saved(*report);
    } else {
        Q_EMIT failed(report.error());
    }
}

void SaveJob::stop()
{
    m_saver.request_stop();
}

} // namespace qd

#include "moc_save_job.cpp"
