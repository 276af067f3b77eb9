// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/save_bytes.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/small_files.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

class SaveBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void aLinkStaysOneAndPermissionsStay()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("rules.yaml"));
        const QString link = dir.filePath(QStringLiteral("link.yaml"));
        QVERIFY(saveBytes(file, "old"));
        const auto mine = QFile::ReadOwner | QFile::WriteOwner;
        QVERIFY(QFile::setPermissions(file, mine));
        QVERIFY(QFile::link(file, link));
        QVERIFY(saveBytes(link, "new"));
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(contentOf(file), QByteArray("new"));
        QCOMPARE(QFile::permissions(file) & (QFile::ReadOther | QFile::ReadGroup | mine), mine);
    }

    void aLinkToWhatIsNotThereYetStaysOne()
    {
        const QTemporaryDir dir;
        const QString link = dir.filePath(QStringLiteral("link.yaml"));
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("rules.yaml")), link));
        QVERIFY(saveBytes(link, "new"));
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(contentOf(dir.filePath(QStringLiteral("rules.yaml"))), QByteArray("new"));
    }

    void aFullDiskIsNamedAndNothingIsLost()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("rules.yaml"));
        QVERIFY(saveBytes(file, "old"));
        const auto saved = test::withSmallFiles(100, [&] { return saveBytes(file, QByteArray(1'000, 'x')); });
        QVERIFY(!saved);
        QCOMPARE(saved.error().words,
                 file + QStringLiteral(" was not written: File too large. What was there before is still there."));
        QCOMPARE(contentOf(file), QByteArray("old"));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{QStringLiteral("rules.yaml")});
    }

    void aDeviceIsLeftAlone()
    {
        QCOMPARE(saveBytes(QStringLiteral("/dev/null"), "x").error().code, ErrorCode::Invalid);
    }

private:
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("nothing");
    }
};

QD_TEST_APPLESS(SaveBytesTest)
#include "tst_save_bytes.moc"
