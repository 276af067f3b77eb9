// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

using namespace qd;
using test::ImportFolder;
using test::textOf;

class ExpositionImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void openMetrics();
    void prometheusText();
    void tsdbDump();
    void samplesWithoutTimesAreRefused();
    void aScrapeIsNoHistory();
    void exemplarsAreSaidToBeDropped();
    void aMissingEndIsSaid();
    void secondsAreToldFromMilliseconds();
    void aGarbageLineIsNamed();
    void aTornLineIsNotTaken();
    void nativeHistogramsOfADumpAreSaid();
};

void ExpositionImportTest::openMetrics()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("noname"), R"(# HELP http_requests Requests.
# TYPE http_requests counter
http_requests_total{code="200",path="a \"b\"\n"} 1027 1700000000.000
http_requests_total{code="200",path="a \"b\"\n"} 1.031e+03 1700000015.5
# TYPE rss_bytes gauge
# UNIT rss_bytes bytes
rss_bytes 1 1700000000
rss_bytes NaN 1700000015.5
# EOF
)");
    QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(contents.series.size(), std::size_t(2));
    const std::string requests = R"(http_requests_total{code="200",path="a \"b\"\n"})";
    QCOMPARE(textOf(contents.series.at(requests)), QStringLiteral("1700000000.000 1027; 1700000015.500 1031"));
    QCOMPARE(contents.types.at(requests), SeriesType::Counter);
    QCOMPARE(contents.types.at("rss_bytes"), SeriesType::Gauge);
    QCOMPARE(contents.intervals, std::vector<Millis>{Millis(15'500)});
    QCOMPARE(folder.report().samples, std::int64_t(4));
    QCOMPARE(folder.report().series, 2);
}

void ExpositionImportTest::prometheusText()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), "# TYPE up untyped\nup{job=\"a\",} 1 1700000000000\n"
                                                 "up{job=\"a\"}0   1700000015000\t\n\n");
    QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(textOf(contents.series.at("up{job=\"a\"}")), QStringLiteral("1700000000.000 1; 1700000015.000 0"));
}

void ExpositionImportTest::tsdbDump()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("dump.txt"),
                                          "{__name__=\"up\", instance=\"h:1\", job=\"a\"} 1 1700000000000\n"
                                          "{__name__=\"up\", instance=\"h:1\", job=\"a\"} NaN 1700000015000\n"
                                          "{A=\"1\", __name__=\"up\"} +Inf 1700000015000\n"
                                          "{job=\"nameless\"} 1 1700000015000\n");
    QCOMPARE(textOf(contents.series.at("up{instance=\"h:1\",job=\"a\"}")),
             QStringLiteral("1700000000.000 1; 1700000015.000 nan"));
    QCOMPARE(textOf(contents.series.at("up{A=\"1\"}")), QStringLiteral("1700000015.000 inf"));
    QVERIFY2(folder.said().contains(
                 QStringLiteral("1 sample was left out because its series cannot be read (dump.txt, line 4")),
             qPrintable(folder.said()));
    QVERIFY(folder.said().contains(QStringLiteral("where a series ended is not in it")));
}

void ExpositionImportTest::samplesWithoutTimesAreRefused()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.om"), "a 1 1700000000\nb 2\na 3 1700000001\n# EOF\n");
    QCOMPARE(contents.series.size(), std::size_t(1));
    QCOMPARE(folder.said(),
             QStringLiteral("1 sample has no time of its own and was left out (a.om, line 2: \"b\")."));
}

void ExpositionImportTest::aScrapeIsNoHistory()
{
    ImportFolder folder;
    folder.add(QStringLiteral("metrics"), "# TYPE a gauge\na 1\nb 2\n");
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(QStringLiteral("2 samples have no time of their own")),
             qPrintable(report.error().words));
    QVERIFY(!folder.files().contains(QStringLiteral("out.mcap")));
}

void ExpositionImportTest::exemplarsAreSaidToBeDropped()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.om"),
                        "# TYPE a histogram\na_bucket{le=\"1\"} 8 1700000000 # {trace_id=\"x\"} 0.6 1\n# EOF\n");
    QCOMPARE(contents.series.size(), std::size_t(1));
    QCOMPARE(contents.types.begin()->second, SeriesType::Histogram);
    QCOMPARE(folder.said(), QStringLiteral("1 exemplar was left out (a.om, line 2)."));
}

void ExpositionImportTest::aMissingEndIsSaid()
{
    ImportFolder folder;
    (void)folder.imported(QStringLiteral("a.om"), "a 1 1700000000.000\na 2 1700000001.000\n");
    QVERIFY2(folder.said().contains(QStringLiteral("(a.om, line 2: there is no # EOF)")),
             qPrintable(folder.said()));
}

void ExpositionImportTest::secondsAreToldFromMilliseconds()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a"), "a 1 1700000000\n# EOF\n");
    QCOMPARE(textOf(contents.series.at("a")), QStringLiteral("1700000000.000 1"));
    const auto rounded = folder.imported(QStringLiteral("b"), "a 1 1700000000.0004\n# EOF\n");
    QCOMPARE(textOf(rounded.series.at("a")), QStringLiteral("1700000000.000 1"));
    QVERIFY(folder.said().contains(QStringLiteral("finer than a millisecond")));
}

void ExpositionImportTest::aGarbageLineIsNamed()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.prom"), QByteArray("a 1 1700000000000\n\xff\xfe garbage\n"
                                                             "a{b=\"1} 2 1700000001000\n"
                                                             "a 2 soon\na 3 1700000002000\n"));
    QCOMPARE(contents.series.at("a").size(), std::size_t(2));
    QCOMPARE(folder.said(),
             QStringLiteral("3 lines cannot be read and were left out (first: a.prom, line 2: not valid "
                            "UTF-8)."));
}

void ExpositionImportTest::aTornLineIsNotTaken()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.prom"), "a 1 1700000000000\na 2 170000000");
    QCOMPARE(contents.series.at("a").size(), std::size_t(1));
    QVERIFY2(folder.said().contains(QStringLiteral("1 line at the end is cut off")), qPrintable(folder.said()));
}

void ExpositionImportTest::nativeHistogramsOfADumpAreSaid()
{
    ImportFolder folder;
    (void)folder.imported(QStringLiteral("dump"),
                          "{__name__=\"a\"} 1 1700000000000\n{__name__=\"h\"} {count:1, sum:2} 1700000000000\n");
    QVERIFY2(folder.said().contains(QStringLiteral("1 native histogram was left out (dump, line 2)")),
             qPrintable(folder.said()));
}

QD_TEST_GUILESS(ExpositionImportTest)
#include "tst_exposition_import.moc"
