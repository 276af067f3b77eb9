// SPDX-License-Identifier: GPL-3.0-or-later
// How sessiond begins, refuses to begin, and ends.
#include "tests/integration/service/raw_client.h"
#include "tests/integration/service/service_process.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <csignal>
#include <fcntl.h>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace qd::test;

namespace {

const QByteArray credentials = R"({"username":"anna","password":"correct horse"})";

/// One line, no more, that mentions `words`.
bool isOneLineAbout(const QByteArray &text, const QByteArray &words)
{
    return text.count('\n') == 1 && text.endsWith('\n') && text.startsWith("sessiond: ") && text.contains(words);
}

} // namespace

class tst_Program : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void refusesOptions_data();
    void refusesOptions();
    void refusesAPortInUse();
    void refusesALockedFolder();
    void refusesAnExposedTokenFile();
    void refusesADamagedJournal();
    void saysItListensInOneLine();
    void helpIsNoError();
    void endsOnTermAndKeepsSessions();
    void finishesWhatIsInFlight();
    void endsWithItsParent();
    void endsWithItsParentWhileClientsHang();
    void addsAUserOffline();
    void resetsATokenOffline();
    void writesNoCoreFile();
    void livesWithFewDescriptors();
};

void tst_Program::refusesOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const char *arguments, const char *words) {
        QTest::newRow(name) << QString::fromLatin1(arguments).split(u' ', Qt::SkipEmptyParts) << QByteArray(words);
    };
    row("no data folder", "--admin-token-fd 0", "--data-dir");
    row("no token", "--data-dir /nonexistent/a", "--admin-token-file");
    row("two tokens", "--data-dir /nonexistent/a --admin-token-fd 0 --admin-token-file b", "--admin-token-file");
    row("an unknown option", "--data-dir /nonexistent/a --admin-token-fd 0 --frobnicate", "frobnicate");
    row("a port beyond 65535", "--data-dir /nonexistent/a --admin-token-fd 0 --listen 127.0.0.1:70000",
        "--listen");
    row("a duration without unit", "--data-dir /nonexistent/a --admin-token-fd 0 --idle-timeout 30",
        "--idle-timeout");
    row("a size in words", "--data-dir /nonexistent/a --admin-token-fd 0 --memory-limit much", "--memory-limit");
    row("a network that is none", "--data-dir /nonexistent/a --admin-token-fd 0 --trusted-proxy 10.0.0.0/40",
        "--trusted-proxy");
    row("weak hashing", "--data-dir /nonexistent/a --admin-token-fd 0 --argon2-memory 1MiB", "--insecure-hashing");
    row("one pass", "--data-dir /nonexistent/a --admin-token-fd 0 --argon2-passes 1", "--insecure-hashing");
    row("no threads", "--data-dir /nonexistent/a --admin-token-fd 0 --threads 0", "--threads");
    row("a token file that is not there", "--data-dir /nonexistent/a --admin-token-file /nonexistent/b",
        "/nonexistent/b");
}

void tst_Program::refusesOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, words);
    ServiceProcess service;
    service.launchRaw(arguments);
    QCOMPARE(service.waitForExit(), 2);
    const QByteArray said = service.errorText();
    QVERIFY2(isOneLineAbout(said, words), said.constData());
    QVERIFY(service.outputText().isEmpty());
}

void tst_Program::refusesAPortInUse()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    ServiceProcess service;
    service.launchRaw({QStringLiteral("--data-dir"), service.dataDir(), QStringLiteral("--admin-token-file"),
                       service.tokenFile(), QStringLiteral("--listen"),
                       QStringLiteral("127.0.0.1:%1").arg(taken.serverPort())});
    QCOMPARE(service.waitForExit(), 2);
    const QByteArray said = service.errorText();
    QVERIFY2(isOneLineAbout(said, "in use"), said.constData());
    QVERIFY2(!QFile::exists(service.dataDir()), "the data folder was touched");
}

