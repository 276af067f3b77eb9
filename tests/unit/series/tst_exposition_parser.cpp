// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/exposition_parser.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/series/expositions.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace qd;
using test::openMetricsText;
using test::prometheusText;

namespace {

constexpr auto text = ExpositionFormat::PrometheusText;
constexpr auto open = ExpositionFormat::OpenMetrics;

QString failureOf(std::string_view input, ExpositionFormat format, ExpositionLimits limits = {})
{
    ExpositionParser parser(limits);
    const auto parsed = parser.parse(input, format);
    return parsed ? QStringLiteral("accepted") : parsed.error().toError().words;
}

} // namespace

class ExpositionParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void readsPrometheusText();
    void readsOpenMetrics();
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void values_data();
    void values();
    void limitsHold_data();
    void limitsHold();
    void truncationNeverInventsAValue();
    void mutationsNeverCrash_data();
    void mutationsNeverCrash();
    void garbageNeverCrashes();
    void contentTypes();
    void seriesTextRoundTrips();
    void storedThroughTheStore();
};

void ExpositionParserTest::readsPrometheusText()
{
    ExpositionParser parser;
    const auto parsed = parser.parse(prometheusText, text);
    QVERIFY(parsed);
    QCOMPARE(parsed->samples.size(), std::size_t(17));
    QCOMPARE(parsed->families.size(), std::size_t(6));
    QCOMPARE(parsed->families[0].help, std::string_view("Resident memory size in bytes."));
    QCOMPARE(parsed->samples[0].value, 48234496.0);
    QCOMPARE(parsed->samples[0].type, SeriesType::Gauge);
    const auto build = seriesKeyOf(parsed->samples[1].series);
    QCOMPARE(build->labels.value("release"), std::string_view("2024.8.1 \"blue\" C:\\srv\n"));
    QCOMPARE(parsed->samples[5].type, SeriesType::Counter);
    QCOMPARE(parsed->samples[7].value, 9123400.0);
    QCOMPARE(parsed->samples[10].series,
             std::string_view("sessiond_http_request_duration_seconds_bucket{route=\"login\",le=\"+Inf\"}"));
    for (std::size_t i = 8; i < 13; ++i)
        QCOMPARE(parsed->samples[i].type, SeriesType::Histogram);
    QCOMPARE(parsed->samples[13].type, SeriesType::Summary);
    QVERIFY(std::isnan(parsed->samples[13].value) && !isStaleMarker(parsed->samples[13].value));
    QCOMPARE(parsed->samples[16].value, -std::numeric_limits<double>::infinity());
    QCOMPARE(parsed->samples[16].timestampMs, 1395066363000);
    QCOMPARE(parsed->samples[16].type, SeriesType::Unknown);
}

void ExpositionParserTest::readsOpenMetrics()
{
    ExpositionParser parser;
    const auto parsed = parser.parse(openMetricsText, open);
    QVERIFY2(parsed, qPrintable(failureOf(openMetricsText, open)));
    QCOMPARE(parsed->samples.size(), std::size_t(8));
    QCOMPARE(parsed->exemplars, std::size_t(2));
    QCOMPARE(parsed->families[1].unit, std::string_view("seconds"));
    QCOMPARE(parsed->samples[0].type, SeriesType::Counter);
    QCOMPARE(parsed->samples[1].type, SeriesType::Gauge);
    QCOMPARE(parsed->samples[2].timestampMs, ParsedSample::noTimestamp);
    QCOMPARE(parsed->samples[3].timestampMs, 1395066363125);
    QCOMPARE(parsed->samples[3].value, 10.0);
    QCOMPARE(parsed->samples[6].type, SeriesType::Gauge);
}

