// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/opened_recording.h"
#include "model/alerts/alert_book.h"
#include "model/incident/incident_book.h"
#include "model/incident/incident_times.h"
#include "model/incident/postmortem.h"
#include "model/rules/backtest.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

const Timestamp day = std::chrono::sys_days{std::chrono::year{2024} / 8 / 20};
const Timestamp leakBegins = day + 7h + 5min;
const QString recordingFile =
    QStringLiteral(QD_SCENARIOS "/../../../resources/recordings/2024-08-20-session-leak.mcap");

} // namespace

/// The recording that comes along: the outage as it was, and what today's rules make of it.
class ShippedRecordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void saysWhatItIs();
    void todaysRulesNameAndPageBeforeItWasNoticed();
    void memoryReachesItsLimitAndUsersFeelIt();
    void monitoringOfThenWasLate();
    void timelineSaysWhatHappened_data();
    void timelineSaysWhatHappened();
    void postmortemHasEveryFact();

private:
    [[nodiscard]] incident::Incident incidentAt(Timestamp at) const;
    [[nodiscard]] double highest(std::string_view name, const Labels &labels, TimeRange span) const;

    std::unique_ptr<OpenedRecording> m_file;
};

void ShippedRecordingTest::initTestCase()
{
    auto opened = OpenedRecording::open(recordingFile, {});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().words));
    m_file = std::move(*opened);
    QCOMPARE(m_file->losses(), QStringList());
}

incident::Incident ShippedRecordingTest::incidentAt(Timestamp at) const
{
    incident::IncidentBook book;
    book.read(m_file->history().events(), at);
    return book.incidents().empty() ? incident::Incident() : book.incidents().front();
}

double ShippedRecordingTest::highest(std::string_view name, const Labels &labels, TimeRange span) const
{
    double most = 0;
    for (const SeriesView &view : m_file->series().select(name, labels))
        view.forEach(span, [&](const Sample &sample) {
            most = std::isfinite(sample.value) ? std::max(most, sample.value) : most;
            return true;
        });
    return most;
}

void ShippedRecordingTest::saysWhatItIs()
{
    QVERIFY(QFileInfo(recordingFile).size() < 5 << 20);
    QCOMPARE(m_file->history().info().at("provenance"), std::string("re-enactment"));
    QCOMPARE(m_file->history().info().at("stretch"), std::string("10"));
    const TimeRange extent = m_file->series().extent();
    QVERIFY(extent.begin < day + 6h + 31min && extent.begin >= day + 6h + 30min);
    QVERIFY(extent.end > day + 11h + 59min && extent.end <= day + 12h + 1min);
}

void ShippedRecordingTest::todaysRulesNameAndPageBeforeItWasNoticed()
{
    rules::BacktestOrder order{{}, m_file->series(), m_file->series().extent()};
    for (const QString &path : rules::ruleFilesIn(QStringLiteral(QD_SCENARIOS "/../../../resources/rules"))) {
        auto file = rules::readRuleFile(path);
        QVERIFY(file);
        order.files.push_back(std::move(*file));
    }
    const auto report = rules::backtest(order);
    QVERIFY(report);
    std::map<std::string, Timestamp> first;
    for (const rules::RuleRecord &rule : report->rules)
        for (const rules::Firing &firing : rule.firings) {
            const QString severity = QString::fromUtf8(firing.labels.value("severity"));
            QVERIFY2(!alerts::isPaging(severity) || firing.begin >= leakBegins, rule.rule.name.c_str());
            const auto [place, isNew] = first.emplace(rule.rule.name, firing.begin);
            place->second = std::min(place->second, firing.begin);
        }
    QVERIFY(first.contains("LeakNamed") && first.contains("LeakPages"));
    QVERIFY(first["LeakNamed"] >= leakBegins && first["LeakNamed"] < day + 7h + 30min);
    QVERIFY(first["LeakPages"] >= leakBegins && first["LeakPages"] < day + 8h);
    qInfo("named %.1f min and paged %.1f min after the leak began",
          double((first["LeakNamed"] - leakBegins) / 1s) / 60,
          double((first["LeakPages"] - leakBegins) / 1s) / 60);
}

