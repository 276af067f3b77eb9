// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

namespace qd::test {

/// A real Alertmanager in a folder of its own, alone in its cluster.
class AlertmanagerServer
{
public:
    AlertmanagerServer();
    ~AlertmanagerServer();
    AlertmanagerServer(const AlertmanagerServer &) = delete;
    AlertmanagerServer &operator=(const AlertmanagerServer &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    void start();
    /// With nothing kept, as after a crash of its machine.
    void kill();
    [[nodiscard]] bool isReady() const;
    /// What `GET /api/v2/alerts` lists: those that have not ended.
    [[nodiscard]] QJsonArray alerts() const;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port;
};

} // namespace qd::test
