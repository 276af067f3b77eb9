// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/accounts.h"

#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd::traffic;

class TestAccounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void namesSortAsTheyCount()
    {
        QCOMPARE(accountName("practice", 0), std::string("practice-00001"));
        QCOMPARE(accountName("practice", 99'998), std::string("practice-99999"));
        QCOMPARE(accountName("practice", 99'999), std::string("practice-100000"));
    }

    void passwordsFollowKeyAndName()
    {
        const AccountKey key{1};
        const AccountKey other{2};
        const std::string password = accountPassword(key, "a");
        QCOMPARE(password.size(), 32u);
        QCOMPARE(accountPassword(key, "a"), password);
        QVERIFY(accountPassword(key, "b") != password);
        QVERIFY(accountPassword(other, "a") != password);
    }

    void theKeyFileIsMadeOnceAndPrivate()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("key"));
        const auto made = accountKeyFromFile(path.toStdString());
        QVERIFY(made);
        QCOMPARE(QFile::permissions(path) & 0x0077, QFileDevice::Permissions());
        const auto again = accountKeyFromFile(path.toStdString());
        QVERIFY(again);
        QVERIFY(*again == *made);
    }

    void aKeyOthersMayReadIsRefused()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("key"));
        QVERIFY(accountKeyFromFile(path.toStdString()));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QVERIFY(!accountKeyFromFile(path.toStdString()));
    }

    void aShortKeyIsRefused()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("key")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("short");
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(!accountKeyFromFile(file.fileName().toStdString()));
    }
};

QD_TEST_GUILESS(TestAccounts)
#include "tst_accounts.moc"
