// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/drill_run.h"
#include "backend/engine/live_gateway.h"
#include "backend/supervisor/restart_policy.h"
#include "model/recording/file_history.h"
#include "model/recording/recording_reader.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/processes.h"
#include "tests/support/small_files.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <map>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// A drill in a folder of its own, and what came of it.
struct Rehearsal
{
    QTemporaryDir folder;
    std::unique_ptr<DrillRun> run;
    std::optional<DrillEnd> end;
    QString refused;

    /// So fast that a minute of the story takes half a second.
    explicit Rehearsal(const char *by, std::uint64_t seed = 1, const QString &record = {})
    {
        DrillOrder order;
        order.by = QLatin1String(by);
        order.seed = seed;
        order.speed = 120;
        order.record = record;
        order.root = folder.filePath(QStringLiteral("drill"));
        auto made = DrillRun::make(order);
        if (!made)
            qFatal("%s", qPrintable(made.error().words));
        run = std::move(*made);
        QObject::connect(run.get(), &DrillRun::ended, run.get(), [this](const DrillEnd &is) { end = is; });
        QObject::connect(run.get(), &DrillRun::refused, run.get(), [this](const QString &why) { refused = why; });
        run->start();
    }
    [[nodiscard]] bool isOver() const { return end.has_value() || !refused.isEmpty(); }
};

/// That the service was not there, or could not be asked: what an ordered restart must not look like.
QStringList absencesIn(const EventSnapshot &events)
{
    QStringList absences;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events.at(i);
        if (event.kind == EventKind::ScrapeFailed ||
            (event.kind == EventKind::AlertFiring && event.subject.startsWith(QStringLiteral("ScrapeMissing"))))
            absences << event.subject + QStringLiteral(": ") + event.reason;
    }
    return absences;
}

bool hasNoteOf(const EventSnapshot &events, const QString &who)
{
    for (std::size_t i = 0; i < events.size(); ++i)
        if (events.at(i).kind == EventKind::Note && events.at(i).actor == who)
            return true;
    return false;
}

} // namespace

/// A real service leaks for real, an operator works it, and the score says how that went.
class DrillRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void patchCuresAndTheSeedTellsTheStory();
    void halfMeasuresRelieve_data();
    void halfMeasuresRelieve();
    void endsEarlyWithWhatWasDone();
    void whatCannotGoWhereItWasAskedForIsKeptHere();
    void endsWithoutTraffic();
    void saysThatTheLogMissesSomething();
    void asksForWhatThereIs();
    void saysThatThereIsNoService();

private:
    static void checkRecording(const DrillEnd &end);

    // They run side by side, each on what is its own.
    std::unique_ptr<Rehearsal> m_one, m_other;
    std::map<QByteArray, std::unique_ptr<Rehearsal>> m_half;
};

void DrillRunTest::initTestCase()
{
    m_one = std::make_unique<Rehearsal>("patch");
    m_other = std::make_unique<Rehearsal>("patch");
    for (const char *by : {"restart-only", "purge"})
        if (fullSize() || QByteArray(by) == "restart-only")
            m_half[by] = std::make_unique<Rehearsal>(by, 2);
}