void ExpositionParserTest::accepted_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("openMetrics");
    QTest::addColumn<int>("samples");
    QTest::newRow("nothing at all") << QByteArray("") << false << 0;
    QTest::newRow("empty lines and comments") << QByteArray("\n \t\n# a comment\n#TYPE a odd\n") << false << 0;
    QTest::newRow("blanks everywhere") << QByteArray(" a \t { x = \"1\" , y = \"2\" , } \t 1 \t 2 \n") << false
                                       << 1;
    QTest::newRow("no blank after the brace") << QByteArray("a{}1\n") << false << 1;
    QTest::newRow("braces and quotes in a value") << QByteArray("a{x=\"}\\\"{,\"} 1\n") << false << 1;
    QTest::newRow("help without words") << QByteArray("# HELP a\n# HELP b \n") << false << 0;
    QTest::newRow("type after the samples") << QByteArray("a 1\n# TYPE a gauge\n") << false << 1;
    QTest::newRow("names with colons") << QByteArray("job:a:rate5m 1\n:b 2\n") << false << 2;
    QTest::newRow("UTF-8 in a value") << QByteArray("a{x=\"größer → 7 \xF0\x9F\x98\x80\"} 1\n") << false << 1;
    QTest::newRow("negative timestamp") << QByteArray("a 1 -5\n") << false << 1;
    QTest::newRow("OpenMetrics, only the end") << QByteArray("# EOF\n") << true << 0;
    QTest::newRow("OpenMetrics, end without line feed") << QByteArray("a 1\n# EOF") << true << 1;
    QTest::newRow("OpenMetrics, unit") << QByteArray("# UNIT a_seconds seconds\na_seconds 1 1.5\n# EOF\n") << true
                                       << 1;
}

void ExpositionParserTest::accepted()
{
    QFETCH(QByteArray, input);
    QFETCH(bool, openMetrics);
    QFETCH(int, samples);
    ExpositionParser parser;
    const std::string_view view(input.data(), static_cast<std::size_t>(input.size()));
    const auto parsed = parser.parse(view, openMetrics ? open : text);
    QVERIFY2(parsed, qPrintable(failureOf(view, openMetrics ? open : text)));
    QCOMPARE(static_cast<int>(parsed->samples.size()), samples);
    for (const ParsedSample &sample : parsed->samples)
        QVERIFY(seriesKeyOf(sample.series));
}

