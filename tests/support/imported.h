// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/exchange/import.h"
#include "model/series/series_snapshot.h"

#include <QtCore/QTemporaryDir>

#include <map>
#include <string>
#include <vector>

namespace qd::test {

/// What a recording holds, by the text of its series.
struct RecordingContents
{
    std::map<std::string, std::vector<Sample>> series;
    std::map<std::string, SeriesType> types;
    std::vector<Event> events;
    std::map<std::string, std::string> info;
    QStringList lost;
    std::vector<Millis> intervals; ///< of its groups, each once
    int damaged = 0;
};
[[nodiscard]] RecordingContents contentsOf(const QString &path);

/// A folder with source files and the recording that is made of them.
class ImportFolder
{
public:
    /// Options as the tests want them: the clock stands on 2026-01-01.
    exchange::ImportOptions options;

    ImportFolder();
    /// Writes a source; its path.
    QString add(const QString &name, const QByteArray &text);
    [[nodiscard]] QString out() const { return m_dir.filePath(QStringLiteral("out.mcap")); }
    [[nodiscard]] QString path(const QString &name) const { return m_dir.filePath(name); }
    /// Imports all sources that were added.
    [[nodiscard]] Result<exchange::ImportReport> import();
    /// One source imported; its contents. Fails the test when the import does.
    [[nodiscard]] RecordingContents imported(const QString &name, const QByteArray &text);
    [[nodiscard]] const exchange::ImportReport &report() const { return m_report; }
    /// Losses and notes of the last import, a line each.
    [[nodiscard]] QString said() const;
    /// Names of all files in the folder.
    [[nodiscard]] QStringList files() const;

private:
    QTemporaryDir m_dir;
    QStringList m_sources;
    exchange::ImportReport m_report;
};

/// "1700000000.000 1; 1700000010.000 2": samples as one text, for comparing.
[[nodiscard]] QString textOf(const std::vector<Sample> &samples);

} // namespace qd::test
