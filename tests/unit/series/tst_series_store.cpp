// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Timestamp second(std::int64_t s)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + s));
}

ParsedSample gauge(std::string_view series, double value)
{
    return {series, value, SeriesType::Gauge};
}

std::vector<ParsedSample> scrapeOf(std::initializer_list<ParsedSample> samples)
{
    return samples;
}

/// "1 2 stale 3": the samples of a series, as text.
QString rendered(const SeriesView &view)
{
    QStringList words;
    view.forEach({second(-1000), second(1'000'000)}, [&](const Sample &sample) {
        words << (isStaleMarker(sample.value) ? QStringLiteral("stale") : QString::number(sample.value));
        return true;
    });
    return words.join(QLatin1Char(' '));
}

} // namespace

class SeriesStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void anEmptyStoreHasNothing();
    void samplesComeBackUnderTheirKeys();
    void missingSeriesGetOneStaleMarker();
    void failureMarksEverythingStaleAtOnce();
    void timeMustGoForward_data();
    void timeMustGoForward();
    void orderOfSamplesMayChange();
    void duplicatesKeepTheFirst();
    void labelOrderDoesNotMakeANewSeries();
    void targetLabelsWin();
    void surplusIsCountedAndNamed();
    void whatHasEndedMakesRoom();
    void longKeysAreBounded();
    void malformedSeriesAreCounted();
    void oldBlocksAreDropped();
    void forgottenSeriesMakeRoom();
    void snapshotsDoNotChange();
    void selectIsSortedAndExact();
    void gapsAreFailuresAndSilences();
    void noValuePassesForAMarkerOfOurs();
    void fullBlocksShrink();
    void readersAndWriterShareBlocks();
};

void SeriesStoreTest::anEmptyStoreHasNothing()
{
    SeriesStore store;
    const SeriesSnapshot empty = store.snapshot();
    QVERIFY(empty.isEmpty());
    QVERIFY(empty.extent().isEmpty());
    QVERIFY(empty.first("up").isNull());
    QVERIFY(empty.names().empty());
    QVERIFY(SeriesSnapshot().gaps({second(0), second(9)}).empty());
    QVERIFY(!SeriesView().newest());
    QVERIFY(SeriesView().samples({second(0), second(9)}).empty());
}

void SeriesStoreTest::samplesComeBackUnderTheirKeys()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "sessiond"}}});
    const auto samples = scrapeOf({gauge("b{state=\"active\"}", 7), {"a_total", 3, SeriesType::Counter}});
    const auto report = store.appendScrape(group, second(0), samples, 0.25);
    QVERIFY(report);
    QCOMPARE(report->stored, 2);
    QCOMPARE(report->added, 2);
    const SeriesSnapshot snapshot = store.snapshot();
    QCOMPARE(snapshot.names(), (std::vector<std::string>{"a_total", "b", "scrape_duration_seconds",
                                                         "scrape_samples_scraped", "up"}));
    const SeriesView b = snapshot.find("b", Labels{{"state", "active"}, {"job", "sessiond"}});
    QVERIFY(!b.isNull());
    QCOMPARE(b.newest()->value, 7.0);
    QVERIFY(b.newest()->at == second(0));
    QCOMPARE(snapshot.first("a_total").type(), SeriesType::Counter);
    QCOMPARE(snapshot.first("up").newest()->value, 1.0);
    QCOMPARE(snapshot.first("scrape_duration_seconds").newest()->value, 0.25);
    QCOMPARE(snapshot.first("scrape_samples_scraped").newest()->value, 2.0);
    QVERIFY(snapshot.extent() == (TimeRange{second(0), second(0) + 1ms}));
    QVERIFY(!b.at(second(0) - 1ms));
    QCOMPARE(b.at(second(300))->value, 7.0);
    QVERIFY(!b.at(second(300) + 1ms));
}

