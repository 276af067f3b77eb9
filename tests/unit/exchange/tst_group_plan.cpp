// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/group_plan.h"
#include "model/recording/recording_reader.h"
#include "model/recording/table.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QObject>

using namespace qd;
using namespace qd::exchange;

namespace {

class Gathered
{
public:
    Gathered()
        : store(std::move(*PieceStore::create(m_dir.path())))
    {}

    void add(const char *name, Labels labels, std::int64_t from, std::int64_t step, int count)
    {
        const SeriesId id = store->addSeries({name, std::move(labels)}, SeriesType::Gauge);
        for (int i = 0; i < count; ++i)
            store->add(id, from + i * step, i);
    }

    /// "a,b every 1000": a line a group, in no particular order.
    [[nodiscard]] QStringList groups()
    {
        [&] { QVERIFY(store->seal()); }();
        QStringList lines;
        const auto plan = planGroups(*store);
        for (const PlannedGroup &group : *plan) {
            QStringList names;
            for (const TimeClass &each : group.classes)
                for (const SeriesId id : each.members)
                    names << QString::fromStdString(store->series(id).key.name);
            names.sort();
            lines << names.join(u',') + QStringLiteral(" every %1").arg(group.config.interval.count());
        }
        lines.sort();
        return lines;
    }

private:
    QTemporaryDir m_dir;

public:
    std::unique_ptr<PieceStore> store;
};

const Labels one{{"job", "j"}, {"instance", "1"}};
const Labels two{{"job", "j"}, {"instance", "2"}};
constexpr std::int64_t t0 = 1'700'000'000'000;

} // namespace

class GroupPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aGroupForEachTarget();
    void aLateSeriesJoins();
    void anotherStepIsAGroupOfItsOwn();
    void otherMomentsAreAGroupOfTheirOwn();
    void afterARestartItIsTheSameGroup();
    void manySeriesAreSpread();
    void silencesAreGaps();
};

void GroupPlanTest::aGroupForEachTarget()
{
    Gathered gathered;
    gathered.add("a", one, t0, 1000, 100);
    gathered.add("b", one, t0, 1000, 100);
    gathered.add("c", two, t0, 1000, 100);
    QCOMPARE(gathered.groups(), (QStringList{QStringLiteral("a,b every 1000"), QStringLiteral("c every 1000")}));
}

void GroupPlanTest::aLateSeriesJoins()
{
    Gathered gathered;
    gathered.add("a", one, t0, 1000, 5000);
    gathered.add("b", one, t0 + 3'000'000, 1000, 700);
    QCOMPARE(gathered.groups(), QStringList{QStringLiteral("a,b every 1000")});
}

void GroupPlanTest::anotherStepIsAGroupOfItsOwn()
{
    Gathered gathered;
    gathered.add("fast", one, t0, 1000, 600);
    gathered.add("slow", one, t0, 60'000, 10);
    QCOMPARE(gathered.groups(),
             (QStringList{QStringLiteral("fast every 1000"), QStringLiteral("slow every 60000")}));
}

void GroupPlanTest::otherMomentsAreAGroupOfTheirOwn()
{
    Gathered gathered;
    gathered.add("a", one, t0, 1000, 600);
    gathered.add("b", one, t0 + 300, 1000, 600);
    QCOMPARE(gathered.groups(), (QStringList{QStringLiteral("a every 1000"), QStringLiteral("b every 1000")}));
}

void GroupPlanTest::afterARestartItIsTheSameGroup()
{
    Gathered gathered;
    gathered.add("before", one, t0, 1000, 600);
    gathered.add("after", one, t0 + 900'300, 1000, 500);
    QCOMPARE(gathered.groups(), QStringList{QStringLiteral("after,before every 1000")});
}

void GroupPlanTest::manySeriesAreSpread()
{
    Gathered gathered;
    for (int i = 0; i < 4500; ++i)
        gathered.add(QByteArray("a" + QByteArray::number(i)).constData(), one, t0, 1000, 2);
    QCOMPARE(gathered.groups().size(), 3);
}

/// What is read back knows the silence, without an `up`.
void GroupPlanTest::silencesAreGaps()
{
    test::ImportFolder folder;
    (void)folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n1700000010,1\n1700000020,1\n"
                                                   "1700000100,1\n1700000110,1\n");
    SeriesStore store;
    RecordingReader::open(folder.out())
        ->forEachPage(
            [&](const recording::Page &page) {
                int damaged = 0;
                for (const auto &group : page.groups) {
                    const recording::Table table = recording::tableOf(group, damaged);
                    std::vector<RestoredColumn> columns;
                    for (const auto &column : table.columns)
                        columns.push_back({column.key, column.type, column.cells});
                    [&] { QVERIFY(store.restore(store.addGroup(table.group), table.times, columns)); }();
                }
                return true;
            },
            [](const RecordingLoss &) {});
    const auto second = [](int s) { return Timestamp(std::chrono::seconds(1'700'000'000 + s)); };
    QCOMPARE(store.snapshot().gaps({second(0), second(200)}), (std::vector{TimeRange{second(30), second(100)}}));
}

QD_TEST_GUILESS(GroupPlanTest)
#include "tst_group_plan.moc"
