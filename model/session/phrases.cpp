// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/phrases.h"

#include "model/base/units.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace qd {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("phrases", text);
}

} // namespace

QString roughDuration(Millis span)
{
    using namespace std::chrono;
    const auto s = std::max<long long>(duration_cast<seconds>(span).count(), 0);
    if (s < 120) {
        return tr("%1 s").arg(s);
    }
    if (s < 90 * 60) {
        return tr("%1 min").arg(s / 60);
    }
    return s < 2 * 86400 ? tr("%1 h").arg((s + 1800) / 3600) : tr("%1 d").arg(s / 86400);
}

QString thousands(std::int64_t n)
{
    return units::count(double(n));
}

QString counted(std::int64_t n, const QString &one, const QString &many)
{
    return thousands(n) + u' ' + (n == 1 ? one : many);
}

QString byteWords(std::int64_t bytes)
{
    return units::bytes(double(bytes));
}

} // namespace qd
