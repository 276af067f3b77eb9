// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_names.h"
#include "model/rules/leak_figures.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <map>

using namespace qd;
using namespace qd::derived;
using namespace std::chrono_literals;

namespace {

/// A service whose collector passes every 15 s, scraped once a second.
class LeakyService
{
public:
    /// `left` more are retained after each pass.
    void pass(int count, double left)
    {
        for (int second = 0; second < count * 15; ++second) {
            if (second % 15 == 0) {
                ++m_values["sessiond_collector_passes_total"];
                double &retained = m_values["sessiond_sessions_retained_after_pass"];
                retained = std::max(0.0, retained + left);
                m_values["sessiond_memory_bytes{component=\"retained\"}"] = retained * 2048;
            }
            scrape();
        }
    }
    /// Another window looks at what was scraped so far.
    void reopenWindow() { m_figures = std::make_unique<LeakFigures>(m_store, m_derived, m_target); }
    /// As a window does that finds recordings of the time before.
    void remember(LeakJudge past) { m_figures->remember(std::move(past)); }
    void suspend(Millis length) { m_now += length; }
    void grow(const std::string &series, double bytesASecond) { m_growth[series] = bytesASecond; }
    void forget(const std::string &series) { m_values.erase(series); }
    [[nodiscard]] double told(std::string_view name, const Labels &labels)
    {
        const auto sample = m_store.snapshot().first(name, labels).at(m_now, 0ms);
        return sample ? sample->value : std::nan("");
    }

private:
    void scrape()
    {
        m_now += 1s;
        for (const auto &[series, bytes] : m_growth)
            m_values[series] += bytes;
        std::vector<ParsedSample> samples;
        for (const auto &[series, value] : m_values)
            samples.push_back({series, value, SeriesType::Unknown});
        QVERIFY(m_store.appendScrape(m_scraped, m_now, samples, 0.01));
        std::vector<SeriesValue> row;
        m_figures->tell(m_store.snapshot(), m_now, row);
        QVERIFY(m_store.append(m_derived, m_now, row));
    }

