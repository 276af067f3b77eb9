// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/action/guarded_gateway.h"
#include "model/action/note_keeper.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

const Timestamp now{Millis(1'724'155'200'000)};

struct FakeNotes final : NoteKeeper
{
    void addNote(const QString &text, Timestamp at, QObject *, Gateway::Reply<bool> reply) override
    {
        kept.emplace_back(text, at);
        reply(true);
    }
    std::vector<std::pair<QString, Timestamp>> kept;
};

} // namespace

/// Every method of the gateway in every mode. A method that is added to Gateway has to be added here: the count of
/// its pure virtual functions is checked by the compiler in FakeGateway, and the rows here by callEverything().
class TestGuardedGateway : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void liveEverythingPassesThrough();
    void pausedEverythingPassesThrough();
    void inAFileNothingDoes();
    void playedBackOnlyNotesDo();
    void notesOfAFileGoBesideIt();
    void refusalsSayWhy_data();
    void refusalsSayWhy();
    void nothingIsWatchedYet();
    void aModeChangesWhatIsAvailable();
    void theInnerOneSpeaksForItselfWhileLive();
    void repliesDieWithTheirContext();

private:
    /// All of Gateway; what was refused comes back as errors.
    void callEverything();
    void openFile() { m_playhead->setHistory(HistoryKind::File, {now - 1h, now}); }
    void playBack();

    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<FakeGateway> m_inner;
    std::unique_ptr<GuardedGateway> m_guard;
    QObject m_context;
    std::vector<Error> m_errors;
    int m_replies = 0;
};

void TestGuardedGateway::init()
{
    failOnAnyWarning();
    m_playhead = std::make_unique<Playhead>();
    m_playhead->advanceTo(now);
    m_inner = std::make_unique<FakeGateway>();
    m_guard = std::make_unique<GuardedGateway>(*m_playhead);
    m_guard->setInner(m_inner.get());
    m_errors.clear();
    m_replies = 0;
}

void TestGuardedGateway::playBack()
{
    m_playhead->pan(-10min);
    m_playhead->play();
    m_playhead->hold(); // standing still is not being live
}

void TestGuardedGateway::callEverything()
{
    const auto keep = [this](auto result) {
        ++m_replies;
        if (!result) {
            m_errors.push_back(result.error());
        }
    };
    const QString why = QStringLiteral("why");
    m_guard->fetchSessions({}, &m_context, keep);
    m_guard->previewPurge({}, &m_context, keep);
    m_guard->purge({}, &m_context, keep);
    m_guard->planRestart(&m_context, keep);
    m_guard->restart({}, &m_context, keep);
    m_guard->endSession(why, why, &m_context, keep);
    m_guard->collectNow(why, &m_context, keep);
    m_guard->addNote(why, now - 5min, &m_context, keep);
    m_guard->openIncident({}, &m_context, keep);
    m_guard->stepIncident({}, &m_context, keep);
    m_guard->setTraffic(true, &m_context, keep);
    m_guard->setDrill({}, &m_context, keep);
}

void TestGuardedGateway::liveEverythingPassesThrough()
{
    callEverything();
    QCOMPARE(m_inner->calls, 12);
}

void TestGuardedGateway::pausedEverythingPassesThrough()
{
    m_playhead->hold();
    callEverything();
    QCOMPARE(m_inner->calls, 12);
}

void TestGuardedGateway::inAFileNothingDoes()
{
    openFile();
    callEverything();
    QTRY_COMPARE(m_replies, 12);
    QCOMPARE(m_inner->calls, 0);
    QCOMPARE(m_errors.size(), 12U);
    for (const Error &error : m_errors) {
        QCOMPARE(error.code, ErrorCode::Refused);
        QVERIFY2(error.words.contains(QStringLiteral("recording")), qPrintable(error.words));
    }
}

