// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/table.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <bit>

using namespace qd;

namespace {

using test::second;

/// A target that is scraped once a second, fails for a while and is not watched for a while.
class Watched
{
public:
    void scrape(int from, int to)
    {
        for (int s = from; s < to; ++s) {
            std::vector<ParsedSample> samples{{"a", double(s), SeriesType::Counter}};
            if (s % 7 != 0)
                samples.push_back({"job", s / 4.0, SeriesType::Gauge});
            QVERIFY(store.appendScrape(group, second(s), samples, 0.001));
        }
    }
    void fail(int from, int to)
    {
        for (int s = from; s < to; ++s)
            QVERIFY(store.appendFailure(group, second(s), 1));
    }
    /// Puts the other's rows in front, as a window does that starts anew.
    void restore(Watched &other)
    {
        recording::TableAssembler blocks([this](const recording::Table &table) {
            std::vector<RestoredColumn> columns;
            for (const auto &column : table.columns)
                columns.push_back({column.key, column.type, column.cells});
            QVERIFY(store.restore(group, table.times, columns));
        });
        const GroupView view = GroupView::of(other.store.snapshot()).front();
        for (auto row = view.firstRow(); row < view.endRow();) {
            const auto end = std::min(view.endRow(), (row / 1024 + 1) * 1024);
            blocks.add(recording::tableOf(view, row, end));
            row = end;
        }
        blocks.flush();
    }
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::uint64_t>> samples(std::string_view name)
    {
        std::vector<std::pair<std::int64_t, std::uint64_t>> out;
        for (const Sample &sample : store.snapshot().first(name).samples({second(-1), second(100'000)}))
            out.emplace_back(sample.at.time_since_epoch().count(), std::bit_cast<std::uint64_t>(sample.value));
        return out;
    }

    SeriesStore store;
    GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "sessiond"}, {"instance", "local"}}});
};

} // namespace

class RestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aRestartChangesNothingOfThePast();
    void whatFollowsGoesOn();
    void olderRowsAreRefused();
};

void RestoreTest::aRestartChangesNothingOfThePast()
{
    Watched before;
    before.scrape(0, 1500);
    before.fail(1500, 1520);
    before.scrape(1520, 2600);
    Watched after;
    after.restore(before);
    for (const char *name : {"a", "job", "up", "scrape_samples_scraped"})
        QCOMPARE(after.samples(name), before.samples(name));
    QCOMPARE(after.store.seriesCount(after.group), before.store.seriesCount(before.group));
    const TimeRange all{second(0), second(5000)};
    QCOMPARE(after.store.snapshot().gaps(all), before.store.snapshot().gaps(all));
    QCOMPARE(after.store.snapshot().gaps(all).size(), std::size_t(1));
}

void RestoreTest::whatFollowsGoesOn()
{
    Watched before;
    before.scrape(0, 100);
    Watched after;
    after.restore(before);
    after.scrape(300, 310);
    QCOMPARE(after.samples("a").size(), std::size_t(110));
    QCOMPARE(after.store.seriesCount(after.group), before.store.seriesCount(before.group));
    const auto gaps = after.store.snapshot().gaps({second(0), second(310)});
    QCOMPARE(gaps.size(), std::size_t(1));
    QVERIFY(gaps[0] == (TimeRange{second(100), second(300)}));
}

void RestoreTest::olderRowsAreRefused()
{
    Watched before;
    before.scrape(0, 10);
    Watched after;
    after.scrape(5, 6);
    const std::int64_t times[]{second(1).time_since_epoch().count()};
    const auto restored = after.store.restore(after.group, times, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Conflict);
}

QD_TEST_GUILESS(RestoreTest)
#include "tst_restore.moc"
