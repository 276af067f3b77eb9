// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/prometheus_import.h"
#include "model/series/parsed_sample.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/http.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtNetwork/QTcpServer>

#include <algorithm>
#include <cmath>

using namespace qd;

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// A Prometheus that scrapes itself four times a second.
class Prometheus
{
public:
    explicit Prometheus(const QByteArray &webConfig = {})
        : m_port(freePort())
    {
        write("prometheus.yml", "global:\n  scrape_interval: 250ms\n  scrape_timeout: 250ms\nscrape_configs:\n"
                                "  - job_name: self\n    static_configs:\n      - targets: ['127.0.0.1:" +
                                    QByteArray::number(m_port) + "']\n");
        QStringList arguments{QStringLiteral("--config.file=") + path("prometheus.yml"),
                              QStringLiteral("--storage.tsdb.path=") + path("tsdb"),
                              QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)};
        if (!webConfig.isEmpty()) {
            write("web.yml", webConfig);
            arguments << QStringLiteral("--web.config.file=") + path("web.yml");
        }
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(QStringLiteral("prometheus"), arguments, QIODevice::ReadOnly);
        m_process.waitForStarted();
    }

    ~Prometheus()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }
    [[nodiscard]] test::HttpAnswer get(const QByteArray &target) const
    {
        return test::http(m_port, "GET", target);
    }
    [[nodiscard]] QJsonArray matrix(const QByteArray &query, Timestamp at) const
    {
        return get("/api/v1/query?query=" + query.toPercentEncoding() +
                   "&time=" + QByteArray::number(double(at.time_since_epoch().count()) / 1000, 'f', 3))
            .json()
            .value(u"data")
            .toObject()
            .value(u"result")
            .toArray();
    }

private:
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    void write(const char *name, const QByteArray &text) const
    {
        QFile file(path(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port;
};

Timestamp now()
{
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

/// The text of a series as `{a="1",…}` with its name among them, from JSON; as a recording says it.
std::map<std::string, std::vector<Sample>> samplesOf(const QJsonArray &matrix)
{
    std::map<std::string, std::vector<Sample>> all;
    for (const QJsonValue &each : matrix) {
        const QJsonObject metric = each.toObject().value(u"metric").toObject();
        SeriesKey key;
        std::vector<Labels::Pair> labels;
        for (auto it = metric.begin(); it != metric.end(); ++it) {
            if (it.key() == u"__name__")
                key.name = it->toString().toStdString();
            else
                labels.emplace_back(it.key().toStdString(), it->toString().toStdString());
        }
        key.labels = Labels(std::move(labels));
        auto &samples = all[seriesText(key)];
        for (const QJsonValue &pair : each.toObject().value(u"values").toArray())
            samples.push_back({Timestamp(Millis(std::llround(pair.toArray().at(0).toDouble() * 1000))),
                               pair.toArray().at(1).toString().toDouble()});
    }
    return all;
}

bool sameSamples(const std::vector<Sample> &a, const std::vector<Sample> &b)
{
    return std::ranges::equal(a, b, [](const Sample &x, const Sample &y) {
        return x.at == y.at && (x.value == y.value || (std::isnan(x.value) && std::isnan(y.value)));
    });
}

/// An authority, and certificates of it for a server on 127.0.0.1 and for a client.
class Certificates
{
public:
    Certificates()
    {
        make("ca", {});
        const QStringList ofAuthority{
            QStringLiteral("-CA"),     path("ca.pem"),
            QStringLiteral("-CAkey"),  path("ca.key"),
            QStringLiteral("-addext"), QStringLiteral("subjectAltName=IP:127.0.0.1"),
            QStringLiteral("-addext"), QStringLiteral("basicConstraints=critical,CA:FALSE")};
        make("server", ofAuthority);
        make("client", ofAuthority);
    }

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

private:
    void make(const char *name, const QStringList &more) const
    {
        const QString stem = path(name);
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      QStringList{QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                                  QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                                  QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                                  QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
                                  QStringLiteral("/CN=") + QLatin1String(name), QStringLiteral("-keyout"),
                                  stem + QStringLiteral(".key"), QStringLiteral("-out"),
                                  stem + QStringLiteral(".pem")} +
                          more);
        openssl.waitForFinished();
        if (openssl.exitCode() != 0)
            QTest::qFail(openssl.readAllStandardError().constData(), __FILE__, __LINE__);
    }

    QTemporaryDir m_folder;
};

} // namespace

/// What is imported from a real Prometheus is what its API says, sample for sample.
class TestImportPrometheus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void everySampleIsTheApis();
    void aPasswordIsAskedFor();
    void aCertificateIsAskedFor();
};

