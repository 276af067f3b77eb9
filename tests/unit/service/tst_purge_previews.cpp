// SPDX-License-Identifier: GPL-3.0-or-later
// How many previews and purges are kept, and for how long.
#include "backend/service/core/purge_previews.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/service_fixture.h"

#include <QtTest/QTest>

using namespace sessiond;
using qd::protocol::Selector;
using qd::protocol::SelectorState;
using sessiond::test::codeOf;
using sessiond::test::Fixture;
using namespace std::chrono_literals;

namespace {

constexpr Time kStart = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);

/// Previews by themselves, named by whoever made them and a number.
struct PreviewShelf
{
    void add(const std::string &owner, std::size_t number)
    {
        PurgePreview shown;
        shown.previewId = owner + std::to_string(number);
        shown.expiresAt = kStart + PurgePreviews::kLife;
        previews.add(shown, std::make_shared<PurgePin>(), owner);
    }

    PurgePins pins;
    PurgePreviews previews{pins};
};

Selector everything()
{
    Selector selector;
    selector.state = SelectorState::Any;
    return selector;
}

} // namespace

class TestPurgePreviews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void abandonedPreviewsLockNobodyOut();
    void oneTokenDoesNotCrowdOutAnother();
    void aUsedPreviewMakesNoRoom();
    void whatIsPastUsingIsRememberedForAWhile();
    void onlySoManyAreRemembered();
    void finishedPurgesAreForgottenInTime();
    void onlySoManyFinishedPurgesAreKept();
};

void TestPurgePreviews::abandonedPreviewsLockNobodyOut()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < PurgePreviews::kMostOpen + 1; ++i) {
        const auto preview = fixture.preview(everything());
        QVERIFY(preview);
        ids.push_back(preview->previewId);
    }
    const auto first = fixture.purge(ids.front());
    QCOMPARE(codeOf(first), int(Failure::Gone));
    QVERIFY2(first.error().words.find("made room") != std::string::npos, first.error().words.c_str());
    QVERIFY(fixture.purge(ids[1]));
    QVERIFY(fixture.purge(ids.back()));
}

void TestPurgePreviews::oneTokenDoesNotCrowdOutAnother()
{
    PreviewShelf shelf;
    shelf.add("quiet", 0);
    for (std::size_t i = 0; i < 3 * PurgePreviews::kMostOpen; ++i) {
        shelf.add("busy", i);
    }
    QVERIFY(shelf.previews.use("quiet0", "p", kStart));
    QCOMPARE(codeOf(shelf.previews.use("busy0", "p", kStart)), int(Failure::Gone));
    const std::size_t oldest = 2 * PurgePreviews::kMostOpen + 1;
    QCOMPARE(codeOf(shelf.previews.use("busy" + std::to_string(oldest - 1), "p", kStart)), int(Failure::Gone));
    QVERIFY(shelf.previews.use("busy" + std::to_string(oldest), "p", kStart));
}

void TestPurgePreviews::aUsedPreviewMakesNoRoom()
{
    PreviewShelf shelf;
    shelf.add("a", 0);
    QVERIFY(shelf.previews.use("a0", "p", kStart)->pin != nullptr);
    for (std::size_t i = 1; i <= 2 * PurgePreviews::kMostOpen; ++i) {
        shelf.add("a", i);
    }
    const auto again = shelf.previews.use("a0", "q", kStart);
    QVERIFY(again && !again->pin);
    QCOMPARE(again->purgeId, std::string("p"));
    shelf.previews.giveBack("a0"); // its purge came to nothing
    QVERIFY(shelf.previews.use("a0", "q", kStart)->pin != nullptr);
}

void TestPurgePreviews::whatIsPastUsingIsRememberedForAWhile()
{
    PreviewShelf shelf;
    shelf.add("a", 0);
    const Time end = kStart + PurgePreviews::kLife;
    shelf.previews.prune(end);
    QCOMPARE(codeOf(shelf.previews.use("a0", "p", end)), int(Failure::Gone));
    shelf.previews.prune(end + PurgePreviews::kRemembered - 1ms);
    QCOMPARE(codeOf(shelf.previews.use("a0", "p", end)), int(Failure::Gone));
    shelf.previews.prune(end + PurgePreviews::kRemembered);
    QCOMPARE(codeOf(shelf.previews.use("a0", "p", end)), int(Failure::NotFound));
}

void TestPurgePreviews::onlySoManyAreRemembered()
{
    PreviewShelf shelf;
    const std::size_t all = PurgePreviews::kMostOpen + PurgePreviews::kMostSpent + 10;
    for (std::size_t i = 0; i < all; ++i) {
        shelf.add("a", i);
    }
    shelf.previews.prune(kStart);
    QCOMPARE(codeOf(shelf.previews.use("a9", "p", kStart)), int(Failure::NotFound));
    QCOMPARE(codeOf(shelf.previews.use("a10", "p", kStart)), int(Failure::Gone));
    QVERIFY(shelf.previews.use("a" + std::to_string(all - 1), "p", kStart));
}

void TestPurgePreviews::finishedPurgesAreForgottenInTime()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    const auto preview = fixture.preview(everything());
    const std::string id = fixture.purge(preview->previewId).value();
    fixture.purged(id);
    fixture.advance(Purger::kFinishedLife - 1s);
    QCOMPARE(fixture.purge(preview->previewId).value(), id);
    fixture.advance(1s);
    QTRY_VERIFY(!fixture.service->purgeStatus(id));
    QCOMPARE(codeOf(fixture.purge(preview->previewId)), int(Failure::NotFound));
}

void TestPurgePreviews::onlySoManyFinishedPurgesAreKept()
{
    Fixture fixture;
    QVERIFY(fixture.open());
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < PurgeStore::kFinishedKept + 3; ++i) {
        fixture.advance(1s);
        ids.push_back(fixture.purge(fixture.preview(everything())->previewId).value());
        fixture.purged(ids.back());
    }
    QTRY_VERIFY(!fixture.service->purgeStatus(ids[2]));
    QVERIFY(!fixture.service->purgeStatus(ids[0]));
    QVERIFY(fixture.service->purgeStatus(ids[3]));
    QVERIFY(fixture.open()); // and as many in the journal
    QVERIFY(!fixture.service->purgeStatus(ids[2]));
    QVERIFY(fixture.service->purgeStatus(ids[3]));
}

QD_TEST_GUILESS(TestPurgePreviews)
#include "tst_purge_previews.moc"
