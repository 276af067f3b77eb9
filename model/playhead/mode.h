// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

namespace qd {

/// The badge in the bar, derived from the playhead. Comparing is none of them: it goes on in each, and its badge
/// stands beside this one.
enum class Mode { Live, Paused, Replay };

enum class Motion { Follow, Held, Playing };

enum class HistoryKind { Live, File };

/// What zooming walks back to.
struct PlayheadView
{
    TimeRange range;
    Motion motion = Motion::Follow;
    friend bool operator==(const PlayheadView &, const PlayheadView &) = default;
};

} // namespace qd
