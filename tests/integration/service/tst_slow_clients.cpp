// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that are slow, on purpose or not: they are gone in time, and keep nobody else out meanwhile.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace qd::test;

class tst_SlowClients : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void scrapesGoOn_data();
    void scrapesGoOn();
    void aThousandWhoSayNothingAreSoonPast();
    void whoJustCameIsNotGivenUp();
    void slowOnesAreGone();
    void lateBytesGoNowhere();

private:
    RealSessiond m_service{{QStringLiteral("--insecure-hashing")}};
};

namespace {

/// One connection that many requests go over.
class KeptAlive
{
public:
    explicit KeptAlive(quint16 port) { m_socket.connectToHost(QHostAddress::LocalHost, port); }

    /// The status of the answer, its body read as well; 0 when none comes.
    int ask(const QByteArray &request)
    {
        m_socket.write(request);
        QByteArray answer;
        while (!isWhole(answer)) {
            if (!m_socket.waitForReadyRead(5'000)) {
                return 0;
            }
            answer += m_socket.readAll();
        }
        return answer.mid(9, 3).toInt();
    }

private:
    static bool isWhole(const QByteArray &answer)
    {
        static const QByteArray name = "Content-Length: ";
        const qsizetype head = answer.indexOf("\r\n\r\n");
        const qsizetype field = answer.indexOf(name) + name.size();
        return head >= 0 &&
               answer.size() - head - 4 >= answer.mid(field, answer.indexOf('\r', field) - field).toInt();
    }

    QTcpSocket m_socket;
};

/// Connections that send the begin of a request and no more. Whoever is closed comes again.
class Stalled
{
public:
    Stalled(quint16 port, std::size_t count, const QByteArray &begin)
        : m_port(port)
        , m_begin(begin)
    {
        for (std::size_t i = 0; i < count; ++i) {
            m_sockets.push_back(std::make_unique<QTcpSocket>());
            m_sockets.back()->connectToHost(QHostAddress::LocalHost, port);
            m_sockets.back()->write(begin);
        }
    }

    void comeAgain()
    {
        for (const auto &socket : m_sockets) {
            if (socket->state() == QAbstractSocket::UnconnectedState) {
                socket->connectToHost(QHostAddress::LocalHost, m_port);
                socket->write(m_begin);
            }
        }
    }

    [[nodiscard]] bool anyIsClosed() const
    {
        return std::any_of(m_sockets.begin(), m_sockets.end(), [](const auto &socket) {
            return socket->state() == QAbstractSocket::UnconnectedState;
        });
    }

    /// Some may be closed again already.
    [[nodiscard]] bool allHaveCome() const
    {
        return std::all_of(m_sockets.begin(), m_sockets.end(), [](const auto &socket) {
            return socket->state() != QAbstractSocket::ConnectingState && socket->bytesToWrite() == 0;
        });
    }

private:
    quint16 m_port;
    QByteArray m_begin;
    std::vector<std::unique_ptr<QTcpSocket>> m_sockets;
};

struct Slow
{
    void set(const char *newName, const QByteArray &newBegin, const QByteArray &newTrickle, int newStatus, int ms)
    {
        name = newName;
        begin = newBegin;
        trickle = newTrickle;
        status = newStatus;
        deadlineMs = ms;
    }

    const char *name = nullptr;
    QByteArray begin;
    QByteArray trickle; ///< sent every 200 ms
    int status = 0;
    int deadlineMs = 0;
    QTcpSocket socket;
    QByteArray answer;
    qint64 closedAt = -1;
};

QElapsedTimer started()
{
    QElapsedTimer clock;
    clock.start();
    return clock;
}

/// A plain socket: QTcpSocket closes its side once the service has closed the other, and writes no more.
class PlainSocket
{
public:
    explicit PlainSocket(quint16 port)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    ~PlainSocket() { ::close(m_descriptor); }
    PlainSocket(const PlainSocket &) = delete;
    PlainSocket &operator=(const PlainSocket &) = delete;

    [[nodiscard]] bool isConnected() const { return m_connected; }
    [[nodiscard]] bool send(const QByteArray &bytes) const
    {
        return ::send(m_descriptor, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL) == bytes.size();
    }
    [[nodiscard]] QByteArray receive(int ms) const
    {
        pollfd ready{m_descriptor, POLLIN, 0};
        QByteArray bytes(4'096, '\0');
        const ssize_t got =
            ::poll(&ready, 1, ms) == 1 ? ::recv(m_descriptor, bytes.data(), std::size_t(bytes.size()), 0) : 0;
        return bytes.left(std::max<ssize_t>(got, 0));
    }

private:
    int m_descriptor;
    bool m_connected = false;
};

} // namespace

void tst_SlowClients::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
}

void tst_SlowClients::scrapesGoOn_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("half a header") << QByteArray("GET /metrics HTTP/1.1\r\nHost: ");
    QTest::newRow("half a body") << QByteArray("POST /admin/v1/purge HTTP/1.1\r\nHost: {host}\r\nContent-Type: "
                                               "application/json\r\nContent-Length: 90\r\n\r\n{\"prev");
    QTest::newRow("an answer that closes, and no close") << QByteArray("nonsense\r\n\r\n");
    QTest::newRow("nothing") << QByteArray();
}