void tst_Program::refusesALockedFolder()
{
    ServiceProcess first;
    first.launch();
    QVERIFY(first.waitUntilServing());
    ServiceProcess second;
    second.launch({QStringLiteral("--data-dir"), first.dataDir(), QStringLiteral("--insecure-hashing")});
    QCOMPARE(second.waitForExit(), 2);
    const QByteArray said = second.errorText();
    QVERIFY2(isOneLineAbout(said, first.dataDir().toUtf8()), said.constData());
    QCOMPARE(first.data("GET", "/readyz").status, 200);
}

void tst_Program::refusesAnExposedTokenFile()
{
    ServiceProcess service;
    QFile::setPermissions(service.tokenFile(), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    service.launch();
    QCOMPARE(service.waitForExit(), 2);
    const QByteArray said = service.errorText();
    QVERIFY2(isOneLineAbout(said, "can be read by others"), said.constData());
}

void tst_Program::refusesADamagedJournal()
{
    ServiceProcess service;
    service.launch();
    QVERIFY(service.waitUntilServing());
    QCOMPARE(service.admin("admin", "POST", "/admin/v1/users", credentials).status, 201);
    service.process().terminate();
    QCOMPARE(service.waitForExit(), 0);
    const QFileInfoList files =
        QDir(service.dataDir()).entryInfoList({QStringLiteral("journal.db*")}, QDir::Files);
    QVERIFY(!files.isEmpty());
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(info.size() / 3));
        file.write(QByteArray(200, 'x'));
    }
    service.launch();
    QCOMPARE(service.waitForExit(), 2);
    const QByteArray said = service.errorText();
    QVERIFY2(said.startsWith("sessiond: ") && said.count('\n') == 1, said.constData());
}

void tst_Program::saysItListensInOneLine()
{
    ServiceProcess service;
    service.launch();
    QVERIFY(service.waitUntilServing());
    const QByteArray line = service.outputText();
    QCOMPARE(line.count('\n'), 1);
    const QJsonObject said = QJsonDocument::fromJson(line).object();
    QCOMPARE(said.value(u"event").toString(), QStringLiteral("listening"));
    QCOMPARE(said.value(u"pid").toInteger(), service.process().processId());
    QCOMPARE(said.value(u"api").toInt(), 1);
    const QJsonObject status = service.admin("read", "GET", "/admin/v1/status").json();
    QCOMPARE(status.value(u"instance").toString(), said.value(u"instance").toString());
    QVERIFY(service.errorText().contains("INSECURE HASHING"));
}

void tst_Program::helpIsNoError()
{
    ServiceProcess service;
    service.launchRaw({QStringLiteral("--help")});
    QCOMPARE(service.waitForExit(), 0);
    QVERIFY(service.outputText().contains("--admin-token-fd"));
}

void tst_Program::endsOnTermAndKeepsSessions()
{
    RealSessiond service({QStringLiteral("--insecure-hashing")});
    QVERIFY2(service.start(), service.errorText().constData());
    QVERIFY(service.addUser("anna", "correct horse"));
    const QByteArray kept = service.login("anna", "correct horse");
    const QByteArray ended = service.login("anna", "correct horse");
    QCOMPARE(service.data("PUT", "/v1/session/data", kept, R"({"cart":[1,2]})").status, 204);
    QCOMPARE(service.data("POST", "/v1/logout", ended).status, 204);
    QCOMPARE(service.terminate(), 0);
    QVERIFY2(service.start(), service.errorText().constData());
    QCOMPARE(service.data("GET", "/v1/session", kept).status, 200);
    QCOMPARE(service.data("GET", "/v1/session/data", kept).body, QByteArray(R"({"cart":[1,2]})"));
    QCOMPARE(service.data("GET", "/v1/session", ended).status, 401);

    service.kill();
    QVERIFY2(service.start(), service.errorText().constData());
    QCOMPARE(service.data("GET", "/v1/session", kept).status, 200);
    QCOMPARE(service.data("GET", "/v1/session", ended).status, 401);
}