    std::map<std::string, double> m_values{{"process_start_time_seconds", 1.7e9},
                                           {"process_resident_memory_bytes", 64 << 20},
                                           {"sessiond_memory_limit_bytes", 256 << 20},
                                           {"sessiond_sessions{state=\"active\"}", 500}};
    Timestamp m_now{std::chrono::seconds(1'700'000'000)};
    Labels m_target{{"job", "sessiond"}, {"instance", "local"}};
    SeriesStore m_store;
    GroupId m_scraped = m_store.addGroup({GroupKind::Scraped, m_target, 1s});
    GroupId m_derived = m_store.addGroup({GroupKind::Derived, m_target, 1s, "rules"});
    std::unique_ptr<LeakFigures> m_figures = std::make_unique<LeakFigures>(m_store, m_derived, m_target);
    std::map<std::string, double> m_growth;
};

const Labels byLedger{{"component", "retained"}, {"detector", "ledger"}};

} // namespace

class LeakFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aLeakIsASeriesWhileItLasts();
    void withoutALimitNoTimeIsTold();
    void nothingIsTakenFromAServiceThatTellsNoMemory();
    void aRestartOfTheWindowForgetsNoLeak();
    void gapsInWhatIsRememberedDoNoHarm();
    void aWeekBeforeTheHistoryCounts();
    void tooManyComponentsAreSaid();
};

void LeakFiguresTest::aLeakIsASeriesWhileItLasts()
{
    LeakyService service;
    service.pass(4, 0);
    QVERIFY(std::isnan(service.told(leakSuspected, byLedger)));
    service.pass(8, 20);
    QCOMPARE(service.told(leakSuspected, byLedger), 1.0);
    // 20 sessions of 2 KiB in 15 s, of 192 MiB that are left.
    const double left = service.told(leakTimeToLimit, componentLabels("retained"));
    QVERIFY2(std::abs(left - (192 << 20) / (20 * 2048.0 / 15)) < 2, qPrintable(QString::number(left)));
    QCOMPARE(service.told(leakBytesEach, componentLabels("retained")), 2048.0);
    QVERIFY(service.told(leakCount, componentLabels("retained")) >= 60);
    QVERIFY(service.told(leakSoonestLimit, componentLabels("retained")) <= left);
    QVERIFY(service.told(leakLatestLimit, componentLabels("retained")) >= left);
    service.pass(6, -1000);
    QVERIFY(std::isnan(service.told(leakSuspected, byLedger)));
    QVERIFY(std::isnan(service.told(leakTimeToLimit, componentLabels("retained"))));
}

void LeakFiguresTest::withoutALimitNoTimeIsTold()
{
    LeakyService service;
    service.forget("sessiond_memory_limit_bytes");
    service.pass(4, 0);
    service.pass(8, 20);
    QCOMPARE(service.told(leakSuspected, byLedger), 1.0);
    QVERIFY(std::isnan(service.told(leakTimeToLimit, componentLabels("retained"))));
}

void LeakFiguresTest::nothingIsTakenFromAServiceThatTellsNoMemory()
{
    LeakyService service;
    service.forget("process_resident_memory_bytes");
    service.pass(8, 20);
    QVERIFY(std::isnan(service.told(leakSuspected, byLedger)));
}

void LeakFiguresTest::aRestartOfTheWindowForgetsNoLeak()
{
    LeakyService service;
    service.pass(60, 0);
    service.grow("process_resident_memory_bytes", 30'000);
    service.pass(160, 20); // forty minutes
    const Labels byFloor{{"component", "unattributed"}, {"detector", "floor"}};
    QCOMPARE(service.told(leakSuspected, byLedger), 1.0);
    QCOMPARE(service.told(leakSuspected, byFloor), 1.0);
    const double left = service.told(leakTimeToLimit, componentLabels("retained"));
    service.reopenWindow();
    service.pass(1, 20);
    QCOMPARE(service.told(leakSuspected, byLedger), 1.0);
    QCOMPARE(service.told(leakSuspected, byFloor), 1.0);
    QVERIFY(std::abs(service.told(leakTimeToLimit, componentLabels("retained")) - left) < 0.01 * left);
}

void LeakFiguresTest::gapsInWhatIsRememberedDoNoHarm()
{
    for (const Millis gap : {Millis(20min), Millis(7 * 24h), Millis(9 * 24h)}) {
        LeakyService service;
        service.pass(80, 0);
        service.suspend(gap); // the machine, for one
        service.pass(4, 0);
        service.reopenWindow();
        service.pass(8, 20);
        QCOMPARE(service.told(leakSuspected, byLedger), 1.0);
    }
}

void LeakFiguresTest::aWeekBeforeTheHistoryCounts()
{
    for (const int days : {2, 8}) {
        LeakJudge past;
        for (int minute = days * 24 * 60; minute > 0; minute -= 10) {
            LeakReading reading;
            reading.at = Timestamp(std::chrono::seconds(1'700'000'000)) - minute * 1min;
            reading.resident = 16 << 20;
            reading.started = 1.6e9; // the release before
            past.add(reading);
        }
        LeakyService service;
        service.remember(past);
        service.pass(60, 0);
        service.grow("process_resident_memory_bytes", 30'000);
        service.pass(160, 0); // forty minutes
        const Labels byFloor{{"component", "unattributed"}, {"detector", "floor"}};
        QCOMPARE(service.told(leakSuspected, byFloor), 1.0);
        QCOMPARE(std::isnan(service.told(leakAdvisory, byFloor)), days == 8);
    }
}

void LeakFiguresTest::tooManyComponentsAreSaid()
{
    LeakyService service;
    service.forget("process_start_time_seconds"); // no ten minutes to wait
    for (int i = 0; i < 50; ++i)
        service.grow("sessiond_memory_bytes{component=\"c" + std::to_string(i) + "\"}", 1);
    service.pass(2, 0);
    QCOMPARE(service.told(leakLeftOut, {}), 50.0 + 1 - double(mostComponents));
}

QD_TEST_APPLESS(LeakFiguresTest)
#include "tst_leak_figures.moc"
