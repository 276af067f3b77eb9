// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/prometheus_import.h"
#include "model/exchange/import.h"

#include <optional>

namespace qd {

/// `quarterdeck import SRC… -o FILE`, as read from the command line.
struct ImportOrder
{
    QStringList sources; ///< files, where there is no server
    std::optional<PrometheusOrder> server;
    QString out;
    exchange::ImportOptions options;
};

/// What is said after an import: a line on what came, one on each note and loss.
[[nodiscard]] QString importText(const exchange::ImportReport &report, const QString &out);

/// Imports, with progress on a terminal after half a second; Ctrl+C stops it and leaves nothing behind. The exit
/// code: 0, 1 when nothing was written (told on stderr), 3 when a part of the sources was lost.
[[nodiscard]] int runImport(const ImportOrder &order);

} // namespace qd
