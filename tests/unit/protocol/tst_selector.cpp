// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/selector.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace qd::protocol;

class TestSelector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void readAndWrittenAgain_data();
    void readAndWrittenAgain();
    void refused_data();
    void refused();
    void dangerous_data();
    void dangerous();
};

void TestSelector::readAndWrittenAgain_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("state") << QByteArray(R"({"state":"retained"})");
    QTest::newRow("everything") << QByteArray(
        R"({"state":"any","idle_longer_than":"30m","older_than":"1h","user":"ann","address":"::1"})");
}

void TestSelector::readAndWrittenAgain()
{
    QFETCH(QByteArray, json);
    const auto selector = selectorFromJson(boost::json::parse(json.toStdString()));
    QVERIFY(selector);
    QCOMPARE(QByteArray::fromStdString(boost::json::serialize(toJson(*selector))), json);
    QCOMPARE(selector->isEmpty(), json == "{}");
}

void TestSelector::refused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("names");
    QTest::newRow("not an object") << QByteArray("[]") << QByteArray("object");
    QTest::newRow("unknown key") << QByteArray(R"({"States":"any"})") << QByteArray("States");
    QTest::newRow("unknown state") << QByteArray(R"({"state":"dead"})") << QByteArray("state");
    QTest::newRow("null") << QByteArray(R"({"user":null})") << QByteArray("user");
    QTest::newRow("number for a duration") << QByteArray(R"({"older_than":30})") << QByteArray("older_than");
    QTest::newRow("bad duration") << QByteArray(R"({"older_than":"30"})") << QByteArray("30");
    QTest::newRow("empty user") << QByteArray(R"({"user":""})") << QByteArray("user");
    QTest::newRow("long user") << QByteArray(R"({"user":")") + QByteArray(65, 'a') + "\"}" << QByteArray("user");
}

void TestSelector::refused()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, names);
    const auto selector = selectorFromJson(boost::json::parse(json.toStdString()));
    QVERIFY(!selector);
    QVERIFY2(selector.error().words.find(names.toStdString()) != std::string::npos,
             selector.error().words.c_str());
}

void TestSelector::dangerous_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("everyActive");
    QTest::newRow("nothing given") << QByteArray("{}") << true;
    QTest::newRow("any") << QByteArray(R"({"state":"any"})") << true;
    QTest::newRow("active") << QByteArray(R"({"state":"active"})") << true;
    QTest::newRow("bounds of zero") << QByteArray(R"({"older_than":"0s","idle_longer_than":"0s"})") << true;
    QTest::newRow("retained") << QByteArray(R"({"state":"retained"})") << false;
    QTest::newRow("expired") << QByteArray(R"({"state":"expired"})") << false;
    QTest::newRow("one user") << QByteArray(R"({"state":"any","user":"ann"})") << false;
    QTest::newRow("idle ones") << QByteArray(R"({"idle_longer_than":"10m"})") << false;
    QTest::newRow("one address") << QByteArray(R"({"address":"10.0.0.1"})") << false;
}

void TestSelector::dangerous()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, everyActive);
    QCOMPARE(selectorFromJson(boost::json::parse(json.toStdString()))->canTouchEveryActiveSession(), everyActive);
}

QD_TEST_APPLESS(TestSelector)
#include "tst_selector.moc"
