// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/recording_export.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <algorithm>
#include <bit>

using namespace qd;
using namespace qd::exchange;

namespace {

/// Two targets with steps of their own, values of all sorts, names and labels with everything that needs escaping.
const QByteArray history =
    "# TYPE requests counter\n"
    "requests_total{code=\"200\",path=\"a \\\"b\\\" \\\\ ä,;\",job=\"j\",instance=\"1\"} 1 1700000000.001\n"
    "requests_total{code=\"200\",path=\"a \\\"b\\\" \\\\ ä,;\",job=\"j\",instance=\"1\"} 1e-300 1700000015.004\n"
    "requests_total{code=\"200\",path=\"a \\\"b\\\" \\\\ ä,;\",job=\"j\",instance=\"1\"} 0.1 1700000030.002\n"
    "# TYPE load gauge\n"
    "load{job=\"j\",instance=\"2\"} NaN 1700000000.5\n"
    "load{job=\"j\",instance=\"2\"} +Inf 1700000005.5\n"
    "load{job=\"j\",instance=\"2\"} -Inf 1700000011.5\n"
    "load{job=\"j\",instance=\"2\"} -0 1700000016.5\n"
    "load{job=\"j\",instance=\"2\"} 123456789.123456789 1700000021.75\n"
    "bare 7 1700000021.75\n"
    "# EOF\n";

bool sameBits(const std::vector<Sample> &a, const std::vector<Sample> &b)
{
    return std::ranges::equal(a, b, [](const Sample &x, const Sample &y) {
        return x.at == y.at && std::bit_cast<std::uint64_t>(x.value) == std::bit_cast<std::uint64_t>(y.value);
    });
}

} // namespace

/// What is exported and imported again is what it was, bit for bit.
class ExchangeRoundTripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void thereAndBack_data();
    void thereAndBack();
};

void ExchangeRoundTripTest::thereAndBack_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("OpenMetrics") << int(ExportFormat::OpenMetrics);
    QTest::newRow("CSV") << int(ExportFormat::Csv);
    QTest::newRow("JSON") << int(ExportFormat::Json);
}

void ExchangeRoundTripTest::thereAndBack()
{
    QFETCH(int, format);
    test::ImportFolder folder;
    const auto before = folder.imported(QStringLiteral("a.om"), history);
    QCOMPARE(before.series.size(), std::size_t(3));
    ExportOrder order{folder.out(), folder.path(QStringLiteral("out.txt")), ExportFormat(format), {}, {}};
    const auto exported = exportRecording(order);
    QVERIFY2(exported, exported ? "" : qPrintable(exported.error().words));
    const auto report = importFiles({order.to}, folder.path(QStringLiteral("back.mcap")), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    for (const ImportLoss &loss : report->losses)
        QFAIL(qPrintable(loss.words));
    const auto after = test::contentsOf(folder.path(QStringLiteral("back.mcap")));
    QCOMPARE(after.series.size(), before.series.size());
    for (const auto &[series, samples] : before.series) {
        const auto found = after.series.find(series);
        QVERIFY2(found != after.series.end(), series.c_str());
        QVERIFY2(sameBits(found->second, samples), qPrintable(test::textOf(found->second)));
    }
    QCOMPARE(after.info.at("provenance"), std::string("real"));
    if (ExportFormat(format) == ExportFormat::OpenMetrics)
        QVERIFY(after.types == before.types);
}

QD_TEST_GUILESS(ExchangeRoundTripTest)
#include "tst_exchange_round_trip.moc"
