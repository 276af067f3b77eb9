// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/recording_export.h"
#include "model/series/series_snapshot.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/exchange/small_recording.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>

#include <cmath>
#include <limits>

using namespace qd;
using namespace qd::exchange;
using test::Columns;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    [&] { QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path)); }();
    return file.readAll();
}

} // namespace

class RecordingExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void openMetrics();
    void histogramPartsStandTogether();
    void csv();
    void csvOfGroupsAtTimesOfTheirOwn();
    void textThatLooksLikeAFormulaIsEscaped();
    void manyRowsComeInOrder();
    void json();
    void aRangeAndAName();
    void whatIsLostIsSaid();
    void damageIsSaid();
    void nothingToWriteIsNoFile();
    void whatIsThereStays();
    void ontoItselfIsRefused();
    void stoppedLeavesNothing();
    void formatsByName();

private:
    [[nodiscard]] QString path(const char *name) const { return m_dir->filePath(QLatin1String(name)); }
    /// The text of a recording of these tables.
    [[nodiscard]] QByteArray exported(const std::vector<recording::Table> &tables, ExportFormat format,
                                      const Selection &selection = {}, const std::vector<Event> &events = {});

    std::unique_ptr<QTemporaryDir> m_dir;
    Result<ExportReport> m_report;
};

void RecordingExportTest::init()
{
    test::failOnAnyWarning();
    m_dir = std::make_unique<QTemporaryDir>();
}

QByteArray RecordingExportTest::exported(const std::vector<recording::Table> &tables, ExportFormat format,
                                         const Selection &selection, const std::vector<Event> &events)
{
    test::writeRecording(path("a.mcap"), tables, events);
    m_report = exportRecording({path("a.mcap"), path("out"), format, selection});
    [&] { QVERIFY2(m_report, m_report ? "" : qPrintable(m_report.error().words)); }();
    [&] { QVERIFY(QDir(QFileInfo(path("out")).path()).entryList({QStringLiteral("*.part")}).isEmpty()); }();
    return contentOf(path("out"));
}

