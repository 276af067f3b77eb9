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
        std::vector<ParsedSample> samples;
        for (const auto &[series, value] : m_values)
            samples.push_back({series, value, SeriesType::Unknown});
        QVERIFY(m_store.appendScrape(m_scraped, m_now, samples, 0.01));
        std::vector<SeriesValue> row;
        m_figures.tell(m_store.snapshot(), m_now, row);
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
    LeakFigures m_figures{m_store, m_derived, m_target};
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

QD_TEST_APPLESS(LeakFiguresTest)
#include "tst_leak_figures.moc"
