// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/promtool_version.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QProcess>

namespace qd {

bool hasPromtoolTwo(const std::stop_token &stop)
{
    constexpr int lookMillis = 50;
    const QDeadlineTimer deadline(std::chrono::seconds(3));
    QProcess tool;
    tool.setProcessChannelMode(QProcess::MergedChannels); // versions differ in where they say it
    tool.start(QStringLiteral("promtool"), {QStringLiteral("--version")});
    while (tool.state() != QProcess::NotRunning && !stop.stop_requested() && !deadline.hasExpired())
        tool.waitForFinished(lookMillis);
    if (tool.state() != QProcess::NotRunning) {
        tool.kill();
        tool.waitForFinished();
        return false;
    }
    return tool.readAll().contains("version 2.");
}

} // namespace qd