void SeriesStoreTest::missingSeriesGetOneStaleMarker()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a", 1), gauge("b", 1)}), 0));
    QVERIFY(store.appendScrape(group, second(1), scrapeOf({gauge("a", 2)}), 0));
    QVERIFY(store.appendScrape(group, second(2), scrapeOf({gauge("a", 3)}), 0));
    QVERIFY(store.appendScrape(group, second(3), scrapeOf({gauge("a", 4), gauge("b", 9)}), 0));
    const SeriesSnapshot snapshot = store.snapshot();
    QCOMPARE(rendered(snapshot.first("a")), QStringLiteral("1 2 3 4"));
    QCOMPARE(rendered(snapshot.first("b")), QStringLiteral("1 stale 9"));
    QVERIFY(!snapshot.first("b").at(second(2)));
    QCOMPARE(snapshot.first("b").at(second(0) + 999ms)->value, 1.0);
    QCOMPARE(snapshot.first("b").newest()->value, 9.0);
}

void SeriesStoreTest::failureMarksEverythingStaleAtOnce()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a", 1), gauge("b", 1)}), 0));
    QVERIFY(store.appendFailure(group, second(1), 1.5));
    QVERIFY(store.appendFailure(group, second(2), 1.5));
    const SeriesSnapshot snapshot = store.snapshot();
    QCOMPARE(rendered(snapshot.first("a")), QStringLiteral("1 stale"));
    QCOMPARE(rendered(snapshot.first("b")), QStringLiteral("1 stale"));
    QCOMPARE(rendered(snapshot.first("up")), QStringLiteral("1 0 0"));
    QVERIFY(!snapshot.first("a").newest());
}

void SeriesStoreTest::timeMustGoForward_data()
{
    QTest::addColumn<int>("second");
    QTest::newRow("the same instant again") << 5;
    QTest::newRow("an earlier instant") << 4;
}

void SeriesStoreTest::timeMustGoForward()
{
    QFETCH(int, second);
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, ::second(5), scrapeOf({gauge("a", 1)}), 0));
    const auto refused = store.appendScrape(group, ::second(second), scrapeOf({gauge("a", 2)}), 0);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(store.appendFailure(group, ::second(second), 0).error().code, ErrorCode::Conflict);
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("1"));
    QVERIFY(store.appendScrape(group, ::second(6), scrapeOf({gauge("a", 3)}), 0));
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("1 3"));
}

void SeriesStoreTest::orderOfSamplesMayChange()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a", 1), gauge("b", 10), gauge("c", 100)}), 0));
    QVERIFY(store.appendScrape(group, second(1), scrapeOf({gauge("c", 101), gauge("a", 2), gauge("b", 11)}), 0));
    QVERIFY(store.appendScrape(group, second(2),
                               scrapeOf({gauge("c", 102), gauge("n", 5), gauge("a", 3), gauge("b", 12)}), 0));
    QVERIFY(store.appendScrape(group, second(3), scrapeOf({gauge("a", 4), gauge("b", 13), gauge("c", 103)}), 0));
    const SeriesSnapshot snapshot = store.snapshot();
    QCOMPARE(rendered(snapshot.first("a")), QStringLiteral("1 2 3 4"));
    QCOMPARE(rendered(snapshot.first("b")), QStringLiteral("10 11 12 13"));
    QCOMPARE(rendered(snapshot.first("c")), QStringLiteral("100 101 102 103"));
    QCOMPARE(rendered(snapshot.first("n")), QStringLiteral("5 stale"));
}

void SeriesStoreTest::duplicatesKeepTheFirst()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    const auto report = store.appendScrape(group, second(0), scrapeOf({gauge("a", 1), gauge("a", 2)}), 0);
    QCOMPARE(report->duplicates, 1);
    QCOMPARE(report->stored, 1);
    QCOMPARE(report->firstProblem, std::string("a"));
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("1"));
}

void SeriesStoreTest::labelOrderDoesNotMakeANewSeries()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a{x=\"1\",y=\"2\"}", 1)}), 0));
    const auto report =
        store.appendScrape(group, second(1), scrapeOf({gauge("a{ y=\"2\", x=\"1\" , e=\"\"}", 2)}), 0);
    QCOMPARE(report->added, 0);
    QCOMPARE(store.snapshot().select("a").size(), std::size_t(1));
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("1 2"));
}

