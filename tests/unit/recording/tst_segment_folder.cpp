// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/mcap_writer.h"
#include "model/recording/recording_format.h"
#include "model/recording/recording_info.h"
#include "model/recording/segment_folder.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/memory_sink.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using test::second;

constexpr int day = 24 * 3600;

/// A segment of ten rows that begins at each of the times.
void fill(const QString &folder, std::initializer_list<int> begins)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    SegmentRecorder recorder(folder, {});
    for (const int begin : begins) {
        for (int s = begin; s < begin + 10; ++s) {
            const ParsedSample samples[]{{"n", double(s), SeriesType::Counter}};
            QVERIFY(store.appendScrape(group, second(s), samples, 0.001));
        }
        QVERIFY(recorder.write(store.snapshot(), {}));
        QVERIFY(recorder.close());
    }
}

bool nothingPinned(const recording::Segment &)
{
    return false;
}

} // namespace

class SegmentFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void segmentsKnowTheirSpans();
    void oldOnesGo();
    void theOldestGoWhenThereIsTooMuch();
    void pinnedOnesStay();
    void aNewerFormatIsNotSetAside();
    void readsWhatReachesPastATime();
    void whatCannotBeReadIsTold();
    void whatIsNoRecordingIsSetAside();
    void rowsOfAnotherTimeAreLeftOut();
    void aSegmentFromTheFutureAgesByItsFile();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

void SegmentFolderTest::segmentsKnowTheirSpans()
{
    fill(m_dir->path(), {0, 7200});
    const auto segments = recording::segmentsIn(m_dir->path());
    QCOMPARE(segments.size(), std::size_t(2));
    QVERIFY(segments[1].span.begin == second(7200));
    QVERIFY(segments[1].span.end > second(7200));
    QVERIFY(segments[0].bytes > 0);
    QVERIFY(recording::segmentsIn(m_dir->filePath(QStringLiteral("none"))).empty());
}

void SegmentFolderTest::oldOnesGo()
{
    fill(m_dir->path(), {0, day, 2 * day});
    const auto deleted = recording::applyRetention(m_dir->path(), {1h, 36h}, second(2 * day + 10), nothingPinned);
    QCOMPARE(deleted.size(), 1);
    QVERIFY(recording::segmentsIn(m_dir->path()).front().span.begin == second(day));
    QCOMPARE(recording::applyRetention(m_dir->path(), {1h, 36h}, second(100 * day), nothingPinned).size(), 1);
    QCOMPARE(recording::segmentsIn(m_dir->path()).size(), std::size_t(1)); // never the newest
}

void SegmentFolderTest::theOldestGoWhenThereIsTooMuch()
{
    fill(m_dir->path(), {0, 7200, 14400});
    const auto one = recording::segmentsIn(m_dir->path()).front().bytes;
    const SegmentLimits limits{1h, 24h, one * 5 / 2};
    QCOMPARE(recording::applyRetention(m_dir->path(), limits, second(14410), nothingPinned).size(), 1);
    QVERIFY(recording::segmentsIn(m_dir->path()).front().span.begin == second(7200));
}

void SegmentFolderTest::pinnedOnesStay()
{
    fill(m_dir->path(), {0, day, 2 * day, 3 * day});
    const auto pinned = [](const recording::Segment &segment) { return segment.span.contains(second(day)); };
    QCOMPARE(recording::applyRetention(m_dir->path(), {1h, 1h}, second(4 * day), pinned).size(), 2);
    const auto left = recording::segmentsIn(m_dir->path());
    QCOMPARE(left.size(), std::size_t(2));
    QVERIFY(left[0].span.begin == second(day));
}

