// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/prometheus_import.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTimer>
#include <QtCore/QUrlQuery>

using namespace qd;
using test::HostileServer;

class TestPrometheusImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void everySampleOnce();
    void slicesShrink();
    void expressionsAreResampled();
    void secretsGoToTheServer();
    void itsOwnWordsAreTold();
    void aLogInIsAskedFor();
    void whatIsNoPrometheus();
    void nobodyThere();
    void aStopWhileItWaits();
};

// Behind the class, because moc of Qt 6.4 stumbles over raw strings before it.
namespace {

constexpr std::int64_t t0 = 1'700'000'000'000;
constexpr std::int64_t step = 15'000;

QByteArray answer(int status, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

/// A series with a sample every 15 s, answered as Prometheus 2 does: ranges are closed at both ends.
class FakePrometheus
{
public:
    HostileServer server;
    std::int64_t longestRange = std::numeric_limits<std::int64_t>::max();
    QList<std::int64_t> ranges; ///< that were asked for
    QByteArray lastRequest;

    FakePrometheus()
    {
        server.answerBy([this](const QByteArray &request) { return reply(request); });
    }

    [[nodiscard]] PrometheusOrder order(std::int64_t from, std::int64_t to) const
    {
        PrometheusOrder order;
        order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
        order.start = Timestamp(Millis(from));
        order.end = Timestamp(Millis(to));
        order.matches << QStringLiteral("a");
        return order;
    }

private:
    QByteArray reply(const QByteArray &request)
    {
        const QByteArray target = request.split(' ').value(1);
        if (target.startsWith("/api/v1/metadata"))
            return answer(200, R"({"status":"success","data":{"a":[{"type":"counter","help":"","unit":""}]}})");
        lastRequest = request;
        const QUrlQuery query(QString::fromLatin1(target.mid(target.indexOf('?') + 1)));
        const QString question = query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded);
        const auto range = QRegularExpression(QStringLiteral("^a\\[(\\d+)ms\\]$")).match(question);
        const std::int64_t length = range.captured(1).toLongLong();
        const auto end = std::llround(query.queryItemValue(QStringLiteral("time")).toDouble() * 1000);
        if (length > longestRange)
            return answer(
                422,
                R"({"status":"error","errorType":"execution","error":"query processing would load too many samples into memory"})");
        ranges << length;
        QByteArray values;
        for (std::int64_t at = (end - length + step - 1) / step * step; at <= end; at += step)
            values += (values.isEmpty() ? "[" : ",[") + QByteArray::number(double(at) / 1000, 'f', 3) + ",\"" +
                      QByteArray::number(qint64(at / step)) + "\"]";
        return answer(
            200,
            R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[)" +
                values + "]}]}}");
    }
};

} // namespace

void TestPrometheusImport::everySampleOnce()
{
    FakePrometheus fake;
    test::ImportFolder folder;
    const std::int64_t from = t0 / step * step; // samples lie on the edges
    const std::int64_t to = from + 40 * 3'600'000LL;
    const auto report = importFromPrometheus(fake.order(from, to), folder.out(), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QVERIFY(report->losses.empty());
    QVERIFY(
        report->notes.join(u' ').contains(QStringLiteral("where a series ended is not in what the API gives")));
    QVERIFY(fake.ranges.size() > 3);
    const auto contents = test::contentsOf(folder.out());
    const auto &samples = contents.series.at("a");
    QCOMPARE(std::int64_t(samples.size()), (to - from) / step + 1);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        QCOMPARE(samples[i].at.time_since_epoch().count(), from + std::int64_t(i) * step);
        QCOMPARE(samples[i].value, double(from / step + std::int64_t(i)));
    }
    QCOMPARE(contents.types.at("a"), SeriesType::Counter);
    QCOMPARE(contents.info.at("provenance"), std::string("real"));
}

