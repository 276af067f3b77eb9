// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/bookmarks.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {
const Timestamp outset{Millis(1'724'155'200'000)};
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
    const Bookmarks marks({outset + 2s, outset, outset + 2s});
    QCOMPARE(marks.instants(), (std::vector{outset, outset + 2s}));
}

void TestBookmarks::toggleTakesAwayWhatIsNear()
{
    Bookmarks marks;
    QVERIFY(marks.toggle(outset + 5s, 1s));
    QVERIFY(marks.toggle(outset, 1s));
    QCOMPARE(marks.instants(), (std::vector{outset, outset + 5s}));
    QVERIFY(marks.isAt(outset + 4s, 1s));
    QVERIFY(!marks.isAt(outset + 3s, 1s));
    QVERIFY(!marks.toggle(outset + 6s, 1s));
    QCOMPARE(marks.instants(), std::vector{outset});
    QVERIFY(!marks.toggle(outset - 1s, 1s));
    QVERIFY(marks.instants().empty());
}

void TestBookmarks::areSteppedThrough()
{
    const Bookmarks marks({outset, outset + 5s});
    QCOMPARE(marks.after(outset), outset + 5s);
    QCOMPARE(marks.before(outset + 5s), outset);
    QVERIFY(!marks.after(outset + 5s));
    QVERIFY(!marks.before(outset));
}

QD_TEST_APPLESS(TestBookmarks)
#include "tst_bookmarks.moc"
