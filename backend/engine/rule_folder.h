// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rule_file.h"

#include <QtCore/QFileSystemWatcher>
#include <QtCore/QMap>
#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace qd {

/// Whether the default rules apply.
enum class DefaultRules { Apply, LeftOut };

/// The rule files that apply: the defaults, and those of a folder (*.yml, *.yaml), which is watched. A file that
/// does not parse is named, and what it said before holds. A file called like a default takes its place.
class RuleFolder : public QObject
{
    Q_OBJECT

public:
    /// `folder` may be empty, or not be there yet: then there are only the defaults.
    explicit RuleFolder(const QString &folder, DefaultRules defaults = DefaultRules::Apply,
                        QObject *parent = nullptr);

    [[nodiscard]] std::vector<rules::RuleFile> files() const;
    /// What was not taken, a line each; rules outside of the query language's subset among them.
    [[nodiscard]] QStringList problems() const;

    /// Reads the files anew where any of the folder's was written, came or went since; true then.
    bool refresh();

Q_SIGNALS:
    /// Files or problems are others now.
    void changed();

private:
    void read(const QStringList &own);
    void readFile(const QString &path);

    QString m_folder;
    DefaultRules m_defaults;
    QFileSystemWatcher m_watcher;
    std::optional<QStringList> m_state;     ///< of the folder's files when they were read
    QTimer m_settle;                        ///< editors write a file in several steps
    QMap<QString, rules::RuleFile> m_files; ///< by name
    QMap<QString, QStringList> m_problems;  ///< by name
};

} // namespace qd
