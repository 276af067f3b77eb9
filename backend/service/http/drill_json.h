// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_config.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace sessiond::http {

/// The switches of a drill as `PUT /admin/v1/drill` takes and gives them, and `--drill-switches` takes them.
[[nodiscard]] std::string drillBody(const Drill &drill);
/// What is left out is neutral. The error is one line for `detail`.
[[nodiscard]] tl::expected<Drill, std::string> readDrill(std::string_view json);

} // namespace sessiond::http