void ExpositionParserTest::refused_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("openMetrics");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, bool openMetrics, const char *input, const char *words) {
        QTest::newRow(name) << QByteArray(input) << openMetrics << QString::fromUtf8(words);
    };
    row("a web page", false, "<!DOCTYPE html>\n",
        "Line 1 of the metrics: \"<!DOCTYPE html>\" begins with no metric name.");
    row("JSON", false, "{\"a\":1}\n", "Line 1 of the metrics: \"{\"a\":1}\" begins with no metric name.");
    row("no value", false, "ok 1\na\n", "Line 2 of the metrics: \"a\" is followed by \"\", not by a value.");
    row("value is a word", false, "a one\n", "Line 1 of the metrics: \"one\" is no value.");
    row("no blank before the value", false, "a+1\n",
        "Line 1 of the metrics: \"a\" is followed by \"+1\", not by a value.");
    row("label without quotes", false, "a{x=1} 1\n",
        "Line 1 of the metrics: a label value must stand in double quotes.");
    row("label without value", false, "a{x} 1\n", "Line 1 of the metrics: a label name is not followed by =.");
    row("label without name", false, "a{=\"1\"} 1\n", "Line 1 of the metrics: a label name is missing.");
    row("open label set", false, "a{x=\"1\" 1\n", "Line 1 of the metrics: a label set is not closed.");
    row("open label value", false, "a{x=\"1} 1\n", "Line 1 of the metrics: a label value has no closing quote.");
    row("ends with a backslash", false, "a{x=\"1\\\n",
        "Line 1 of the metrics: a label value has no closing quote.");
    row("two commas", false, "a{x=\"1\",,y=\"2\"} 1\n", "Line 1 of the metrics: a label name is missing.");
    row("colon in a label name", false, "a{x:y=\"1\"} 1\n",
        "Line 1 of the metrics: a label name is not followed by =.");
    row("text after the timestamp", false, "a 1 2 3\n", "Line 1 of the metrics: text follows the timestamp.");
    row("fraction of a millisecond", false, "a 1 2.5\n", "Line 1 of the metrics: \"2.5\" is no timestamp.");
    row("unknown type", false, "# TYPE a speed\n", "Line 1 of the metrics: \"speed\" is no metric type.");
    row("type of OpenMetrics", false, "# TYPE a stateset\n",
        "Line 1 of the metrics: \"stateset\" is no metric type.");
    row("type without name", false, "# TYPE \n", "Line 1 of the metrics: \"\" is no metric name.");
    row("no line feed at the end", false, "a 1\nb 2",
        "Line 2 of the metrics: the text ends in the middle of a line.");
    row("not UTF-8", false, "a 1\nb{x=\"\xC3\x28\"} 1\n", "Line 2 of the metrics: not valid UTF-8.");
    row("an overlong form", false, "b{x=\"\xC0\xAF\"} 1\n", "Line 1 of the metrics: not valid UTF-8.");
    row("a surrogate", false, "b{x=\"\xED\xA0\x80\"} 1\n", "Line 1 of the metrics: not valid UTF-8.");
    row("control characters are not repeated", false, "\x1b[31mred\n",
        "Line 1 of the metrics: \"?[31mred\" begins with no metric name.");
    row("OpenMetrics, no end", true, "a 1\n", "Line 1 of the metrics: the text ends without # EOF.");
    row("OpenMetrics, text after the end", true, "# EOF\na 1\n", "Line 2 of the metrics: text follows # EOF.");
    row("OpenMetrics, empty line", true, "\n# EOF\n", "Line 1 of the metrics: an empty line.");
    row("OpenMetrics, free comment", true, "# hello\n# EOF\n",
        "Line 1 of the metrics: a comment must be TYPE, HELP, UNIT or EOF.");
    row("OpenMetrics, two spaces", true, "a  1\n# EOF\n", "Line 1 of the metrics: \"\" is no value.");
    row("OpenMetrics, trailing comma", true, "a{x=\"1\",} 1\n# EOF\n",
        "Line 1 of the metrics: a comma stands before the closing brace.");
    row("OpenMetrics, blank in labels", true, "a{x =\"1\"} 1\n# EOF\n",
        "Line 1 of the metrics: a label name is not followed by =.");
    row("OpenMetrics, untyped", true, "# TYPE a untyped\n# EOF\n",
        "Line 1 of the metrics: \"untyped\" is no metric type.");
    row("OpenMetrics, typed twice", true, "# TYPE a gauge\n# TYPE a gauge\n# EOF\n",
        "Line 2 of the metrics: \"a\" is described twice.");
    row("OpenMetrics, described late", true, "# TYPE a gauge\na 1\n# HELP a x\n# EOF\n",
        "Line 3 of the metrics: \"a\" is described after its samples.");
    row("OpenMetrics, unit not in the name", true, "# UNIT a seconds\n# EOF\n",
        "Line 1 of the metrics: \"a\" does not end with its unit.");
    row("OpenMetrics, counter without total", true, "# TYPE a counter\na 1\n# EOF\n",
        "Line 2 of the metrics: a sample of \"a\" lacks the ending that its type asks for.");
    row("OpenMetrics, interleaved", true, "# TYPE a gauge\na{x=\"1\"} 1\nb 1\na{x=\"2\"} 1\n# EOF\n",
        "Line 4 of the metrics: samples of \"a\" are interleaved with those of another metric.");
    row("OpenMetrics, exemplar without value", true, "a_total 1 # {}\n# EOF\n",
        "Line 1 of the metrics: an exemplar has no value.");
    row("OpenMetrics, exemplar without labels", true, "a_total 1 # 1\n# EOF\n",
        "Line 1 of the metrics: an exemplar begins with # and its labels.");
    row("OpenMetrics, timestamp NaN", true, "a 1 NaN\n# EOF\n", "Line 1 of the metrics: \"NaN\" is no timestamp.");
}

void ExpositionParserTest::refused()
{
    QFETCH(QByteArray, input);
    QFETCH(bool, openMetrics);
    QFETCH(QString, words);
    QCOMPARE(failureOf({input.data(), static_cast<std::size_t>(input.size())}, openMetrics ? open : text), words);
}