void RecordingExportTest::openMetrics()
{
    const Columns gauges{{{R"(g{a="x\"y"})", {0.1, std::nan(""), -infinity}}, {"h", {1, absentMarker(), 3}}}};
    Columns counters{{{"c_total", {7, 8, 9}}}, SeriesType::Counter};
    counters.group = "other";
    const QByteArray text = exported({test::tableOf(gauges), test::tableOf(counters)}, ExportFormat::OpenMetrics);
    QCOMPARE(QString::fromUtf8(text), QStringLiteral("# TYPE c counter\n"
                                                     "c_total 7 1724135400.25\n"
                                                     "c_total 8 1724135401.25\n"
                                                     "c_total 9 1724135402.25\n"
                                                     "# TYPE g gauge\n"
                                                     "g{a=\"x\\\"y\"} 0.1 1724135400.25\n"
                                                     "g{a=\"x\\\"y\"} NaN 1724135401.25\n"
                                                     "g{a=\"x\\\"y\"} -Inf 1724135402.25\n"
                                                     "# TYPE h gauge\n"
                                                     "h 1 1724135400.25\n"
                                                     "h 3 1724135402.25\n"
                                                     "# EOF\n"));
    QCOMPARE(m_report->samples, 8);
    QCOMPARE(m_report->series, 3);
    QCOMPARE(m_report->bytes, std::uint64_t(text.size()));
    QCOMPARE(m_report->span.length(), Millis(2001));
    QVERIFY(m_report->losses.isEmpty());
}

void RecordingExportTest::histogramPartsStandTogether()
{
    const Columns histogram{{{R"(h_bucket{le="1"})", {1, 2}},
                             {R"(h_bucket{le="+Inf"})", {3, 4}},
                             {"h_count", {3, 4}},
                             {"h_sum", {5, 6}}},
                            SeriesType::Histogram};
    QCOMPARE(QString::fromUtf8(exported({test::tableOf(histogram)}, ExportFormat::OpenMetrics)),
             QStringLiteral("# TYPE h histogram\n"
                            "h_bucket{le=\"1\"} 1 1724135400.25\n"
                            "h_bucket{le=\"+Inf\"} 3 1724135400.25\n"
                            "h_count 3 1724135400.25\n"
                            "h_sum 5 1724135400.25\n"
                            "h_bucket{le=\"1\"} 2 1724135401.25\n"
                            "h_bucket{le=\"+Inf\"} 4 1724135401.25\n"
                            "h_count 4 1724135401.25\n"
                            "h_sum 6 1724135401.25\n"
                            "# EOF\n"));
}

void RecordingExportTest::csv()
{
    const Columns gauges{
        {{R"(g{a="x",b="y"})", {0.1, std::nan(""), -infinity}}, {"h", {-1, absentMarker(), infinity}}}};
    QCOMPARE(QString::fromUtf8(exported({test::tableOf(gauges)}, ExportFormat::Csv)),
             QStringLiteral("time,\"g{a=\"\"x\"\",b=\"\"y\"\"}\",h\n"
                            "2024-08-20T06:30:00.250Z,0.1,-1\n"
                            "2024-08-20T06:30:01.250Z,NaN,\n"
                            "2024-08-20T06:30:02.250Z,-Inf,Inf\n"));
    QCOMPARE(m_report->samples, 5);
    QCOMPARE(m_report->series, 2);
}

void RecordingExportTest::csvOfGroupsAtTimesOfTheirOwn()
{
    const Columns a{{{"a", {1, 2, 3}}}};
    Columns b{{{"b", {4, 5}}}};
    b.group = "other";
    b.begin += 1000;
    b.step = 500;
    QCOMPARE(QString::fromUtf8(exported({test::tableOf(a), test::tableOf(b)}, ExportFormat::Csv)),
             QStringLiteral("time,a,b\n"
                            "2024-08-20T06:30:00.250Z,1,\n"
                            "2024-08-20T06:30:01.250Z,2,4\n"
                            "2024-08-20T06:30:01.750Z,,5\n"
                            "2024-08-20T06:30:02.250Z,3,\n"));
}

void RecordingExportTest::textThatLooksLikeAFormulaIsEscaped()
{
    recording::Table table = test::tableOf({{{"a", {-1}}, {"b", {2}}, {"c", {3}}}});
    table.columns[0].key = {"=1+2", {}};
    table.columns[1].key = {"@sum", {}};
    table.columns[2].key = {"-x", {}};
    QCOMPARE(QString::fromUtf8(exported({table}, ExportFormat::Csv)),
             QStringLiteral("time,'-x,'=1+2,'@sum\n"
                            "2024-08-20T06:30:00.250Z,3,-1,2\n"));
}

void RecordingExportTest::manyRowsComeInOrder()
{
    // More cells than are held at a time.
    constexpr int rows = 6000;
    constexpr int series = 400;
    Columns columns;
    for (int i = 0; i < series; ++i)
        columns.columns.emplace_back("s" + std::to_string(i), std::vector<double>(rows, i));
    const QList<QByteArray> lines = exported({test::tableOf(columns)}, ExportFormat::Csv).split('\n');
    QCOMPARE(lines.size(), rows + 2); // the head, and what is behind the last end of a line
    QByteArray before;
    for (qsizetype i = 1; i <= rows; ++i) {
        QVERIFY(before < lines[i].left(24));
        before = lines[i].left(24);
        QCOMPARE(lines[i].count(','), series);
    }
    QCOMPARE(m_report->samples, std::int64_t(rows) * series);
}

void RecordingExportTest::json()
{
    const Columns gauges{{{R"(g{a="x\"y"})", {0.1, std::nan(""), infinity}}, {"h", {1, absentMarker(), 3}}}};
    const QByteArray text = exported({test::tableOf(gauges)}, ExportFormat::Json);
    QJsonParseError error;
    const QJsonObject data = QJsonDocument::fromJson(text, &error).object().value(u"data").toObject();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(data.value(u"resultType").toString(), QStringLiteral("matrix"));
    const QJsonArray result = data.value(u"result").toArray();
    QCOMPARE(result.size(), 2);
    const QJsonObject first = result.at(0).toObject();
    QCOMPARE(first.value(u"metric").toObject(), (QJsonObject{{QStringLiteral("__name__"), QStringLiteral("g")},
                                                             {QStringLiteral("a"), QStringLiteral("x\"y")}}));
    QCOMPARE(first.value(u"values").toArray(), (QJsonArray{QJsonArray{1724135400.25, QStringLiteral("0.1")},
                                                           QJsonArray{1724135401.25, QStringLiteral("NaN")},
                                                           QJsonArray{1724135402.25, QStringLiteral("+Inf")}}));
    QCOMPARE(result.at(1).toObject().value(u"values").toArray().size(), 2);
}

void RecordingExportTest::aRangeAndAName()
{
    const Columns columns{{{"a", {1, 2, 3}}, {"b", {4, 5, 6}}}};
    const Timestamp begin{Millis(columns.begin + 1000)};
    const Selection selection{{begin, begin + Millis(1000)}, {*SeriesMatch::parse(QStringLiteral("b"))}};
    for (const auto format : {ExportFormat::OpenMetrics, ExportFormat::Csv, ExportFormat::Json}) {
        const QByteArray text = exported({test::tableOf(columns)}, format, selection);
        QCOMPARE(m_report->samples, 1);
        QVERIFY(text.contains('5') && !text.contains("a,") && !text.contains("06:30:02"));
        QVERIFY(QFile::remove(path("out")) && QFile::remove(path("a.mcap")));
    }
}

void RecordingExportTest::whatIsLostIsSaid()
{
    const Columns columns{{{"a", {1, staleMarker(), 3}}}};
    (void)exported({test::tableOf(columns)}, ExportFormat::OpenMetrics, {},
                   {test::noteAt(columns.begin, QStringLiteral("one"))});
    QCOMPARE(m_report->samples, 2);
    QVERIFY(m_report->losses.isEmpty()); // no sample is
    QCOMPARE(m_report->limits,
             (QStringList{QStringLiteral("1 event left out: OpenMetrics holds samples only."),
                          QStringLiteral("1 stale marker left out (a series ended there): OpenMetrics has no form "
                                         "for them.")}));
}

void RecordingExportTest::damageIsSaid()
{
    test::writeRecording(path("a.mcap"), {test::tableOf({{{"a", std::vector<double>(3000, 1.5)}}})});
    QFile file(path("a.mcap"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qsizetype chunk = file.readAll().indexOf("zstd") + 40;
    QVERIFY(file.seek(chunk) && file.write("####") == 4);
    file.close();
    m_report = exportRecording({path("a.mcap"), path("out"), ExportFormat::OpenMetrics, {}});
    QVERIFY2(m_report, m_report ? "" : qPrintable(m_report.error().words));
    QCOMPARE(m_report->samples, 3000 - 1024);
    QCOMPARE(m_report->losses.size(), 1);
    QVERIFY2(m_report->losses.front().startsWith(QStringLiteral("Damaged, 2024-08-20 06:30:00 to ")),
             qPrintable(m_report->losses.front()));
}

void RecordingExportTest::nothingToWriteIsNoFile()
{
    test::writeRecording(path("a.mcap"), {test::tableOf({{{"a", {1, 2}}}})});
    const std::vector<Selection> nothing{
        {{}, {*SeriesMatch::parse(QStringLiteral("b"))}},
        {{Timestamp(), Timestamp(Millis(5))}, {}},
        {{Timestamp(Millis(1'724'135'400'251)), Timestamp(Millis(1'724'135'400'252))}, {}}};
    for (const Selection &selection : nothing) {
        const auto report = exportRecording({path("a.mcap"), path("out"), ExportFormat::Csv, selection});
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::NotFound);
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("a.mcap")});
    }
}

void RecordingExportTest::whatIsThereStays()
{
    QFile there(path("out"));
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
    there.close();
    test::writeRecording(path("a.mcap"), {test::tableOf({{{"a", {1}}}})});
    ExportOrder order{path("a.mcap"), path("out"), ExportFormat::OpenMetrics, {}};
    const auto refused = exportRecording(order);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(contentOf(path("out")), QByteArray("mine"));
    order.existing = Existing::Replace;
    QVERIFY(exportRecording(order));
    QVERIFY(contentOf(path("out")).endsWith("# EOF\n"));
}

void RecordingExportTest::ontoItselfIsRefused()
{
    test::writeRecording(path("a.mcap"), {test::tableOf({{{"a", {1}}}})});
    const QByteArray before = contentOf(path("a.mcap"));
    const auto refused = exportRecording(
        {path("a.mcap"), m_dir->path() + QStringLiteral("/./a.mcap"), ExportFormat::Csv, {}, Existing::Replace});
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
    QCOMPARE(contentOf(path("a.mcap")), before);
}

void RecordingExportTest::stoppedLeavesNothing()
{
    test::writeRecording(path("a.mcap"), {test::tableOf({{{"a", {1}}, {"b", {1}}}})});
    for (const auto format : {ExportFormat::OpenMetrics, ExportFormat::Csv, ExportFormat::Json}) {
        std::stop_source stop;
        // Told to stop by what it tells first: half of it is written then.
        const auto report = exportRecording({path("a.mcap"), path("out"), format, {}}, stop.get_token(),
                                            [&](double) { stop.request_stop(); });
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Refused);
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("a.mcap")});
    }
}

void RecordingExportTest::formatsByName()
{
    QCOMPARE(formatOfPath(QStringLiteral("a.om")), ExportFormat::OpenMetrics);
    QCOMPARE(formatOfPath(QStringLiteral("a.CSV")), ExportFormat::Csv);
    QCOMPARE(formatOfPath(QStringLiteral("a.json")), ExportFormat::Json);
    QVERIFY(!formatOfPath(QStringLiteral("a.mcap")));
    QVERIFY(!formatOfPath(QStringLiteral("csv")));
}

QD_TEST_GUILESS(RecordingExportTest)
#include "tst_recording_export.moc"
