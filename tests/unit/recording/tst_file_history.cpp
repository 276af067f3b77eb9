// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compact_writer.h"
#include "model/recording/compaction.h"
#include "model/recording/file_history.h"
#include "model/series/group_view.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <bit>
#include <cmath>

using namespace qd;
using namespace qd::recording;

namespace {

constexpr std::int64_t t0 = 1'700'000'000'000;
constexpr int rows = 5'000;

GroupConfig scraped()
{
    return {GroupKind::Scraped, Labels{{"instance", "local"}, {"job", "sessiond"}}, Millis(1000), {}};
}

GroupConfig derived()
{
    return {GroupKind::Derived, Labels{{"instance", "local"}, {"job", "sessiond"}}, Millis(1000), "rules"};
}

std::int64_t timeOf(int row)
{
    // Jitter, and a silence of a minute before row 2,000.
    return t0 + row * std::int64_t{1000} + row % 7 + (row >= 2'000 ? 60'000 : 0);
}

double noise(int row, int series)
{
    return std::sin(row * 0.01 * (series + 1)) * 1'000 + (row * 7'919 + series * 104'729) % 997;
}

/// Rows [from, to) of a history with a spike of one sample, a series that ends and one that is absent for pages.
Table table(const GroupConfig &group, int from, int to)
{
    Table out{group, {}, {}};
    out.columns.push_back({{"up", group.target}, SeriesType::Gauge, {}});
    for (int series = 0; series < 3; ++series)
        out.columns.push_back({{"level", group.target.with("n", std::to_string(series))}, SeriesType::Gauge, {}});
    out.columns.push_back({{"late", group.target}, SeriesType::Counter, {}});
    for (int row = from; row < to; ++row) {
        out.times.push_back(timeOf(row));
        out.columns[0].cells.push_back(row >= 3'000 && row < 3'010 ? 0 : 1);
        for (int series = 0; series < 3; ++series)
            out.columns[static_cast<std::size_t>(series) + 1].cells.push_back(row == 2'500 ? 1e6
                                                                                           : noise(row, series));
        out.columns[4].cells.push_back(row < 4'000 ? absentMarker() : (row == 4'500 ? staleMarker() : row * 2.0));
    }
    return out;
}

Event eventAt(std::uint64_t seq, int row, EventKind kind = EventKind::Note)
{
    Event event;
    event.seq = event.originSeq = seq;
    event.origin = QStringLiteral("quarterdeck");
    event.at = Timestamp(Millis(timeOf(row)));
    event.kind = kind;
    event.reason = QStringLiteral("event %1").arg(seq);
    return event;
}

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

} // namespace

class FileHistoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("a.mcap"));
    }
    void everySampleIsThere_data();
    void everySampleIsThere();
    void picturesAreTheSameOnceLoaded();
    void unloadedPicturesHoldEverySpike();
    void gapsAreKnownWithoutReading();
    void eventsComeOnceAndInOrder();
    void pagesOfARangeInTheOrderOfTime();
    void aDamagedChunkIsAGap();
    void withoutAnOverviewItSaysSo();
    void aCopyOfATornFileOpens();
    void aCancelledCopyLeavesNothing();
    void garbageForAnOverview_data();
    void garbageForAnOverview();