void ExpositionParserTest::values_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<double>("value");
    const double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("integer") << QByteArray("42") << 42.0;
    QTest::newRow("signs") << QByteArray("+1.5e+3") << 1500.0;
    QTest::newRow("no leading digit") << QByteArray(".5") << 0.5;
    QTest::newRow("no trailing digit") << QByteArray("-5.") << -5.0;
    QTest::newRow("infinity") << QByteArray("+Inf") << inf;
    QTest::newRow("infinity in full") << QByteArray("-infinity") << -inf;
    QTest::newRow("hexadecimal") << QByteArray("0x1p-2") << 0.25;
    QTest::newRow("underflow") << QByteArray("1e-999") << 0.0;
    QTest::newRow("seventeen digits") << QByteArray("0.30000000000000004") << 0.30000000000000004;
    for (const char *bad : {"1e999", "1_000", "nan(2)", "--1", "+-1", "0x", "infinit", "1,5", "0x-1", "e5", "-"})
        QTest::addRow("refused: %s", bad) << QByteArray(bad) << std::nan("");
}

void ExpositionParserTest::values()
{
    QFETCH(QByteArray, token);
    QFETCH(double, value);
    ExpositionParser parser;
    const QByteArray line = "a " + token + "\n";
    const auto parsed = parser.parse({line.data(), static_cast<std::size_t>(line.size())}, text);
    QCOMPARE(parsed.has_value(), !std::isnan(value));
    if (parsed)
        QVERIFY(parsed->samples[0].value == value);
}

void ExpositionParserTest::limitsHold_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("bytes") << QByteArray(3000, '\n');
    QTest::newRow("a line without end") << QByteArray(900, 'a');
    QTest::newRow("a long line") << QByteArray("a{x=\"") + QByteArray(500, 'x') + QByteArray("\"} 1\n");
    QTest::newRow("samples") << QByteArray("a 1\n").repeated(11);
    QTest::newRow("labels") << QByteArray("a{a=\"\",b=\"\",c=\"\",d=\"\"} 1\n");
    QTest::newRow("metrics") << QByteArray("# TYPE a gauge\n# TYPE b gauge\n# TYPE c gauge\n");
}

void ExpositionParserTest::limitsHold()
{
    QFETCH(QByteArray, input);
    ExpositionParser parser({2000, 400, 10, 2, 3});
    const auto parsed = parser.parse({input.data(), static_cast<std::size_t>(input.size())}, text);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::TooLarge);
    QVERIFY(parsed.error().line > 0);
}

void ExpositionParserTest::truncationNeverInventsAValue()
{
    ExpositionParser whole;
    const auto all = whole.parse(prometheusText, text);
    for (std::size_t length = 0; length < prometheusText.size(); ++length) {
        ExpositionParser parser;
        // A copy of its own, so that the address sanitizer sees a read past the end.
        const std::vector<char> bytes(prometheusText.begin(),
                                      prometheusText.begin() + static_cast<std::ptrdiff_t>(length));
        const auto part = parser.parse({bytes.data(), bytes.size()}, text);
        QCOMPARE(part.has_value(), length == 0 || bytes.back() == '\n');
        if (!part)
            continue;
        QVERIFY(part->samples.size() <= all->samples.size());
        for (std::size_t i = 0; i < part->samples.size(); ++i)
            QVERIFY(part->samples[i].value == all->samples[i].value || std::isnan(all->samples[i].value));
    }
    for (std::size_t length = 0; length + 1 < openMetricsText.size(); ++length) {
        const std::vector<char> bytes(openMetricsText.begin(),
                                      openMetricsText.begin() + static_cast<std::ptrdiff_t>(length));
        ExpositionParser parser;
        QVERIFY(!parser.parse({bytes.data(), bytes.size()}, open));
    }
}