void TestImportPrometheus::everySampleIsTheApis()
{
    const Prometheus prometheus;
    QTRY_VERIFY_WITH_TIMEOUT(
        samplesOf(prometheus.matrix(
            "up[1m]",
            now()))["up{instance=\"127.0.0.1:" + std::to_string(prometheus.url().port()) + "\",job=\"self\"}"]
                .size() > 12,
        30'000);
    test::ImportFolder folder;
    PrometheusOrder order;
    order.url = prometheus.url();
    order.matches << QStringLiteral("{job=\"self\"}");
    // What is a second old is complete.
    order.end = now() - Millis(1000);
    order.start = order.end - std::chrono::hours(7);
    folder.options.now = now();
    const auto report = importFromPrometheus(order, folder.out(), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    for (const auto &loss : report->losses)
        qWarning("%s", qPrintable(loss.words));
    const auto expected = samplesOf(prometheus.matrix("{job=\"self\"}[1h]", order.end));
    const auto contents = test::contentsOf(folder.out());
    QVERIFY2(expected.size() > 100, qPrintable(QString::number(expected.size())));
    QCOMPARE(contents.series.size(), expected.size());
    for (const auto &[series, samples] : expected) {
        const auto found = contents.series.find(series);
        QVERIFY2(found != contents.series.end(), series.c_str());
        QVERIFY2(sameSamples(found->second, samples), series.c_str());
    }
    QCOMPARE(contents.types.at("go_goroutines{instance=\"127.0.0.1:" + std::to_string(prometheus.url().port()) +
                               "\",job=\"self\"}"),
             SeriesType::Gauge);
    qInfo("%lld samples of %d series in %d groups", static_cast<long long>(report->samples), report->series,
          report->groups);
    QVERIFY(report->groups <= 3);
}

void TestImportPrometheus::aPasswordIsAskedFor()
{
    // The hash is bcrypt's own test vector for "U*U".
    const Prometheus prometheus(
        "basic_auth_users:\n  me: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n");
    QTRY_COMPARE_WITH_TIMEOUT(prometheus.get("/api/v1/query?query=1").status, 401, 30'000);
    test::ImportFolder folder;
    PrometheusOrder order;
    order.url = prometheus.url();
    order.exprs << QStringLiteral("vector(1)");
    order.end = order.start = now();
    folder.options.now = now();
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unauthorized);
    order.login.basic = folder.add(QStringLiteral("basic"), "me:U*U\n");
    // It asks for the password before it is ready to answer.
    QTRY_VERIFY_WITH_TIMEOUT(importFromPrometheus(order, folder.out(), folder.options), 30'000);
    QCOMPARE(test::contentsOf(folder.out()).series.size(), std::size_t(1));
}

void TestImportPrometheus::aCertificateIsAskedFor()
{
    const Certificates made;
    const Prometheus prometheus("tls_server_config:\n  cert_file: " + made.path("server.pem").toUtf8() +
                                "\n  key_file: " + made.path("server.key").toUtf8() +
                                "\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: " +
                                made.path("ca.pem").toUtf8() + '\n');
    test::ImportFolder folder;
    PrometheusOrder order;
    order.url = prometheus.url();
    order.url.setScheme(QStringLiteral("https"));
    order.exprs << QStringLiteral("vector(1)");
    order.end = order.start = now();
    order.login.ca = made.path("ca.pem");
    order.login.cert = made.path("client.pem");
    order.login.key = made.path("client.key");
    folder.options.now = now();
    const auto works = [&] { return importFromPrometheus(order, folder.out(), folder.options).has_value(); };
    QTRY_VERIFY_WITH_TIMEOUT(works(), 30'000);
    const LoginFiles all = order.login;
    order.login.ca.clear(); // the system does not know this authority
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unavailable);
    order.login = {{}, {}, all.ca, {}, {}};
    QCOMPARE(importFromPrometheus(order, folder.out(), folder.options).error().code, ErrorCode::Unavailable);
    order.login = all;
    QVERIFY(works());
}

QD_TEST_GUILESS(TestImportPrometheus)
#include "tst_import_prometheus.moc"
