// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/score_book.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::drill;
using namespace std::chrono_literals;

namespace {

Run aRun(Millis named)
{
    Run run{Timestamp(1'000'000s),         QStringLiteral("session-leak"),
            18'446'744'073'709'551'615ULL, 30,
            QStringLiteral("patch"),       {}};
    run.score.outcome = Outcome::Fixed;
    run.score.detect = 2min;
    run.score.name = named;
    run.score.failed = 12;
    run.score.wrongTurns << QStringLiteral("07:00:00 rolled back");
    return run;
}

} // namespace

class TestScoreBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void linesComeBack()
    {
        const Run run = aRun(400'500ms);
        const auto back = fromLine(toLine(run));
        QVERIFY(back);
        QCOMPARE(toLine(*back), toLine(run));
        QCOMPARE(back->seed, run.seed);
        QCOMPARE(back->score.name, std::optional<Millis>(400'500ms));
        QVERIFY(!back->score.resolve);
        QCOMPARE(toLine(run).count('\n'), 1);
    }

    void outcomesAreKeptByIdsNotWords()
    {
        Run run = aRun(5min);
        for (const auto &[outcome, id] :
             {std::pair(Outcome::Fixed, "fixed"), std::pair(Outcome::Relieved, "relieved"),
              std::pair(Outcome::Open, "open"), std::pair(Outcome::NotBegun, "not-begun")}) {
            run.score.outcome = outcome;
            QVERIFY(toLine(run).contains(QByteArray("\"outcome\":\"") + id + '"'));
            QCOMPARE(fromLine(toLine(run))->score.outcome, outcome);
        }
    }

    void foreignLinesArePassedOver()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("scores.jsonl"));
        QVERIFY(readRuns(path).empty());
        QVERIFY(keepRun(path, aRun(5min)));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        file.write("{\"scenario\":\"session-leak\"}\n\xff\xfe\n{\"outcome\":\"fixed\"\n");
        file.close();
        QVERIFY(keepRun(path, aRun(6min)));
        QCOMPARE(readRuns(path).size(), 2U);
    }

    void whatCannotBeKeptIsSaid()
    {
        const auto kept = keepRun(QStringLiteral("/no/such/folder/scores.jsonl"), aRun(5min));
        QVERIFY(!kept);
        QVERIFY(kept.error().words.contains(QStringLiteral("/no/such/folder")));
    }

    void reportComparesWithTheBestBefore()
    {
        const QStringList lines = reportOf(aRun(5min), {aRun(4min), aRun(7min)});
        QCOMPARE(lines.first(),
                 QStringLiteral("session-leak by patch, seed 18446744073709551615, speed 30: fixed"));
        QVERIFY(lines.contains(QStringLiteral("  named after 5 min, best before at this speed 4 min")));
        QVERIFY(lines.contains(QStringLiteral("  never resolved")));
        QVERIFY(lines.contains(QStringLiteral("  07:00:00 rolled back")));
        QCOMPARE(lines.last(), QStringLiteral("runs of it at this speed before this one: 2"));
        QVERIFY(reportOf(aRun(5min), {}).contains(QStringLiteral("the first run of this drill at this speed")));
    }

    /// Whoever has ten minutes of the story for each of the world finds everything sooner in it.
    void otherSpeedsAndScenariosAreNotCompared()
    {
        Run slower = aRun(1min);
        slower.speed = 10;
        Run other = aRun(1min);
        other.scenario = QStringLiteral("fire");
        const QStringList lines = reportOf(aRun(5min), {slower, other});
        QVERIFY2(lines.contains(QStringLiteral("  named after 5 min")), qPrintable(lines.join(u'\n')));
        QCOMPARE(lines.last(), QStringLiteral("the first run of this drill at this speed"));
    }
};

QD_TEST_APPLESS(TestScoreBook)
#include "tst_score_book.moc"
