// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/http.h"

#include <QtCore/QProcess>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

namespace qd::test {

/// A real sessiond for a test: its own process on ports of its own choice in a folder of its own, with its admin
/// token handed over a pipe. It ends with this object, and with the test program however that dies (--parent-fd).
class RealSessiond
{
public:
    /// Adds to the command line, e.g. {"--insecure-hashing", "--drill"}. Weak hashing is not the default here
    /// because it is not the service's.
    explicit RealSessiond(const QStringList &arguments = {});
    ~RealSessiond();
    RealSessiond(const RealSessiond &) = delete;
    RealSessiond &operator=(const RealSessiond &) = delete;

    /// Launches and waits until it says that it listens. The first launch lets it pick its ports, later ones
    /// (after kill() or terminate()) take the same again over the same data. False: see errorText().
    [[nodiscard]] bool start();

    /// kill -9, and waits until the process is gone.
    void kill();
    /// SIGTERM, and waits for the end; the exit code, or -1 when it crashed or did not end within ten seconds.
    [[nodiscard]] int terminate();

    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    [[nodiscard]] quint16 dataPort() const { return m_dataPort; }
    [[nodiscard]] quint16 adminPort() const { return m_adminPort; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] QString instance() const { return m_instance; }
    [[nodiscard]] QString dataDir() const { return m_folder.filePath(QStringLiteral("data")); }
    /// Of scope admin.
    [[nodiscard]] QByteArray adminToken() const { return m_token; }
    /// What it wrote on stderr, or why it could not be started.
    [[nodiscard]] QByteArray errorText();

    [[nodiscard]] HttpAnswer data(const QByteArray &method, const QByteArray &target,
                                  const QByteArray &bearer = {}, const QByteArray &body = {}) const;
    [[nodiscard]] HttpAnswer admin(const QByteArray &method, const QByteArray &target,
                                   const QByteArray &body = {}) const;
    [[nodiscard]] QByteArray metrics() const { return admin("GET", "/metrics").body; }
    /// Creates the account; false when the service refuses.
    [[nodiscard]] bool addUser(const QByteArray &name, const QByteArray &password) const;
    /// The bearer of a new session, empty when the login is refused.
    [[nodiscard]] QByteArray login(const QByteArray &name, const QByteArray &password) const;

private:
    bool readListeningLine();

    QTemporaryDir m_folder;
    QStringList m_arguments;
    QProcess m_process;
    QByteArray m_token;
    QByteArray m_errors;
    QString m_instance;
    quint16 m_dataPort = 0;
    quint16 m_adminPort = 0;
    int m_lifeline = -1;
};

/// Where the programs under test are: QD_BIN_DIR, which ctest sets.
[[nodiscard]] QString programPath(const QString &name);

} // namespace qd::test
