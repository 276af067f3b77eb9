// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/real_sessiond.h"

namespace qd::test {

/// sessiontraffic on a real sessiond, with the admin token handed over a pipe.
class TrafficRun
{
public:
    /// Starts at once; see errorText() when report() stays empty.
    TrafficRun(const RealSessiond &service, const QStringList &arguments);
    ~TrafficRun();
    TrafficRun(const TrafficRun &) = delete;
    TrafficRun &operator=(const TrafficRun &) = delete;

    [[nodiscard]] QProcess &process() { return m_process; }
    /// The lines on stdout so far, each an object; waits at most this long for `count` of them.
    [[nodiscard]] QList<QJsonObject> lines(int count, int deadlineMs);
    /// Waits for the end and returns the report; empty when it crashed, failed or took longer.
    [[nodiscard]] QJsonObject report(int deadlineMs);
    /// Closes the descriptor that stands for the parent's life.
    void orphan();
    [[nodiscard]] QByteArray errorText() { return m_process.readAllStandardError(); }

private:
    void collect();

    QProcess m_process;
    QList<QJsonObject> m_lines;
    int m_lifeline = -1;
};

} // namespace qd::test