void tst_Program::finishesWhatIsInFlight()
{
    ServiceProcess service;
    service.launch({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill")});
    QVERIFY(service.waitUntilServing());
    QCOMPARE(service.admin("admin", "POST", "/admin/v1/users", credentials).status, 201);
    QCOMPARE(service.admin("admin", "PUT", "/admin/v1/drill", R"({"hash_delay_ms":700})").status, 200);
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, service.dataPort());
    QVERIFY(client.waitForConnected());
    client.write(withHost("POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                          "Content-Length: " +
                              QByteArray::number(credentials.size()) + "\r\n\r\n" + credentials,
                          service.dataPort()));
    QVERIFY(client.waitForBytesWritten());
    QTRY_VERIFY(metricSum(service.admin("read", "GET", "/metrics").body, "sessiond_http_requests_in_flight") >= 2);
    service.process().terminate();
    QByteArray answer;
    while (client.waitForReadyRead(5'000)) {
        answer += client.readAll();
    }
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    QVERIFY(answer.contains("Connection: close\r\n"));
    QCOMPARE(service.waitForExit(), 0);
}

/// A service whose other end of --parent-fd is in our hand.
class Orphan
{
public:
    explicit Orphan(ServiceProcess &service)
        : m_service(service)
    {
        int ends[2];
        m_made = ::pipe2(ends, O_CLOEXEC) == 0;
        m_ours = ends[1];
        service.process().setChildProcessModifier([theirs = ends[0]] { ::fcntl(theirs, F_SETFD, 0); });
        service.launch({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"),
                        QStringLiteral("--parent-fd"), QString::number(ends[0])});
        ::close(ends[0]);
    }
    ~Orphan() { abandon(); }
    [[nodiscard]] bool isServing() { return m_made && m_service.waitUntilServing(); }
    void abandon()
    {
        if (m_ours >= 0) {
            ::close(m_ours);
            m_ours = -1;
        }
    }

private:
    ServiceProcess &m_service;
    bool m_made = false;
    int m_ours = -1;
};

void tst_Program::endsWithItsParent()
{
    ServiceProcess service;
    Orphan orphan(service);
    QVERIFY(orphan.isServing());
    QElapsedTimer clock;
    clock.start();
    orphan.abandon();
    QCOMPARE(service.waitForExit(3'000), 0);
    QVERIFY2(clock.elapsed() < 2'000, qPrintable(QString::number(clock.elapsed())));
}

void tst_Program::endsWithItsParentWhileClientsHang()
{
    ServiceProcess service;
    Orphan orphan(service);
    QVERIFY(orphan.isServing());
    QCOMPARE(service.admin("admin", "POST", "/admin/v1/users", credentials).status, 201);
    QCOMPARE(service.admin("admin", "PUT", "/admin/v1/drill", R"({"hash_delay_ms":5000})").status, 200);
    QTcpSocket slowHead;
    QTcpSocket slowLogin;
    for (QTcpSocket *client : {&slowHead, &slowLogin}) {
        client->connectToHost(QHostAddress::LocalHost, service.dataPort());
        QVERIFY(client->waitForConnected());
    }
    slowHead.write("GET /healthz HT");
    QVERIFY(slowHead.waitForBytesWritten());
    slowLogin.write(withHost("POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                             "Content-Length: " +
                                 QByteArray::number(credentials.size()) + "\r\n\r\n" + credentials,
                             service.dataPort()));
    QVERIFY(slowLogin.waitForBytesWritten());
    QTRY_VERIFY(metricSum(service.admin("read", "GET", "/metrics").body, "sessiond_http_requests_in_flight") >= 2);
    QElapsedTimer clock;
    clock.start();
    orphan.abandon();
    QVERIFY(service.process().waitForFinished(3'000));
    QVERIFY2(clock.elapsed() < 2'000, qPrintable(QString::number(clock.elapsed())));
}

void tst_Program::addsAUserOffline()
{
    ServiceProcess service;
    QProcess add;
    add.start(programPath(QStringLiteral("sessiond")),
              {QStringLiteral("user"), QStringLiteral("add"), QStringLiteral("anna"),
               QStringLiteral("--password-fd"), QStringLiteral("0"), QStringLiteral("--data-dir"),
               service.dataDir(), QStringLiteral("--insecure-hashing")});
    QVERIFY(add.waitForStarted());
    add.write("correct horse\n");
    add.closeWriteChannel();
    QVERIFY(add.waitForFinished());
    QVERIFY2(add.exitCode() == 0, add.readAllStandardError().constData());
    service.launch();
    QVERIFY(service.waitUntilServing());
    QCOMPARE(service.data("POST", "/v1/login", {}, credentials).status, 200);

    add.start(add.program(), add.arguments());
    QVERIFY(add.waitForStarted());
    add.write("correct horse\n");
    add.closeWriteChannel();
    QVERIFY(add.waitForFinished());
    QCOMPARE(add.exitCode(), 2); // a service holds the folder
}

void tst_Program::resetsATokenOffline()
{
    ServiceProcess service;
    QProcess reset;
    reset.start(programPath(QStringLiteral("sessiond")),
                {QStringLiteral("token"), QStringLiteral("reset"), QStringLiteral("read"),
                 QStringLiteral("--scope"), QStringLiteral("read"), QStringLiteral("--admin-token-file"),
                 service.tokenFile()});
    QVERIFY(reset.waitForFinished());
    QCOMPARE(reset.exitCode(), 0);
    QVERIFY2(reset.readAllStandardOutput().isEmpty(), "a token must not be shown");
    service.launch();
    QVERIFY2(service.waitUntilServing(), service.errorText().constData());
    QCOMPARE(service.admin("read", "GET", "/metrics").status, 401);
    QCOMPARE(service.admin("operate", "GET", "/metrics").status, 200);
    QFile file(service.tokenFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray fresh = file.readAll().trimmed().split('\n').last().split(' ').last();
    QCOMPARE(http(service.adminPort(), "GET", "/metrics", fresh).status, 200);
    QCOMPARE(http(service.adminPort(), "POST", "/admin/v1/collect", fresh).status, 403);
}

/// Passwords and tokens must not reach a core file.
void tst_Program::writesNoCoreFile()
{
    ServiceProcess service;
    service.launch();
    QVERIFY(service.waitUntilServing());
    QFile limits(QStringLiteral("/proc/%1/limits").arg(service.process().processId()));
    QVERIFY(limits.open(QIODevice::ReadOnly));
    const QByteArray text = limits.readAll();
    const QByteArray core = text.mid(text.indexOf("Max core file size")).split('\n').first();
    QVERIFY2(core.simplified().startsWith("Max core file size 0 0 "), core.constData());
}

/// 160 descriptors leave 64 for clients; 200 that say nothing come. Most wait in the kernel's queue, those that
/// are in are let go of for them, up to 32 at a time, and nothing spins.
void tst_Program::livesWithFewDescriptors()
{
    ServiceProcess service;
    service.process().setChildProcessModifier([] {
        const rlimit few{160, 160};
        ::setrlimit(RLIMIT_NOFILE, &few);
    });
    service.launch();
    QVERIFY(service.waitUntilServing());
    std::vector<std::unique_ptr<QTcpSocket>> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(std::make_unique<QTcpSocket>());
        crowd.back()->connectToHost(QHostAddress::LocalHost, service.dataPort());
        QVERIFY(crowd.back()->waitForConnected()); // the kernel's queue takes what the service does not
    }
    const auto metric = [&](const char *name) {
        return metricSum(service.admin("read", "GET", "/metrics").body, name);
    };
    QTRY_VERIFY_WITH_TIMEOUT(metric("sessiond_connections") >= 64 - 32, 20'000);
    QVERIFY(metric("sessiond_connections") <= 64 + 32);
    QCOMPARE(metric("process_max_fds"), 160.0);
    QVERIFY(metric("process_open_fds") < 160);
    const double before = metric("process_cpu_seconds_total");
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(service.data("GET", "/healthz").status, 200); // last in the queue, and served all the same
    const double spent = metric("process_cpu_seconds_total") - before;
    QVERIFY2(clock.elapsed() < 9'000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY2(spent < 0.5, qPrintable(QString::number(spent)));
    QCOMPARE(service.admin("admin", "POST", "/admin/v1/users", credentials).status, 201);
}

QD_TEST_GUILESS(tst_Program)
#include "tst_program.moc"
