// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/sessions/sessions_model.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;

class TestSessionsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void loadsAPageAtATime();
    void randomPagesKeepTheModelSound();
    void aRefreshKeepsTheRowsThatStay();
    void repliesToAnOldQueryAreDropped();
    void columnsSortAtTheService_data();
    void columnsSortAtTheService();
    void filtersGoIntoTheQuery();
    void aFailureIsSaidAndNotRepeated();
    void aRowThatComesTwiceIsShownOnce();
    void cellsReadAsPeopleSayThem();

private:
    static SessionRow row(const QString &id);
    static SessionPage page(int first, int count, const QString &next);
    void answer(SessionPage page) { m_gateway->pages.back().answer(std::move(page)); }

    std::unique_ptr<FakeGateway> m_gateway;
    std::unique_ptr<SessionsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestSessionsModel::init()
{
    failOnAnyWarning();
    m_gateway = std::make_unique<FakeGateway>();
    m_model = std::make_unique<SessionsModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setGateway(m_gateway.get());
    m_model->reload();
}

void TestSessionsModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_gateway.reset();
}

SessionRow TestSessionsModel::row(const QString &id)
{
    SessionRow r;
    r.id = id;
    r.user = QStringLiteral("user-") + id;
    r.bytes = 1536;
    return r;
}

SessionPage TestSessionsModel::page(int first, int count, const QString &next)
{
    SessionPage p;
    for (int i = first; i < first + count; ++i) {
        p.rows.push_back(row(QString::number(i)));
    }
    p.nextCursor = next;
    return p;
}

void TestSessionsModel::loadsAPageAtATime()
{
    m_tester.reset(); // it fetches more by itself
    QCOMPARE(m_model->phase(), SessionsModel::Phase::Loading);
    QCOMPARE(m_gateway->pages.back().request.limit, SessionsModel::pageSize);
    answer(page(0, 100, QStringLiteral("c1")));
    QCOMPARE(m_model->rowCount(), 100);
    QCOMPARE(m_gateway->pages.size(), 1U);
    QVERIFY(m_model->canFetchMore({}));
    m_model->fetchMore({});
    QVERIFY2(!m_model->canFetchMore({}), "one question at a time");
    QCOMPARE(m_gateway->pages.back().request.cursor, QStringLiteral("c1"));
    answer(page(100, 50, {}));
    QCOMPARE(m_model->rowCount(), 150);
    QVERIFY(!m_model->canFetchMore({}));
    m_model->reload();
    m_gateway->pages.back().answer(failure(ErrorCode::Refused, QStringLiteral("There is no list here.")));
    QCOMPARE(m_model->phase(), SessionsModel::Phase::Refused); // and trying again is not offered
}

