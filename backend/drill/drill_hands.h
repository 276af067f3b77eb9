// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/drill/operators.h"

#include <QtCore/QObject>

#include <deque>
#include <functional>

namespace qd {

/// Does what an operator of a drill, or its story, decides: through the gateway, one after the other. Whoever
/// works a drill by hand uses the same gateway.
class DrillHands : public QObject
{
    Q_OBJECT

public:
    /// The gateway must outlive it.
    explicit DrillHands(Gateway &gateway, QObject *parent = nullptr);

    /// What the moves need to know, as of the last look.
    void setScene(const QString &incident, QStringList unattended);
    void perform(const drill::Due &due);
    void deployBy(const QString &pipeline, const QString &release, const QString &reason);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    /// It did not work; it is not tried again.
    void failed(const QString &words);

private:
    using Job = std::function<void()>;
    void enqueue(Job job);
    void next();
    void settle(const QString &problem);
    template <typename T>
    [[nodiscard]] Gateway::Reply<T> settling();
    void restarting(const Result<RestartProgress> &progress);
    void purgePreviewed(const PurgePreview &preview, const QString &reason);

    void run(const drill::Acknowledge &move, Timestamp at);
    void run(const drill::Restart &move, Timestamp at);
    void run(const drill::PurgeRetained &move, Timestamp at);
    void run(const drill::Deploy &move, Timestamp at);
    void run(const drill::Say &move, Timestamp at);

    Gateway &m_gateway;
    QString m_incident;
    QStringList m_unattended;
    std::deque<Job> m_jobs;
    bool m_isBusy = false;
    int m_open = 0; ///< answers that the job under way waits for
};

} // namespace qd
