// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/prometheus_import.h"
#include "model/exchange/recording_export.h"
#include "model/recording/save_recording.h"
#include "tests/integration/acceptance/agreement.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/prometheus_server.h"
#include "tests/support/promtool.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"
#include "tests/unit/exchange/small_recording.h"

#include <QtCore/QDateTime>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <bit>
#include <limits>
#include <random>

using namespace qd;
using test::Columns;

namespace {

constexpr int rows = 3000; // at odd steps: into the next of Prometheus' blocks, which begin on even hours

std::vector<double> anyNumbers(unsigned seed)
{
    std::mt19937_64 random(seed);
    std::vector<double> cells;
    while (cells.size() < rows)
        cells.push_back(storable(std::bit_cast<double>(random())));
    cells[7] = std::numeric_limits<double>::infinity();
    cells[8] = -std::numeric_limits<double>::infinity();
    cells[9] = -0.0;
    cells[10] = 5e-324;
    cells[11] = staleMarker();
    cells[12] = absentMarker();
    return cells;
}

std::vector<double> counted(double step)
{
    std::vector<double> cells;
    for (int i = 0; i < rows; ++i)
        cells.push_back(i * step);
    return cells;
}

/// Numbers of every kind, labels of every kind, and every type of metric.
std::vector<recording::Table> everything()
{
    Columns gauges{{{"gauge{job=\"x\",text=\"quote \\\" back \\\\ line \\n é\"}", anyNumbers(1)},
                    {"plain", anyNumbers(2)},
                    {R"(Upper{Alpha="1",zeta="2"})", anyNumbers(3)}}};
    gauges.step = 1'237;
    Columns counters{{{"requests_total", counted(1)}, {"odd_counter", counted(0.1)}}, SeriesType::Counter};
    counters.group = "counters";
    Columns histogram{{{R"(h_bucket{le="0.1"})", counted(1)},
                       {R"(h_bucket{le="+Inf"})", counted(2)},
                       {"h_count", counted(2)},
                       {"h_sum", counted(0.3)}},
                      SeriesType::Histogram};
    histogram.group = "histogram";
    histogram.begin += 333;
    return {test::tableOf(gauges), test::tableOf(counters), test::tableOf(histogram)};
}

/// How long the acceptance runs.
int seconds()
{
    const int wanted = qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS");
    return wanted > 0 ? wanted : 10;
}

/// What the flight recorder wrote, as one recording.
QString savedFrom(const QString &segments, const QString &path)
{
    recording::SaveOrder order;
    order.segments = segments;
    order.path = path;
    const auto report = recording::saveRecording(order);
    [&] { QVERIFY2(report, report ? "" : qPrintable(report.error().words)); }();
    return path;
}

/// The last so many seconds of a Prometheus, imported.
QString importedFrom(const test::PrometheusServer &prometheus, int span, const QString &path)
{
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(prometheus.port()));
    order.matches = QStringList{QStringLiteral("{job=\"sessiond\"}")};
    order.end = Timestamp(Millis(QDateTime::currentMSecsSinceEpoch()));
    order.start = order.end - std::chrono::seconds(span);
    const auto report = importFromPrometheus(order, path, {});
    [&] { QVERIFY2(report, report ? "" : qPrintable(report.error().words)); }();
    return path;
}

} // namespace

/// Prometheus makes of what is exported what was recorded.
class TestRoundTrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void everySampleGoesThroughPromtool()
    {
        const QTemporaryDir dir;
        const QString recording = dir.filePath(QStringLiteral("a.mcap"));
        const QString text = dir.filePath(QStringLiteral("a.om"));
        test::writeRecording(recording, everything());
        const auto report = exchange::exportRecording({recording, text});
        QVERIFY2(report, report ? "" : qPrintable(report.error().words));
        QString error;
        const auto there = test::throughPromtool(text, dir.filePath(QStringLiteral("tsdb")), error);
        QVERIFY2(error.isEmpty(), qPrintable(error));
        QCOMPARE(there.size(), std::size_t(9));
        QCOMPARE(test::firstDifference(test::samplesOf(recording), there), QString());
    }

    void flightRecorderAndPrometheusAgree();
};

void TestRoundTrip::flightRecorderAndPrometheusAgree()
{
    test::RealSessiond service({QStringLiteral("--insecure-hashing")});
    QVERIFY2(service.start(), service.errorText());
    const test::PrometheusServer prometheus(service);
    test::EngineFixture window;
    window.attach(service);
    window.start();
    QTRY_VERIFY_WITH_TIMEOUT(window.isServing() && prometheus.value("up") == 1, 30'000);
    const QString segments = window.status().dataFolder + QStringLiteral("/recording");
    test::TrafficRun run(
        service, QStringLiteral("--users 200 --rate 150 --ramp 0s --duration %1s").arg(seconds()).split(u' '));
    QVERIFY2(!run.report((seconds() + 60) * 1000).isEmpty(), run.errorText());
    const QTemporaryDir dir;
    const QString imported = importedFrom(prometheus, seconds() + 30, dir.filePath(QStringLiteral("theirs.mcap")));
    window.engine.reset();
    const QString recording = savedFrom(segments, dir.filePath(QStringLiteral("ours.mcap")));

    const auto agreement = test::compare(test::samplesOf(recording), test::samplesOf(imported),
                                         Millis(std::min(60, seconds() / 2) * 1000));
    qInfo().noquote() << agreement.words();
    QVERIFY2(agreement.problems.isEmpty(), qPrintable(agreement.problems.join(u'\n')));
    QVERIFY(agreement.counterWindows > 100);
    QVERIFY(agreement.gaugeWindows > 10);

    const QString text = dir.filePath(QStringLiteral("a.om"));
    QVERIFY(exchange::exportRecording({recording, text}));
    QString error;
    const auto there = test::throughPromtool(text, dir.filePath(QStringLiteral("tsdb")), error);
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QCOMPARE(test::firstDifference(test::samplesOf(recording), there), QString());
}

QD_TEST_GUILESS(TestRoundTrip)
#include "tst_round_trip.moc"
