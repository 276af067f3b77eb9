// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/kept_drills.h"

#include "backend/engine/data_folder.h"
#include "model/drill/scenario.h"
#include "model/recording/part_file.h"
#include "model/recording/sidecar.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace qd {

namespace {

/// What one drill left.
struct Leavings
{
    QString name;
    QString began; ///< as it stands in the name: sorts by time
    QFileInfoList files;
};

std::vector<Leavings> leavingsIn(const QDir &root)
{
    static const QRegularExpression shape(
        QStringLiteral("^((?:%1)-(\\d{8}-\\d{6})-\\d+)(\\.mcap)?$").arg(drill::scenarioNames().join(u'|')));
    std::map<QString, Leavings> drills;
    for (const QFileInfo &file : root.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
        const QRegularExpressionMatch match = shape.match(file.fileName());
        if (!match.hasMatch() || file.isSymLink() || file.isDir() != match.captured(3).isEmpty())
            continue;
        Leavings &drill = drills[match.captured(1)];
        drill.name = match.captured(1);
        drill.began = match.captured(2);
        drill.files << file;
    }
    std::vector<Leavings> all;
    for (auto &[name, drill] : drills)
        all.push_back(std::move(drill));
    return all;
}

/// It runs, or somebody wrote something beside it.
bool isInUse(const QDir &root, const Leavings &drill)
{
    const bool hasFolder = QFileInfo(root.filePath(drill.name)).isDir();
    return (hasFolder && !DataFolder::open(root.path(), drill.name)) ||
           QFileInfo::exists(sidecarPath(root.filePath(drill.name + QStringLiteral(".mcap"))));
}

void remove(const QFileInfo &file)
{
    if (file.isDir())
        QDir(file.filePath()).removeRecursively();
    else
        QFile::remove(file.filePath());
}

} // namespace

QString drillName(const QString &scenario)
{
    return QStringLiteral("%1-%2-%3")
        .arg(scenario, QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"))
        .arg(QCoreApplication::applicationPid());
}

void removeOldDrills(const QString &root, const QString &own, std::size_t most)
{
    std::vector<Leavings> drills = leavingsIn(QDir(root));
    std::erase_if(drills, [&](const Leavings &drill) { return drill.name == own || isInUse(QDir(root), drill); });
    for (const Leavings &drill : drills)
        removeAbandonedParts(QDir(root).filePath(drill.name + QStringLiteral(".mcap")));
    std::ranges::sort(drills, std::ranges::greater(), &Leavings::began);
    for (std::size_t i = most; i < drills.size(); ++i)
        std::ranges::for_each(drills[i].files, remove);
}

} // namespace qd
