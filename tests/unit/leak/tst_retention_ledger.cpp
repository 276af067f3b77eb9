// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/retention_ledger.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;
using namespace std::chrono_literals;

namespace {

/// A service scraped each second, whose collector passes every 15 s.
class Collector
{
public:
    void pass(double left)
    {
        for (int second = 0; second < 15; ++second) {
            m_now += 1s;
            if (second == 14)
                ++m_passes;
            ledger.add(m_now, m_passes, second == 14 ? left : m_left);
        }
        m_left = left;
    }
    void passEach(std::initializer_list<double> left)
    {
        for (const double l : left)
            pass(l);
    }
    void wait(int seconds)
    {
        for (int i = 0; i < seconds; ++i)
            ledger.add(m_now += 1s, m_passes, m_left);
    }
    void restart()
    {
        m_passes = 0;
        m_left = 0;
        ledger.add(m_now += 1s, 0, 0);
    }
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(m_now.time_since_epoch()).count();
    }

    RetentionLedger ledger;

private:
    Timestamp m_now{};
    double m_passes = 0;
    double m_left = 0;
};

} // namespace

class RetentionLedgerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void whatGrowsIsSuspectedAtTheThirdPass();
    void aSlowLeakIsFoundWithinThreeMinutes();
    void whatIsTakenBackIsNoLeak_data();
    void whatIsTakenBackIsNoLeak();
    void clearedByThreeCleanPasses();
    void anotherProcessBeginsAnew();
};

void RetentionLedgerTest::whatGrowsIsSuspectedAtTheThirdPass()
{
    Collector c;
    c.passEach({0, 0, 10, 20});
    QVERIFY(!c.ledger.finding());
    c.pass(30);
    QVERIFY(c.ledger.finding());
    QCOMPARE(c.ledger.finding()->count, 30.0);
    QVERIFY(std::abs(c.ledger.finding()->perSecond - 10.0 / 15) < 1e-9);
    QCOMPARE(c.ledger.finding()->since, Timestamp(45s));
}

// 400 logouts a minute of which one in twenty stays: five a pass.
void RetentionLedgerTest::aSlowLeakIsFoundWithinThreeMinutes()
{
    Collector c;
    c.pass(0);
    const double onset = c.seconds();
    for (double left = 5; !c.ledger.finding(); left += 5)
        c.pass(left);
    QVERIFY2(c.seconds() - onset <= 90, qPrintable(QString::number(c.seconds() - onset)));
}

void RetentionLedgerTest::whatIsTakenBackIsNoLeak_data()
{
    QTest::addColumn<std::vector<double>>("left");
    QTest::newRow("a storm that is taken back") << std::vector<double>{0, 400, 250, 90, 0, 0};
    QTest::newRow("always a few") << std::vector<double>{9, 9, 8, 9, 9, 9, 9};
    QTest::newRow("now and then") << std::vector<double>{30, 30, 0, 30, 30, 0, 30, 30, 0};
}

void RetentionLedgerTest::whatIsTakenBackIsNoLeak()
{
    QFETCH(std::vector<double>, left);
    Collector c;
    for (const double l : left) {
        c.pass(l);
        QVERIFY(!c.ledger.finding());
    }
}

void RetentionLedgerTest::clearedByThreeCleanPasses()
{
    Collector c;
    c.passEach({0, 100, 200, 300, 4, 4});
    QVERIFY(c.ledger.finding());
    c.pass(4);
    QVERIFY(!c.ledger.finding());
    c.passEach({100, 200});
    QVERIFY(!c.ledger.finding());
    c.pass(300);
    QVERIFY(c.ledger.finding());
}

void RetentionLedgerTest::anotherProcessBeginsAnew()
{
    Collector c;
    c.passEach({0, 100, 200, 300});
    QVERIFY(c.ledger.finding());
    c.restart();
    QVERIFY(!c.ledger.finding());
    c.passEach({0, 0, 0});
    QVERIFY(!c.ledger.finding());
}

QD_TEST_APPLESS(RetentionLedgerTest)
#include "tst_retention_ledger.moc"
