// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/caller.h"

#include <QtCore/QUrl>

namespace qd {

namespace {

/// Header values are ASCII on the wire; names of people are not.
QByteArray headerText(const QString &text)
{
    return QUrl::toPercentEncoding(text.left(120), " @.,+");
}

} // namespace

std::vector<std::pair<QByteArray, QByteArray>> headersOf(const AdminCaller &caller)
{
    std::vector<std::pair<QByteArray, QByteArray>> headers{{"X-Operator", headerText(caller.operatorName)}};
    if (!caller.correlation.isEmpty())
        headers.emplace_back("X-Request-Id", caller.correlation.toLatin1());
    return headers;
}

} // namespace qd
