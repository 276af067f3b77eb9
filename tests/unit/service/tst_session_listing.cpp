// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/session_listing.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/digests.h"

#include <QtTest/QTest>
#include <algorithm>
#include <random>
#include <set>

using namespace sessiond;
using sessiond::test::digestOf;

namespace {

constexpr std::int64_t kNow = 1'000'000;
constexpr std::uint64_t kSessions = 537;

void fill(SessionTable &table)
{
    std::mt19937 random(1);
    for (std::uint64_t i = 1; i <= kSessions; ++i) {
        const auto created = static_cast<std::int64_t>(kNow - 5000 + random() % 4000);
        const auto seen = created + static_cast<std::int64_t>(random() % 500);
        QVERIFY(table.insert({digestOf(i), i, "user" + std::to_string(random() % 40), i % 2 ? "10.0.0.1" : "::1",
                              created, seen, std::string(random() % 300, 'x')}));
    }
}

std::string keyOf(const SessionRow &row, SessionSort sort)
{
    const auto padded = [](std::int64_t value) {
        const std::string text = std::to_string(value);
        return std::string(20 - text.size(), '0') + text;
    };
    switch (sort) {
    case SessionSort::Created:
        return padded(row.created.time_since_epoch().count());
    case SessionSort::LastSeen:
        return padded(row.lastSeen.time_since_epoch().count());
    case SessionSort::Bytes:
        return padded(static_cast<std::int64_t>(row.bytes));
    case SessionSort::User:
        break;
    }
    return row.user;
}

} // namespace

class TestSessionListing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void pagesShowEachSessionOnceInOrder_data();
    void pagesShowEachSessionOnceInOrder();
    void filters();
    void badCursorsAndLimitsAreRefused();
};

void TestSessionListing::pagesShowEachSessionOnceInOrder_data()
{
    QTest::addColumn<int>("sort");
    QTest::addColumn<int>("order");
    QTest::addColumn<int>("limit");
    const char *names[] = {"created", "last seen", "user", "bytes"};
    for (int sort = 0; sort < 4; ++sort) {
        for (int order = 0; order < 2; ++order) {
            for (const int limit : {7, 179, 1000}) {
                QTest::addRow("%s %s by %d", names[sort], order ? "down" : "up", limit) << sort << order << limit;
            }
        }
    }
}

void TestSessionListing::pagesShowEachSessionOnceInOrder()
{
    QFETCH(int, sort);
    QFETCH(int, order);
    QFETCH(int, limit);
    SessionTable table(Timeouts{10'000'000, 10'000'000});
    fill(table);
    const SessionIds ids(SessionIds::Key{});
    SessionQuery query;
    query.sort = static_cast<SessionSort>(sort);
    query.order = static_cast<SortOrder>(order);
    query.limit = static_cast<std::size_t>(limit);
    std::set<std::string> seen;
    std::vector<std::string> keys;
    do {
        const auto page = listPage(table, ids, query, kNow);
        QVERIFY(page);
        QCOMPARE(page->matched, kSessions);
        QVERIFY(page->rows.size() <= query.limit && !page->rows.empty());
        for (const SessionRow &row : page->rows) {
            QVERIFY(seen.insert(row.id).second);
            keys.push_back(keyOf(row, query.sort));
        }
        query.cursor = page->nextCursor;
    } while (!query.cursor.empty());
    QCOMPARE(seen.size(), std::size_t{kSessions});
    QVERIFY(order == 0 ? std::is_sorted(keys.begin(), keys.end()) : std::is_sorted(keys.rbegin(), keys.rend()));
}

void TestSessionListing::filters()
{
    SessionTable table(Timeouts{4800, 10'000'000});
    fill(table);
    const SessionIds ids(SessionIds::Key{});
    SessionQuery query;
    query.limit = 1000;
    query.selector.address = "::1";
    QCOMPARE(listPage(table, ids, query, kNow)->matched, kSessions / 2);
    query.selector.user = "user7";
    SessionPage page = listPage(table, ids, query, kNow).value();
    QVERIFY(!page.rows.empty());
    for (const SessionRow &row : page.rows) {
        QCOMPARE(row.user, std::string("user7"));
        QCOMPARE(row.address, std::string("::1"));
    }
    query.selector.user = "nobody";
    QCOMPARE(listPage(table, ids, query, kNow)->matched, std::uint64_t{0});
    // States are those of the moment, whoever has noticed.
    std::uint64_t sum = 0;
    for (const auto state : {qd::protocol::SelectorState::Active, qd::protocol::SelectorState::Expired}) {
        query.selector = {};
        query.selector.state = state;
        const std::uint64_t matched = listPage(table, ids, query, kNow)->matched;
        QVERIFY(matched > 0);
        sum += matched;
    }
    QCOMPARE(sum, kSessions);
    query.selector = {};
    query.selector.idleLongerThan = std::chrono::milliseconds(4000);
    page = listPage(table, ids, query, kNow).value();
    QVERIFY(!page.rows.empty());
    for (const SessionRow &row : page.rows) {
        QVERIFY(row.lastSeen.time_since_epoch().count() <= kNow - 4000);
    }
}

void TestSessionListing::badCursorsAndLimitsAreRefused()
{
    SessionTable table(Timeouts{10'000'000, 10'000'000});
    fill(table);
    const SessionIds ids(SessionIds::Key{});
    SessionQuery query;
    for (const char *cursor : {"x", "0000000000000000000000", "00000000000000000000000000005"}) {
        query.cursor = cursor;
        QVERIFY(!listPage(table, ids, query, kNow));
    }
    query.limit = 2;
    query.cursor.clear();
    query.cursor = listPage(table, ids, query, kNow)->nextCursor + "x";
    QVERIFY(!listPage(table, ids, query, kNow));
    query.cursor.clear();
    for (const std::size_t limit : {std::size_t{0}, std::size_t{1001}}) {
        query.limit = limit;
        QVERIFY(!listPage(table, ids, query, kNow));
    }
}

QD_TEST_APPLESS(TestSessionListing)
#include "tst_session_listing.moc"