private:
    void write()
    {
        auto writer = CompactWriter::create(m_path, {{"service", "sessiond"}});
        QVERIFY(writer);
        // Portions of ten rows, as a recorder makes them, and two groups in turn.
        for (int row = 0; row < rows; row += 10) {
            QVERIFY((*writer)->add(table(scraped(), row, row + 10)));
            QVERIFY((*writer)->add(table(derived(), row, row + 10)));
            if (row % 1'000 == 0)
                QVERIFY((*writer)->add(eventAt(static_cast<std::uint64_t>(row / 1'000) + 1, row)));
        }
        QVERIFY((*writer)->add(eventAt(2, 1'000))); // read twice, from two segments
        QVERIFY((*writer)->finish());
    }
    std::shared_ptr<const FileHistory> open()
    {
        const auto history = FileHistory::open(m_path);
        return history ? *history : nullptr;
    }
    static FileHistory::Pages loadAll(const FileHistory &history)
    {
        FileHistory::Pages pages;
        for (const auto id : history.pagesIn(history.extent()))
            pages.emplace(id, history.load(id));
        return pages;
    }
    static SeriesSnapshot stored()
    {
        SeriesStore store;
        const GroupId group = store.addGroup(scraped());
        const Table all = table(scraped(), 0, rows);
        std::vector<RestoredColumn> columns;
        for (const auto &column : all.columns)
            columns.push_back({column.key, column.type, column.cells});
        [[maybe_unused]] const auto done = store.restore(group, all.times, columns);
        return store.snapshot();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void FileHistoryTest::everySampleIsThere_data()
{
    QTest::addColumn<bool>("loaded");
    QTest::newRow("in memory") << true;
    QTest::newRow("read when asked for") << false;
}

void FileHistoryTest::everySampleIsThere()
{
    QFETCH(bool, loaded);
    write();
    const auto history = open();
    QVERIFY(history);
    const SeriesSnapshot series = history->snapshot(loaded ? loadAll(*history) : FileHistory::Pages());
    const auto groups = GroupView::of(series);
    QCOMPARE(groups.size(), 2U);
    for (const GroupView &group : groups) {
        const Table wanted = table(group.config(), 0, rows);
        QCOMPARE(group.endRow(), rows);
        QCOMPARE(group.times(0, rows), wanted.times);
        QCOMPARE(group.seriesCount(), wanted.columns.size());
        for (std::size_t i = 0; i < group.seriesCount(); ++i) {
            const auto column =
                std::ranges::find(wanted.columns, group.key(i), [](const Table::Column &c) { return c.key; });
            QVERIFY(column != wanted.columns.end());
            QCOMPARE(group.type(i), column->type);
            for (std::int64_t from = 0; from < rows; from += blockSamples) {
                const auto to = std::min<std::int64_t>(rows, from + blockSamples);
                std::vector<double> cells(static_cast<std::size_t>(to - from), absentMarker());
                (void)group.cells(i, from, to, cells);
                for (std::size_t c = 0; c < cells.size(); ++c)
                    QVERIFY(sameBits(cells[c], column->cells[static_cast<std::size_t>(from) + c]));
            }
        }
    }
}

void FileHistoryTest::picturesAreTheSameOnceLoaded()
{
    write();
    const auto history = open();
    QVERIFY(history);
    const SeriesSnapshot file = history->snapshot(loadAll(*history));
    const SeriesSnapshot store = stored();
    for (const char *n : {"0", "1", "2"}) {
        const Labels labels = scraped().target.with("n", n);
        std::vector<ColumnSummary> a(700);
        std::vector<ColumnSummary> b(700);
        const TimeGrid grid{Timestamp(Millis(t0)), std::chrono::milliseconds(7'300), 700};
        file.find("level", labels).columns(grid, a);
        store.find("level", labels).columns(grid, b);
        for (std::size_t i = 0; i < a.size(); ++i) {
            QCOMPARE(a[i].count, b[i].count);
            QCOMPARE(a[i].stale, b[i].stale);
            QVERIFY(a[i].count == 0 || (a[i].min == b[i].min && a[i].max == b[i].max && a[i].last == b[i].last));
        }
    }
}

void FileHistoryTest::unloadedPicturesHoldEverySpike()
{
    write();
    const auto history = open();
    QVERIFY(history);
    std::vector<ColumnSummary> columns(20);
    history->snapshot({})
        .find("level", scraped().target.with("n", "1"))
        .columns({Timestamp(Millis(t0)), std::chrono::seconds(256), 20}, columns);
    const auto highest = std::ranges::max_element(columns, {}, [](const auto &c) { return c.count ? c.max : -1; });
    QCOMPARE(highest->max, 1e6);
    const auto second = columns.begin() + (2'500 + 60) / 256;
    QVERIFY(std::abs(highest - second) <= 1);
}

void FileHistoryTest::gapsAreKnownWithoutReading()
{
    write();
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(history->extent().begin, Timestamp(Millis(timeOf(0))));
    QCOMPARE(history->snapshot({}).gaps(history->extent()), stored().gaps(history->extent()));
    QCOMPARE(stored().gaps(history->extent()).size(), 2U);
}

void FileHistoryTest::eventsComeOnceAndInOrder()
{
    write();
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(history->events().size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        QCOMPARE(history->events().at(i).seq, i + 1);
        QCOMPARE(history->events().at(i).at, Timestamp(Millis(timeOf(static_cast<int>(i) * 1'000))));
    }
}

void FileHistoryTest::pagesOfARangeInTheOrderOfTime()
{
    write();
    const auto history = open();
    QVERIFY(history);
    QCOMPARE(history->pagesIn(history->extent()).size(), 10U);
    // One row in the middle of the second page, in each of two groups.
    const Timestamp at{Millis(timeOf(1'500))};
    const auto one = history->pagesIn({at, at + Millis(1)});
    QCOMPARE(one.size(), 2U);
    QCOMPARE(one[0], (FileHistory::PageId{0, 1}));
    QCOMPARE(one[1], (FileHistory::PageId{1, 1}));
    QVERIFY(history->spanOf(one[0]).contains(at));
    QVERIFY(history->pagesIn({history->extent().end, history->extent().end + Millis(1)}).empty());
}

void FileHistoryTest::aDamagedChunkIsAGap()
{
    write();
    {
        const auto reader = RecordingReader::open(m_path);
        QVERIFY(reader);
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        // The second page of the scraped group: pages of the two groups take turns.
        file.seek(static_cast<qint64>(reader->file().contents().chunks[2].offset + 200));
        const QByteArray byte = file.peek(1);
        file.write(QByteArray(1, static_cast<char>(byte[0] ^ 0x10)));
    }
    const auto history = open();
    QVERIFY(history);
    const auto pages = loadAll(*history);
    const TimeRange lost = history->spanOf({0, 1});
    const auto page = pages.at({0, 1});
    QVERIFY(page->loss);
    QCOMPARE(page->loss->span, lost);
    const SeriesSnapshot series = history->snapshot(pages);
    const auto gaps = series.gaps(history->extent());
    QVERIFY(std::ranges::find(gaps, lost) != gaps.end());
    QVERIFY(series.find("level", scraped().target.with("n", "0")).samples(lost).empty());
    QCOMPARE(series.find("level", scraped().target.with("n", "0")).samples(history->spanOf({0, 2})).size(),
             1'024U);
}

void FileHistoryTest::withoutAnOverviewItSaysSo()
{
    auto sink = AppendFile::create(m_path);
    QVERIFY(sink);
    RecordingWriter writer(std::move(*sink));
    QVERIFY(writer.begin({}));
    writer.addTable(table(scraped(), 0, 10));
    QVERIFY(writer.endChunk());
    QVERIFY(writer.finish());
    const auto history = FileHistory::open(m_path);
    QVERIFY(!history);
    QCOMPARE(history.error().code, ErrorCode::NotFound);
}

void FileHistoryTest::aCopyOfATornFileOpens()
{
    write();
    const qint64 size = QFile(m_path).size();
    QVERIFY(QFile::resize(m_path, size * 2 / 3));
    QCOMPARE(FileHistory::open(m_path).error().code, ErrorCode::NotFound);
    const QString copy = m_folder->filePath(QStringLiteral("copy.mcap"));
    double share = 0;
    const auto losses = compactCopy(m_path, copy, [&share](double done) {
        share = done;
        return true;
    });
    QVERIFY(losses);
    QCOMPARE(share, 1.0);
    QCOMPARE(QFile(m_path).size(), size * 2 / 3);
    const auto history = FileHistory::open(copy);
    QVERIFY(history);
    const auto rowsLeft = GroupView::of((*history)->snapshot({})).front().endRow();
    QVERIFY(rowsLeft >= 2 * blockSamples && rowsLeft < rows);
    QVERIFY(!losses->empty());
    QVERIFY(!(*history)->losses().isEmpty());
}

void FileHistoryTest::aCancelledCopyLeavesNothing()
{
    write();
    const QString copy = m_folder->filePath(QStringLiteral("copy.mcap"));
    const auto cancelled = compactCopy(m_path, copy, [](double) { return false; });
    QCOMPARE(cancelled.error().code, ErrorCode::Refused);
    QVERIFY(!QFile::exists(copy));
}

void FileHistoryTest::garbageForAnOverview_data()
{
    QTest::addColumn<bool>("cut");
    QTest::newRow("cut short") << true;
    QTest::newRow("a bit flipped") << false;
}

/// The attachment has a checksum; this is what stands behind it.
void FileHistoryTest::garbageForAnOverview()
{
    QFETCH(bool, cut);
    OverviewBuilder builder;
    builder.add(table(scraped(), 0, 600), {0, 1, 1, {1, 2, 3, 4, 5}});
    const mcap::Bytes good = encodeOverview(builder.finish());
    QVERIFY(decodeOverview(good));
    int refused = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        mcap::Bytes bad = good;
        if (cut)
            bad.resize(at);
        else
            bad[at] ^= std::byte{0x04};
        refused += decodeOverview(bad) ? 0 : 1;
    }
    // What is cut short is always seen; a flipped bit may be a figure, and never crashes.
    QVERIFY(cut ? refused == static_cast<int>(good.size()) : refused > 0);
}

QD_TEST_APPLESS(FileHistoryTest)
#include "tst_file_history.moc"
