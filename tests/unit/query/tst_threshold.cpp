// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/evaluator.h"
#include "model/query/parser.h"
#include "model/query/threshold.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <map>

using namespace qd;

class ThresholdTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void findsWhatIsCompared_data();
    void findsWhatIsCompared();
    void withoutOneTheTextStays_data();
    void withoutOneTheTextStays();
    void aSumHasItsLimitToo();
};

void ThresholdTest::findsWhatIsCompared_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("compared");
    QTest::addColumn<double>("limit");
    QTest::newRow("plain") << QStringLiteral("a > 1") << QStringLiteral("a") << 1.0;
    QTest::newRow("at least") << QStringLiteral("rate(a{b=\"<\"}[5m]) >= 0.5")
                              << QStringLiteral("rate(a{b=\"<\"}[5m])") << 0.5;
    QTest::newRow("computed") << QStringLiteral("a <= 8 * 3600") << QStringLiteral("a") << 28'800.0;
    QTest::newRow("negative") << QStringLiteral("a != -(2)") << QStringLiteral("a") << -2.0;
    QTest::newRow("with bool") << QStringLiteral("a == bool 1") << QStringLiteral("a") << 1.0;
    QTest::newRow("the first of an and")
        << QStringLiteral("x / (y > 0) > 0.9 and on (job) z >= 10") << QStringLiteral("x / (y > 0)") << 0.9;
    QTest::newRow("the second where the first has none")
        << QStringLiteral("up unless on (job) (b < 3)") << QStringLiteral("b") << 3.0;
}

void ThresholdTest::findsWhatIsCompared()
{
    QFETCH(QString, text);
    QFETCH(QString, compared);
    QFETCH(double, limit);
    const auto threshold = query::thresholdIn(text.toStdString());
    QVERIFY(threshold);
    QCOMPARE(QString::fromStdString(threshold->compared), compared);
    QCOMPARE(threshold->limit, limit);
    QVERIFY(query::parse(query::withThreshold(text.toStdString())));
}

void ThresholdTest::withoutOneTheTextStays_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("no comparison") << QStringLiteral("vector(1)");
    QTest::newRow("of two vectors") << QStringLiteral("a > b");
    QTest::newRow("of two numbers") << QStringLiteral("1 > bool 2");
    QTest::newRow("no expression") << QStringLiteral("a >");
}

void ThresholdTest::withoutOneTheTextStays()
{
    QFETCH(QString, text);
    QVERIFY(!query::thresholdIn(text.toStdString()));
    QCOMPARE(QString::fromStdString(query::withThreshold(text.toStdString())), text);
}

void ThresholdTest::aSumHasItsLimitToo()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, Millis(1000), "g"});
    const Timestamp now(Millis(1'000'000));
    (void)store.append(group, now, std::vector<SeriesValue>{{store.series(group, {"x", {{"host", "a"}}}), 5.0}});
    const auto query = query::Query::prepare(query::withThreshold("sum(x) > 3"));
    QVERIFY(query);
    const auto answer = query->at(store.snapshot(), now);
    QVERIFY(answer);
    std::map<std::string, double> values;
    for (const auto &element : std::get<std::vector<query::VectorElement>>(answer->value))
        values[std::string(element.key.labels.value(query::limitLabel))] = element.sample.value;
    QVERIFY(values == (std::map<std::string, double>{{"", 5}, {"3", 3}}));
}

QD_TEST_APPLESS(ThresholdTest)
#include "tst_threshold.moc"
