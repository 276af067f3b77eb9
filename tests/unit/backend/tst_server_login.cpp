// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/server_login.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;

class TestServerLogin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void addresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("expected"); // authority and path; empty: refused
        QTest::newRow("loopback") << "http://127.0.0.1:9090"
                                  << "127.0.0.1:9090";
        QTest::newRow("elsewhere in the clear, without a secret") << "http://prom.example:9090"
                                                                  << "prom.example:9090";
        QTest::newRow("below a path") << "https://example.org/prometheus/"
                                      << "example.org:443/prometheus";
        QTest::newRow("credentials") << "http://me:secret@127.0.0.1:9090"
                                     << "";
        QTest::newRow("query") << "http://127.0.0.1:9090/?x=1"
                               << "";
        QTest::newRow("another scheme") << "ftp://127.0.0.1"
                                        << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }

    void addresses()
    {
        QFETCH(QString, url);
        QFETCH(QString, expected);
        const auto address = serverAddress(QUrl(url), {});
        QCOMPARE(address ? address->endpoint.authority() + QString::fromLatin1(address->path) : QString(),
                 expected);
    }

    void secretsComeFromFiles()
    {
        const LoginFiles bearer{file("token", "abc\n"), {}, {}, {}, {}};
        QCOMPARE(serverAddress(QUrl(QStringLiteral("https://h")), bearer)->endpoint.token, QByteArray("abc"));
        const LoginFiles basic{{}, file("basic", "me:pass word\n"), {}, {}, {}};
        QCOMPARE(serverAddress(QUrl(QStringLiteral("https://h")), basic)->endpoint.basic,
                 QByteArray("me:pass word"));
        QVERIFY(serverAddress(QUrl(QStringLiteral("http://127.0.0.1")), basic));
    }

    void noSecretInTheClear()
    {
        const LoginFiles bearer{file("token", "abc"), {}, {}, {}, {}};
        const auto address = serverAddress(QUrl(QStringLiteral("http://prom.example")), bearer);
        QVERIFY(!address);
        QCOMPARE(address.error().code, ErrorCode::Refused);
        QVERIFY(address.error().words.contains(QStringLiteral("in the clear")));
    }

    void badFiles_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty token") << 0 << QByteArray("\n");
        QTest::newRow("two lines") << 0 << QByteArray("a\nb");
        QTest::newRow("a token with a blank") << 0 << QByteArray("a b");
        QTest::newRow("no colon") << 1 << QByteArray("me");
        QTest::newRow("no certificate") << 2 << QByteArray("hello");
        QTest::newRow("a certificate without a key") << 3 << QByteArray("hello");
        QTest::newRow("a key without a certificate") << 4 << QByteArray("hello");
    }

    void badFiles()
    {
        QFETCH(int, which);
        QFETCH(QByteArray, content);
        LoginFiles files;
        *std::array{&files.bearer, &files.basic, &files.ca, &files.cert, &files.key}[std::size_t(which)] =
            file("file", content);
        const auto address = serverAddress(QUrl(QStringLiteral("https://h")), files);
        QVERIFY(!address);
        QCOMPARE(address.error().code, ErrorCode::Invalid);
        QVERIFY2(address.error().words.endsWith(u'.'), qPrintable(address.error().words));
    }

    void aFileThatIsNotThere()
    {
        const LoginFiles files{m_dir.filePath(QStringLiteral("none")), {}, {}, {}, {}};
        QCOMPARE(serverAddress(QUrl(QStringLiteral("https://h")), files).error().code, ErrorCode::NotFound);
    }

private:
    QString file(const char *name, const QByteArray &content)
    {
        QFile made(m_dir.filePath(QLatin1String(name)));
        if (made.open(QIODevice::WriteOnly))
            made.write(content);
        return made.fileName();
    }

    QTemporaryDir m_dir;
};

QD_TEST_GUILESS(TestServerLogin)
#include "tst_server_login.moc"
