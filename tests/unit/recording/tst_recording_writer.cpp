// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/page.h"
#include "model/recording/recording_writer.h"
#include "model/series/column_codec.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/memory_sink.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <bit>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using test::second;

/// A target with a gauge that comes and goes and a counter, and a derived group beside it.
struct History
{
    SeriesStore store;
    GroupId target =
        store.addGroup({GroupKind::Scraped, Labels{{"job", "sessiond"}, {"instance", "örtlich \"1\""}}});
    GroupId derived = store.addGroup({GroupKind::Derived, {}, 1s});
    SeriesHandle rate = store.series(derived, {"rate", {}});

    bool append(int s)
    {
        std::vector<ParsedSample> samples{{"requests_total{code=\"200\"}", 5.0 * s, SeriesType::Counter}};
        if (s % 10 < 5)
            samples.push_back({"sometimes", s / 8.0, SeriesType::Gauge});
        const SeriesValue values[]{{rate, 1.0 / (s + 1)}};
        return (s % 97 == 96 ? store.appendFailure(target, second(s), 3.0)
                             : store.appendScrape(target, second(s), samples, 0.001).map([](auto &&) {})) &&
               store.append(derived, second(s), values);
    }
};

/// Every cell of a group by series, bit for bit.
std::map<SeriesKey, std::vector<std::uint64_t>> cellsOf(const GroupView &group)
{
    std::map<SeriesKey, std::vector<std::uint64_t>> all;
    for (std::size_t i = 0; i < group.seriesCount(); ++i) {
        auto &cells = all[group.key(i)];
        for (auto row = group.firstRow(); row < group.endRow(); ++row) {
            double cell = absentMarker();
            (void)group.cells(i, row, row + 1, {&cell, 1});
            cells.push_back(std::bit_cast<std::uint64_t>(cell));
        }
    }
    return all;
}

} // namespace

class RecordingWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void everyCellComesBack();
    void eachChunkExplainsItself();
    void eventsComeBack();
    void rowsThatAreNotThereAreNotWritten();
    void largeChunksAreSplit();
    void aLongLogIsSplit();

private:
    [[nodiscard]] std::vector<recording::Page> written(const std::function<void(RecordingWriter &)> &write) const;
    QTemporaryDir m_dir;
};

std::vector<recording::Page>
RecordingWriterTest::written(const std::function<void(RecordingWriter &)> &write) const
{
    auto bytes = std::make_shared<std::vector<std::byte>>();
    RecordingWriter writer(std::make_unique<test::MemorySink>(bytes));
    [&] { QVERIFY(writer.begin({{"service", "sessiond"}})); }();
    write(writer);
    [&] { QVERIFY(writer.finish()); }();
    const QString path = m_dir.filePath(QStringLiteral("f.mcap"));
    [&] { QVERIFY(test::writeFile(path, *bytes)); }();
    const auto reader = mcap::Reader::open(path);
    std::vector<recording::Page> pages;
    for (const auto &index : (*reader)->contents().chunks)
        pages.push_back(recording::readPage(*(*reader)->chunk(index), (*reader)->contents().channels));
    return pages;
}

void RecordingWriterTest::everyCellComesBack()
{
    History history;
    for (int s = 0; s < 2500; ++s)
        QVERIFY(history.append(s));
    const auto groups = GroupView::of(history.store.snapshot());
    const auto pages = written([&](RecordingWriter &writer) {
        for (std::int64_t row = 0; row < 2500; row += 1024) {
            for (const GroupView &group : groups)
                writer.addTable(recording::tableOf(group, row, std::min<std::int64_t>(row + 1024, 2500)));
            [&] { QVERIFY(writer.endChunk()); }();
        }
    });
    QCOMPARE(pages.size(), std::size_t(3));
    for (std::size_t g = 0; g < groups.size(); ++g) {
        std::map<SeriesKey, std::vector<std::uint64_t>> back;
        std::vector<std::int64_t> times;
        for (const auto &page : pages) {
            const auto &group = page.groups.at(g);
            QCOMPARE(page.unreadable, 0);
            QCOMPARE(group.config.target, groups[g].config().target);
            QVERIFY(group.config.kind == groups[g].config().kind);
            times.insert(times.end(), group.times.begin(), group.times.end());
            for (const auto &column : group.columns) {
                std::vector<double> cells(group.times.size());
                QVERIFY(decodeColumn(column.packed, cells));
                for (const double cell : cells)
                    back[column.key].push_back(std::bit_cast<std::uint64_t>(cell));
            }
        }
        QCOMPARE(times, groups[g].times(0, 2500));
        QVERIFY(back == cellsOf(groups[g]));
    }
}

