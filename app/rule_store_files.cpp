// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rule_store_files.h"

#include "app/save_bytes.h"
#include "model/rules/rule_file.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QMap>
#include <QtCore/QStandardPaths>

namespace qd {

namespace {

QString ruleWords(const char *words)
{
    return QCoreApplication::translate("RuleStoreFiles", words);
}

RuleText readOne(const QFileInfo &info, RuleText::Origin origin)
{
    RuleText text{info.fileName(), origin, {}, {}};
    QFile file(info.filePath());
    if (info.exists() && !info.isFile())
        text.trouble = ruleWords("It is not a file.");
    else if (info.size() > rules::largestRuleFile)
        text.trouble = ruleWords("The file is larger than a rule file may be, and was not read.");
    else if (!file.open(QIODevice::ReadOnly))
        text.trouble = ruleWords("The file could not be read: %1.").arg(file.errorString());
    else
        text.text = QString::fromUtf8(file.readAll());
    return text;
}

} // namespace

QString defaultRuleFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/quarterdeck/rules");
}

std::vector<RuleText> readRuleTexts(const QString &folder)
{
    QMap<QString, RuleText> all;
    const auto take = [&](const QString &path, RuleText::Origin origin) {
        for (const QString &name : rules::ruleFilesIn(path)) {
            const QFileInfo file(name);
            all[file.fileName()] = readOne(file, origin);
        }
    };
    take(QStringLiteral(":/rules"), RuleText::Origin::Default);
    if (!folder.isEmpty())
        take(folder, RuleText::Origin::Own);
    return {all.begin(), all.end()};
}

QString ownRuleText(const QString &folder, const QString &name)
{
    return readOne(QFileInfo(QDir(folder).filePath(name)), RuleText::Origin::Own).text;
}

Result<void> saveRuleText(const QString &folder, const RuleText &file)
{
    if (!QDir().mkpath(folder))
        return failure(ErrorCode::Unavailable,
                       ruleWords("%1 was not saved: the folder %2 cannot be made.").arg(file.name, folder));
    return saveBytes(QDir(folder).filePath(file.name), file.text.toUtf8());
}

} // namespace qd
