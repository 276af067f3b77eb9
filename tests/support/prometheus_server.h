// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/real_sessiond.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

namespace qd::test {

/// A real Prometheus in a folder of its own.
class PrometheusServer
{
public:
    /// Scrapes one sessiond each second as the job `sessiond`.
    explicit PrometheusServer(const RealSessiond &service);
    /// Scrapes nothing and serves the blocks in a folder, as promtool makes them.
    explicit PrometheusServer(const QString &blocks);
    ~PrometheusServer();
    PrometheusServer(const PrometheusServer &) = delete;
    PrometheusServer &operator=(const PrometheusServer &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// The value of an expression that has one, now; -1 before it has.
    [[nodiscard]] double value(const QByteArray &expression) const;
    /// What `/api/v1/query` answers, `data.result`; empty when it has none.
    [[nodiscard]] QJsonArray query(const QByteArray &expression) const;

private:
    void start(const QString &blocks);
    void write(const QString &name, const QByteArray &text) const;

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port;
};

} // namespace qd::test
