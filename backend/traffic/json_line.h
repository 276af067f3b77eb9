// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace qd::traffic {

/// The object on one line with its line end, numbers as people write them: `0.094`, where Boost.JSON writes
/// `9.4E-2`.
[[nodiscard]] std::string jsonLine(const boost::json::object &object);

} // namespace qd::traffic
