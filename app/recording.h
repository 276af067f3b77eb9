// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace qd {

class HistoryFeed;
class SidecarFile;

/// A history from a file, lent to the window until closeRecording().
struct Recording
{
    HistoryFeed *feed = nullptr;
    SidecarFile *sidecar = nullptr; ///< notes and bookmarks beside it; null = none are kept
    QString name;
    QString remark; ///< what has to be known of it: "resampled", "2 chunks are damaged"
};

} // namespace qd
