// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_file.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>

#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace qd;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

QByteArray wordsIn(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("nothing");
}

} // namespace

class PartFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir.emplace();
    }

    void appearsWhenItIsKept()
    {
        auto part = PartFile::claim(path(), Existing::Keep);
        QVERIFY(part);
        write(part->path(), "new");
        QCOMPARE(wordsIn(path()), QByteArray("nothing"));
        QVERIFY(part->keep());
        QCOMPARE(wordsIn(path()), QByteArray("new"));
        QCOMPARE(parts(), QStringList());
    }

    void aNameMayLookLikeAPlaceholder()
    {
        const QString odd = m_dir->filePath(QStringLiteral("08%3A00 %1 %2.mcap"));
        auto part = PartFile::claim(odd, Existing::Keep);
        QVERIFY(part);
        QVERIFY(part->path().startsWith(odd));
        write(part->path(), "new");
        QVERIFY(part->keep());
        QCOMPARE(wordsIn(odd), QByteArray("new"));
    }

    void aPipeIsNotReplaced()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
        const auto part = PartFile::claim(path(), Existing::Replace);
        QVERIFY(!part);
        QVERIFY(part.error().words.contains(QStringLiteral("pipe")));
        QVERIFY(QFileInfo::exists(path()) && !QFileInfo(path()).isFile());
    }

    void whatIsNotKeptIsRemoved()
    {
        {
            auto part = PartFile::claim(path(), Existing::Keep);
            write(part->path(), "half");
            const PartFile moved = std::move(*part); // takes the duty along
            QVERIFY(QFile::exists(moved.path()));
        }
        QCOMPARE(parts(), QStringList());
    }

    void whatIsThereIsNotReplacedUnasked()
    {
        write(path(), "mine");
        QCOMPARE(PartFile::claim(path(), Existing::Keep).error().code, ErrorCode::Conflict);
        auto part = PartFile::claim(path(), Existing::Replace);
        write(part->path(), "new");
        QCOMPARE(wordsIn(path()), QByteArray("mine"));
        QVERIFY(part->keep());
        QCOMPARE(wordsIn(path()), QByteArray("new"));
    }

    void whatCameMeanwhileIsNotReplaced()
    {
        auto part = PartFile::claim(path(), Existing::Keep);
        write(part->path(), "new");
        write(path(), "mine");
        QCOMPARE(part->keep().error().code, ErrorCode::Conflict);
        QCOMPARE(wordsIn(path()), QByteArray("mine"));
    }

    void partsOfThoseThatAreGoneAreRemoved()
    {
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::_exit(0);
        }
        QCOMPARE(::waitpid(pid, nullptr, 0), pid);
        const QString left = QStringLiteral("a.%1-1.part").arg(pid);
        const QStringList others{QStringLiteral("a.1-1.part"), QStringLiteral("a.part"),
                                 QStringLiteral("b.%1-1.part").arg(pid)};
        const QStringList all = others + QStringList{left};
        for (const QString &name : all) {
            write(m_dir->filePath(name), "half");
        }
        QVERIFY(PartFile::claim(path(), Existing::Keep));
        QCOMPARE(parts(), others);
    }

    void twoThatWriteTheSameDoNotMeet()
    {
        auto first = PartFile::claim(path(), Existing::Replace);
        write(first->path(), "all of the first");
        auto second = PartFile::claim(path(), Existing::Replace);
        write(second->path(), "half of the sec");
        QVERIFY(first->keep());
        QCOMPARE(wordsIn(path()), QByteArray("all of the first"));
        write(second->path(), "all of the second");
        QVERIFY(second->keep());
        QCOMPARE(wordsIn(path()), QByteArray("all of the second"));
        QCOMPARE(parts(), QStringList());
    }

    void aFolderAndNoNameAreRefused()
    {
        QCOMPARE(PartFile::claim({}, Existing::Replace).error().code, ErrorCode::Invalid);
        QCOMPARE(PartFile::claim(m_dir->path(), Existing::Replace).error().code, ErrorCode::Invalid);
    }

    void whatWasNeverWrittenIsAnError()
    {
        auto part = PartFile::claim(path(), Existing::Keep);
        QCOMPARE(part->keep().error().code, ErrorCode::Io);
    }

private:
    [[nodiscard]] QString path() const { return m_dir->filePath(QStringLiteral("a")); }
    [[nodiscard]] QStringList parts() const { return QDir(m_dir->path()).entryList({QStringLiteral("*.part")}); }
    std::optional<QTemporaryDir> m_dir;
};

QD_TEST_APPLESS(PartFileTest)
#include "tst_part_file.moc"
