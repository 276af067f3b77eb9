// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/launch_line.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd::protocol;

class TestLaunchLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void writtenAndReadAgain();
    void newerMembersAreIgnored();
    void refused_data();
    void refused();
};

void TestLaunchLine::writtenAndReadAgain()
{
    const LaunchLine line{7070, 7071, 4242, "a1b2", 1};
    const std::string text = formatLaunchLine(line);
    QCOMPARE(QByteArray::fromStdString(text),
             QByteArray(R"({"event":"listening","data":7070,"admin":7071,"pid":4242,"instance":"a1b2","api":1})"));
    QVERIFY(parseLaunchLine(text).value() == line);
}

void TestLaunchLine::newerMembersAreIgnored()
{
    QVERIFY(parseLaunchLine(
        R"({"event":"listening","data":1,"admin":2,"pid":3,"instance":"x","api":2,"colour":"blue"})"));
}

void TestLaunchLine::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("listening on 7070");
    QTest::newRow("another event") << QByteArray(
        R"({"event":"x","data":1,"admin":2,"pid":3,"instance":"x","api":1})");
    QTest::newRow("port 0") << QByteArray(
        R"({"event":"listening","data":0,"admin":2,"pid":3,"instance":"x","api":1})");
    QTest::newRow("port too big") << QByteArray(
        R"({"event":"listening","data":70000,"admin":2,"pid":3,"instance":"x","api":1})");
    QTest::newRow("port as text") << QByteArray(
        R"({"event":"listening","data":"1","admin":2,"pid":3,"instance":"x","api":1})");
    QTest::newRow("no instance") << QByteArray(R"({"event":"listening","data":1,"admin":2,"pid":3,"api":1})");
    QTest::newRow("endless") << QByteArray(5000, ' ');
}

void TestLaunchLine::refused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseLaunchLine(text.toStdString()));
}

QD_TEST_APPLESS(TestLaunchLine)
#include "tst_launch_line.moc"
