// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/save_recording.h"

#include <QtCore/QObject>

#include <optional>
#include <thread>

namespace qd {

/// Estimates and saves on a thread of its own, one thing at a time. Its destructor stops that and waits for it,
/// which takes a page of a recording or a write to disk. GUI thread.
class SaveJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~SaveJob() override;

    /// Answered by estimated(), unless another is asked for meanwhile, which takes its place. Not while saving.
    void estimate(recording::SaveOrder order);
    /// Answered by saved() or failed(); asked once at a time.
    void save(recording::SaveOrder order);
    /// What is saved ends with Refused.
    void stop();
    [[nodiscard]] bool isSaving() const { return m_saving; }

Q_SIGNALS:
    void estimated(const qd::recording::SaveEstimate &estimate);
    /// At most ten times a second; 0 to 1.
    void progressed(double share);
    void saved(const qd::recording::SaveReport &report);
    void failed(const qd::Error &error);

private:
    void startEstimate(recording::SaveOrder order);
    void onEstimated(const recording::SaveEstimate &estimate);
    void onFinished(const Result<recording::SaveReport> &report);

    bool m_estimating = false;
    bool m_saving = false;
    std::optional<recording::SaveOrder> m_nextEstimate;
    std::jthread m_estimator;
    std::jthread m_saver;
};

} // namespace qd
