// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/rule_folder.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>

#include <chrono>

namespace qd {

namespace {

constexpr std::chrono::milliseconds settleTime{200};

/// A folder that is not there yet is waited for in the one above it.
QString nearestExisting(const QString &folder)
{
    QDir dir(folder);
    while (!dir.exists() && dir.cdUp()) {
    }
    return dir.exists() ? dir.path() : QDir::rootPath();
}

/// What tells one reading of files from another.
QStringList stateOf(const QStringList &paths)
{
    QStringList state;
    for (const QString &path : paths) {
        const QFileInfo file(path);
        state
            << QStringLiteral("%1 %2 %3").arg(path).arg(file.size()).arg(file.lastModified().toMSecsSinceEpoch());
    }
    return state;
}

} // namespace

RuleFolder::RuleFolder(const QString &folder, DefaultRules defaults, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_defaults(defaults)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        if (refresh())
            Q_EMIT changed();
    });
    const auto settle = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, settle);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, settle);
    refresh();
}

bool RuleFolder::refresh()
{
    const QStringList own = m_folder.isEmpty() ? QStringList() : rules::ruleFilesIn(m_folder);
    // One that was replaced by renaming another is no longer watched by itself.
    if (!m_folder.isEmpty())
        m_watcher.addPaths(QStringList(own) << nearestExisting(m_folder));
    if (QStringList state = stateOf(own); m_state != state)
        m_state = std::move(state);
    else
        return false; // something else was written beside them
    read(own);
    return true;
}

void RuleFolder::read(const QStringList &own)
{
    QSet<QString> names;
    for (const QString &path : own) {
        readFile(path);
        names << QFileInfo(path).fileName();
    }
    const bool withDefaults = m_defaults == DefaultRules::Apply;
    for (const QString &path : withDefaults ? rules::ruleFilesIn(QStringLiteral(":/rules")) : QStringList()) {
        const QString name = QFileInfo(path).fileName();
        if (!names.contains(name))
            readFile(path);
        else if (auto file = m_files.contains(name) ? std::nullopt : std::optional(rules::readRuleFile(path));
                 file && *file)
            m_files[name] = std::move(**file); // the one in its place never was right
        names << name;
    }
    m_files.removeIf([&](const auto &file) { return !names.contains(file.key()); });
    m_problems.removeIf([&](const auto &problem) { return !names.contains(problem.key()); });
}

void RuleFolder::readFile(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    QStringList problems;
    auto file = rules::readRuleFile(path);
    for (const rules::RuleProblem &problem : file ? file->refused : file.error())
        problems << rules::problemText(problem);
    if (file)
        m_files[name] = std::move(*file);
    else if (m_files.contains(name))
        problems.front() += tr(" (what it said before still holds)");
    m_problems[name] = problems;
}

std::vector<rules::RuleFile> RuleFolder::files() const
{
    return {m_files.begin(), m_files.end()};
}

QStringList RuleFolder::problems() const
{
    QStringList all;
    for (const QStringList &problems : m_problems)
        all << problems;
    return all;
}

} // namespace qd

#include "moc_rule_folder.cpp"