void ExpositionParserTest::mutationsNeverCrash_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void ExpositionParserTest::mutationsNeverCrash()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    constexpr std::string_view tricky = "\"\\{}=,# \n\t\r+-.eExX0123456789NaInf_:\x80\xC3\xFF";
    ExpositionParser parser;
    int acceptedInputs = 0;
    for (int round = 0; round < 1500; ++round) {
        const auto format = round % 2 == 0 ? text : open;
        std::string input(format == text ? prometheusText : openMetricsText);
        for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
            const std::size_t at = random() % input.size();
            switch (random() % 4) {
            case 0:
                input[at] = tricky[random() % tricky.size()];
                break;
            case 1:
                input.erase(at, 1 + random() % 30);
                break;
            case 2:
                input.insert(at, 1, tricky[random() % tricky.size()]);
                break;
            default:
                input.insert(at, input.substr(random() % input.size(), random() % 80));
                break;
            }
        }
        const std::vector<char> bytes(input.begin(), input.end());
        const auto parsed = parser.parse({bytes.data(), bytes.size()}, format);
        if (!parsed) {
            QVERIFY(parsed.error().line > 0 && !parsed.error().reason.empty());
            QVERIFY(parsed.error().reason.size() < 400);
            continue;
        }
        ++acceptedInputs;
        SeriesStore store;
        const auto report = store.appendScrape(store.addGroup({}), Timestamp(), parsed->samples, 0);
        QVERIFY(report);
        const auto accounted = report->stored + report->duplicates + report->malformed + report->surplus;
        QCOMPARE(static_cast<std::size_t>(accounted), parsed->samples.size());
    }
    QVERIFY(acceptedInputs > 50);
}

void ExpositionParserTest::garbageNeverCrashes()
{
    std::mt19937 random(4711);
    ExpositionParser parser;
    for (int round = 0; round < 500; ++round) {
        std::vector<char> bytes(random() % 600);
        for (char &byte : bytes)
            byte = static_cast<char>(round % 3 == 0 ? random() : random() % 128);
        (void)parser.parse({bytes.data(), bytes.size()}, round % 2 == 0 ? text : open);
    }
    QVERIFY(!parser.parse(std::string(1000, '\0'), text));
    QVERIFY(parser.parse(prometheusText, text)); // nothing of what came before sticks
}

void ExpositionParserTest::contentTypes()
{
    QCOMPARE(expositionFormat("text/plain; version=0.0.4; charset=utf-8"), text);
    QCOMPARE(expositionFormat("Application/OpenMetrics-Text; version=1.0.0; charset=utf-8"), open);
    QCOMPARE(expositionFormat("application/openmetrics-tex"), text);
    QCOMPARE(expositionFormat(""), text);
}

void ExpositionParserTest::seriesTextRoundTrips()
{
    const SeriesKey key{"a:b_total", Labels{{"x", "quote \" slash \\ line\nend"}, {"y", "ü}"}}};
    const auto again = seriesKeyOf(seriesText(key));
    QVERIFY(again && *again == key);
    QCOMPARE(seriesText({"up", {}}), std::string("up"));
    QCOMPARE(seriesKeyOf("a{x=\"\\t\\q\"}")->labels.value("x"), std::string_view("\\t\\q"));
    for (const char *bad :
         {"", "1a", "a{", "a{x}", "a{x=\"1\"}b", "a{__name__=\"b\"}", "a{x=\"1\",x=\"1\"}", "a b"})
        QVERIFY2(!seriesKeyOf(bad), bad);
}

void ExpositionParserTest::storedThroughTheStore()
{
    ExpositionParser parser;
    const auto parsed = parser.parse(prometheusText, text);
    SeriesStore store;
    const GroupId group = store.addGroup({});
    const auto report = store.appendScrape(group, Timestamp(), parsed->samples, 0.01);
    QCOMPARE(report->stored, 17);
    const auto active = store.snapshot().first("sessiond_sessions", Labels{{"state", "active"}});
    QCOMPARE(active.newest()->value, 12034.0);
    QCOMPARE(active.type(), SeriesType::Gauge);
}

QD_TEST_APPLESS(ExpositionParserTest)
#include "tst_exposition_parser.moc"
