// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/service/service_process.h"

#include <QtCore/QJsonObject>

namespace qd::test {

/// A service with drill switches, and what tests of its admin plane do again and again.
class AdminFixture
{
public:
    [[nodiscard]] bool start();

    /// A new account each time, so that the sessions of one test do not meet another's; empty when refused.
    [[nodiscard]] QByteArray freshUser();
    /// The bearer of a new session, empty when the login is refused.
    QByteArray login(const QByteArray &name) const;
    /// The preview of a purge by this selector, empty when refused.
    [[nodiscard]] QJsonObject preview(const QByteArray &selector) const;
    /// The state of a purge once it is done; empty when that takes more than ten seconds.
    [[nodiscard]] QJsonObject finishedPurge(const QString &id) const;

    ServiceProcess service;

private:
    int m_users = 0;
};

} // namespace qd::test
