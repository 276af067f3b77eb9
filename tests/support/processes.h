// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>

namespace qd::test {

/// Processes whose command line names all of `what`; neither this one nor any that has ended.
inline QList<qint64> processesNaming(const QByteArrayList &what)
{
    QList<qint64> found;
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile file(QStringLiteral("/proc/%1/cmdline").arg(entry));
        const qint64 pid = entry.toLongLong();
        if (pid <= 0 || pid == QCoreApplication::applicationPid() || !file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = file.readAll();
        if (std::ranges::all_of(what, [&](const QByteArray &words) { return line.contains(words); }))
            found << pid;
    }
    return found;
}

} // namespace qd::test
