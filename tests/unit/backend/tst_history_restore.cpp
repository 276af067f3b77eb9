// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/history_restore.h"
#include "model/event/event_log.h"
#include "model/recording/compaction.h"
#include "model/recording/segment_folder.h"
#include "model/recording/segment_recorder.h"
#include "model/rules/rule_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"

#include <QtCore/QEventLoop>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using test::second;

const GroupConfig target{GroupKind::Scraped, Labels{{"job", "sessiond"}, {"instance", "local"}}, 1s, {}};

/// One run of the window: a store, a log and what it records of them.
class Run
{
public:
    Run(const QString &folder, const QString &log, Timestamp now)
        : m_clock(now)
        , m_folder(folder)
        , m_log(std::move(*EventLog::open(log, m_clock)))
        , restored(restore(now))
    {}

    void append(Timestamp from, int rows)
    {
        for (int i = 0; i < rows; ++i) {
            const ParsedSample samples[]{{"n", double(i), SeriesType::Counter}};
            QVERIFY(m_store.appendScrape(m_group, from + std::chrono::seconds(i), samples, 0.001));
        }
    }
    void happen(Timestamp at)
    {
        Event event;
        event.origin = QStringLiteral("quarterdeck");
        event.at = at;
        QVERIFY(m_log->append(event));
    }
    void record()
    {
        SegmentRecorder recorder(m_folder, {});
        recorder.skip(m_known, restored.newestEvent);
        QVERIFY(recorder.write(m_store.snapshot(), m_log->snapshot()));
        QVERIFY(recorder.close());
    }
    [[nodiscard]] SeriesStore &store() { return m_store; }
    [[nodiscard]] std::size_t rows()
    {
        return m_store.snapshot().first("n").samples({second(-1'000'000), second(100'000'000)}).size();
    }

private:
    [[nodiscard]] RestoredHistory restore(Timestamp now)
    {
        HistoryRestore restore(m_folder, {now - 25h, now}, target.target, m_store, m_log->snapshot());
        RestoredHistory found;
        QEventLoop until;
        QObject::connect(&restore, &HistoryRestore::finished, &until, [&](const RestoredHistory &all) {
            found = all;
            until.quit();
        });
        restore.start();
        until.exec();
        return found;
    }

    ManualClock m_clock;
    QString m_folder;
    std::unique_ptr<EventLog> m_log;
    SeriesStore m_store;
    GroupId m_group = m_store.addGroup(target);

public:
    RestoredHistory restored;

private:
    SeriesSnapshot m_known = m_store.snapshot();
};

} // namespace

class HistoryRestoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void theLastRunIsThereAgain();
    void afterAWeekendRowsAreGoneAndEventsAreNotRecordedTwice();
    void aClockThatStoodAheadBlocksNothing();
    void aLogThatBeganAnewIsRecordedFromItsStart();
    void whatRulesGaveIsThereAgain();
    void leakDetectorsKnowTheWeekBefore();
    void stopsInTheMiddleWhenItIsNoLongerWanted();

