// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/credentials.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <unistd.h>

using namespace sessiond::http;

namespace {
const std::string token(40, 'k');
const std::string other(40, 'o');
} // namespace

class tst_Credentials : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void takesTheBearer_data();
    void takesTheBearer();
    void readsTokens();
    void aTokenAloneIsTheWindows();
    void refusesLines_data();
    void refusesLines();
    void readsADescriptorUpToTheLineEnd();
    void resetKeepsOtherLines();
};

void tst_Credentials::takesTheBearer_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("bearer");
    QTest::newRow("usual") << QByteArray("Bearer abc") << QByteArray("abc");
    QTest::newRow("another case") << QByteArray("bEARER abc") << QByteArray("abc");
    QTest::newRow("more blanks") << QByteArray("Bearer   abc") << QByteArray("abc");
    QTest::newRow("another scheme") << QByteArray("Basic abc") << QByteArray();
    QTest::newRow("the scheme alone") << QByteArray("Bearer") << QByteArray();
    QTest::newRow("blanks alone") << QByteArray("Bearer   ") << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void tst_Credentials::takesTheBearer()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, bearer);
    QCOMPARE(std::string(bearerOf(field.toStdString())), bearer.toStdString());
}

void tst_Credentials::readsTokens()
{
    const auto tokens =
        AdminTokens::parse("# a comment\n\n prometheus \t read " + token + "\r\njo.doe operate " + other);
    QVERIFY(tokens.has_value());
    QCOMPARE(tokens->find(token)->name, std::string("prometheus"));
    QVERIFY(tokens->find(token)->scope == Scope::Read);
    QVERIFY(tokens->find(other)->scope == Scope::Operate);
    QVERIFY(!tokens->find(token + "k"));
    QVERIFY(!tokens->find(""));
}

void tst_Credentials::aTokenAloneIsTheWindows()
{
    const auto tokens = AdminTokens::parse(token + "\n");
    QVERIFY(tokens.has_value());
    QCOMPARE(tokens->find(token)->name, std::string("window"));
    QVERIFY(tokens->find(token)->scope == Scope::Admin);
}

void tst_Credentials::refusesLines_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray good(40, 'k');
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("comments alone") << QByteArray("# nothing\n");
    QTest::newRow("no scope") << "jo " + good;
    QTest::newRow("an unknown scope") << "jo root " + good;
    QTest::newRow("a short token") << QByteArray("jo read ") + QByteArray(31, 'k');
    QTest::newRow("a short token alone") << QByteArray(31, 'k');
    QTest::newRow("a name with a slash") << "j/o read " + good;
    QTest::newRow("four words") << "jo read " + good + " more";
}

void tst_Credentials::refusesLines()
{
    QFETCH(QByteArray, text);
    const auto tokens = AdminTokens::parse(text.toStdString());
    QVERIFY(!tokens.has_value());
    QVERIFY2(tokens.error().find("kkk") == std::string::npos, "the error shows the token");
}

/// A parent that keeps its end open must not keep the service from starting.
void tst_Credentials::readsADescriptorUpToTheLineEnd()
{
    int ends[2];
    QVERIFY(::pipe(ends) == 0);
    const std::string line = token + "\n";
    QCOMPARE(::write(ends[1], line.data(), line.size()), ssize_t(line.size()));
    const auto tokens = readTokenDescriptor(ends[0]);
    ::close(ends[1]);
    QVERIFY(tokens.has_value());
    QVERIFY(tokens->find(token));
}

void tst_Credentials::resetKeepsOtherLines()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("tokens")).toStdString();
    QCOMPARE(resetTokenInFile(path, "jo", Scope::Operate), std::string());
    QCOMPARE(resetTokenInFile(path, "prometheus", Scope::Read), std::string());
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    file.close();
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(resetTokenInFile(path, "jo", Scope::Admin), std::string());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> after = file.readAll().trimmed().split('\n');
    QCOMPARE(after.size(), 2);
    QVERIFY(before.contains(after[0]) && after[0].startsWith("prometheus read "));
    QVERIFY(!before.contains(after[1]) && after[1].startsWith("jo admin "));
    QVERIFY(readTokenFile(path).has_value());
    QVERIFY(!resetTokenInFile(path, "j o", Scope::Read).empty());
}

QD_TEST_GUILESS(tst_Credentials)
#include "tst_http_credentials.moc"
