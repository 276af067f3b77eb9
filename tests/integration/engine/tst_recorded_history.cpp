// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_summary.h"
#include "model/recording/segment_folder.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

std::vector<Sample> scrapes(const EngineFixture &f)
{
    const HistoryPtr now = f.now();
    return now->series.first("up").samples({now->now - 1h, now->now});
}

Timestamp firstAfter(const std::vector<Sample> &samples, Timestamp at)
{
    const auto next = std::ranges::find_if(samples, [&](const Sample &sample) { return sample.at > at; });
    return next == samples.end() ? Timestamp() : next->at;
}

QString recordingOf(const EngineFixture &f)
{
    return f.status().dataFolder + QStringLiteral("/recording");
}

} // namespace

class TestRecordedHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void thePastIsThereAfterARestart()
    {
        EngineFixture f;
        f.config.scrape.interval = 200ms;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && scrapes(f).size() >= 10, 15'000);
        const QString folder = recordingOf(f);
        const Timestamp first = scrapes(f).front().at;
        f.engine.reset();
        const Timestamp last = recording::segmentsIn(folder).front().span.end - Millis(1);
        const auto segments = recording::segmentsIn(folder);
        QCOMPARE(segments.size(), std::size_t(1));
        const auto summary = summarise(segments.front().path);
        QVERIFY(summary);
        QVERIFY(summary->series > 300);
        QVERIFY(summary->events >= 2);
        QVERIFY(!summary->rebuilt);
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.count(EventKind::ServiceReady) == 2, 15'000);
        QVERIFY(scrapes(f).front().at == first);
        const HistoryPtr now = f.now();
        QVERIFY(now->detail > 0); // charts that were drawn while it was read are drawn anew
        const auto resumed = firstAfter(scrapes(f), last);
        const auto gaps = now->series.gaps({last, resumed});
        QCOMPARE(gaps.size(), std::size_t(resumed - last > 500ms ? 1 : 0)); // 2.5 intervals
        QCOMPARE(f.count(EventKind::Gap), 0);
    }

    void damageOfTheRecordingIsSaidAndTheRestIsThere()
    {
        EngineFixture f;
        f.config.scrape.interval = 200ms;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && scrapes(f).size() >= 5, 15'000);
        const QString folder = recordingOf(f);
        f.engine.reset();
        QFile garbage(folder + QStringLiteral("/20200101T000000.000Z.mcap"));
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        QVERIFY(garbage.write("no recording") > 0);
        garbage.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("set aside")));
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.count(EventKind::ServiceReady) == 2, 15'000);
        QVERIFY(scrapes(f).size() > 5);
        QCOMPARE(f.count(EventKind::Gap), 1);
        QVERIFY(f.event(EventKind::Gap)->reason.contains(QStringLiteral("20200101T000000.000Z.mcap")));
        QTRY_VERIFY(QFile::exists(garbage.fileName() + QStringLiteral(".damaged")));
    }

    void aFolderThatCannotBeWrittenIsSaid()
    {
        EngineFixture f;
        f.config.recordEvery = 100ms;
        f.config.scrape.interval = 200ms;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const QString folder = recordingOf(f);
        f.engine.reset();
        QVERIFY(QDir(folder).removeRecursively());
        QFile file(folder); // a file in the place of the folder
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().recorderProblem.startsWith(QStringLiteral("Not recording since ")),
                                 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QVERIFY(file.remove());
        QVERIFY(QDir().mkpath(folder));
        QTRY_VERIFY_WITH_TIMEOUT(f.status().recorderProblem.isEmpty(), 15'000);
    }
};

QD_TEST_GUILESS(TestRecordedHistory)
#include "tst_recorded_history.moc"
