// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <limits>

using namespace qd;
using rules::Template;
using rules::TemplateData;
using rules::TemplateSample;

namespace {

TemplateData someData(double value = 1234567.5)
{
    return {{{"__name__", "up"}, {"instance", "db-1.example.com:9100"}, {"job", "node exporter"}},
            value,
            {{"region", "eu"}},
            "http://prometheus.example/base"};
}

Result<std::vector<TemplateSample>> answered(const std::string &expression)
{
    if (expression == "none")
        return std::vector<TemplateSample>();
    if (expression != "up")
        return failure(ErrorCode::Invalid, QStringLiteral("unknown"));
    return std::vector<TemplateSample>{{{{"instance", "b"}}, 2}, {{{"instance", "a"}}, 1.5}};
}

QString expanded(const QString &text, double value = 1234567.5)
{
    const auto parsed = Template::parse(text.toStdString());
    if (!parsed)
        return QStringLiteral("PARSE ") + parsed.error().words;
    const auto made = parsed->expand(someData(value), answered);
    return made ? QString::fromStdString(*made) : QStringLiteral("ERROR ") + made.error().words;
}

} // namespace

class TemplateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void expands_data();
    void expands();
    void numbers_data();
    void numbers();
    void refuses_data();
    void refuses();
    void whatGrowsWithoutEndIsStopped();
};

void TemplateTest::expands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char *text, const char *wanted) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(wanted);
    };
    row("plain } text { with braces", "plain } text { with braces");
    row("{{ $value }}", "1.2345675e+06");
    row("{{.Value}} of {{ .Labels.job }}", "1.2345675e+06 of node exporter");
    row("{{ $labels.instance }}{{$labels.missing}}.", "db-1.example.com:9100.");
    row("{{ $labels }}", "map[__name__:up instance:db-1.example.com:9100 job:node exporter]");
    row("{{ $externalLabels.region }} {{ externalURL }} {{ pathPrefix }}",
        "eu http://prometheus.example/base /base");
    row("a {{- \" b \" -}} c", "a b c");
    row("a{{/* not said */}}b", "ab");
    row("{{ $value | humanize }}", "1.235M");
    row("{{ $value|printf \"%.2f\" }}", "1234567.50");
    row("{{ printf \"%s has %5.1f|%-5s|%q|%d|%%\" .Labels.job 1.25 \"x\" \"y\" 3 }}",
        "node exporter has   1.2|x    |\"y\"|3|%");
    row("{{ printf \"%d\" $value }}", "%!d(float64=1.2345675e+06)");
    row("{{ printf \"%s\" }}", "%!s(MISSING)");
    row("{{ printf \"x\" 1 \"a\" }}", "x%!(EXTRA int=1, string=a)");
    row("{{ printf \"%05d|%+d|%x\" 42 7 255 }}", "00042|+7|ff");
    row("{{ print 1 2 \"a\" \"b\" }}", "1 2ab");
    row("{{ if gt $value 5.0 }}high{{ else }}low{{ end }}", "high");
    row("{{ if eq $labels.job \"a\" }}1{{ else if ne $labels.job \"b\" }}2{{ else }}3{{ end }}", "2");
    row("{{ if and (gt $value 1.0) (not $labels.none) }}yes{{ end }}", "yes");
    row("{{ if or $labels.none $labels.job }}yes{{ end }}", "yes");
    row("{{ with $labels.job }}<{{ . }}>{{ end }}{{ with $labels.none }}x{{ else }}nothing{{ end }}",
        "<node exporter>nothing");
    row("{{ range query \"up\" }}{{ .Labels.instance }}={{ .Value }} {{ end }}", "b=2 a=1.5 ");
    row("{{ range $i, $s := query \"up\" | sortByLabel \"instance\" }}{{ $i }}{{ $s.Labels.instance }}{{ end }}",
        "0a1b");
    row("{{ range query \"none\" }}x{{ else }}none{{ end }}", "none");
    row("{{ with query \"up\" }}{{ . | first | value | humanize }}/{{ . | first | label \"instance\" }}{{ end }}",
        "2/b");
    row("{{ (query \"up\" | first).Value }} {{ len (query \"up\") }}", "2 2");
    row("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ end }}{{ $x }}", "2");
    row("{{ reReplaceAll \"(.*):\\\\d+\" \"$1\" $labels.instance }}", "db-1.example.com");
    row("{{ reReplaceAll \"x*\" \"-\" \"abc\" }}", "-a-b-c-");
    row("{{ match \"^db\" $labels.instance }} {{ match \"^x\" $labels.instance }}", "true false");
    row("{{ title $labels.job }} {{ toUpper \"straße\" }} {{ toLower \"ÄB\" }}", "Node Exporter STRAßE äb");
    row("{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }}", "db-1.example.com db-1:9100");
    row("{{ stripDomain \"10.0.0.1:80\" }} {{ stripPort \"[::1]:80\" }}", "10.0.0.1:80 ::1");
    row("{{ parseDuration \"1h30m\" | humanizeDuration }}", "1h 30m 0s");
    row("{{ humanize \"2500\" }} {{ humanize 2500 }}", "2.5k 2.5k");
    row("{{ index $labels \"job\" }}", "node exporter");
    row("{{ `raw \\n` }}", "raw \\n");
}

