// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <utility>
#include <vector>

namespace qd {

/// Who asks, for the service's audit; the correlation comes back in the events the request causes.
struct AdminCaller
{
    QString operatorName;
    QString reason;
    QString correlation;
};

/// X-Operator and X-Request-Id of a request by this caller.
[[nodiscard]] std::vector<std::pair<QByteArray, QByteArray>> headersOf(const AdminCaller &caller);

} // namespace qd
