// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_folder.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/small_files.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <optional>
#include <sys/wait.h>
#include <unistd.h>

using namespace qd;

namespace {

const QStringList ours{QStringLiteral("*.txt")};
const QString name = QStringLiteral("a.txt");

} // namespace

class PartFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir.emplace();
    }

    void appearsWhenItIsPlaced()
    {
        auto folder = claimed(Existing::Keep);
        QVERIFY(folder.add(name, "new"));
        QVERIFY(!QFile::exists(path()));
        QVERIFY(folder.place());
        folder.settle();
        QCOMPARE(words(), QByteArray("new"));
    }

    void whatIsNotSettledIsAsItWas_data()
    {
        QTest::addColumn<bool>("isPlaced");
        QTest::newRow("filled") << false;
        QTest::newRow("placed") << true;
    }

    void whatIsNotSettledIsAsItWas()
    {
        QFETCH(bool, isPlaced);
        put(name, "mine");
        {
            auto folder = claimed(Existing::Replace);
            QVERIFY(folder.add(name, "new"));
            QVERIFY(!isPlaced || folder.place());
            QCOMPARE(words(), QByteArray(isPlaced ? "new" : "mine"));
        }
        QCOMPARE(words(), QByteArray("mine"));
        QCOMPARE(entries(), QStringList{QStringLiteral("f")});
    }

    void whatWasThereGoesAsAWhole()
    {
        put(QStringLiteral("old.txt"), "old");
        auto folder = claimed(Existing::Replace);
        QVERIFY(folder.add(name, "new"));
        QVERIFY(folder.place());
        folder.settle();
        QCOMPARE(QDir(path()).entryList(QDir::Files), QStringList{name});
        QCOMPARE(entries(), QStringList{QStringLiteral("f")});
    }

    void whatIsThereIsNotReplacedUnasked()
    {
        put(name, "mine");
        QCOMPARE(PartFolder::claim(path(), Existing::Keep, ours).error().code, ErrorCode::Conflict);
    }

    void whatIsNotOursIsNotReplaced()
    {
        put(QStringLiteral(".hidden"), "mine");
        const auto folder = PartFolder::claim(path(), Existing::Replace, ours);
        QCOMPARE(folder.error().code, ErrorCode::Invalid); // a Conflict would advise --force
        QVERIFY2(folder.error().words.contains(QStringLiteral(".hidden")), qPrintable(folder.error().words));
    }

    /// Between the first look and the last everything may come.
    void whatCameMeanwhileIsNotReplacedUnasked()
    {
        {
            auto folder = claimed(Existing::Keep);
            QVERIFY(folder.add(name, "new"));
            put(name, "mine");
            QCOMPARE(folder.place().error().code, ErrorCode::Conflict);
        }
        QCOMPARE(words(), QByteArray("mine"));
        {
            auto folder = claimed(Existing::Replace);
            QVERIFY(folder.add(name, "new"));
            put(QStringLiteral("notes"), "mine");
            QCOMPARE(folder.place().error().code, ErrorCode::Invalid);
        }
        QCOMPARE(words(), QByteArray("mine"));
        QCOMPARE(entries(), QStringList{QStringLiteral("f")});
    }

    /// Removing it would remove what it leads to.
    void aLinkIsNoFolderOfItsOwn()
    {
        QVERIFY(QDir(m_dir->path()).mkdir(QStringLiteral("elsewhere")));
        QVERIFY(QFile::link(m_dir->filePath(QStringLiteral("elsewhere")), path()));
        QCOMPARE(PartFolder::claim(path(), Existing::Replace, ours).error().code, ErrorCode::Invalid);
    }

    void aFullDiskIsNamed()
    {
        auto folder = claimed(Existing::Keep);
        const auto added =
            test::withSmallFiles(100'000, [&] { return folder.add(name, QByteArray(200'000, 'x')); });
        QVERIFY(!added);
        QCOMPARE(added.error().words, QStringLiteral("%1/a.txt was not written: File too large.").arg(path()));
    }

    void partsOfThoseThatAreGoneAreRemoved()
    {
        const pid_t pid = ::fork();
        if (pid == 0)
            ::_exit(0);
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
        const QString left = QStringLiteral("f.%1-1.part").arg(pid);
        QVERIFY(QDir(m_dir->path()).mkpath(left + QStringLiteral("/deeper")));
        const auto folder = PartFolder::claim(path(), Existing::Keep, ours);
        QVERIFY(folder);
        QVERIFY(!entries().contains(left));
    }

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(QStringLiteral("f")); }
    [[nodiscard]] QStringList entries() const
    {
        return QDir(m_dir->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }
    [[nodiscard]] PartFolder claimed(Existing existing) const
    {
        auto folder = PartFolder::claim(path(), existing, ours);
        if (!folder)
            qFatal("%s", qPrintable(folder.error().words));
        return std::move(*folder);
    }
    void put(const QString &file, const QByteArray &text) const
    {
        QVERIFY(QDir().mkpath(path()));
        QFile in(path() + u'/' + file);
        QVERIFY(in.open(QIODevice::WriteOnly) && in.write(text) == text.size());
    }
    [[nodiscard]] QByteArray words() const
    {
        QFile file(path() + u'/' + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("nothing");
    }
    std::optional<QTemporaryDir> m_dir;
};

QD_TEST_APPLESS(PartFolderTest)
#include "tst_part_folder.moc"
