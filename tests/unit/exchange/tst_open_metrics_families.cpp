// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/open_metrics_families.h"
#include "model/series/parsed_sample.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

using namespace qd;
using namespace qd::exchange;

namespace {

const QHash<QString, SeriesType> typeOf{{QStringLiteral("counter"), SeriesType::Counter},
                                        {QStringLiteral("gauge"), SeriesType::Gauge},
                                        {QStringLiteral("histogram"), SeriesType::Histogram},
                                        {QStringLiteral("summary"), SeriesType::Summary},
                                        {QStringLiteral("unknown"), SeriesType::Unknown}};

/// "counter a_total" a line.
SeriesCatalog catalogOf(const QString &lines)
{
    SeriesCatalog catalog;
    for (const QString &line : lines.split(u'\n')) {
        const auto key = seriesKeyOf(line.section(u' ', 1).toStdString());
        [&] { QVERIFY2(key, qPrintable(line)); }();
        catalog.series[*key].type = typeOf.value(line.section(u' ', 0, 0));
    }
    return catalog;
}

/// "name type: metric; metric" a family.
QString planText(const OpenMetricsPlan &plan)
{
    QStringList families;
    for (const MetricFamily &family : plan.families) {
        QStringList metrics;
        for (const SeriesUnit &unit : family.metrics) {
            QStringList series;
            for (const SeriesKey &key : unit)
                series << QString::fromStdString(seriesText(key));
            metrics << series.join(u' ');
        }
        families << QStringLiteral("%1 %2: %3")
                        .arg(QString::fromStdString(family.name),
                             QLatin1String(family.type.data(), qsizetype(family.type.size())),
                             metrics.join(QStringLiteral("; ")));
    }
    return families.join(u'\n');
}

} // namespace

class OpenMetricsFamiliesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void families_data();
    void families();
    void namesThatCannotBeWrittenAreLeftOut();
};

void OpenMetricsFamiliesTest::families_data()
{
    QTest::addColumn<QString>("series");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *series, const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(series) << QString::fromLatin1(expected);
    };
    row("gauges", "gauge a{x=\"2\"}\ngauge a{x=\"1\"}\ngauge b", "a gauge: a{x=\"1\"}; a{x=\"2\"}\nb gauge: b");
    row("counter", "counter a_total", "a counter: a_total");
    row("counter of another name", "counter a", "a unknown: a");
    row("nothing but its ending", "counter _total", "_total unknown: _total");
    row("counter whose family is a gauge", "counter a_total\ngauge a", "a unknown: a\na_total unknown: a_total");
    row("histogram, by the size of its bounds",
        "histogram h_sum\nhistogram h_count\nhistogram h_bucket{le=\"+Inf\"}\nhistogram h_bucket{le=\"10\"}\n"
        "histogram h_bucket{le=\"2\"}",
        "h histogram: h_bucket{le=\"2\"} h_bucket{le=\"10\"} h_bucket{le=\"+Inf\"} h_count h_sum");
    row("histogram of two routes",
        "histogram h_sum{r=\"a\"}\nhistogram h_count{r=\"a\"}\nhistogram h_bucket{le=\"+Inf\",r=\"a\"}\n"
        "histogram h_sum{r=\"b\"}\nhistogram h_count{r=\"b\"}\nhistogram h_bucket{le=\"+Inf\",r=\"b\"}",
        "h histogram: h_bucket{le=\"+Inf\",r=\"a\"} h_count{r=\"a\"} h_sum{r=\"a\"}; "
        "h_bucket{le=\"+Inf\",r=\"b\"} h_count{r=\"b\"} h_sum{r=\"b\"}");
    row("part of a histogram", "histogram h_bucket{le=\"+Inf\"}\nhistogram h_bucket{le=\"1\"}",
        "h_bucket unknown: h_bucket{le=\"+Inf\"}; h_bucket{le=\"1\"}");
    row("histogram without its last bucket", "histogram h_bucket{le=\"1\"}\nhistogram h_count\nhistogram h_sum",
        "h_bucket unknown: h_bucket{le=\"1\"}\nh_count unknown: h_count\nh_sum unknown: h_sum");
    row("summary", "summary s_sum\nsummary s{quantile=\"0.99\"}\nsummary s{quantile=\"0.5\"}\nsummary s_count",
        "s summary: s{quantile=\"0.5\"} s{quantile=\"0.99\"} s_count s_sum");
    row("types that disagree", "gauge a{x=\"1\"}\ncounter a{x=\"2\"}", "a unknown: a{x=\"1\"}; a{x=\"2\"}");
}

void OpenMetricsFamiliesTest::families()
{
    QFETCH(QString, series);
    QTEST(planText(planOpenMetrics(catalogOf(series))), "expected");
}

void OpenMetricsFamiliesTest::namesThatCannotBeWrittenAreLeftOut()
{
    SeriesCatalog catalog = catalogOf(QStringLiteral("gauge a"));
    const SeriesKey spaced{"disk usage", {}};
    const SeriesKey dotted{"a", Labels{{"k8s.pod", "x"}}};
    const SeriesKey nul{"a", Labels{{"b", std::string("x\0y", 3)}}};
    for (const SeriesKey &key : {spaced, dotted, nul})
        catalog.series[key].type = SeriesType::Gauge;
    const OpenMetricsPlan plan = planOpenMetrics(catalog);
    QCOMPARE(planText(plan), QStringLiteral("a gauge: a"));
    QCOMPARE(plan.unnamed.size(), std::size_t(3));
}

QD_TEST_APPLESS(OpenMetricsFamiliesTest)
#include "tst_open_metrics_families.moc"
