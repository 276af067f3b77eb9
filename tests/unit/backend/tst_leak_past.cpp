// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/leak_past.h"
#include "model/recording/compact_writer.h"
#include "model/rules/leak_readings.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using test::second;

constexpr double MiB = 1 << 20;
constexpr int day = 24 * 3600;
const Labels watched{{"job", "sessiond"}, {"instance", "local"}};

/// A row a minute of an even service, as the recorder keeps it: from one second to the other.
void writeSegment(const QString &path, int from, int to)
{
    recording::Table table{{GroupKind::Scraped, watched, 60s, {}}, {}, {}};
    const std::pair<const char *, double> even[]{{"process_resident_memory_bytes", 80 * MiB},
                                                 {"process_start_time_seconds", -50'000.0},
                                                 {"sessiond_memory_limit_bytes", 256 * MiB}};
    for (int at = from; at < to; at += 60)
        table.times.push_back(second(at).time_since_epoch().count());
    for (const auto &[name, value] : even)
        table.columns.push_back(
            {{name, watched}, SeriesType::Gauge, std::vector<double>(table.times.size(), value)});
    const auto writer = recording::CompactWriter::create(path, {{"service", "sessiond"}});
    QVERIFY(writer);
    QVERIFY((*writer)->add(table));
    QVERIFY((*writer)->finish());
}

bool goOn()
{
    return true;
}

/// What is said of a leak that begins right after the past.
std::optional<bool> isAdvisoryAfter(LeakJudge judge)
{
    const Timestamp begin = judge.last();
    for (int minute = 1; minute <= 6 * 60; ++minute) {
        LeakReading reading;
        reading.at = begin + minute * 1min;
        reading.resident = (80 + minute / 10.0) * MiB;
        reading.limit = 256 * MiB;
        reading.started = std::chrono::duration<double>(second(-50'000).time_since_epoch()).count();
        judge.add(reading);
    }
    return judge.leaks().empty() ? std::nullopt : std::optional(judge.leaks().front().isAdvisory);
}

} // namespace

class LeakPastTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void aWeekOfSegmentsIsKnownAgain();
    void whatCannotBeReadIsPassedOver();
    void stopsWhenItIsNoLongerWanted();

private:
    void writeDays(int days) const
    {
        for (int i = 0; i < days; ++i) // each overlaps the one before
            writeSegment(m_dir->filePath(QStringLiteral("%1.mcap").arg(i)), i * day - 600, (i + 1) * day);
    }
    [[nodiscard]] LeakJudge judged(Timestamp from, Timestamp to) const
    {
        return judgePast(m_dir->path(), {from, to}, watched, goOn);
    }
    std::unique_ptr<QTemporaryDir> m_dir;
};

void LeakPastTest::aWeekOfSegmentsIsKnownAgain()
{
    writeDays(8);
    const LeakJudge week = judged(second(0), second(8 * day));
    QVERIFY(week.last() == second(8 * day - 60));
    QVERIFY(week.leaks().empty());
    QCOMPARE(isAdvisoryAfter(week), std::optional(false));
    QCOMPARE(isAdvisoryAfter(judged(second(7 * day), second(8 * day))), std::optional(true));
    QVERIFY(judged(second(0), second(day / 2)).last() == second(day / 2 - 60));
    QVERIFY(judgePast(m_dir->path(), {second(0), second(day)}, Labels{{"job", "x"}}, goOn).last() == Timestamp());
}

void LeakPastTest::whatCannotBeReadIsPassedOver()
{
    writeDays(8);
    QFile garbage(m_dir->filePath(QStringLiteral("3.mcap")));
    QVERIFY(garbage.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QVERIFY(garbage.write("no recording") > 0);
    garbage.close();
    QFile torn(m_dir->filePath(QStringLiteral("5.mcap")));
    QVERIFY(torn.resize(torn.size() / 2));
    QCOMPARE(isAdvisoryAfter(judged(second(0), second(8 * day))), std::optional(false));
    QVERIFY(judgePast(m_dir->filePath(QStringLiteral("none")), {second(0), second(day)}, watched, goOn).last() ==
            Timestamp());
}

void LeakPastTest::stopsWhenItIsNoLongerWanted()
{
    writeDays(3);
    int asked = 0;
    const auto judge =
        judgePast(m_dir->path(), {second(0), second(3 * day)}, watched, [&asked] { return ++asked < 2; });
    QVERIFY(judge.last() == second(day - 60));
}

QD_TEST_APPLESS(LeakPastTest)
#include "tst_leak_past.moc"
