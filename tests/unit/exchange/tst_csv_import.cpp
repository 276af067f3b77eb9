// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <cmath>

using namespace qd;
using test::ImportFolder;
using test::RecordingContents;
using test::textOf;

namespace {

/// The series and samples of a recording as one text, a line each.
QString drawn(const RecordingContents &contents)
{
    QStringList lines;
    for (const auto &[series, samples] : contents.series)
        lines << QString::fromStdString(series) + QStringLiteral(": ") + textOf(samples);
    return lines.join(u'\n');
}

} // namespace

class CsvImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void layouts_data();
    void layouts();
    void namesAreMadeFit();
    void timesWithoutAZoneAreSaidToBeUtc();
    void aZoneIsTakenAsSaid();
    void mixedZonesAreSaid();
    void rowsWithoutTimesAreLaidOut();
    void aBadCellIsNamedByLineAndColumn();
    void aBadRowIsNamedByLine();
    void whatStandsForNothingIsNothing();
    void textThatDescribesBecomesLabels();
    void freeTextIsLeftOutAndSaid();
    void outOfOrderAndTwice();
    void theFutureIsLeftOut();
    void oddValuesAreKept();
    void notAColumnOfNumbers();
};

void CsvImportTest::layouts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const QString ab =
        QStringLiteral("a: 1700000000.000 1; 1700000010.000 2\nb: 1700000000.000 3; 1700000010.000 4.5");
    QTest::newRow("commas") << QByteArray("time,a,b\n1700000000,1,3\n1700000010,2,4.5\n") << ab;
    QTest::newRow("semicolons and decimal commas")
        << QByteArray("time;a;b\n1700000000;1;3\n1700000010;2;4,5\n") << ab;
    QTest::newRow("tabs") << QByteArray("time\ta\tb\n1700000000\t1\t3\n1700000010\t2\t4.5\n") << ab;
    QTest::newRow("sep line and byte order mark")
        << QByteArray("\xEF\xBB\xBFsep=|\ntime|a|b\n1700000000|1|3\n1700000010|2|4.5\n") << ab;
    QTest::newRow("quotes, blanks, carriage returns, no last line end")
        << QByteArray("\"time\", \"a\" ,\"b\"\r\n\"1700000000\",\"1\",3\r\n1700000010, 2 ,\"4.5\"") << ab;
    QTest::newRow("a quote over two lines") << QByteArray("time,a,b\n1700000000,\"1\n\",3\n1700000010,2,4.5\n")
                                            << QStringLiteral("a: 1700000010.000 2\nb: 1700000000.000 3; "
                                                              "1700000010.000 4.5");
    QTest::newRow("milliseconds") << QByteArray("ts,a,b\n1700000000000,1,3\n1700000010000,2,4.5\n") << ab;
    QTest::newRow("ISO with zone") << QByteArray(
                                          "when,a,b\n2023-11-14T22:13:20Z,1,3\n2023-11-14T23:13:30+01:00,2,4.5\n")
                                   << ab;
    QTest::newRow("time is not the first column")
        << QByteArray("a,time,b\n1,1700000000,3\n2,1700000010,4.5\n") << ab;
    QTest::newRow("empty lines and cells") << QByteArray("time,a,b\n\n1700000000,1,3\n\n1700000010,,4.5\n")
                                           << QStringLiteral("a: 1700000000.000 1\nb: 1700000000.000 3; "
                                                             "1700000010.000 4.5");
    QTest::newRow("a delimiter at the end of each row")
        << QByteArray("time,a,b\n1700000000,1,3,\n1700000010,2,4.5,\n") << ab;
    QTest::newRow("no header") << QByteArray("1700000000,1,3\n1700000010,2,4.5\n")
                               << QStringLiteral("value_1: 1700000000.000 1; 1700000010.000 2\nvalue_2: "
                                                 "1700000000.000 3; 1700000010.000 4.5");
    QTest::newRow("series, time, value")
        << QByteArray("series,time,value\na,1700000000,1\na,1700000010,2\n\"b{job=\"\"x\"\"}\",1700000000,3\n")
        << QStringLiteral("a: 1700000000.000 1; 1700000010.000 2\nb{job=\"x\"}: 1700000000.000 3");
    QTest::newRow("series, time, value without header") << QByteArray("a,1700000000,1\na,1700000010,2\n")
                                                        << QStringLiteral("a: 1700000000.000 1; 1700000010.000 2");
    QTest::newRow("columns that are series")
        << QByteArray("time,\"up{job=\"\"x\"\"}\",b\n1700000000,1,3\n")
        << QStringLiteral("b: 1700000000.000 3\nup{job=\"x\"}: 1700000000.000 1");
    QTest::newRow("seconds from a start")
        << QByteArray("seconds,a\n0,1\n0.5,2\n7,3\n")
        << QStringLiteral("a: 946684800.000 1; 946684800.500 2; 946684807.000 3");
}

