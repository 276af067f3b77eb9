// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http.h"

#include <QtCore/QProcess>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

namespace qd::test {

/// sessiond with a token file, for tests of start, end and scopes. The file holds three tokens named after their
/// scopes. Killed with this object.
class ServiceProcess
{
public:
    ServiceProcess();
    ~ServiceProcess();

    /// Ports 0, the token file and a data folder of its own unless `arguments` name others.
    void launch(const QStringList &arguments = {QStringLiteral("--insecure-hashing")});
    /// Launches with exactly these arguments.
    void launchRaw(const QStringList &arguments);
    /// Waits for the listening line.
    [[nodiscard]] bool waitUntilServing();
    /// The exit code; -1 when it does not end in time or crashed.
    [[nodiscard]] int waitForExit(int ms = 10'000);

    [[nodiscard]] static QByteArray token(const QByteArray &scope);
    [[nodiscard]] QString dataDir() const { return m_folder.filePath(QStringLiteral("data")); }
    [[nodiscard]] QString tokenFile() const { return m_folder.filePath(QStringLiteral("tokens")); }
    [[nodiscard]] QByteArray errorText();
    [[nodiscard]] QByteArray outputText() { return m_output + m_process.readAllStandardOutput(); }
    [[nodiscard]] quint16 dataPort() const { return m_dataPort; }
    [[nodiscard]] quint16 adminPort() const { return m_adminPort; }
    [[nodiscard]] QProcess &process() { return m_process; }

    [[nodiscard]] HttpAnswer data(const QByteArray &method, const QByteArray &target,
                                  const QByteArray &bearer = {}, const QByteArray &body = {}) const;
    [[nodiscard]] HttpAnswer admin(const QByteArray &scope, const QByteArray &method, const QByteArray &target,
                                   const QByteArray &body = {}) const;

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_output;
    quint16 m_dataPort = 0;
    quint16 m_adminPort = 0;
};

} // namespace qd::test
