// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/common_passwords.h"
#include "backend/service/core/password.h"
#include "backend/service/core/session_ids.h"
#include "backend/service/core/token.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>
#include <set>

using namespace sessiond;

class TestToken : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void hasItsShapeAndIsNeverTheSame();
    void anyChangedCharacterIsRefused();
    void otherTextsAreRefused_data();
    void otherTextsAreRefused();
    void idsLeadBackToTheirSerial();
    void inventedIdsAreRecognised();
    void commonPasswords_data();
    void commonPasswords();
    void hashes();
    void userNames_data();
    void userNames();
};

void TestToken::hasItsShapeAndIsNeverTheSame()
{
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string token = makeToken();
        QCOMPARE(token.size(), std::size_t{52});
        QVERIFY(token.starts_with("qd_"));
        Digest digest;
        QVERIFY(digestOfToken(token, digest));
        QVERIFY(seen.insert(token).second);
    }
}

void TestToken::anyChangedCharacterIsRefused()
{
    const std::string token = makeToken();
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'x' ? 'y' : 'x';
        Digest digest;
        QVERIFY2(!digestOfToken(changed, digest), changed.c_str());
    }
}

void TestToken::otherTextsAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("prefix only") << QByteArray("qd_");
    QTest::newRow("too short") << QByteArray::fromStdString(makeToken()).chopped(1);
    QTest::newRow("too long") << QByteArray::fromStdString(makeToken()) + "0";
    QTest::newRow("zero bytes") << QByteArray(52, '\0');
}

void TestToken::otherTextsAreRefused()
{
    QFETCH(QByteArray, text);
    Digest digest;
    QVERIFY(!digestOfToken(text.toStdString(), digest));
}

void TestToken::idsLeadBackToTheirSerial()
{
    SessionIds::Key key{};
    key[5] = 7;
    const SessionIds ids(key);
    std::set<std::string> seen;
    for (const std::uint64_t serial :
         {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{1} << 40}) {
        const SessionIdText text = ids.textOf(serial);
        const std::string id(text.data(), text.size());
        QVERIFY(seen.insert(id).second);
        QCOMPARE(ids.serialOf(id).value(), serial);
        key[6] = 1;
        QVERIFY(!SessionIds(key).serialOf(id));
    }
}

void TestToken::inventedIdsAreRecognised()
{
    const SessionIds ids(SessionIds::Key{});
    QVERIFY(!ids.serialOf(""));
    QVERIFY(!ids.serialOf("0000000000000000000000"));
    QVERIFY(!ids.serialOf("zzzzzzzzzzzzzzzzzzzzzz"));
    QVERIFY(!ids.serialOf("00000000000000000000-1"));
    const SessionIdText text = ids.textOf(42);
    std::string changed(text.data(), text.size());
    changed[21] = changed[21] == '0' ? '1' : '0';
    QVERIFY(!ids.serialOf(changed));
}

void TestToken::commonPasswords_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<bool>("common");
    QTest::newRow("the second commonest of all") << QByteArray("123456789") << true;
    QTest::newRow("in capitals") << QByteArray("PassWord1") << true;
    QTest::newRow("password") << QByteArray("password") << true;
    QTest::newRow("qwertyuiop") << QByteArray("qwertyuiop") << true;
    QTest::newRow("a sentence") << QByteArray("correct horse battery staple") << false;
    QTest::newRow("before the first") << QByteArray(" ") << false;
    QTest::newRow("behind the last") << QByteArray("~~~~~~~~~~~~") << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestToken::commonPasswords()
{
    QFETCH(QByteArray, password);
    QFETCH(bool, common);
    QCOMPARE(isCommonPassword(password.toStdString()), common);
}

void TestToken::hashes()
{
    ServiceConfig config;
    config.argon2Memory = 1 << 20;
    for (const bool insecure : {true, false}) {
        config.insecureHashing = insecure;
        const PasswordHasher hasher(config);
        const std::string hash = hasher.hash("a password").value();
        QCOMPARE(hash.starts_with("$argon2id$"), !insecure);
        QVERIFY(hash != hasher.hash("a password").value());
        QVERIFY(hasher.matches("a password", hash));
        QVERIFY(!hasher.matches("a passworD", hash));
        QVERIFY(!hasher.matches("", hash));
        QVERIFY(!hasher.matches("a password", hasher.dummy()));
        QVERIFY(!hasher.matches("a password", "$insecure$zz"));
    }
}

void TestToken::userNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("good");
    QTest::newRow("plain") << QByteArray("ann") << true;
    QTest::newRow("everything allowed") << QByteArray("A.z_0@b-c") << true;
    QTest::newRow("longest") << QByteArray(64, 'a') << true;
    QTest::newRow("too long") << QByteArray(65, 'a') << false;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("space") << QByteArray("a b") << false;
    QTest::newRow("zero byte") << QByteArray("a\0b", 3) << false;
    QTest::newRow("accent") << QByteArray("ann\xc3\xa9") << false;
}

void TestToken::userNames()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, good);
    QCOMPARE(isUserName(name.toStdString()), good);
}

QD_TEST_APPLESS(TestToken)
#include "tst_token.moc"
