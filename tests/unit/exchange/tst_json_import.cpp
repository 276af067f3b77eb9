// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

using namespace qd;
using test::ImportFolder;
using test::textOf;

class JsonImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void rangeAnswer();
    void scrapedTimesAreNoSteps();
    void vectorAndNamelessSeries();
    void answersThatAreErrors();
    void aCutAnswerIsRefusedWithItsPlace();
    void badSamplesAreNamed();
    void webhook_();
    void webhooksLineByLine();
    void annotations();
    void badEventsAreSaid();
    void eventsOfOneNumberAreKeptApart();
    void anEventThatStandsThereTwiceIsSaid();
    void otherJsonIsRefused();
};

// Behind the class, because moc of Qt 6.4 stumbles over raw strings before it.
namespace {

const QByteArray webhook =
    R"({"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing","receiver":"page",
"groupLabels":{"alertname":"HighLatency"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://am","futureField":[1],
"alerts":[
 {"status":"firing","labels":{"alertname":"HighLatency","severity":"critical","instance":"a:1"},
  "annotations":{"summary":"p99 is 2 s"},"startsAt":"2024-08-20T14:03:27.5Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"f1"},
 {"status":"resolved","labels":{"alertname":"DiskFull"},"annotations":{},
  "startsAt":"2024-08-20T16:00:00+02:00","endsAt":"2024-08-20T14:30:00Z","fingerprint":"f2"}]})";

} // namespace

void JsonImportTest::rangeAnswer()
{
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("a.json"), R"({"status":"success","data":{"resultType":"matrix","result":[
{"metric":{"__name__":"up","job":"a"},"values":[[1700000000,"1"],[1700000015,"NaN"],[1700000030,"+Inf"]]},
{"metric":{"__name__":"up","job":"b"},"values":[[1700000000,"2"]],"histograms":[[1,{}]]}]},"warnings":["w"]})");
    QCOMPARE(textOf(contents.series.at("up{job=\"a\"}")),
             QStringLiteral("1700000000.000 1; 1700000015.000 nan; 1700000030.000 inf"));
    QCOMPARE(textOf(contents.series.at("up{job=\"b\"}")), QStringLiteral("1700000000.000 2"));
    QCOMPARE(contents.info.at("provenance"), std::string("resampled"));
    QVERIFY(folder.said().contains(QStringLiteral("values at steps")));
    QVERIFY(folder.said().contains(QStringLiteral("1 native histogram was left out")));
}

void JsonImportTest::scrapedTimesAreNoSteps()
{
    ImportFolder folder;
    const auto contents = folder.imported(
        QStringLiteral("a.json"),
        R"({"data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[[1,"1"],[16.003,"2"],[31.001,"2"]]}]}})");
    QCOMPARE(contents.info.at("provenance"), std::string("real"));
}

void JsonImportTest::vectorAndNamelessSeries()
{
    ImportFolder folder;
    const auto contents = folder.imported(
        QStringLiteral("a.json"),
        R"({"data":{"result":[{"metric":{},"value":[1700000000.25,"7"]}],"resultType":"vector"},"status":"success"})");
    QCOMPARE(textOf(contents.series.at("query_result")), QStringLiteral("1700000000.250 7"));
    QVERIFY(folder.said().contains(QStringLiteral("called query_result")));
}

void JsonImportTest::answersThatAreErrors()
{
    ImportFolder folder;
    folder.add(
        QStringLiteral("a.json"),
        R"({"status":"error","errorType":"bad_data","error":"parse error","data":{"resultType":"matrix","result":[]}})");
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(QStringLiteral("Prometheus says: \"parse error\"")),
             qPrintable(report.error().words));
}

void JsonImportTest::aCutAnswerIsRefusedWithItsPlace()
{
    const QByteArray whole =
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[[1700000000,"1"]]}]}})";
    for (qsizetype length = 40; length < whole.size(); ++length) {
        ImportFolder folder;
        folder.add(QStringLiteral("a.json"), whole.left(length));
        const auto report = folder.import();
        QVERIFY2(!report, whole.left(length).constData());
        QVERIFY2(report.error().words.contains(QStringLiteral("at byte %1").arg(length + 1)),
                 qPrintable(report.error().words));
        QCOMPARE(folder.files(), QStringList{QStringLiteral("a.json")});
    }
}

void JsonImportTest::badSamplesAreNamed()
{
    ImportFolder folder;
    const auto contents = folder.imported(
        QStringLiteral("a.json"),
        R"({"data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[[1700000000,"1"],[1700000001,"x"],["y","2"]]}]}})");
    QCOMPARE(contents.series.at("a").size(), std::size_t(1));
    QVERIFY2(
        folder.said().contains(QStringLiteral("2 samples cannot be read and were left out (first: a.json, byte ")),
        qPrintable(folder.said()));
}

