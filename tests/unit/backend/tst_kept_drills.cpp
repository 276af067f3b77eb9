// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/kept_drills.h"
#include "backend/engine/data_folder.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <optional>

using namespace qd;

class KeptDrillsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_root.emplace();
    }

    /// By whatever process.
    void theNewestAreKept()
    {
        put("session-leak-20261101-100000-77.mcap");
        put("session-leak-20261103-100000-9.mcap");
        put("session-leak-20261102-100000-8.mcap");
        removeOldDrills(m_root->path(), {}, 2);
        QCOMPARE(names(), (QStringList{QStringLiteral("session-leak-20261102-100000-8.mcap"),
                                       QStringLiteral("session-leak-20261103-100000-9.mcap")}));
    }

    void whatAKilledDrillLeftCountsAsOne()
    {
        put("session-leak-20261101-100000-7/practice/events.db");
        put("session-leak-20261102-100000-8/practice/events.db");
        put("session-leak-20261103-100000-9.mcap");
        removeOldDrills(m_root->path(), {}, 2);
        QCOMPARE(names(), (QStringList{QStringLiteral("session-leak-20261102-100000-8"),
                                       QStringLiteral("session-leak-20261103-100000-9.mcap")}));
    }

    void oneThatRunsIsLeftAlone()
    {
        const QString name = drillName(QStringLiteral("session-leak"));
        const auto running = DataFolder::open(m_root->path(), name);
        QVERIFY(running);
        put(name.toLatin1() + ".mcap.999999999-1.part");
        removeOldDrills(m_root->path(), {}, 0);
        QCOMPARE(names(), (QStringList{name, name + QStringLiteral(".mcap.999999999-1.part")}));
        QVERIFY(!DataFolder::open(m_root->path(), name));
    }

    void whatIsNoDrillOrHasNotesIsLeftAlone()
    {
        put("scores.jsonl");
        put("mine.mcap");
        put("my-thesis-20240101-000000-1/chapter");
        put("best-session-leak-20261101-100000-7.mcap");
        put("session-leak-20261105-100000-7.mcap.postmortem.md");
        put("session-leak-20261101-100000-7.mcap");
        put("session-leak-20261101-100000-7.mcap.notes.json");
        const QStringList before = names();
        removeOldDrills(m_root->path(), {}, 0);
        QCOMPARE(names(), before);
    }

    /// Whatever the clock says, one's own has just been told of.
    void onesOwnStays()
    {
        put("session-leak-20261101-100000-7.mcap");
        put("session-leak-20301101-100000-7.mcap");
        removeOldDrills(m_root->path(), QStringLiteral("session-leak-20261101-100000-7"), 0);
        QCOMPARE(names(), QStringList{QStringLiteral("session-leak-20261101-100000-7.mcap")});
    }

    void partsGo()
    {
        put("session-leak-20261101-100000-7.mcap");
        put("session-leak-20261101-100000-7.mcap.999999999-1.part");
        removeOldDrills(m_root->path(), {}, 1);
        QCOMPARE(names(), QStringList{QStringLiteral("session-leak-20261101-100000-7.mcap")});
    }

private:
    void put(const QByteArray &name) const
    {
        const QString path = m_root->filePath(QString::fromLatin1(name));
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    }
    [[nodiscard]] QStringList names() const
    {
        return QDir(m_root->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
    }
    std::optional<QTemporaryDir> m_root;
};

QD_TEST_APPLESS(KeptDrillsTest)
#include "tst_kept_drills.moc"
