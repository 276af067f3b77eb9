// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"

#include <QtCore/QFile>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

/// A port that was free a moment ago; nginx cannot choose its own.
quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// nginx in front of a page that auth_request guards, as docs/testing.md shows it.
class Nginx
{
public:
    explicit Nginx(quint16 validatePort)
        : m_port(freePort())
    {
        write(QStringLiteral("index.html"), "hello\n");
        QByteArray text = configuration;
        text.replace("@FOLDER@", m_folder.path().toUtf8());
        text.replace("@PORT@", QByteArray::number(m_port));
        text.replace("@SESSIOND@", QByteArray::number(validatePort));
        write(QStringLiteral("nginx.conf"), text);
        m_process.start(QStringLiteral("nginx"),
                        {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-c"),
                         m_folder.filePath(QStringLiteral("nginx.conf")), QStringLiteral("-e"),
                         QStringLiteral("stderr")},
                        QIODevice::ReadOnly);
        m_process.waitForStarted();
    }

    ~Nginx()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }

    quint16 port() const { return m_port; }

    /// Requests it has logged so far. One that wrk broke off at its end is logged when its validation has come
    /// back: stopping nginx before would lose the line.
    qint64 logged() const
    {
        QFile log(m_folder.filePath(QStringLiteral("access.log")));
        return log.open(QIODevice::ReadOnly) ? log.readAll().count('\n') : -1;
    }

    QByteArray errorText() { return m_process.readAllStandardError(); }

private:
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(text);
        }
    }

    static constexpr char configuration[] = R"(
daemon off;
master_process off;
pid @FOLDER@/nginx.pid;
events { worker_connections 512; }
http {
    access_log @FOLDER@/access.log combined;
    client_body_temp_path @FOLDER@/body;
    proxy_temp_path @FOLDER@/proxy;
    fastcgi_temp_path @FOLDER@/fastcgi;
    uwsgi_temp_path @FOLDER@/uwsgi;
    scgi_temp_path @FOLDER@/scgi;
    keepalive_requests 1000000;
    upstream sessiond {
        server 127.0.0.1:@SESSIOND@;
        keepalive 32;
    }
    server {
        listen 127.0.0.1:@PORT@;
        root @FOLDER@;
        location / {
            auth_request /validate;
            # An index page would be an internal redirect, and validated twice.
            try_files /index.html =404;
        }
        location = /validate {
            internal;
            proxy_pass http://sessiond/v1/session;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host 127.0.0.1:@SESSIOND@;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
            # A client that hangs up while it is validated was validated all the same.
            proxy_ignore_client_abort on;
        }
    }
}
)";

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port;
};

double validations(const RealSessiond &service)
{
    return metricSum(service.metrics(), "sessiond_http_requests_total", {"route=\"validate\""});
}

} // namespace

/// A real nginx validates every request against sessiond, a real wrk loads it: both sides count the same.
class TestNginxCounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void theServiceCountsWhatNginxLogged()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        QVERIFY(service.addUser("ann", "correct horse"));
        const QByteArray token = service.login("ann", "correct horse");
        QVERIFY(!token.isEmpty());
        Nginx nginx(service.dataPort());
        QTRY_COMPARE(http(nginx.port(), "GET", "/", token).status, 200);
        QCOMPARE(http(nginx.port(), "GET", "/").status, 401);
        QCOMPARE(http(nginx.port(), "GET", "/", token + 'x').status, 401);

        const int seconds = qMax(qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS"), 5);
        QProcess wrk;
        wrk.start(QStringLiteral("wrk"),
                  {QStringLiteral("-t1"), QStringLiteral("-c16"), QStringLiteral("-d%1s").arg(seconds),
                   QStringLiteral("-H"), QStringLiteral("Authorization: Bearer ") + QString::fromLatin1(token),
                   QStringLiteral("http://127.0.0.1:%1/").arg(nginx.port())});
        QVERIFY2(wrk.waitForFinished((seconds + 20) * 1000), "wrk did not end");
        const QByteArray said = wrk.readAll();
        QVERIFY2(!said.contains("Non-2xx"), said);

        QTRY_COMPARE(validations(service), double(nginx.logged()));
        qInfo("nginx logged %lld, sessiond counted %.0f in %d s", nginx.logged(), validations(service), seconds);
        QVERIFY(nginx.logged() > 1000);
    }
};

QTEST_GUILESS_MAIN(TestNginxCounts)
#include "tst_nginx_counts.moc"