void TemplateTest::expands()
{
    QFETCH(QString, text);
    QFETCH(QString, wanted);
    QCOMPARE(expanded(text), wanted);
}

void TemplateTest::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<QString>("humanize");
    QTest::addColumn<QString>("humanize1024");
    QTest::addColumn<QString>("duration");
    QTest::addColumn<QString>("percentage");
    const auto row = [](double value, const char *plain, const char *human, const char *binary,
                        const char *duration, const char *share) {
        QTest::newRow(plain) << value << QString::fromLatin1(plain) << QString::fromLatin1(human)
                             << QString::fromLatin1(binary) << QString::fromLatin1(duration)
                             << QString::fromLatin1(share);
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    row(0, "0", "0", "0", "0s", "0%");
    row(0.1, "0.1", "100m", "0.1", "100ms", "10%");
    row(-0.00012, "-0.00012", "-120u", "-0.00012", "-120us", "-0.012%");
    row(0.00001, "1e-05", "10u", "1e-05", "10us", "0.001%");
    row(12.34567, "12.34567", "12.35", "12.35", "12.35s", "1235%");
    row(61, "61", "61", "61", "1m 1s", "6100%");
    row(3661.5, "3661.5", "3.662k", "3.576ki", "1h 1m 1s", "3.662e+05%");
    row(-90061, "-90061", "-90.06k", "-87.95ki", "-1d 1h 1m 1s", "-9.006e+06%");
    row(123456, "123456", "123.5k", "120.6ki", "1d 10h 17m 36s", "1.235e+07%");
    row(1234567, "1.234567e+06", "1.235M", "1.177Mi", "14d 6h 56m 7s", "1.235e+08%");
    row(1e27, "1e+27", "1000Y", "827.2Yi", "106751991167d 7h 12m 55s", "1e+29%");
    row(infinity, "+Inf", "+Inf", "+Inf", "+Inf", "+Inf%");
    row(-infinity, "-Inf", "-Inf", "-Inf", "-Inf", "-Inf%");
    row(std::numeric_limits<double>::quiet_NaN(), "NaN", "NaN", "NaN", "NaN", "NaN%");
}

void TemplateTest::numbers()
{
    QFETCH(double, value);
    const auto by = [&](const char *function) {
        return expanded(QStringLiteral("{{ $value | %1 }}").arg(QLatin1String(function)), value);
    };
    QTEST(expanded(QStringLiteral("{{ $value }}"), value), "plain");
    QTEST(by("humanize"), "humanize");
    QTEST(by("humanize1024"), "humanize1024");
    if (std::abs(value) < 1e26 || !std::isfinite(value)) // beyond, Go's own answer depends on the processor
        QTEST(by("humanizeDuration"), "duration");
    QTEST(by("humanizePercentage"), "percentage");
}

void TemplateTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char *text, const char *wanted) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(wanted);
    };
    row("a\n b {{ $value", "PARSE 2:4: unclosed action: }} is missing");
    row("{{ $x }}", "PARSE 1:4: undefined variable \"$x\"");
    row("{{ nothing 1 }}", "PARSE 1:4: function \"nothing\" not defined");
    row("{{ toTime 1 }}", "PARSE 1:4: the function toTime is not supported");
    row("{{ template \"x\" }}", "PARSE 1:1: template is not supported in templates of rules");
    row("{{ if $value }}x", "PARSE 1:17: unexpected end of the template: {{end}} is missing");
    row("{{ end }}", "PARSE 1:1: unexpected {{end}}");
    row("{{ }}", "PARSE 1:4: missing value for command");
    row("{{ $value | 1 }}", "PARSE 1:15: behind | stands a function");
    row("{{ $value $value }}", "PARSE 1:18: can't give argument to what is no function");
    row("{{ \"a }}", "PARSE 1:4: unterminated quoted string");
    row("{{ (1 }}", "PARSE 1:7: unclosed left paren");
    row("{{ & }}", "PARSE 1:4: unexpected character \"&\"");
    row("{{ $value.x }}", "ERROR 1:4: can't evaluate field x");
    row("{{ query \"none\" | first }}",
        "ERROR 1:19: error calling first: first() called on vector with no elements");
    row("{{ query \"up\" }}", "ERROR a template.queryResult cannot be printed: print its labels or its value");
    row("{{ humanize \"x\" }}", "ERROR 1:4: error calling humanize: \"x\" is no number");
    row("{{ match \"(\" \"x\" }}", "ERROR 1:4: error calling match: error parsing regexp: missing ): (");
    row("{{ if gt $value 5 }}x{{ end }}",
        "ERROR 1:7: error calling gt: incompatible types for comparison; a number "
        "with a point is no whole number");
}

void TemplateTest::refuses()
{
    QFETCH(QString, text);
    QTEST(expanded(text), "wanted");
}

void TemplateTest::whatGrowsWithoutEndIsStopped()
{
    QString deep = QStringLiteral("x");
    for (int i = 0; i < 200; ++i)
        deep = QStringLiteral("{{ if true }}") + deep + QStringLiteral("{{ end }}");
    QVERIFY(expanded(deep).contains(QStringLiteral("nested more than")));
    QString parentheses(400, u'(');
    QVERIFY(
        expanded(QStringLiteral("{{ ") + parentheses + QStringLiteral(" }}")).contains(QStringLiteral("nested")));

    QString rounds = QStringLiteral("x");
    for (int i = 0; i < 30; ++i)
        rounds = QStringLiteral("{{ range query \"up\" }}") + rounds + QStringLiteral("{{ end }}");
    QVERIFY(expanded(rounds).contains(QStringLiteral("steps")));
    QVERIFY(expanded(QStringLiteral("{{ printf \"%999999999d\" 1 }}")).contains(QStringLiteral("wider")));
    QVERIFY(!Template::parse(std::string(rules::longestTemplate + 1, 'x')));

    QString tenfold = QStringLiteral("{{ $x := \"0123456789\" }}");
    for (int i = 0; i < 8; ++i)
        tenfold += QStringLiteral("{{ $x = print $x $x $x $x $x $x $x $x $x $x }}");
    QVERIFY(expanded(tenfold).contains(QStringLiteral("bytes together")));
    QString long4k = QStringLiteral("{{ $x := \"0123456789abcdef\" }}");
    for (int i = 0; i < 8; ++i)
        long4k += QStringLiteral("{{ $x = print $x $x }}");
    QVERIFY(expanded(long4k + QStringLiteral("{{ len (reReplaceAll \".\" $x $x) }}"))
                .contains(QStringLiteral("replacement that may make")));
}

QD_TEST_APPLESS(TemplateTest)
#include "tst_template.moc"
