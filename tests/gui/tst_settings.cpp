// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"
#include "app/settings.h"
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <QtWidgets/QTabWidget>

using namespace qd;
using namespace qd::test;

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void everythingComesBack();
    void aFreshFileHasTheUsual();
    void garbageIsTheUsual_data();
    void garbageIsTheUsual();
    void spansAreHeldWithinWhatCanBeShown();
    void anEmptyPathRemembersNothing();
    void theSideTabIsRememberedByItsName();
    void theTokenItselfIsNeverStored();
    void aTokenFileIsFoundFromAnyFolder();

private:
    void write(const QByteArray &text) const;
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("window.conf")); }
    QTemporaryDir m_folder;
};

void TestSettings::write(const QByteArray &text) const
{
    QFile file(path());
    QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(text);
}

void TestSettings::everythingComesBack()
{
    {
        Settings s(path());
        s.setGeometry("geometry\0\xff"
                      "bytes");
        s.setScheme(SchemeChoice::Dark);
        s.setUtc(false);
        s.setSpan(std::chrono::hours(6));
        s.setSideTab(QStringLiteral("log"));
        s.setTarget({TargetChoice::Kind::Attach, QStringLiteral("https://h:1/ü;,\""), QStringLiteral("/t k")});
    }
    const Settings s(path());
    QCOMPARE(s.geometry(), QByteArray("geometry\0\xff"
                                      "bytes"));
    QCOMPARE(s.scheme(), SchemeChoice::Dark);
    QVERIFY(!s.utc());
    QCOMPARE(s.span(), Millis(std::chrono::hours(6)));
    QCOMPARE(s.sideTab(), QStringLiteral("log"));
    QCOMPARE(s.target().kind, TargetChoice::Kind::Attach);
    QCOMPARE(s.target().url, QStringLiteral("https://h:1/ü;,\""));
    QCOMPARE(s.target().tokenFile, QStringLiteral("/t k"));
}

void TestSettings::aFreshFileHasTheUsual()
{
    QFile::remove(path());
    const Settings s(path());
    QVERIFY(s.geometry().isEmpty());
    QCOMPARE(s.scheme(), SchemeChoice::Desktop);
    QVERIFY(s.utc());
    QCOMPARE(s.span(), Millis(std::chrono::minutes(15)));
    QVERIFY(s.sideTab().isEmpty());
    QCOMPARE(s.target().kind, TargetChoice::Kind::Practice);
}

void TestSettings::garbageIsTheUsual_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("words for numbers") << QByteArray("[General]\ntheme=beige\nspan_ms=soon\nside_tab=left\n"
                                                     "[target]\nkind=moon\n");
    QTest::newRow("below zero") << QByteArray("[General]\nspan_ms=-5\nside_tab=-3\n");
    QTest::newRow("no settings file") << QByteArray("\x00\xff\xfe]]]=%%%\n[[[[\n=\n", 19);
    QTest::newRow("lists") << QByteArray("[General]\nspan_ms=1, 2\nside_tab=1, 2\ntheme=dark, light\n");
    QTest::newRow("empty") << QByteArray();
}

void TestSettings::garbageIsTheUsual()
{
    QFETCH(QByteArray, text);
    write(text);
    const Settings s(path());
    QCOMPARE(s.scheme(), SchemeChoice::Desktop);
    QCOMPARE(s.span(), Millis(std::chrono::minutes(15)));
    QCOMPARE(s.target().kind, TargetChoice::Kind::Practice);
}

void TestSettings::spansAreHeldWithinWhatCanBeShown()
{
    write("[General]\nspan_ms=1\n");
    QCOMPARE(Settings(path()).span(), Playhead::shortestSpan);
    write("[General]\nspan_ms=99999999999999\n");
    QCOMPARE(Settings(path()).span(), Playhead::longestSpan);
}

void TestSettings::anEmptyPathRemembersNothing()
{
    Settings s{QString()};
    s.setSpan(std::chrono::hours(6));
    s.setSideTab(QStringLiteral("log"));
    QCOMPARE(s.span(), Millis(std::chrono::minutes(15)));
    QVERIFY(s.sideTab().isEmpty());
}

void TestSettings::theSideTabIsRememberedByItsName()
{
    QFile::remove(path());
    const ManualClock clock(Timestamp(std::chrono::hours(1)));
    const auto opened = [&] {
        Settings settings(path());
        const MainWindow window(settings, clock);
        const auto *tabs = window.findChild<QTabWidget *>();
        return tabs->tabText(tabs->currentIndex());
    };
    QCOMPARE(opened(), QStringLiteral("Alerts"));
    for (const char *unknown : {"3", "-3", "left"}) { // "3": as it was kept while there were other tabs
        Settings(path()).setSideTab(QLatin1String(unknown));
        QCOMPARE(opened(), QStringLiteral("Alerts"));
    }
    {
        Settings settings(path());
        MainWindow window(settings, clock);
        window.showSide(3);
    }
    QCOMPARE(Settings(path()).sideTab(), QStringLiteral("log"));
    QCOMPARE(opened(), QStringLiteral("Log"));
}

void TestSettings::theTokenItselfIsNeverStored()
{
    const QString token = m_folder.filePath(QStringLiteral("token"));
    QFile secret(token);
    QVERIFY(secret.open(QFile::WriteOnly));
    secret.write("a-very-secret-token");
    secret.close();
    {
        Settings s(path());
        s.setTarget({TargetChoice::Kind::Attach, QStringLiteral("http://127.0.0.1:1"), token});
    }
    QFile file(path());
    QVERIFY(file.open(QFile::ReadOnly));
    QVERIFY(!file.readAll().contains("a-very-secret-token"));
}

void TestSettings::aTokenFileIsFoundFromAnyFolder()
{
    Settings s(path());
    s.setTarget({TargetChoice::Kind::Attach, QStringLiteral("http://127.0.0.1:1"), QStringLiteral("here/token")});
    QCOMPARE(s.target().tokenFile, QDir::current().absoluteFilePath(QStringLiteral("here/token")));
    s.setTarget({TargetChoice::Kind::Practice, {}, {}});
    QCOMPARE(s.target().tokenFile, QString());
}

QD_TEST_WIDGETS(TestSettings)
#include "tst_settings.moc"