void ShippedRecordingTest::memoryReachesItsLimitAndUsersFeelIt()
{
    const TimeRange outage{day + 8h, day + 10h + 30min};
    const double limit = highest("sessiond_memory_limit_bytes", {}, outage);
    QVERIFY(limit > 0 && highest("process_resident_memory_bytes", {}, outage) >= limit);
    QVERIFY(highest("process_resident_memory_bytes", {}, {day + 6h + 30min, leakBegins}) < limit / 2);
    const Labels slowest{{"quantile", "0.95"}, {"route", "login"}};
    QVERIFY(highest("quarterdeck_request_latency_seconds_1m", slowest, outage) > 1);
    QVERIFY(highest("quarterdeck_request_latency_seconds_1m", slowest, {day + 11h + 15min, day + 12h}) < 0.2);
    QCOMPARE(highest("sessiond_sessions_retained_after_pass", {}, {day + 11h + 8min, day + 12h}), 0.0);
}

void ShippedRecordingTest::monitoringOfThenWasLate()
{
    const incident::Incident incident = incidentAt(day + 12h);
    QVERIFY(std::chrono::abs(incident.openedAt - (day + 8h)) < 1min);
    QCOMPARE(incident.openedBy, QString());
    const incident::Times times = incident::timesOf(incident);
    QVERIFY(times.acknowledge && std::chrono::abs(*times.acknowledge - 15min) < 2min);
    QCOMPARE(times.identify, std::optional<Millis>(day + 10h + 30min - incident.openedAt));
    QVERIFY(times.mitigate && std::chrono::abs(*times.mitigate - 150min) < 5min);
    QCOMPARE(times.resolve, std::optional<Millis>(day + 11h + 30min - incident.openedAt));
}

void ShippedRecordingTest::timelineSaysWhatHappened_data()
{
    QTest::addColumn<int>("hour");
    QTest::addColumn<int>("minute");
    QTest::addColumn<QString>("words");
    const auto row = [](int hour, int minute, const char *words) {
        QTest::addRow("%02d:%02d %s", hour, minute, words) << hour << minute << QString::fromUtf8(words);
    };
    row(8, 0, "elevated");
    row(8, 0, "memory spikes");
    row(8, 15, "Notifications of the monitoring");
    row(8, 15, "escalated");
    row(8, 30, "Roll back to 2.4.0");
    row(9, 0, "database");
    row(9, 30, "Escalated to the senior engineering team");
    row(10, 0, "still rising");
    row(10, 30, "session management module");
    row(10, 30, "Restart ordered");
    row(11, 30, "fully restored");
}

void ShippedRecordingTest::timelineSaysWhatHappened()
{
    QFETCH(int, hour);
    QFETCH(int, minute);
    QFETCH(QString, words);
    const Timestamp at = day + std::chrono::hours(hour) + std::chrono::minutes(minute);
    const incident::Incident incident = incidentAt(day + 12h);
    QStringList then;
    for (const incident::Entry &entry : incident.entries)
        if (entry.at >= at - 5s && entry.at < at + 1min)
            then << entry.words;
    QVERIFY2(then.join(u'\n').contains(words), qPrintable(then.join(u'\n')));
}

void ShippedRecordingTest::postmortemHasEveryFact()
{
    const incident::Incident incident = incidentAt(day + 12h);
    const QString text = incident::toMarkdown(incident::postmortemOf(
        incident, incident::timesOf(incident), incident::impactOf(m_file->series(), {day + 8h, day + 11h + 30min}),
        {}, QDate(2024, 8, 21)));
    for (const char *fact :
         {"60 %", "main API", "session management module", "08:00", "08:30", "09:00", "10:30", "11:30",
          "Temporary fix", "Lasting fix", "Code review", "Better monitoring", "Automated garbage collection",
          "Patch the session", "alerts on memory usage", "Audit all code", "Test performance", "after logout"})
        QVERIFY2(text.contains(QString::fromUtf8(fact)), fact);
}

QD_TEST_GUILESS(ShippedRecordingTest)
#include "tst_shipped_recording.moc"
