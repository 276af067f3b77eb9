// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/notify_config.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

class NotifyConfigTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aMissingFileTellsNobody();
    void readsWhatItSays();
    void whatMakesNoSenseIsSaidWithItsPlace_data();
    void whatMakesNoSenseIsSaidWithItsPlace();

private:
    QString path(const QByteArray &text, const QString &name = QStringLiteral("notify.yaml"))
    {
        QFile file(m_folder.filePath(name));
        [&] { QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size()); }();
        return file.fileName();
    }
    QTemporaryDir m_folder;
};

void NotifyConfigTest::aMissingFileTellsNobody()
{
    for (const QString &path : {QString(), m_folder.filePath(QStringLiteral("none.yaml"))}) {
        const auto config = readNotifyConfig(path);
        QVERIFY(config);
        QVERIFY(config->alertmanagers.empty() && config->webhooks.empty() && !config->practice);
    }
}

void NotifyConfigTest::readsWhatItSays()
{
    (void)path("s3cret\n", QStringLiteral("token"));
    const auto config = readNotifyConfig(path("alertmanagers:\n"
                                              "  - url: https://am.example:9443/prefix/\n"
                                              "    bearer_token_file: token\n"
                                              "  - url: http://127.0.0.1:9093\n"
                                              "webhooks:\n"
                                              "  - url: http://10.0.0.5/hook\n"
                                              "group_wait: 30s\n"
                                              "group_interval: 2m\n"
                                              "repeat_interval: 1h\n"
                                              "escalate_after: 0s\n"
                                              "notify_practice: true\n"));
    QVERIFY2(config, config ? "" : qPrintable(config.error().words));
    QCOMPARE(config->alertmanagers.size(), std::size_t(2));
    QCOMPARE(config->alertmanagers[0].endpoint.token, QByteArray("s3cret"));
    QCOMPARE(config->alertmanagers[0].path, QByteArray("/prefix"));
    QCOMPARE(config->webhooks.front().endpoint.host, QStringLiteral("10.0.0.5"));
    QCOMPARE(config->notices.groupWait, Millis(30s));
    QCOMPARE(config->notices.groupInterval, Millis(2min));
    QCOMPARE(config->notices.repeatEvery, Millis(1h));
    QCOMPARE(config->notices.escalateAfter, Millis(0));
    QVERIFY(config->practice);
}

void NotifyConfigTest::whatMakesNoSenseIsSaidWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("unknown field") << QByteArray("webhook:\n  - url: http://a\n")
                                   << QStringLiteral("notify.yaml:1:1: unknown field \"webhook\"");
    QTest::newRow("no address") << QByteArray("webhooks:\n  - {}\n") << QStringLiteral("notify.yaml:2:5: ");
    QTest::newRow("credentials") << QByteArray("webhooks:\n  - url: http://u:p@a/\n")
                                 << QStringLiteral("must not carry credentials");
    QTest::newRow("a secret in the clear")
        << QByteArray("webhooks:\n  - {url: http://far/, bearer_token_file: token}\n")
        << QStringLiteral("in the clear");
    QTest::newRow("no such file") << QByteArray("webhooks:\n  - {url: https://far/, bearer_token_file: gone}\n")
                                  << QStringLiteral("gone cannot be read");
    QTest::newRow("no duration") << QByteArray("repeat_interval: often\n") << QStringLiteral("notify.yaml:1:18: ");
    QTest::newRow("no truth") << QByteArray("notify_practice: maybe\n") << QStringLiteral("must be true or false");
    QTest::newRow("no YAML") << QByteArray("webhooks: [\n") << QStringLiteral("notify.yaml:");
}

void NotifyConfigTest::whatMakesNoSenseIsSaidWithItsPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    (void)path("s3cret\n", QStringLiteral("token"));
    const auto config = readNotifyConfig(path(text));
    QVERIFY(!config);
    QVERIFY2(config.error().words.contains(words), qPrintable(config.error().words));
    QVERIFY(config.error().words.endsWith(QStringLiteral("Alerts are told to nobody but this window.")));
    QVERIFY(!config.error().words.contains(QStringLiteral("s3cret")));
}

QD_TEST_GUILESS(NotifyConfigTest)
#include "tst_notify_config.moc"