void SeriesStoreTest::targetLabelsWin()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "ours"}}});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a{job=\"theirs\"}", 1)}), 0));
    const Labels expected({{"job", "ours"}, {"exported_job", "theirs"}});
    QVERIFY(!store.snapshot().find("a", expected).isNull());
}

void SeriesStoreTest::whatHasEndedMakesRoom()
{
    SeriesStore store({.maxSeriesPerGroup = 6}); // three of them are the scrape's own
    const GroupId group = store.addGroup({GroupKind::Scraped, {}});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("x", 1), gauge("y", 1), gauge("z", 1)}), 0));
    const auto right = scrapeOf({gauge("a", 1), gauge("b", 2)});
    QCOMPARE(store.appendScrape(group, second(1), right, 0)->surplus, 2);
    QCOMPARE(store.appendScrape(group, second(2), right, 0)->surplus, 0);
    QCOMPARE(store.appendScrape(group, second(3), right, 0)->stored, 2);
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("1 1"));
    QCOMPARE(store.seriesCount(group), 6);
    const auto both = scrapeOf({gauge("a", 1), gauge("b", 2), gauge("c", 3), gauge("d", 4)});
    QCOMPARE(store.appendScrape(group, second(4), both, 0)->surplus, 2);
    QCOMPARE(store.appendScrape(group, second(5), both, 0)->surplus, 1); // one had ended; what lives stays
    QCOMPARE(store.appendScrape(group, second(6), both, 0)->surplus, 1);
}

void SeriesStoreTest::surplusIsCountedAndNamed()
{
    SeriesStore store({5, std::chrono::hours(1)});
    const GroupId group = store.addGroup({});
    const auto report = store.appendScrape(
        group, second(0), scrapeOf({gauge("a", 1), gauge("b", 1), gauge("c", 1), gauge("d", 1)}), 0);
    QCOMPARE(report->stored, 2); // up and the scrape's two figures count too
    QCOMPARE(report->surplus, 2);
    QCOMPARE(report->firstProblem, std::string("c"));
    QCOMPARE(store.seriesCount(group), 5);
}

