// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/local_service.h"

namespace sessiond {

/// Locks the folder and loads it. `clock` replaces the system's where it is given. See openLocalService().
[[nodiscard]] Outcome<LocalService::Loaded> loadFolder(const ServiceConfig &config,
                                                       std::unique_ptr<ServiceClock> clock);

} // namespace sessiond
