// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_format.h"

/// What a recording says about itself stands in a metadata record, which MCAP gives no checksum: one of our own is
/// among its entries. Frozen: docs/recording-format.md.
namespace qd::recording {

/// With the entry `check` over all others in it.
[[nodiscard]] mcap::StringMap sealed(mcap::StringMap info);
/// Takes the entry off again; false when the others are not those it was made for. Without one (files of before
/// there was any) they are taken as they are.
[[nodiscard]] bool unseal(mcap::StringMap &info);

} // namespace qd::recording
