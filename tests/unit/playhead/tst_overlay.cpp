// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/overlay.h"
#include "model/playhead/playhead.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp noon{Millis(1'724'155'200'000)};

/// A minute of one series, from noon on.
HistorySnapshot minute()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, {}, 1s});
    for (int second = 0; second < 60; ++second) {
        const ParsedSample sample{"a", 1};
        (void)store.appendScrape(group, noon + 1s * second, std::span(&sample, 1), 0.001);
    }
    HistorySnapshot history;
    history.series = store.snapshot();
    return history;
}

} // namespace

class TestOverlay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aShiftLeadsThereAndBack();
    void eventsAreAligned();
    void emptinessIsExplained();
    void thePlayheadKeepsItsMode();
};

void TestOverlay::aShiftLeadsThereAndBack()
{
    const Overlay dayBefore{nullptr, 24h, {}};
    QCOMPARE(dayBefore.there(noon), noon - 24h);
    QCOMPARE(dayBefore.there({noon, noon + 1min}), (TimeRange{noon - 24h, noon - 24h + 1min}));
    const Overlay later{nullptr, -1h, {}};
    QCOMPARE(later.there(noon), noon + 1h);
}

void TestOverlay::eventsAreAligned()
{
    const Timestamp here = noon + 3min;
    const Timestamp there = noon - 26h;
    const Overlay overlay{nullptr, shiftBetween(here, there), {}};
    QCOMPARE(overlay.there(here), there);
}

void TestOverlay::emptinessIsExplained()
{
    const HistorySnapshot present = minute();
    const TimeRange shown{noon, noon + 1min};
    QVERIFY(!emptyBecause({nullptr, 30s, {}}, present, shown));
    const auto tooEarly = emptyBecause({nullptr, 1h, {}}, present, shown);
    QVERIFY(tooEarly && tooEarly->contains(QStringLiteral("reaches back")));
    QVERIFY(emptyBecause({nullptr, 1min, {}}, present, shown)); // it ends where the other begins
    const auto recording = std::make_shared<const HistorySnapshot>(minute());
    QVERIFY(!emptyBecause({recording, 0s, {}}, present, shown));
    QVERIFY(emptyBecause({recording, 2h, {}}, present, shown)->contains(QStringLiteral("recording")));
    QVERIFY(emptyBecause({nullptr, 1h, {}}, HistorySnapshot(), shown)->contains(QStringLiteral("no history")));
}

void TestOverlay::thePlayheadKeepsItsMode()
{
    Playhead playhead;
    playhead.advanceTo(noon);
    QSignalSpy compared(&playhead, &Playhead::overlayChanged);
    QSignalSpy mode(&playhead, &Playhead::modeChanged);
    playhead.setOverlay(Overlay{nullptr, 1h, QStringLiteral("1 hour earlier")});
    QCOMPARE(compared.count(), 1);
    QCOMPARE(playhead.overlay()->shift, Millis(1h));
    QCOMPARE(playhead.mode(), Mode::Live);
    playhead.hold();
    QCOMPARE(playhead.mode(), Mode::Paused);
    QVERIFY(playhead.overlay());
    playhead.setOverlay(std::nullopt);
    QVERIFY(!playhead.overlay());
    QCOMPARE(mode.count(), 1);
}

QD_TEST_GUILESS(TestOverlay)
#include "tst_overlay.moc"
