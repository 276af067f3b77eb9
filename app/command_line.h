// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/backtest_command.h"
#include "app/drill_options.h"
#include "app/export_command.h"
#include "app/import_command.h"
#include "app/postmortem_command.h"
#include "app/query_command.h"
#include "app/settings.h"

#include <QtCore/QSize>

#include <optional>

namespace qd {

/// How a service of our own is started; see `quarterdeck --help`.
struct ServiceChoice
{
    QString dataDir; ///< empty: $XDG_DATA_HOME/quarterdeck
    QString release;
    QString memoryLimit = QStringLiteral("256MiB");
    int dataPort = 0;
    int adminPort = 0;
    int users = 200;
    double requestsPerSecond = 0; ///< 0 = what the population does by itself
    double retainAfterLogout = 0; ///< drill switch, from the start
    bool insecureHashing = false;
};

/// A file to replay.
struct ReplayOrder
{
    QString file;
    QStringList more; ///< further files of other kinds, made into one recording with it
    /// As parseInstant() reads it, in UTC. Empty: the first alert of its incident, or with none all of it in view.
    QString at;
    std::optional<Millis> span; ///< in view before that; none: a quarter of an hour
    int speed = 1;
    bool plays = false; ///< at once
};

/// A picture of the window: of what is live, or of a recording.
struct SnapshotOrder
{
    int seconds = 30; ///< to watch before; a recording needs none
    QSize size{1440, 900};
    double scale = 1;
    QString file;
    QString screen; ///< alerts, sessions, log, purge, restart, help, palette, note
};

struct CommandLine
{
    std::optional<TargetChoice> target; ///< none: as remembered
    ServiceChoice service;
    std::optional<SchemeChoice> scheme;
    std::optional<Millis> span;
    bool remember = true;
    std::optional<SnapshotOrder> snapshot;
    std::optional<ReplayOrder> replay;
    QString infoFile; ///< of `quarterdeck info FILE`; empty: another command
    std::optional<ExportCommand> exportCommand;
    std::optional<ImportOrder> import;
    std::optional<QueryCommand> query;
    std::optional<BacktestCommand> backtest;
    std::optional<PostmortemCommand> postmortem;
    std::optional<DrillCommand> drill;
    bool watch = false; ///< `quarterdeck watch`: `target` without a window
};

/// Reads the command line. Where nothing is left to do (help, version, a mistake, which is told on stderr) the
/// process' exit code comes instead: 0 or 2.
[[nodiscard]] std::optional<int> parseCommandLine(int argc, char **argv, CommandLine &out);

} // namespace qd
