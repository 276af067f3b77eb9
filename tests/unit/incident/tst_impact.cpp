// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/impact.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;

namespace {

const Timestamp impactStart = Timestamp(100'000s);

/// A series every ten seconds from impactStart, drawn as numbers; NaN for no sample.
class Drawn
{
public:
    void add(std::string name, Labels labels, std::vector<double> values)
    {
        m_series.push_back({m_store.series(m_group, {std::move(name), std::move(labels)}), std::move(values)});
    }
    void code(const char *code, std::vector<double> values)
    {
        add("sessiond_http_requests_total", Labels({{"route", "login"}, {"code", code}}), std::move(values));
    }
    void bucket(const char *le, std::vector<double> values)
    {
        add("sessiond_http_request_duration_seconds_bucket", Labels({{"route", "login"}, {"le", le}}),
            std::move(values));
    }
    SeriesSnapshot snapshot()
    {
        std::size_t rows = 0;
        for (const auto &[handle, values] : m_series)
            rows = std::max(rows, values.size());
        for (std::size_t row = 0; row < rows; ++row) {
            std::vector<SeriesValue> cells;
            for (const auto &[handle, values] : m_series)
                if (row < values.size() && !(std::isnan(values[row]) && !isStaleMarker(values[row])))
                    cells.push_back({handle, values[row]});
            if (!m_store.append(m_group, impactStart + int(row) * 10s, cells))
                qFatal("the history is not in order");
        }
        return m_store.snapshot();
    }

private:
    SeriesStore m_store;
    GroupId m_group = m_store.addGroup({GroupKind::Derived, {}, 10s});
    std::vector<std::pair<SeriesHandle, std::vector<double>>> m_series;
};

constexpr double none = std::numeric_limits<double>::quiet_NaN();

} // namespace

class ImpactTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void countersRise_data();
    void countersRise();
    void failedAndSlowRequestsAreCounted();
    void aSessionMeetsItsPart();
    void whatIsNotKnownSaysWhy();
    void noRequestsHaveNoShare();
};

void ImpactTest::countersRise_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::addColumn<int>("fromRow");
    QTest::addColumn<int>("toRow");
    QTest::addColumn<double>("risen"); // NaN: not known
    QTest::newRow("from its value at the beginning") << QList<double>{5, 8, 20} << 0 << 2 << 15.0;
    QTest::newRow("ends included") << QList<double>{5, 8, 20, 90} << 1 << 2 << 12.0;
    QTest::newRow("a reset counts from zero") << QList<double>{5, 8, 2, 4} << 0 << 3 << 7.0;
    QTest::newRow("across a stale marker") << QList<double>{5, 8, staleMarker(), 3} << 0 << 3 << 6.0;
    QTest::newRow("it appears within") << QList<double>{none, none, 4, 6} << 1 << 3 << 6.0;
    QTest::newRow("it appears with the history") << QList<double>{4, 6} << -1 << 1 << 2.0;
    QTest::newRow("not a sample") << QList<double>{none, none, none} << 1 << 2 << none;
    QTest::newRow("it stands still") << QList<double>{5, 5, 5} << 1 << 1 << 0.0;
}

void ImpactTest::countersRise()
{
    QFETCH(QList<double>, values);
    QFETCH(int, fromRow);
    QFETCH(int, toRow);
    QFETCH(double, risen);
    Drawn drawn;
    drawn.add("other", {}, std::vector<double>(std::size_t(values.size()), 1.0)); // the history has all rows
    drawn.code("200", {values.begin(), values.end()});
    const SeriesSnapshot series = drawn.snapshot();
    const auto seen = risenWithin(series.first("sessiond_http_requests_total"),
                                  {impactStart + fromRow * 10s, impactStart + toRow * 10s}, series.extent().begin);
    QCOMPARE(seen.has_value(), !std::isnan(risen));
    if (seen)
        QCOMPARE(*seen, risen);
}

void ImpactTest::failedAndSlowRequestsAreCounted()
{
    Drawn drawn;
    drawn.code("200", {100, 140, 170});
    drawn.code("401", {0, 0, 10});
    drawn.code("500", {0, 5, 10});
    drawn.code("503", {none, none, 10});
    drawn.bucket("0.5", {100, 110, 120});
    drawn.bucket("1.05", {100, 130, 160});
    drawn.bucket("+Inf", {100, 145, 200});
    drawn.add("sessiond_sessions", Labels({{"state", "active"}}), {900, 1000, 800});
    drawn.add("sessiond_sessions_created_total", {}, {5000, 5060, 5100});
    drawn.add("sessiond_http_requests_total", Labels({{"route", "metrics"}, {"code", "200"}}), {0, 500, 900});
    const Impact impact = impactOf(drawn.snapshot(), {impactStart, impactStart + 20s});
    QCOMPARE(impact.requests.value, std::optional(90.0)); // 503 has no sample before, nor has the history
    QCOMPARE(impact.failed.value, std::optional(10.0));
    QCOMPARE(impact.slow.value, std::optional(40.0));
    QVERIFY(impact.slow.how.contains(QStringLiteral("1.05 s")) ||
            impact.slow.how.contains(QStringLiteral("1.1 s")));
    QCOMPARE(impact.sessions.value, std::optional(1000.0)); // 900, and 100 more
    QCOMPARE(std::round(*impact.sharePercent.value * 10), std::round(1000 * 50.0 / 90));
    QCOMPARE(impact.users.value, std::optional(556.0));
    QVERIFY(impact.users.how.startsWith(QStringLiteral("Estimated")));
}

/// Four requests each, one in ten slow: 1 - 0.9^4 of them met one.
void ImpactTest::aSessionMeetsItsPart()
{
    Drawn drawn;
    drawn.code("200", {0, 4000});
    drawn.bucket("1", {0, 3600});
    drawn.bucket("+Inf", {0, 4000});
    drawn.add("sessiond_sessions", Labels({{"state", "active"}}), {1000, 1000});
    const Impact impact = impactOf(drawn.snapshot(), {impactStart, impactStart + 10s});
    QCOMPARE(impact.users.value, std::optional(344.0));
}

void ImpactTest::whatIsNotKnownSaysWhy()
{
    const Impact nothing = impactOf({}, {impactStart, impactStart + 20s});
    for (const Figure &figure :
         {nothing.requests, nothing.failed, nothing.slow, nothing.sharePercent, nothing.sessions, nothing.users}) {
        QVERIFY(!figure.value);
        QVERIFY(!figure.how.isEmpty());
    }
    Drawn drawn;
    drawn.code("200", {100, 140});
    const Impact some = impactOf(drawn.snapshot(), {impactStart, impactStart + 10s});
    QCOMPARE(some.failed.value, std::optional(0.0));
    QVERIFY(!some.sharePercent.value);
    QCOMPARE(some.users.how, some.slow.how);
}

void ImpactTest::noRequestsHaveNoShare()
{
    Drawn drawn;
    drawn.code("200", {100, 100});
    drawn.bucket("1", {100, 100});
    drawn.bucket("+Inf", {100, 100});
    drawn.add("sessiond_sessions", Labels({{"state", "active"}}), {7, 7});
    const Impact impact = impactOf(drawn.snapshot(), {impactStart, impactStart + 10s});
    QCOMPARE(impact.requests.value, std::optional(0.0));
    QVERIFY(!impact.sharePercent.value);
    QVERIFY(!impact.users.value);
}

QD_TEST_APPLESS(ImpactTest)
#include "tst_impact.moc"