private:
    [[nodiscard]] Run run(Timestamp now) const
    {
        return Run(m_dir->path(), m_dir->filePath(QStringLiteral("events.db")), now);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void HistoryRestoreTest::theLastRunIsThereAgain()
{
    {
        Run first = run(second(0));
        QCOMPARE(first.restored.newestEvent, 0U);
        first.append(second(0), 100);
        first.happen(second(5));
        first.record();
    }
    Run again = run(second(200));
    QVERIFY(again.restored.losses.empty());
    QCOMPARE(again.rows(), std::size_t(100));
    QCOMPARE(again.restored.newestEvent, 1U);
    again.append(second(200), 10);
    QCOMPARE(again.rows(), std::size_t(110));
}

void HistoryRestoreTest::leakDetectorsKnowTheWeekBefore()
{
    {
        Run first = run(second(0));
        const ParsedSample samples[]{{"process_resident_memory_bytes", 1e8, SeriesType::Gauge}};
        QVERIFY(first.store().appendScrape(*first.store().findGroup(target), second(7), samples, 0.001));
        first.record();
    }
    for (const recording::Segment &segment : recording::segmentsIn(m_dir->path()))
        QVERIFY(recording::compact(segment.path));
    QVERIFY(run(second(3600)).restored.leaks.last() == Timestamp()); // the store has it
    QVERIFY(run(second(3 * 24 * 3600)).restored.leaks.last() == second(7));
    QVERIFY(run(second(9 * 24 * 3600)).restored.leaks.last() == Timestamp());
}

// Their groups come with their first result, long after the past is back.
void HistoryRestoreTest::whatRulesGaveIsThereAgain()
{
    const KeyedValue pending{{"ALERTS_FOR_STATE", {{"alertname", "Hot"}}}, 42};
    {
        Run first = run(second(0));
        rules::SeriesRuleStore given(first.store());
        for (int i = 0; i < 5; ++i)
            QVERIFY(given.append("room.yml room 0 Hot", 15s, second(i * 15), {&pending, 1}));
        first.append(second(0), 100);
        first.record();
    }
    Run again = run(second(200));
    QCOMPARE(again.store().snapshot().first("ALERTS_FOR_STATE").samples({second(0), second(100)}).size(), 5u);
    rules::SeriesRuleStore given(again.store());
    QVERIFY(given.append("room.yml room 0 Hot", 15s, second(210), {&pending, 1}));
    QCOMPARE(again.store().snapshot().first("ALERTS_FOR_STATE").samples({second(0), second(300)}).size(), 6u);
}

void HistoryRestoreTest::afterAWeekendRowsAreGoneAndEventsAreNotRecordedTwice()
{
    {
        Run first = run(second(0));
        first.append(second(0), 100);
        first.happen(second(5));
        first.happen(second(6));
        first.record();
    }
    Run monday = run(second(3 * 24 * 3600));
    QCOMPARE(monday.rows(), std::size_t(0));
    QCOMPARE(monday.restored.newestEvent, 2U);
}

void HistoryRestoreTest::aClockThatStoodAheadBlocksNothing()
{
    {
        Run good = run(second(0));
        good.append(second(0), 50);
        good.record();
    }
    {
        Run ahead = run(second(7200));
        ahead.append(second(7200), 30);
        ahead.record();
    }
    Run corrected = run(second(100));
    QCOMPARE(corrected.rows(), std::size_t(50));
    QCOMPARE(corrected.restored.losses.size(), std::size_t(1));
    QVERIFY(corrected.restored.losses[0].words.startsWith(QStringLiteral("30 recorded rows lie in the future")));
    corrected.append(second(100), 5);
    QCOMPARE(corrected.rows(), std::size_t(55));
}

void HistoryRestoreTest::aLogThatBeganAnewIsRecordedFromItsStart()
{
    {
        Run first = run(second(0));
        for (int i = 0; i < 5; ++i)
            first.happen(second(i));
        first.record();
    }
    for (const char *name : {"events.db", "events.db-wal", "events.db-shm", "events.mark"})
        QFile::remove(m_dir->filePath(QLatin1String(name)));
    Run fresh = run(second(100));
    QCOMPARE(fresh.restored.newestEvent, 0U);
}

/// More blocks than may wait, and nobody who takes them: the reader must not hold up the end.
void HistoryRestoreTest::stopsInTheMiddleWhenItIsNoLongerWanted()
{
    {
        Run first = run(second(0));
        first.append(second(0), 12'000);
        first.record();
    }
    SeriesStore store;
    (void)store.addGroup(target);
    {
        HistoryRestore restore(m_dir->path(), {second(0), second(20'000)}, target.target, store, {});
        restore.start();
    }
    QCOMPARE(store.snapshot().first("n").samples({second(0), second(20'000)}).size(), std::size_t(0));
}

QD_TEST_GUILESS(HistoryRestoreTest)
#include "tst_history_restore.moc"
