// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/pins.h"

#include "model/recording/part_file.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSaveFile>

#include <algorithm>
#include <mutex>

namespace qd::recording {

namespace {

constexpr auto beginKey = QLatin1String("begin");
constexpr auto endKey = QLatin1String("end");
constexpr auto whyKey = QLatin1String("why");
constexpr qint64 largestPins = 4 << 20;

QString pathIn(const QString &folder)
{
    return QDir(folder).filePath(pinsFile);
}

qint64 millisOf(Timestamp at)
{
    return at.time_since_epoch().count();
}

std::optional<Pin> pinFrom(const QJsonObject &json)
{
    const QJsonValue begin = json.value(beginKey);
    const QJsonValue end = json.value(endKey);
    if (!begin.isDouble() || !end.isDouble() || end.toInteger() < begin.toInteger())
        return std::nullopt;
    return Pin{{Timestamp(Millis(begin.toInteger())), Timestamp(Millis(end.toInteger()))},
               json.value(whyKey).toString()};
}

} // namespace

Result<std::vector<Pin>> readPins(const QString &folder)
{
    QFile file(pathIn(folder));
    if (!file.exists())
        return std::vector<Pin>();
    if (!QFileInfo(file).isFile() || file.size() > largestPins)
        return failure(ErrorCode::Corrupt, QStringLiteral("%1 is no list of pins.").arg(file.fileName()));
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io, QStringLiteral("%1: %2.").arg(file.fileName(), file.errorString()));
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
    std::vector<Pin> pins;
    bool good = json.isArray();
    for (const QJsonValue &entry : json.array()) {
        const auto pin = pinFrom(entry.toObject());
        good = good && pin;
        if (pin)
            pins.push_back(*pin);
    }
    if (!good)
        return failure(ErrorCode::Corrupt, QStringLiteral("%1 is no list of pins.").arg(file.fileName()));
    return pins;
}

Result<void> writePins(const QString &folder, const std::vector<Pin> &pins)
{
    QJsonArray json;
    for (const Pin &pin : pins)
        json.append(QJsonObject{
            {beginKey, millisOf(pin.span.begin)}, {endKey, millisOf(pin.span.end)}, {whyKey, pin.why}});
    QSaveFile file(pathIn(folder)); // synced before it takes the name
    const bool written = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) &&
                         file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                         writeAll(file, QJsonDocument(json).toJson()) && file.commit();
    if (!written)
        return failure(
            ErrorCode::Io,
            QStringLiteral("%1: %2. The pins are as they were.").arg(file.fileName(), file.errorString()));
    return {};
}

Result<void> replacePins(const QString &folder, const QString &why, const std::vector<TimeRange> &spans)
{
    static std::mutex mutex; // bookmarks come from the window's thread, incidents from the engine's
    const std::lock_guard lock(mutex);
    auto pins = readPins(folder);
    if (!pins)
        return tl::unexpected(pins.error());
    std::erase_if(*pins, [&why](const Pin &pin) { return pin.why == why; });
    for (const TimeRange &span : spans)
        pins->push_back({span, why});
    return writePins(folder, *pins);
}

bool isPinned(const Segment &segment, const std::vector<Pin> &pins)
{
    if (segment.span.isEmpty())
        return !pins.empty();
    return std::ranges::any_of(pins, [&](const Pin &pin) {
        return pin.span.begin < segment.span.end &&
               std::max(pin.span.end, pin.span.begin + Millis(1)) > segment.span.begin;
    });
}

} // namespace qd::recording
