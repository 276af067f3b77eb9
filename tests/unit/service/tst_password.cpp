// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/password.h"
#include "backend/service/core/utf8.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace sessiond;

class TestPassword : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void newOnes_data();
    void newOnes();
    void lines_data();
    void lines();
};

void TestPassword::newOnes_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("refusal"); ///< a part of its words
    const QByteArray length = "8 to 256 characters";
    const QByteArray coding = "UTF-8";
    QTest::newRow("seven letters") << QByteArray("abcdefg") << length;
    QTest::newRow("eight letters") << QByteArray("qvxzjkwy") << QByteArray();
    QTest::newRow("seven of two bytes") << QByteArray("äöüßéèê") << length;
    QTest::newRow("eight of two bytes") << QByteArray("äöüßéèêë") << QByteArray();
    QTest::newRow("three of four bytes") << QByteArray("😀😀😀") << length;
    QTest::newRow("eight of four bytes") << QByteArray("😀").repeated(8) << QByteArray();
    QTest::newRow("256 of four bytes") << QByteArray("😀").repeated(256) << QByteArray();
    QTest::newRow("257 letters") << QByteArray(257, 'a') << length;
    QTest::newRow("257 of two bytes") << QByteArray("ä").repeated(257) << length;
    QTest::newRow("a common one") << QByteArray("password1") << QByteArray("commonest");
    QTest::newRow("Latin-1") << QByteArray("p\xe4ssw\xf6rter") << coding;
    QTest::newRow("cut short") << QByteArray("abcdefgh\xc3") << coding;
    QTest::newRow("overlong") << QByteArray("abcdefgh\xc0\xaf") << coding;
    QTest::newRow("overlong by two") << QByteArray("abcdefgh\xe0\x80\xaf") << coding;
    QTest::newRow("half a surrogate pair") << QByteArray("abcdefgh\xed\xa0\x80") << coding;
    QTest::newRow("beyond Unicode") << QByteArray("abcdefgh\xf4\x90\x80\x80") << coding;
    QTest::newRow("five bytes") << QByteArray("abcdefgh\xf8\x88\x80\x80\x80") << coding;
    QTest::newRow("a tail without a head") << QByteArray("abcdefgh\x80") << coding;
}

void TestPassword::newOnes()
{
    QFETCH(QByteArray, password);
    QFETCH(QByteArray, refusal);
    const Outcome<Unit> good = checkNewPassword(password.toStdString());
    QCOMPARE(good.has_value(), refusal.isEmpty());
    if (!good) {
        QVERIFY2(QByteArray::fromStdString(good.error().words).contains(refusal), good.error().words.c_str());
    }
}

void TestPassword::lines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isLine");
    QTest::newRow("nothing") << QByteArray() << true;
    QTest::newRow("words") << QByteArray("Jürgen, 岩, 😀") << true;
    QTest::newRow("a blank that does not break") << QByteArray("a\xc2\xa0z") << true;
    QTest::newRow("NUL") << QByteArray("a\0z", 3) << false;
    QTest::newRow("tab") << QByteArray("a\tz") << false;
    QTest::newRow("line end") << QByteArray("a\nz") << false;
    QTest::newRow("escape") << QByteArray("a\x1bz") << false;
    QTest::newRow("delete") << QByteArray("a\x7fz") << false;
    QTest::newRow("CSI in one character") << QByteArray("a\xc2\x9bz") << false;
    QTest::newRow("a dash beside the refused") << QByteArray("a\xe2\x80\x93z") << true;
    QTest::newRow("a blank without width") << QByteArray("a\xe2\x80\x8bz") << false;
    QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8z") << false;
    QTest::newRow("paragraph separator") << QByteArray("a\xe2\x80\xa9z") << false;
    QTest::newRow("right to left from here") << QByteArray("a\xe2\x80\xaez") << false;
    QTest::newRow("isolate") << QByteArray("a\xe2\x81\xa6z") << false;
    QTest::newRow("end of an isolate") << QByteArray("a\xe2\x81\xa9z") << false;
    QTest::newRow("not UTF-8") << QByteArray("a\xffz") << false;
}

void TestPassword::lines()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isLine);
    QCOMPARE(isOneLine(text.toStdString()), isLine);
}

QD_TEST_APPLESS(TestPassword)
#include "tst_password.moc"