void DrillRunTest::patchCuresAndTheSeedTellsTheStory()
{
    Rehearsal &one = *m_one;
    Rehearsal &other = *m_other;
    QTRY_VERIFY_WITH_TIMEOUT(one.isOver() && other.isOver(), 120'000);
    QVERIFY2(one.end && other.end, qPrintable(one.refused + other.refused));
    QCOMPARE(one.run->told(), other.run->told());
    const drill::Score &score = one.end->run.score;
    QCOMPARE(score.outcome, drill::Outcome::Fixed);
    QVERIFY(score.detect && score.name && score.mitigate && score.resolve);
    QVERIFY(*score.detect <= *score.name && *score.name <= *score.mitigate && *score.mitigate <= *score.resolve);
    QCOMPARE(score.wrongTurns, QStringList());
    QCOMPARE(one.end->problems, QStringList());
    QVERIFY(one.end->report.first().contains(QStringLiteral("fixed")));
    QVERIFY(hasNoteOf(one.run->engine().current()->events, QStringLiteral("pipeline")));
    QCOMPARE(absencesIn(one.run->engine().current()->events), QStringList());
    checkRecording(*one.end);
    // Nothing but the recording and the scores stays.
    QCOMPARE(QDir(one.folder.filePath(QStringLiteral("drill")))
                 .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
                 .size(),
             2);
}

void DrillRunTest::checkRecording(const DrillEnd &end)
{
    const auto reader = RecordingReader::open(end.recording);
    QVERIFY2(reader, reader ? "" : qPrintable(reader.error().words));
    QCOMPARE(reader->info().at("provenance"), std::string("re-enactment"));
    QCOMPARE(reader->info().at("stretch"), std::string("120"));
    const Timestamp day = std::chrono::sys_days{std::chrono::year{2024} / 8 / 20};
    QVERIFY(reader->span().begin >= day + 6h + 30min);
    QVERIFY(reader->span().end < day + 9h);
}

void DrillRunTest::halfMeasuresRelieve_data()
{
    QTest::addColumn<QByteArray>("by");
    QTest::newRow("restart") << QByteArray("restart-only");
    if (fullSize())
        QTest::newRow("purge") << QByteArray("purge");
}

void DrillRunTest::halfMeasuresRelieve()
{
    QFETCH(QByteArray, by);
    Rehearsal &drill = *m_half.at(by);
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 120'000);
    QVERIFY2(drill.end, qPrintable(drill.refused));
    QCOMPARE(drill::wordOf(drill.end->run.score.outcome), QStringLiteral("relieved, not fixed"));
    QVERIFY(!drill.end->run.score.resolve);
    // Another seed, another story.
    const auto storyOf = [](const Rehearsal &one) { return one.run->told().filter(QStringLiteral("pipeline")); };
    QVERIFY(!storyOf(drill).isEmpty());
    QCOMPARE(storyOf(drill).size(), storyOf(*m_one).size());
    QVERIFY2(storyOf(drill) != storyOf(*m_one), qPrintable(storyOf(drill).join(u'\n')));
}

void DrillRunTest::endsEarlyWithWhatWasDone()
{
    Rehearsal drill("restart-only");
    QTRY_VERIFY_WITH_TIMEOUT(drill.run->engine().current()->status.lastScrapeAt.has_value(), 20'000);
    QCOMPARE(drill.run->engine().current()->status.target.label(), QStringLiteral("PRACTICE DRILL"));
    QCOMPARE(drill.run->engine().current()->status.releases, QStringList{QStringLiteral("2.3.0")});
    drill.run->finish();
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 20'000);
    QCOMPARE(drill.end->run.score.outcome, drill::Outcome::NotBegun);
    QVERIFY(QFile::exists(drill.end->recording));
}

void DrillRunTest::whatCannotGoWhereItWasAskedForIsKeptHere()
{
    Rehearsal drill("restart-only", 1, QStringLiteral("/there/is/no/such.mcap"));
    QTRY_VERIFY_WITH_TIMEOUT(drill.run->engine().current()->status.lastScrapeAt.has_value(), 20'000);
    drill.run->finish();
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 20'000);
    QVERIFY(drill.end->recording.startsWith(drill.folder.path()));
    QVERIFY(QFile::exists(drill.end->recording));
    QCOMPARE(drill.end->problems.size(), 2);
    QVERIFY(drill.end->problems.back().contains(drill.end->recording));
}

/// It is started again as often as a service would be. What comes after is no rehearsal of anything.
void DrillRunTest::endsWithoutTraffic()
{
    Rehearsal drill("restart-only");
    const auto traffic = [&] { return processesNaming({"sessiontraffic", drill.folder.path().toUtf8()}); };
    QTRY_VERIFY_WITH_TIMEOUT(drill.run->engine().current()->status.lastScrapeAt.has_value(), 20'000);
    for (int i = 0; i < RestartPolicy::mostCrashes; ++i) {
        QTRY_COMPARE_WITH_TIMEOUT(traffic().size(), 1, 10'000);
        const auto pid = static_cast<pid_t>(traffic().front());
        ::kill(pid, SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(!traffic().contains(pid), 5'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 20'000);
    QCOMPARE(drill.end->problems.size(), 1);
    QVERIFY2(
        drill.end->problems[0].startsWith(QStringLiteral("The drill ended early: Practice traffic ended 5 times")),
        qPrintable(drill.end->problems[0]));
    QVERIFY(QFile::exists(drill.end->recording));
}

/// A disk that is full for a while: the score is that of a log with a hole in it.
void DrillRunTest::saysThatTheLogMissesSomething()
{
    Rehearsal drill("restart-only");
    LiveEngine &engine = drill.run->engine();
    QTRY_VERIFY_WITH_TIMEOUT(engine.current()->status.lastScrapeAt.has_value(), 20'000);
    const bool isSeen = withSmallFiles(1, [&] {
        engine.addNoteBy(QStringLiteral("anna"), QStringLiteral("a note"), engine.current()->now);
        return QTest::qWaitFor([&] { return !engine.current()->status.logProblem.isEmpty(); }, 10'000);
    });
    QVERIFY(isSeen);
    drill.run->finish();
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 20'000);
    QCOMPARE(drill.end->problems.size(), 1);
    QVERIFY2(drill.end->problems[0].contains(QStringLiteral("the log misses what happened")),
             qPrintable(drill.end->problems[0]));
}

/// Where the program was copied without its service; the last, since it takes the service away.
void DrillRunTest::saysThatThereIsNoService()
{
    const QTemporaryDir empty;
    const QByteArray before = qgetenv("QD_BIN_DIR");
    qputenv("QD_BIN_DIR", empty.path().toLocal8Bit());
    Rehearsal drill("patch");
    QTRY_VERIFY_WITH_TIMEOUT(drill.isOver(), 20'000);
    qputenv("QD_BIN_DIR", before);
    QVERIFY2(drill.refused.contains(QStringLiteral("sessiond is missing")), qPrintable(drill.refused));
}

void DrillRunTest::asksForWhatThereIs()
{
    DrillOrder order;
    order.by = QStringLiteral("hero");
    const auto hero = DrillRun::make(order);
    QVERIFY(!hero && hero.error().words.contains(QStringLiteral("restart-only")));
    order.by.clear();
    order.scenario = QStringLiteral("fire");
    const auto fire = DrillRun::make(order);
    QVERIFY(!fire && fire.error().words.contains(QStringLiteral("session-leak")));
}

QD_TEST_GUILESS(DrillRunTest)
#include "tst_drill_run.moc"
