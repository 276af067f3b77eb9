// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/server_login.h"
#include "model/alerts/notice_plan.h"

#include <vector>

namespace qd {

/// Who is told of alerts, as `notify.yaml` says (docs/alerts.md has an example).
struct NotifyConfig
{
    std::vector<ServerAddress> alertmanagers;
    std::vector<ServerAddress> webhooks;
    alerts::NoticeSettings notices;
    /// Whether PRACTICE tells them as well. A window that is tried out must not wake a team.
    bool practice = false;
};

/// Reads the file; defaults where there is none. Invalid: what it says makes no sense, with its place; NotFound,
/// Io and Refused of the files with secrets it names.
[[nodiscard]] Result<NotifyConfig> readNotifyConfig(const QString &path);

} // namespace qd