void RecordingWriterTest::eachChunkExplainsItself()
{
    History history;
    for (int s = 0; s < 30; ++s)
        QVERIFY(history.append(s));
    const auto group = GroupView::of(history.store.snapshot()).front();
    const auto pages = written([&](RecordingWriter &writer) {
        for (int row = 0; row < 30; row += 10) {
            writer.addTable(recording::tableOf(group, row, row + 10));
            [&] { QVERIFY(writer.endChunk()); }();
        }
    });
    QCOMPARE(pages.size(), std::size_t(3));
    for (const auto &page : pages) {
        QCOMPARE(page.groups.size(), std::size_t(1));
        QCOMPARE(page.groups[0].columns.size(), group.seriesCount());
        QCOMPARE(page.groups[0].columns[0].type == SeriesType::Counter, true);
    }
}

void RecordingWriterTest::eventsComeBack()
{
    Event event;
    event.seq = 7;
    event.origin = QStringLiteral("sessiond");
    event.originInstance = QStringLiteral("a1");
    event.originSeq = 3;
    event.at = second(5);
    event.recordedAt = second(6);
    event.kind = EventKind::PurgeFinished;
    event.subject = QStringLiteral("sessions");
    event.actor = QStringLiteral("Jürgen");
    event.reason = QStringLiteral("leak \"x\"\nsecond line");
    event.correlation = QStringLiteral("c");
    event.supersedes = 2;
    event.body = {{QStringLiteral("purged"), 12431}};
    const auto pages = written([&](RecordingWriter &writer) { writer.addEvent(event); });
    QCOMPARE(pages.at(0).events.size(), std::size_t(1));
    const Event &back = pages[0].events[0];
    QCOMPARE(back.seq, event.seq);
    QCOMPARE(back.origin, event.origin);
    QCOMPARE(back.originInstance, event.originInstance);
    QCOMPARE(back.originSeq, event.originSeq);
    QVERIFY(back.at == event.at && back.recordedAt == event.recordedAt && back.kind == event.kind);
    QCOMPARE(back.subject, event.subject);
    QCOMPARE(back.actor, event.actor);
    QCOMPARE(back.reason, event.reason);
    QCOMPARE(back.correlation, event.correlation);
    QCOMPARE(back.supersedes, event.supersedes);
    QCOMPARE(back.body, event.body);
}

void RecordingWriterTest::rowsThatAreNotThereAreNotWritten()
{
    History history;
    QVERIFY(history.append(0));
    const auto group = GroupView::of(history.store.snapshot()).front();
    QVERIFY(written([&](RecordingWriter &writer) { writer.addTable(recording::tableOf(group, 1, 1)); }).empty());
}

void RecordingWriterTest::largeChunksAreSplit()
{
    recording::Table table{{GroupKind::Scraped, Labels{{"job", "j"}}}, {}, {}};
    constexpr int rows = 60'000;
    for (int row = 0; row < rows; ++row)
        table.times.push_back(second(row).time_since_epoch().count());
    for (int i = 0; i < 60; ++i) { // 60 columns of 60,000 thirds: 29 MB that do not shrink
        std::vector<double> cells;
        for (int row = 0; row < rows; ++row)
            cells.push_back((row + i) / 3.0);
        table.columns.push_back({{"n", Labels{{"i", std::to_string(i)}}}, SeriesType::Gauge, std::move(cells)});
    }
    const auto pages = written([&](RecordingWriter &writer) { writer.addTable(table); });
    QVERIFY2(pages.size() >= 2, qPrintable(QString::number(pages.size())));
    std::size_t columns = 0;
    for (const auto &page : pages) {
        QCOMPARE(page.unreadable, 0);
        QCOMPARE(page.groups.at(0).times, table.times);
        columns += page.groups[0].columns.size();
    }
    QCOMPARE(columns, table.columns.size());
}

void RecordingWriterTest::aLongLogIsSplit()
{
    Event event;
    event.origin = QStringLiteral("test");
    event.at = second(0);
    event.reason = QString(1000, u'x');
    constexpr int count = 70'000; // 70 MB and more: larger than a chunk may be
    const auto pages = written([&](RecordingWriter &writer) {
        for (int i = 0; i < count; ++i)
            writer.addEvent(event);
    });
    std::size_t events = 0;
    for (const auto &page : pages)
        events += page.events.size();
    QCOMPARE(events, std::size_t(count));
}

QD_TEST_GUILESS(RecordingWriterTest)
#include "tst_recording_writer.moc"