void TestPrometheusImport::slicesShrink()
{
    FakePrometheus fake;
    fake.longestRange = 400'000;
    test::ImportFolder folder;
    const auto report = importFromPrometheus(fake.order(t0, t0 + 7'200'000), folder.out(), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QCOMPARE(report->samples, std::int64_t(480));
    QVERIFY(report->losses.empty());
}

void TestPrometheusImport::expressionsAreResampled()
{
    HostileServer server;
    server.answerText(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1700000000,"1"]]}]}})");
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    order.exprs << QStringLiteral("sum(up)");
    order.start = order.end = Timestamp(Millis(t0));
    test::ImportFolder folder;
    const auto report = importFromPrometheus(order, folder.out(), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    QVERIFY(server.received().contains(
        "GET /api/v1/query_range?query=sum%28up%29&start=1700000000.000&end=1700000000.000&step=15.000"));
    const auto contents = test::contentsOf(folder.out());
    QCOMPARE(contents.series.begin()->first, std::string("query_result{expr=\"sum(up)\"}"));
    QCOMPARE(contents.info.at("provenance"), std::string("resampled"));
}

void TestPrometheusImport::secretsGoToTheServer()
{
    FakePrometheus fake;
    test::ImportFolder folder;
    PrometheusOrder order = fake.order(t0, t0 + 60'000);
    order.login.basic = folder.add(QStringLiteral("basic"), "me:secret\n");
    QVERIFY(importFromPrometheus(order, folder.out(), folder.options));
    QVERIFY2(fake.lastRequest.contains("Authorization: Basic bWU6c2VjcmV0\r\n"), fake.lastRequest.constData());
    order.login = {};
    order.login.bearer = folder.add(QStringLiteral("token"), "t0ken\n");
    QVERIFY(importFromPrometheus(order, folder.out(), folder.options));
    QVERIFY2(fake.lastRequest.contains("Authorization: Bearer t0ken\r\n"), fake.lastRequest.constData());
}

void TestPrometheusImport::itsOwnWordsAreTold()
{
    HostileServer server;
    server.answerWith(
        answer(400, R"({"status":"error","errorType":"bad_data","error":"1:2: parse error: unexpected }"})"));
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    order.matches << QStringLiteral("a}");
    test::ImportFolder folder;
    const auto report = importFromPrometheus(order, folder.out(), folder.options);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Refused);
    QVERIFY2(report.error().words.contains(QStringLiteral("asked for a}: Prometheus says: \"1:2: parse error")),
             qPrintable(report.error().words));
    QVERIFY(folder.files().isEmpty());
}

void TestPrometheusImport::aLogInIsAskedFor()
{
    HostileServer server;
    server.answerWith(answer(401, "Unauthorized"));
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    test::ImportFolder folder;
    const auto report = importFromPrometheus(order, folder.out(), folder.options);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Unauthorized);
}

void TestPrometheusImport::whatIsNoPrometheus()
{
    HostileServer server;
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    test::ImportFolder folder;
    server.answerWith(answer(404, "<html>"));
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unavailable);
    server.answerWith(answer(200, "<html>"));
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Invalid);
    server.answerWith("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unavailable);
    QVERIFY(folder.files().isEmpty());
}

void TestPrometheusImport::nobodyThere()
{
    auto server = std::make_unique<HostileServer>();
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server->port()));
    server.reset();
    test::ImportFolder folder;
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unavailable);
}

void TestPrometheusImport::aStopWhileItWaits()
{
    HostileServer server;
    server.sayNothing();
    PrometheusOrder order;
    order.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.port()));
    test::ImportFolder folder;
    std::stop_source stop;
    folder.options.stop = stop.get_token();
    QTimer::singleShot(0, this, [&] { stop.request_stop(); });
    const auto report = importFromPrometheus(order, folder.out(), folder.options);
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Refused);
    QVERIFY(folder.files().isEmpty());
}

QD_TEST_GUILESS(TestPrometheusImport)
#include "tst_prometheus_import.moc"
