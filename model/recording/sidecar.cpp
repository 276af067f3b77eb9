// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/sidecar.h"

#include "model/event/event_json.h"
#include "model/recording/part_file.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QLockFile>
#include <QtCore/QSaveFile>

#include <algorithm>

namespace qd {

namespace {

// Frozen, see docs/recording-format.md, "Beside a recording".
constexpr int version = 1;
constexpr qint64 mostBytes = 16 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("sidecar", text);
}

tl::unexpected<Error> damaged(const QString &path, const QString &why)
{
    return failure(ErrorCode::Corrupt,
                   tr("The notes in %1 cannot be read: %2. They are left as they are; new notes "
                      "are kept once that file is repaired or moved away.")
                       .arg(path, why));
}

Result<Sidecar> fromJson(const QString &path, const QJsonObject &root)
{
    const int written = root.value(QLatin1StringView("version")).toInt();
    const QJsonValue notes = root.value(QLatin1StringView("notes"));
    const QJsonValue bookmarks = root.value(QLatin1StringView("bookmarks"));
    if (written < 1 || (written == version && !(notes.isArray() && bookmarks.isArray()))) {
        return damaged(path, tr("it is another kind of file"));
    }
    if (written > version) {
        return failure(ErrorCode::Refused, tr("The notes in %1 are of a newer Quarterdeck (version %2); this one "
                                              "reads version %3. They are left as they are.")
                                               .arg(path)
                                               .arg(written)
                                               .arg(version));
    }
    Sidecar sidecar;
    for (const QJsonValue &value : notes.toArray()) {
        const auto event = eventFromJson(value.toObject());
        if (!event) {
            return damaged(path, event.error().words);
        }
        sidecar.notes.push_back(*event);
    }
    for (const QJsonValue &value : bookmarks.toArray()) {
        if (!value.isDouble()) {
            return damaged(path, tr("a bookmark is no time"));
        }
        sidecar.bookmarks.emplace_back(Millis(value.toInteger()));
    }
    return sidecar;
}

} // namespace

QString sidecarPath(const QString &recording)
{
    return recording + QStringLiteral(".notes.json");
}

Result<Sidecar> readSidecar(const QString &path)
{
    QFile file(path);
    if (!file.exists()) {
        return Sidecar{};
    }
    // A pipe would be waited for, a device has no end.
    if (!QFileInfo(path).isFile()) {
        return damaged(path, tr("it is not a file"));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorCode::Io, tr("The notes in %1 cannot be read: %2.").arg(path, file.errorString()));
    }
    const QByteArray content = file.read(mostBytes + 1);
    if (content.size() > mostBytes) {
        return damaged(path, tr("it is larger than 16 MiB"));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(content, &error);
    return document.isObject() ? fromJson(path, document.object()) : damaged(path, error.errorString());
}

Result<void> writeSidecar(const QString &path, const Sidecar &sidecar)
{
    QJsonArray notes;
    for (const Event &note : sidecar.notes) {
        notes.append(toJson(note));
    }
    QJsonArray bookmarks;
    for (const Timestamp at : sidecar.bookmarks) {
        bookmarks.append(qint64(at.time_since_epoch().count()));
    }
    const QJsonObject root{{QStringLiteral("version"), version},
                           {QStringLiteral("notes"), notes},
                           {QStringLiteral("bookmarks"), bookmarks}};
    QSaveFile file(path);
    const bool isOpen = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    if (isOpen)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner); // where a file system has them
    if (!isOpen || !writeAll(file, QJsonDocument(root).toJson()) || !file.commit()) {
        return failure(ErrorCode::Io,
                       tr("Nothing was written to %1: %2. What was there is kept.").arg(path, file.errorString()));
    }
    return {};
}

Result<Sidecar> updateSidecar(const QString &path, const Sidecar &before, const Sidecar &now)
{
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(2000) && lock.error() == QLockFile::LockFailedError) {
        return failure(ErrorCode::Unavailable,
                       tr("Nothing was written to %1: another Quarterdeck is writing it. Try again.").arg(path));
    }
    auto merged = readSidecar(path);
    if (!merged) {
        return merged;
    }
    const auto isIn = [](const auto &all, const auto &one) { return std::ranges::find(all, one) != all.end(); };
    std::erase_if(merged->bookmarks,
                  [&](Timestamp at) { return isIn(before.bookmarks, at) && !isIn(now.bookmarks, at); });
    for (const Timestamp at : now.bookmarks) {
        if (!isIn(before.bookmarks, at) && !isIn(merged->bookmarks, at)) {
            merged->bookmarks.push_back(at);
        }
    }
    std::ranges::sort(merged->bookmarks);
    for (const Event &note : now.notes) {
        const auto isSame = [&](const Event &other) { return other.originInstance == note.originInstance; };
        if (std::ranges::none_of(merged->notes, isSame)) {
            merged->notes.push_back(note);
        }
    }
    if (const auto written = writeSidecar(path, *merged); !written) {
        return tl::unexpected(written.error());
    }
    return merged;
}

} // namespace qd