void JsonImportTest::webhook_()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("hook.json"), webhook);
    QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(contents.events.size(), std::size_t(3));
    const Event &full = contents.events[0];
    QCOMPARE(full.kind, EventKind::AlertFiring);
    QCOMPARE(full.subject, QStringLiteral("DiskFull"));
    const Event &latency = contents.events[1];
    QCOMPARE(latency.kind, EventKind::AlertFiring);
    QCOMPARE(latency.subject, QStringLiteral("HighLatency"));
    QCOMPARE(latency.at, Timestamp(Millis(1'724'162'607'500)));
    QCOMPARE(latency.body.value(u"severity").toString(), QStringLiteral("critical"));
    QCOMPARE(latency.body.value(u"summary").toString(), QStringLiteral("p99 is 2 s"));
    const Event &resolved = contents.events[2];
    QCOMPARE(resolved.kind, EventKind::AlertResolved);
    QCOMPARE(resolved.at, Timestamp(Millis(1'724'164'200'000)));
    QCOMPARE(folder.report().events, std::int64_t(3));
}

/// The same alert is sent again and again while it fires: it is one.
void JsonImportTest::webhooksLineByLine()
{
    QByteArray line = webhook;
    line.replace('\n', "");
    ImportFolder folder;
    const auto contents =
        folder.imported(QStringLiteral("hooks.ndjson"), line + '\n' + line + "\n{broken\n" + line + '\n');
    QCOMPARE(contents.events.size(), std::size_t(3));
    QVERIFY2(
        folder.said().contains(QStringLiteral("1 line cannot be read and was left out (hooks.ndjson, line 3")),
        qPrintable(folder.said()));
}

void JsonImportTest::annotations()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("notes.json"), R"([
{"id":1,"alertId":0,"dashboardUID":"u","time":1724162607500,"timeEnd":1724162700000,"text":"cache flushed","tags":["ops"],"login":"ana"},
{"id":2,"alertId":0,"time":1724162500000,"timeEnd":1724162500000,"text":"v2.4.1","tags":["deployment"]},
{"id":3,"alertId":7,"alertName":"Slow","newState":"alerting","prevState":"ok","time":1724162600000,"text":""}])");
    QVERIFY2(folder.report().losses.empty(), qPrintable(folder.said()));
    QCOMPARE(contents.events.size(), std::size_t(3));
    QCOMPARE(contents.events[0].kind, EventKind::Deploy);
    QCOMPARE(contents.events[0].body.value(u"release").toString(), QStringLiteral("v2.4.1"));
    QCOMPARE(contents.events[1].kind, EventKind::AlertFiring);
    QCOMPARE(contents.events[1].subject, QStringLiteral("Slow"));
    QCOMPARE(contents.events[2].kind, EventKind::Note);
    QCOMPARE(contents.events[2].body.value(u"text").toString(), QStringLiteral("cache flushed"));
    QCOMPARE(contents.events[2].actor, QStringLiteral("ana"));
    QCOMPARE(contents.events[2].body.value(u"end").toInteger(), qint64(1'724'162'700'000));
}

void JsonImportTest::badEventsAreSaid()
{
    ImportFolder folder;
    const auto contents = folder.imported(
        QStringLiteral("notes.json"), R"([{"id":1,"time":1724162607500,"text":"x","tags":[]},{"text":"y"},7])");
    QCOMPARE(contents.events.size(), std::size_t(1));
    QVERIFY2(folder.said().contains(QStringLiteral("2 events cannot be read and were left out")),
             qPrintable(folder.said()));
}

void JsonImportTest::eventsOfOneNumberAreKeptApart()
{
    ImportFolder folder; // as of two servers, which number from one alike
    const auto contents = folder.imported(QStringLiteral("notes.json"),
                                          R"([{"id":1,"time":1724162607500,"text":"x","tags":[]},
                                              {"id":1,"time":1724162607500,"text":"y","tags":[]},
                                              {"id":1,"time":1724162607600,"text":"x","tags":[]}])");
    QCOMPARE(contents.events.size(), std::size_t(3));
    QVERIFY2(!folder.said().contains(QStringLiteral("twice")), qPrintable(folder.said()));
}

void JsonImportTest::anEventThatStandsThereTwiceIsSaid()
{
    ImportFolder folder;
    const auto contents = folder.imported(QStringLiteral("notes.json"),
                                          R"([{"id":1,"time":1724162607500,"text":"x","tags":[]},
                                              {"id":1,"time":1724162607500,"text":"x","tags":[]}])");
    QCOMPARE(contents.events.size(), std::size_t(1));
    QVERIFY2(folder.said().contains(QStringLiteral("1 event stood there twice and was kept once")),
             qPrintable(folder.said()));
}

void JsonImportTest::otherJsonIsRefused()
{
    ImportFolder folder;
    folder.add(QStringLiteral("a.json"), R"({"hello":"world"})");
    const auto report = folder.import();
    QVERIFY(!report);
    QVERIFY2(report.error().words.contains(QStringLiteral("no query_range answer")),
             qPrintable(report.error().words));
}

QD_TEST_GUILESS(JsonImportTest)
#include "tst_json_import.moc"