void SegmentFolderTest::readsWhatReachesPastATime()
{
    fill(m_dir->path(), {0, 7200, 14400});
    std::vector<std::int64_t> times;
    const auto read =
        recording::readSegments(m_dir->path(), {second(7205), second(20'000)}, [&](const recording::Table &table) {
            times.insert(times.end(), table.times.begin(), table.times.end());
        });
    QVERIFY(read.losses.empty());
    QCOMPARE(read.later, 0);
    QCOMPARE(times.size(), std::size_t(20));
    QCOMPARE(times.front(), second(7200).time_since_epoch().count());
}

void SegmentFolderTest::whatCannotBeReadIsTold()
{
    fill(m_dir->path(), {0});
    const std::vector<std::byte> garbage(10, std::byte{'x'});
    QVERIFY(test::writeFile(m_dir->filePath(QStringLiteral("a.mcap")), garbage));
    int rows = 0;
    const auto read =
        recording::readSegments(m_dir->path(), {second(0), second(20'000)},
                                [&](const recording::Table &table) { rows += int(table.times.size()); });
    QCOMPARE(read.losses.size(), std::size_t(1));
    QVERIFY(read.losses[0].words.contains(QStringLiteral("a.mcap")));
    QCOMPARE(rows, 10);
}

void SegmentFolderTest::whatIsNoRecordingIsSetAside()
{
    fill(m_dir->path(), {0});
    const std::vector<std::byte> garbage(10, std::byte{'x'});
    QVERIFY(test::writeFile(m_dir->filePath(QStringLiteral("a.mcap")), garbage));
    QVERIFY(test::writeFile(m_dir->filePath(QStringLiteral("b.mcap")), {}));
    QCOMPARE(recording::setUnreadableAside(m_dir->path()),
             QStringList{m_dir->filePath(QStringLiteral("a.mcap.damaged"))});
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 2);
    QVERIFY(recording::setUnreadableAside(m_dir->path()).isEmpty());
}

void SegmentFolderTest::aNewerFormatIsNotSetAside()
{
    const auto bytes = std::make_shared<std::vector<std::byte>>();
    mcap::Writer writer(std::make_unique<test::MemorySink>(bytes));
    const std::string version = std::to_string(recording::version + 1);
    QVERIFY(writer.begin(recording::profile, "quarterdeck"));
    const recording::KindFormat &kind = recording::kinds.front();
    QVERIFY(writer.add(mcap::Schema{1, std::string(kind.schema), "", ""}));
    QVERIFY(writer.add(mcap::Channel{1, 1, std::string(kind.topic), std::string(kind.encoding), {}}));
    QVERIFY(writer.addMetadata(recording::infoName,
                               recording::sealed({{std::string(recording::versionKey), version}})));
    QVERIFY(writer.finish());
    const QString path = m_dir->filePath(QStringLiteral("a.mcap"));
    QVERIFY(test::writeFile(path, *bytes));
    QVERIFY(recording::setUnreadableAside(m_dir->path()).isEmpty());
    QVERIFY(QFile::exists(path));
    const auto opened = RecordingReader::open(path);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Refused);
}

void SegmentFolderTest::rowsOfAnotherTimeAreLeftOut()
{
    fill(m_dir->path(), {0, 7200, 14400});
    std::int64_t rows = 0;
    const auto read =
        recording::readSegments(m_dir->path(), {second(0), second(7203)},
                                [&](const recording::Table &table) { rows += std::ssize(table.times); });
    QCOMPARE(rows, 13);
    QCOMPARE(read.later, 17);
    QVERIFY(read.losses.empty());
}

void SegmentFolderTest::aSegmentFromTheFutureAgesByItsFile()
{
    fill(m_dir->path(), {0, 400 * day, 401 * day});
    const auto changed = std::chrono::floor<Millis>(std::chrono::system_clock::now()); // of the files: just now
    const SegmentLimits limits{1h, std::chrono::hours(24)};
    QCOMPARE(recording::applyRetention(m_dir->path(), limits, second(10), nothingPinned).size(), 0);
    QCOMPARE(recording::applyRetention(m_dir->path(), limits, changed + 25h, nothingPinned).size(), 2);
}

QD_TEST_GUILESS(SegmentFolderTest)
#include "tst_segment_folder.moc"