void TestSessionsModel::randomPagesKeepTheModelSound()
{
    QRandomGenerator dice(7);
    for (int round = 0; round < 200; ++round) {
        SessionPage p;
        const int count = dice.bounded(40);
        for (int i = 0; i < count; ++i) {
            const QString id = QString::number(dice.bounded(60));
            if (std::none_of(p.rows.begin(), p.rows.end(), [&](const SessionRow &r) { return r.id == id; })) {
                SessionRow r = row(id);
                r.bytes = dice.bounded(10'000);
                p.rows.push_back(r);
            }
        }
        p.nextCursor = dice.bounded(2) ? QStringLiteral("more") : QString();
        const auto expected = p.rows;
        answer(std::move(p));
        QCOMPARE(m_model->rowCount(), int(expected.size()));
        for (int i = 0; i < m_model->rowCount(); ++i) {
            QCOMPARE(m_model->row(i).id, expected[std::size_t(i)].id);
            QCOMPARE(m_model->row(i).bytes, expected[std::size_t(i)].bytes);
        }
        m_model->reload();
    }
}

void TestSessionsModel::aRefreshKeepsTheRowsThatStay()
{
    answer(page(0, 10, {}));
    const QPersistentModelIndex fifth = m_model->index(5, 0);
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->reload();
    SessionPage next = page(0, 10, {});
    std::swap(next.rows[0], next.rows[5]);
    next.rows.erase(next.rows.begin() + 3);
    answer(next);
    QCOMPARE(fifth.row(), 0);
    QCOMPARE(fifth.data(SessionsModel::IdRole).toString(), QStringLiteral("5"));
    QCOMPARE(reset.size(), 0);
}

void TestSessionsModel::repliesToAnOldQueryAreDropped()
{
    const auto old = m_gateway->pages.back();
    SessionFilter filter;
    filter.user = QStringLiteral("alice");
    m_model->setFilter(filter);
    old.answer(page(0, 100, {}));
    QCOMPARE(m_model->rowCount(), 0);
    answer(page(0, 3, {}));
    QCOMPARE(m_model->rowCount(), 3);
}

void TestSessionsModel::columnsSortAtTheService_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::addColumn<SessionSort>("sort");
    QTest::addColumn<SortOrder>("expected");
    QTest::newRow("longest idle first")
        << int(SessionsModel::Idle) << Qt::DescendingOrder << SessionSort::LastSeen << SortOrder::Ascending;
    QTest::newRow("youngest first") << int(SessionsModel::Age) << Qt::AscendingOrder << SessionSort::Created
                                    << SortOrder::Descending;
    QTest::newRow("users by name") << int(SessionsModel::User) << Qt::AscendingOrder << SessionSort::User
                                   << SortOrder::Ascending;
    QTest::newRow("largest first") << int(SessionsModel::Bytes) << Qt::DescendingOrder << SessionSort::Bytes
                                   << SortOrder::Descending;
}

void TestSessionsModel::columnsSortAtTheService()
{
    QFETCH(int, column);
    QFETCH(Qt::SortOrder, order);
    m_model->sort(column, order);
    QTEST(m_gateway->pages.back().request.sort, "sort");
    QTEST(m_gateway->pages.back().request.order, "expected");
}

void TestSessionsModel::filtersGoIntoTheQuery()
{
    SessionFilter filter;
    filter.state = SessionState::Retained;
    filter.address = QStringLiteral("10.0.0.7");
    filter.idleLongerThan = std::chrono::minutes(30);
    m_model->setFilter(filter);
    const SessionQuery &query = m_gateway->pages.back().request;
    QCOMPARE(query.state, SessionState::Retained);
    QCOMPARE(query.address, QStringLiteral("10.0.0.7"));
    QCOMPARE(query.idleLongerThan, std::chrono::seconds(1800));
    QVERIFY(query.cursor.isEmpty());
}

void TestSessionsModel::aFailureIsSaidAndNotRepeated()
{
    m_gateway->pages.back().answer(failure(ErrorCode::Unavailable, QStringLiteral("It does not answer.")));
    QCOMPARE(m_model->phase(), SessionsModel::Phase::Failed);
    QCOMPARE(m_model->problem(), QStringLiteral("It does not answer."));
    QVERIFY(!m_model->canFetchMore({}));
}

void TestSessionsModel::aRowThatComesTwiceIsShownOnce()
{
    answer(page(0, 100, QStringLiteral("c1")));
    m_model->fetchMore({});
    answer(page(95, 10, {}));
    QCOMPARE(m_model->rowCount(), 105);
}

void TestSessionsModel::cellsReadAsPeopleSayThem()
{
    const Timestamp now(std::chrono::hours(1000));
    SessionPage p;
    SessionRow r = row(QStringLiteral("1"));
    r.state = SessionState::Retained;
    r.lastSeenAt = now - std::chrono::seconds(43);
    r.createdAt = now - std::chrono::minutes(47);
    p.rows.push_back(r);
    answer(p);
    m_model->setNow(now);
    const QStringList expected{QStringLiteral("user-1"), QStringLiteral("retained"), QStringLiteral("43 s"),
                               QStringLiteral("47 min"), QStringLiteral("unknown"),  QStringLiteral("1.50 KiB")};
    for (int c = 0; c < SessionsModel::ColumnCount; ++c) {
        QCOMPARE(m_model->index(0, c).data().toString(), expected[c]);
    }
}

QD_TEST_GUILESS(TestSessionsModel)
#include "tst_sessions_model.moc"