/// More of them than the admin plane takes, and they come again when they are closed.
void tst_SlowClients::scrapesGoOn()
{
    QFETCH(QByteArray, begin);
    const quint16 port = m_service.adminPort();
    const QByteArray scrape = withHost("GET /metrics HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer " +
                                           m_service.adminToken() + "\r\n\r\n",
                                       port);
    KeptAlive prometheus(port);
    QCOMPARE(prometheus.ask(scrape), 200);
    Stalled stalled(port, 40, withHost(begin, port));
    QTRY_VERIFY(stalled.allHaveCome());
    // For so long that those are given up, too, who have been silent for half a second, again and again.
    for (QElapsedTimer whole = started(); whole.elapsed() < 3'000;) {
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(m_service.admin("GET", "/metrics").status, 200);
        QVERIFY2(clock.elapsed() < 3'000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(prometheus.ask(scrape), 200);
        (void)QTest::qWaitFor([&] { return stalled.anyIsClosed(); }, 100);
        stalled.comeAgain();
    }
}

/// All have come before, and wait in front of the one who asks. They never come again.
void tst_SlowClients::aThousandWhoSayNothingAreSoonPast()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::max<rlim_t>(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 2'048));
    setrlimit(RLIMIT_NOFILE, &limit);
    std::vector<std::unique_ptr<PlainSocket>> silent;
    for (int i = 0; i < 1'000; ++i) {
        silent.push_back(std::make_unique<PlainSocket>(m_service.adminPort()));
        QVERIFY(silent.back()->isConnected());
    }
    const QElapsedTimer clock = started();
    QCOMPARE(m_service.admin("GET", "/metrics").status, 200);
    QVERIFY2(clock.elapsed() < 2'000, qPrintable(QString::number(clock.elapsed())));
}

/// The other way round: 32 that came a moment ago stay when one more comes, and are served when they speak.
void tst_SlowClients::whoJustCameIsNotGivenUp()
{
    const quint16 port = m_service.adminPort();
    std::vector<std::unique_ptr<KeptAlive>> idle;
    const QByteArray health = withHost("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", port);
    for (int i = 0; i < 20; ++i) {
        idle.push_back(std::make_unique<KeptAlive>(port));
        QCOMPARE(idle.back()->ask(health), 200);
    }
    std::vector<std::unique_ptr<KeptAlive>> fresh;
    for (int i = 0; i < 20; ++i) {
        fresh.push_back(std::make_unique<KeptAlive>(port));
    }
    for (const auto &one : fresh) {
        QCOMPARE(one->ask(health), 200);
    }
    // Of the idle ones those went that had been idle longest.
    QCOMPARE(idle.back()->ask(health), 200);
}

/// All at once, so that the test takes as long as the longest deadline only.
void tst_SlowClients::slowOnesAreGone()
{
    const QByteArray head =
        withHost("POST /v1/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                 "Content-Length: 500\r\n\r\n",
                 m_service.dataPort());
    const QByteArray plain = withHost("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", m_service.dataPort());
    std::array<Slow, 4> slow;
    slow[0].set("header", "GET /healthz HT", "x", 408, 5'000);
    slow[1].set("header without end", "GET /healthz HTTP/1.1\r\nX: ", "y", 408, 5'000);
    slow[2].set("body", head, "y", 408, 10'000);
    slow[3].set("idle", plain, {}, 200, 15'000);
    for (Slow &one : slow) {
        one.socket.connectToHost(QHostAddress::LocalHost, m_service.dataPort());
        QVERIFY(one.socket.waitForConnected(3'000));
        one.socket.write(one.begin);
    }
    const QElapsedTimer clock = started();
    QTimer trickle;
    for (Slow &one : slow) {
        connect(&one.socket, &QTcpSocket::disconnected, this, [&] { one.closedAt = clock.elapsed(); });
        connect(&trickle, &QTimer::timeout, &one.socket, [&] {
            if (one.socket.state() == QAbstractSocket::ConnectedState) {
                one.socket.write(one.trickle);
            }
        });
    }
    trickle.start(200);
    const auto allGone = [&] {
        return std::all_of(slow.begin(), slow.end(), [](const Slow &one) { return one.closedAt >= 0; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(allGone(), 18'000);
    for (Slow &one : slow) {
        one.answer = one.socket.readAll();
        QVERIFY2(one.answer.startsWith("HTTP/1.1 " + QByteArray::number(one.status)), one.name);
        QVERIFY2(
            one.closedAt >= one.deadlineMs - 500 && one.closedAt <= one.deadlineMs + 1'500,
            qPrintable(QStringLiteral("%1 closed after %2 ms").arg(QLatin1String(one.name)).arg(one.closedAt)));
    }
}

/// A body that stalls past its deadline, with buffers so large that they are given back after the 408, while a
/// read into them is still under way. The preset asan sees a byte that lands there.
void tst_SlowClients::lateBytesGoNowhere()
{
    const quint16 port = m_service.dataPort();
    const PlainSocket socket(port);
    QVERIFY(socket.isConnected());
    const QByteArray body(20 * 1024, ' ');
    QVERIFY(socket.send(withHost("POST /v1/password HTTP/1.1\r\nHost: {host}\r\nX: " + QByteArray(13 * 1024, 'x') +
                                     "\r\nContent-Type: application/json\r\nContent-Length: " +
                                     QByteArray::number(body.size()) + "\r\n\r\n",
                                 port) +
                        body.first(10 * 1024)));
    QVERIFY(socket.receive(13'000).startsWith("HTTP/1.1 408 "));
    QVERIFY(socket.send(body.last(10 * 1024)));
    QCOMPARE(converse(port, withHost("GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n", port), 1).status(), 200);
    QVERIFY(m_service.isRunning());
}

QD_TEST_GUILESS(tst_SlowClients)
#include "tst_slow_clients.moc"