void SeriesStoreTest::longKeysAreBounded()
{
    SeriesStore store({5000, std::chrono::hours(1), 100'000});
    const GroupId group = store.addGroup({});
    int kept = 0;
    for (int s = 0; s < 100; ++s) {
        const std::string series = "a{x=\"" + std::to_string(s) + std::string(10'000, 'x') + "\"}";
        const auto report = store.appendScrape(group, second(s), scrapeOf({gauge(series, s)}), 0);
        QCOMPARE(report->stored + report->surplus, 1);
        kept += report->stored;
        QVERIFY(store.snapshot().select("a").size() <= 9);
    }
    QVERIFY2(kept > 9, "what has ended gives way");
}

void SeriesStoreTest::malformedSeriesAreCounted()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    const auto report =
        store.appendScrape(group, second(0), scrapeOf({gauge("a{x=\"1\",x=\"2\"}", 1), gauge("b", 1)}), 0);
    QCOMPARE(report->malformed, 1);
    QCOMPARE(report->stored, 1);
}

void SeriesStoreTest::oldBlocksAreDropped()
{
    SeriesStore store({100, std::chrono::seconds(2000)});
    const GroupId group = store.addGroup({});
    std::size_t most = 0;
    for (int s = 0; s < 20'000; ++s) {
        QVERIFY(store.appendScrape(group, second(s), scrapeOf({gauge("a", s)}), 0));
        most = std::max(most, store.bytes());
    }
    const SeriesSnapshot snapshot = store.snapshot();
    const TimeRange extent = snapshot.extent();
    QVERIFY(extent.begin > second(20'000 - 2000 - 1024 - 1));
    QVERIFY(extent.begin <= second(20'000 - 2000));
    QCOMPARE(snapshot.first("a").samples(extent).size(), static_cast<std::size_t>(extent.length() / 1s) + 1);
    QCOMPARE(snapshot.first("a").at(second(19'000))->value, 19'000.0);
    QVERIFY(!snapshot.first("a").at(second(10'000)));
    QVERIFY2(most < 4 * (4 * 12'000 + 8192), "four series and their time column over at most four blocks");
}

void SeriesStoreTest::forgottenSeriesMakeRoom()
{
    SeriesStore store({4, std::chrono::seconds(1000)});
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a", 1)}), 0));
    for (int s = 1; s < 4096; ++s)
        QVERIFY(store.appendScrape(group, second(s), {}, 0));
    QVERIFY(store.snapshot().first("a").isNull());
    const auto report = store.appendScrape(group, second(5000), scrapeOf({gauge("b", 2)}), 0);
    QCOMPARE(report->surplus, 0);
    QCOMPARE(rendered(store.snapshot().first("b")), QStringLiteral("2"));
}

void SeriesStoreTest::snapshotsDoNotChange()
{
    SeriesStore store({100, std::chrono::seconds(1500)});
    const GroupId group = store.addGroup({});
    for (int s = 0; s < 100; ++s)
        QVERIFY(store.appendScrape(group, second(s), scrapeOf({gauge("a", s)}), 0));
    const SeriesSnapshot early = store.snapshot();
    const QString before = rendered(early.first("a"));
    ColumnSummary column;
    early.first("a").columns({second(0), 10h, 1}, {&column, 1});
    for (int s = 100; s < 5000; ++s)
        QVERIFY(store.appendScrape(group, second(s), scrapeOf({gauge("a", s), gauge("new", 1)}), 0));
    QCOMPARE(rendered(early.first("a")), before);
    QVERIFY(early.first("new").isNull());
    ColumnSummary again;
    early.first("a").columns({second(0), 10h, 1}, {&again, 1});
    QCOMPARE(again.count, column.count);
    QCOMPARE(again.max, 99.0);
}

void SeriesStoreTest::selectIsSortedAndExact()
{
    SeriesStore store;
    const GroupId one = store.addGroup({GroupKind::Scraped, Labels{{"instance", "2"}}});
    const GroupId two = store.addGroup({GroupKind::Scraped, Labels{{"instance", "1"}}});
    const auto samples = scrapeOf({gauge("a{s=\"y\"}", 1), gauge("a{s=\"x\"}", 1), gauge("ab", 1)});
    QVERIFY(store.appendScrape(one, second(0), samples, 0));
    QVERIFY(store.appendScrape(two, second(0), samples, 0));
    const SeriesSnapshot snapshot = store.snapshot();
    QStringList order;
    for (const SeriesView &view : snapshot.select("a"))
        order << QString::fromStdString(seriesText(view.key()));
    QCOMPARE(
        order,
        (QStringList{QStringLiteral("a{instance=\"1\",s=\"x\"}"), QStringLiteral("a{instance=\"1\",s=\"y\"}"),
                     QStringLiteral("a{instance=\"2\",s=\"x\"}"), QStringLiteral("a{instance=\"2\",s=\"y\"}")}));
    QCOMPARE(snapshot.select("a", Labels{{"s", "x"}}).size(), std::size_t(2));
    QVERIFY(snapshot.first("a", Labels{{"s", "y"}}).key().labels == (Labels{{"instance", "1"}, {"s", "y"}}));
    QVERIFY(snapshot.first("a", Labels{{"s", "z"}}).isNull());
    QVERIFY(snapshot.find("a", Labels{{"s", "x"}}).isNull());
    QVERIFY(snapshot.select("a", Labels{{"s", "z"}}).empty());
}

void SeriesStoreTest::gapsAreFailuresAndSilences()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    const auto good = [&](int s) { QVERIFY(store.appendScrape(group, second(s), scrapeOf({gauge("a", 1)}), 0)); };
    const auto bad = [&](int s) { QVERIFY(store.appendFailure(group, second(s), 0)); };
    using Ranges = std::vector<TimeRange>;
    good(0), good(1), good(3); // one scrape late is no gap
    QVERIFY(store.snapshot().gaps({second(-50), second(50)}).empty());
    bad(4), bad(5), good(6), good(7), good(20), good(21), bad(22);
    const SeriesSnapshot snapshot = store.snapshot();
    QVERIFY(snapshot.gaps({second(-50), second(50)}) ==
            (Ranges{{second(4), second(6)}, {second(8), second(20)}, {second(22), second(50)}}));
    QVERIFY(snapshot.gaps({second(5), second(9)}) == (Ranges{{second(5), second(6)}, {second(8), second(9)}}));
    QVERIFY(snapshot.gaps({second(6), second(8)}).empty());
    good(23), bad(30); // the silence began long before the failure that ended it
    QVERIFY(store.snapshot().gaps({second(23), second(50)}) == (Ranges{{second(24), second(50)}}));
    const GroupId other = store.addGroup({GroupKind::Scraped, Labels{{"instance", "other"}}});
    for (int s = 0; s < 10; ++s)
        QVERIFY(store.appendScrape(other, second(s), {}, 0));
    QVERIFY(store.snapshot().gaps({second(0), second(15)}).empty()); // only where every target was silent
}

void SeriesStoreTest::noValuePassesForAMarkerOfOurs()
{
    SeriesStore store;
    const GroupId group = store.addGroup({});
    QVERIFY(store.appendScrape(group, second(0), scrapeOf({gauge("a", absentMarker())}), 0));
    QVERIFY(store.appendScrape(group, second(1), scrapeOf({gauge("a", 1)}), 0));
    QCOMPARE(rendered(store.snapshot().first("a")), QStringLiteral("nan 1"));
}

void SeriesStoreTest::fullBlocksShrink()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle constant = store.series(group, {"constant", {}});
    const SeriesHandle counter = store.series(group, {"counter", {}}, SeriesType::Counter);
    for (int s = 0; s < 1024 * 20 + 1; ++s) {
        const SeriesValue row[]{{constant, 4.2}, {counter, 7e9 + 4096.0 * s}};
        QVERIFY(store.append(group, second(s), row));
    }
    QVERIFY2(store.bytes() < 20 * (8192 + 64 + 3200) + 3 * 12'000, "doubles would take 31 KiB a block of both");
    const SeriesSnapshot snapshot = store.snapshot();
    QCOMPARE(snapshot.first("counter").at(second(7777))->value, 7e9 + 4096.0 * 7777);
    QCOMPARE(snapshot.first("constant").at(second(7777))->value, 4.2);
}

// Under the thread sanitizer this proves that readers need no lock.
void SeriesStoreTest::readersAndWriterShareBlocks()
{
    SeriesStore store({100, std::chrono::seconds(3000)});
    const GroupId group = store.addGroup({});
    std::mutex mutex;
    SeriesSnapshot shared;
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    std::atomic<int> rounds = 0;
    std::thread reader([&] {
        while (!done) {
            mutex.lock();
            const SeriesSnapshot snapshot = shared;
            mutex.unlock();
            const SeriesView view = snapshot.first("a");
            std::vector<ColumnSummary> columns(100);
            const TimeRange extent = snapshot.extent(); // the writer goes on for as long as we need
            view.columns({extent.begin, extent.length() / 100 + 1ms, 100}, columns);
            double last = -1;
            std::uint32_t counted = 0;
            for (const ColumnSummary &column : columns) {
                counted += column.count;
                if (column.count != 0 && column.first != last + 1 && last >= 0)
                    ++wrong;
                last = column.count != 0 ? column.last : last;
            }
            if (counted != view.samples(extent).size())
                ++wrong;
            ++rounds;
        }
    });
    for (int s = 0; s < 8000 || rounds < 20; ++s) {
        QVERIFY(store.appendScrape(group, second(s), scrapeOf({gauge("a", s)}), 0));
        const std::lock_guard lock(mutex);
        shared = store.snapshot();
    }
    done = true;
    reader.join();
    QCOMPARE(wrong.load(), 0);
}

QD_TEST_APPLESS(SeriesStoreTest)
#include "tst_series_store.moc"
