// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/data_folder.h"
#include "backend/engine/token_file.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

class TestEngineFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void aTokenIsFound_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("alone") << QByteArray("abc\n") << QByteArray("abc");
        QTest::newRow("without a line end") << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("Windows line end") << QByteArray("abc\r\n") << QByteArray("abc");
        QTest::newRow("the service's own file")
            << QByteArray("# tokens\nprom read p\nwindow admin w\nci operate o\n") << QByteArray("w");
        QTest::newRow("of the highest scope there is")
            << QByteArray("prom read p\nci operate o\n") << QByteArray("o");
        QTest::newRow("empty") << QByteArray("\n\n") << QByteArray();
        QTest::newRow("something else") << QByteArray("dear sir or madam\n") << QByteArray();
    }

    void aTokenIsFound()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, token);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("token")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const auto read = readTokenFile(file.fileName());
        QCOMPARE(read.has_value(), !token.isEmpty());
        QCOMPARE(read.value_or(QByteArray()), token);
        if (!read)
            QVERIFY(!read.error().words.contains(QStringLiteral("madam")));
    }

    void aMissingTokenFileIsSaid()
    {
        const auto read = readTokenFile(QStringLiteral("/nonexistent/token"));
        QVERIFY(!read && read.error().words.contains(QStringLiteral("/nonexistent/token")));
    }

    void aDataFolderHasOneOwner()
    {
        QTemporaryDir root;
        auto first = DataFolder::open(root.filePath(QStringLiteral("q")), QStringLiteral("local"));
        QVERIFY(first);
        QCOMPARE(QFileInfo(first->path()).permissions() & 0x77,
                 QFile::Permissions(QFile::ReadUser | QFile::WriteUser | QFile::ExeUser) & 0x77);
        const auto second = DataFolder::open(root.filePath(QStringLiteral("q")), QStringLiteral("local"));
        QVERIFY(!second && second.error().code == ErrorCode::Conflict);
        QVERIFY(DataFolder::open(root.filePath(QStringLiteral("q")), QStringLiteral("practice")));
        *first = DataFolder();
        QVERIFY(DataFolder::open(root.filePath(QStringLiteral("q")), QStringLiteral("local")));
    }

    void aFolderThatOthersCouldReadIsClosed()
    {
        QTemporaryDir root;
        QVERIFY(QDir(root.path()).mkpath(QStringLiteral("q/local")));
        const QString path = root.filePath(QStringLiteral("q/local"));
        QVERIFY(QFile::setPermissions(path, QFile::Permissions(0x7755)));
        QVERIFY(DataFolder::open(root.filePath(QStringLiteral("q")), QStringLiteral("local")));
        QCOMPARE(int(QFileInfo(path).permissions() & 0x77), 0);
    }
};

QD_TEST_GUILESS(TestEngineFiles)

#include "tst_engine_files.moc"