void CsvImportTest::layouts()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    ImportFolder folder;
    const RecordingContents contents = folder.imported(QStringLiteral("a.csv"), text);
    if (QTest::currentDataTag() == QByteArray("a quote over two lines"))
        QVERIFY2(folder.said().contains(QStringLiteral("line 2, column 2")), qPrintable(folder.said()));
    else
        QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(drawn(contents), expected);
    QCOMPARE(contents.info.at("provenance"), std::string("real"));
}

void CsvImportTest::namesAreMadeFit()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.csv"), "time,totalCpuUsage(%),a b,0,used,used\n"
                                                                   "1700000000,1,2,3,4,5\n");
    QStringList names;
    for (const auto &[series, samples] : contents.series)
        names << QString::fromStdString(series);
    QCOMPARE(names, (QStringList{QStringLiteral("_0{column=\"0\"}"), QStringLiteral("a_b{column=\"a b\"}"),
                                 QStringLiteral("totalCpuUsage_percent{column=\"totalCpuUsage(%)\"}"),
                                 QStringLiteral("used"), QStringLiteral("used_2{column=\"used (2)\"}")}));
}

void CsvImportTest::timesWithoutAZoneAreSaidToBeUtc()
{
    ImportFolder folder;
    const auto contents = folder.imported(
        QStringLiteral("nab.csv"), "timestamp,value\n2014-04-10 07:15:00,91.958\n2014-04-10 07:20:00,94.798\n");
    QCOMPARE(drawn(contents), QStringLiteral("value: 1397114100.000 91.958; 1397114400.000 94.798"));
    QVERIFY2(folder.said().contains(QStringLiteral("nab.csv: times had no zone: taken as UTC")),
             qPrintable(folder.said()));
    QVERIFY(QString::fromStdString(contents.info.at("import_notes")).contains(QStringLiteral("taken as UTC")));
    QVERIFY(folder.report().losses.empty());
    QCOMPARE(contents.intervals, std::vector<Millis>{std::chrono::minutes(5)});
}

void CsvImportTest::aZoneIsTakenAsSaid()
{
    ImportFolder folder;
    folder.options.zone = QStringLiteral("Europe/Berlin");
    const auto contents = folder.imported(QStringLiteral("a.csv"), "time,a\n2014-04-10 09:15:00,1\n");
    QCOMPARE(drawn(contents), QStringLiteral("a: 1397114100.000 1"));
    folder.options.zone = QStringLiteral("Nowhere");
    const auto refused = folder.import();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
}

void CsvImportTest::mixedZonesAreSaid()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), "time,a\n2014-04-10T07:15:00Z,1\n2014-04-10 07:20:00,2\n"
                                                 "2014-04-10T09:25:00+02:00,3\n");
    QCOMPARE(drawn(contents), QStringLiteral("a: 1397114100.000 1; 1397114400.000 2; 1397114700.000 3"));
    QCOMPARE(folder.report().losses.size(), std::size_t(1));
    QVERIFY2(folder.said().contains(QStringLiteral("1 time has no zone among others that have one")) &&
                 folder.said().contains(QStringLiteral("a.csv, line 3, column 1")),
             qPrintable(folder.said()));
    QVERIFY(folder.said().contains(QStringLiteral("2 different offsets")));
}

void CsvImportTest::rowsWithoutTimesAreLaidOut()
{
    ImportFolder folder;
    QCOMPARE(drawn(folder.imported(QStringLiteral("a.csv"), ",0\n0,40.5\n1,40.75\n3,41\n")),
             QStringLiteral("_0{column=\"0\"}: 946684800.000 40.5; 946684801.000 40.75; 946684803.000 41"));
    QVERIFY2(folder.said().contains(QStringLiteral("2000-01-01 00:00:00 UTC")), qPrintable(folder.said()));
    folder.options.start = Timestamp(std::chrono::seconds(1'700'000'000));
    folder.options.rowStep = std::chrono::minutes(5);
    QCOMPARE(drawn(folder.imported(QStringLiteral("a.csv"), "a\n7\n5\n")),
             QStringLiteral("a: 1700000000.000 7; 1700000300.000 5"));
    QVERIFY2(folder.said().contains(QStringLiteral("Rows carry no times: they were laid 5 min")),
             qPrintable(folder.said()));
}

void CsvImportTest::aBadCellIsNamedByLineAndColumn()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.csv"), "time,a,b\n1700000000,1,2\n1700000010,1,oops\n"
                                                                   "1700000020,#VALUE!,3\n1700000030,4,4\n");
    QCOMPARE(contents.series.at("a").size(), std::size_t(3));
    QCOMPARE(contents.series.at("b").size(), std::size_t(3));
    QCOMPARE(folder.said(),
             QStringLiteral("2 cells are no numbers and were left out (first: a.csv, line 3, column 3: "
                            "\"oops\")."));
    QCOMPARE(folder.report().losses.front().count, std::int64_t(2));
    QCOMPARE(contents.lost.size(), 1);
}

