// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/bookmarks.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {
const Timestamp zero{Millis(1'724'155'200'000)};
}

class TestBookmarks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void areKeptInOrderAndOnce();
    void toggleTakesAwayWhatIsNear();
    void areSteppedThrough();
};

void TestBookmarks::areKeptInOrderAndOnce()
{
    const Bookmarks marks({zero + 2s, zero, zero + 2s});
    QCOMPARE(marks.instants(), (std::vector{zero, zero + 2s}));
}

void TestBookmarks::toggleTakesAwayWhatIsNear()
{
    Bookmarks marks;
    QVERIFY(marks.toggle(zero + 5s, 1s));
    QVERIFY(marks.toggle(zero, 1s));
    QCOMPARE(marks.instants(), (std::vector{zero, zero + 5s}));
    QVERIFY(marks.isAt(zero + 4s, 1s));
    QVERIFY(!marks.isAt(zero + 3s, 1s));
    QVERIFY(!marks.toggle(zero + 6s, 1s));
    QCOMPARE(marks.instants(), std::vector{zero});
    QVERIFY(!marks.toggle(zero - 1s, 1s));
    QVERIFY(marks.instants().empty());
}

void TestBookmarks::areSteppedThrough()
{
    const Bookmarks marks({zero, zero + 5s});
    QCOMPARE(marks.after(zero), zero + 5s);
    QCOMPARE(marks.before(zero + 5s), zero);
    QVERIFY(!marks.after(zero + 5s));
    QVERIFY(!marks.before(zero));
}

QD_TEST_APPLESS(TestBookmarks)
#include "tst_bookmarks.moc"