void TestGuardedGateway::playedBackOnlyNotesDo()
{
    playBack();
    callEverything();
    QTRY_COMPARE(m_errors.size(), 11U);
    QCOMPARE(m_inner->calls, 1);
    QCOMPARE(m_inner->noteInstants, std::vector{now - 5min});
}

void TestGuardedGateway::notesOfAFileGoBesideIt()
{
    openFile();
    QVERIFY(m_guard->refusal(ActionKind::Note));
    FakeNotes notes;
    m_guard->setNotes(&notes);
    QVERIFY(!m_guard->refusal(ActionKind::Note));
    callEverything();
    QTRY_COMPARE(m_replies, 12);
    QCOMPARE(notes.kept.size(), 1U);
    QCOMPARE(notes.kept.front().second, now - 5min);
    QCOMPARE(m_inner->calls, 0);
}

void TestGuardedGateway::refusalsSayWhy_data()
{
    QTest::addColumn<ActionKind>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, ActionKind kind, const char *words) {
        QTest::newRow(name) << kind << QString::fromUtf8(words);
    };
    row("purge", ActionKind::Purge, "This is a recording: nothing can be purged in it. Go back to live to act.");
    row("restart", ActionKind::Restart,
        "This is a recording: nothing can be restarted in it. Go back to live to act.");
    row("end", ActionKind::EndSession,
        "This is a recording: no session can be ended in it. Go back to live to act.");
    row("collect", ActionKind::Collect,
        "This is a recording: no collector can be run in it. Go back to live to act.");
    row("traffic", ActionKind::Traffic,
        "This is a recording: no traffic can be started or stopped in it. Go back to live to act.");
    row("drill", ActionKind::Drill,
        "This is a recording: no drill can be switched in it. Go back to live to act.");
    row("incident", ActionKind::Incident,
        "This is a recording: no incident can be opened or changed in it. Go back to live to act.");
}

void TestGuardedGateway::refusalsSayWhy()
{
    QFETCH(ActionKind, kind);
    QFETCH(QString, words);
    QVERIFY(!m_guard->refusal(kind));
    openFile();
    QCOMPARE(m_guard->refusal(kind), words);
    m_playhead->setHistory(HistoryKind::Live, {now - 1h, now});
    playBack();
    QCOMPARE(m_guard->refusal(kind),
             words.replace(QStringLiteral("a recording"), QStringLiteral("the past, played back")));
}

void TestGuardedGateway::nothingIsWatchedYet()
{
    m_guard->setInner(nullptr);
    callEverything();
    QTRY_COMPARE(m_errors.size(), 12U);
    QCOMPARE(m_errors.front().words, QStringLiteral("Nothing is being watched yet."));
    m_guard->setInner(m_inner.get());
    m_inner.reset(); // its owner ended it
    QVERIFY(m_guard->refusal(ActionKind::Purge));
}

void TestGuardedGateway::aModeChangesWhatIsAvailable()
{
    QSignalSpy changes(m_guard.get(), &Gateway::availabilityChanged);
    openFile();
    QCOMPARE(changes.count(), 1);
    m_inner->refuse(QStringLiteral("The service is draining."));
    QCOMPARE(changes.count(), 2);
}

void TestGuardedGateway::theInnerOneSpeaksForItselfWhileLive()
{
    m_inner->refuse(QStringLiteral("The service is draining."));
    QCOMPARE(m_guard->refusal(ActionKind::Purge), QStringLiteral("The service is draining."));
    callEverything();
    QCOMPARE(m_inner->calls, 12); // it logs what it refuses
}

void TestGuardedGateway::repliesDieWithTheirContext()
{
    openFile();
    int replies = 0;
    auto context = std::make_unique<QObject>();
    m_guard->collectNow({}, context.get(), [&](const Result<bool> &) { ++replies; });
    context.reset();
    QObject later;
    m_guard->collectNow({}, &later, [&](const Result<bool> &) { ++replies; });
    QTRY_COMPARE(replies, 1);
}

QD_TEST_GUILESS(TestGuardedGateway)
#include "tst_guarded_gateway.moc"
