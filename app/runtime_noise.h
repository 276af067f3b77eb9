// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTemporaryDir;

namespace qd {

/// Where there is no $XDG_RUNTIME_DIR (a bare console, a container) Qt complains each time it wants one: it gets a
/// private folder, which the children inherit. To be called before there is an application.
void provideRuntimeDir(const QTemporaryDir &scratch);

/// Without a display, drops what the offscreen platform says of windows it cannot raise or hint; every other
/// message goes where it went before.
void quietOffscreenPlatform();

} // namespace qd