void CsvImportTest::aBadRowIsNamedByLine()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n1700000010\n1700000020,2,3\n"
                                                 "yesterday,4\n1700000030,5\n");
    QCOMPARE(drawn(contents), QStringLiteral("a: 1700000000.000 1; 1700000030.000 5"));
    QVERIFY2(folder.said().contains(
                 QStringLiteral("2 rows have another number of columns than the header and were left "
                                "out (first: a.csv, line 3: 1 instead of 2).")),
             qPrintable(folder.said()));
    QVERIFY2(folder.said().contains(QStringLiteral("line 5, column 1: \"yesterday\"")), qPrintable(folder.said()));
}

void CsvImportTest::whatStandsForNothingIsNothing()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.csv"),
                                          "time,a\n1700000000,1\n1700000010,null\n1700000020,N/A\n1700000030,-\n");
    QCOMPARE(contents.series.at("a").size(), std::size_t(1));
    QVERIFY(folder.report().losses.empty());
}

void CsvImportTest::textThatDescribesBecomesLabels()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), ",machine_id,mem,label\n2018-01-01 00:00:00,m_1,84.0,Normal\n"
                                                 "2018-01-01 00:05:00,m_2,88.0,Normal\n");
    QCOMPARE(drawn(contents), QStringLiteral("mem{label=\"Normal\",machine_id=\"m_1\"}: 1514764800.000 84\n"
                                             "mem{label=\"Normal\",machine_id=\"m_2\"}: 1514765100.000 88"));
    QVERIFY(folder.said().contains(QStringLiteral("became labels: machine_id, label")));
}

void CsvImportTest::freeTextIsLeftOutAndSaid()
{
    QByteArray text = "time,a,message\n";
    for (int i = 0; i < 120; ++i)
        text +=
            QByteArray::number(1'700'000'000 + i) + ",1,message number " + QByteArray::number(i) + " of many\n";
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("a.csv"), text);
    QCOMPARE(contents.series.size(), std::size_t(1));
    QCOMPARE(folder.said(), QStringLiteral("1 column holds free text and was left out (a.csv: \"message\")."));
}

void CsvImportTest::outOfOrderAndTwice()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,1\n1700000020,2\n1700000010,3\n"
                                                 "1700000020,2\n1700000000,9\n");
    QCOMPARE(drawn(contents), QStringLiteral("a: 1700000000.000 1; 1700000010.000 3; 1700000020.000 2"));
    QVERIFY2(folder.said().contains(
                 QStringLiteral("2 samples stood behind later ones of their series, the first in line 4")),
             qPrintable(folder.said()));
    QVERIFY2(folder.said().contains(QStringLiteral("1 sample came twice with the same value")),
             qPrintable(folder.said()));
    QVERIFY2(
        folder.said().contains(QStringLiteral("1 sample has the series and time of another with another value")),
        qPrintable(folder.said()));
}

void CsvImportTest::theFutureIsLeftOut()
{
    const QByteArray text = "time,a\n2025-12-31T23:00:00Z,1\n2026-01-01T23:00:00Z,2\n2026-01-03T00:00:00Z,3\n";
    ImportFolder folder;
    QCOMPARE(folder.imported(QStringLiteral("a.csv"), text).series.at("a").size(), std::size_t(2));
    QVERIFY2(folder.said().contains(
                 QStringLiteral("1 sample lies more than a day in the future and was left out (a.csv, line "
                                "4, column 2).")),
             qPrintable(folder.said()));
    folder.options.keepFuture = true;
    QCOMPARE(folder.imported(QStringLiteral("a.csv"), text).series.at("a").size(), std::size_t(3));
    QVERIFY(folder.report().losses.empty());
}

void CsvImportTest::oddValuesAreKept()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.csv"), "time,a\n1700000000,NaN\n1700000010,+Inf\n1700000020,-inf\n");
    const auto &samples = contents.series.at("a");
    QCOMPARE(samples.size(), std::size_t(3));
    QVERIFY(std::isnan(samples[0].value) && !isStaleMarker(samples[0].value));
    QVERIFY(std::isinf(samples[1].value) && samples[2].value < 0);
    QVERIFY(folder.said().contains(QStringLiteral("3 values are NaN or infinite")));
}

void CsvImportTest::notAColumnOfNumbers()
{
    ImportFolder folder;
    folder.add(QStringLiteral("poem.txt"), "Shall I compare thee\nto a summer's day\n");
    const auto report = folder.import();
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Invalid);
    QCOMPARE(report.error().words,
             QStringLiteral("poem.txt cannot be imported: none of its columns holds numbers."));
}

QD_TEST_GUILESS(CsvImportTest)
#include "tst_csv_import.moc"
