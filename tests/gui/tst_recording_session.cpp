// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recording_session.h"
#include "app/replay_desk.h"
#include "tests/gui/incident_story.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/recorded.h"
#include "tests/support/test_program.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/tile.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Real files in the real window.
class TestRecordingSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void opensWithAllOfItInView();
    void beginsWhereItIsTold();
    void beginsAtTheTroubleOfAnIncident();
    void aPlaceThatIsNotInItIsSaid();
    void everySampleIsPlayed();
    void openingChangesNothing();
    void whatCannotBeOpenedLeavesTheWindowAsItIs();
    void recordingsAreOpenedOneAtATime();
    void anotherFileTakesItsPlace();
    void otherFilesAreImported();

private:
    void open(ReplayOrder order);

    QTemporaryDir m_folder;
    QString m_path;
    FakeHistory m_past{Timestamp(std::chrono::hours(24 * 365 * 54))};
    std::unique_ptr<WindowFixture> m_f;
    std::unique_ptr<RecordingSession> m_session;
};

void TestRecordingSession::initTestCase()
{
    qputenv("XDG_CACHE_HOME", m_folder.path().toUtf8());
    m_path = m_folder.filePath(QStringLiteral("outage.mcap"));
    m_past.run(1200, leaking);
    Event alert;
    alert.kind = EventKind::AlertFiring;
    alert.at = m_past.now() - 300s;
    alert.subject = QStringLiteral("MemoryLeak");
    m_past.log(alert);
    QVERIFY(record(m_past.snapshot(), m_path));
}

void TestRecordingSession::init()
{
    failOnAnyWarning();
    m_f = std::make_unique<WindowFixture>();
    m_f->fill(false);
    m_f->window.show();
    m_session = std::make_unique<RecordingSession>(m_f->window, m_f->history.clock());
}

void TestRecordingSession::cleanup()
{
    m_session.reset();
    m_f.reset();
}

void TestRecordingSession::open(ReplayOrder order)
{
    QSignalSpy opened(m_session.get(), &RecordingSession::opened);
    m_session->open(order);
    QTRY_COMPARE(opened.count(), 1);
}

void TestRecordingSession::opensWithAllOfItInView()
{
    open({m_path, {}, {}, {}, 1, false});
    QVERIFY(m_f->window.showsRecording());
    const Playhead &playhead = m_f->window.playhead();
    QCOMPARE(playhead.range().begin, m_past.now() - 1199s);
    QVERIFY(playhead.instant() - m_past.now() <= 1ms);
    QCOMPARE(m_f->window.findChild<TileRow *>()->tile(TileKind::Retained)->reading().value,
             QStringLiteral("11,687"));
    QCOMPARE(m_f->window.windowTitle(), QStringLiteral("REPLAY · outage.mcap · Quarterdeck"));
}

void TestRecordingSession::beginsWhereItIsTold()
{
    open({m_path, {}, QStringLiteral("-5m"), Millis(2min), 60, false});
    const Playhead &playhead = m_f->window.playhead();
    QVERIFY(playhead.instant() - (m_past.now() - 5min) <= 1ms);
    QCOMPARE(playhead.range().length(), Millis(2min));
    QCOMPARE(playhead.speed(), 60);
}

/// At its end all is well again, which is not what somebody opens it for.
void TestRecordingSession::beginsAtTheTroubleOfAnIncident()
{
    FakeHistory past{Timestamp(std::chrono::hours(24 * 365 * 54))};
    past.run(3600, leaking);
    const Timestamp begin = past.now() - 3599s;
    IncidentStory(past).tell();
    const Timestamp firing = past.now() - 700s;
    const QString path = m_folder.filePath(QStringLiteral("incident.mcap"));
    QVERIFY(record(past.snapshot(), path));
    open({path, {}, {}, {}, 1, false});
    const Playhead &playhead = m_f->window.playhead();
    QCOMPARE(playhead.instant(), firing);
    QCOMPARE(playhead.range().begin, begin); // all that led to it
    open({path, {}, QStringLiteral("-5m"), {}, 1, false});
    QVERIFY(playhead.instant() - (past.now() - 5min) <= 1ms);
    open({path, {}, {}, Millis(2min), 1, false});
    QCOMPARE(playhead.instant(), firing);
    QCOMPARE(playhead.range().length(), Millis(2min));
}

void TestRecordingSession::aPlaceThatIsNotInItIsSaid()
{
    QSignalSpy elsewhere(m_session.get(), &RecordingSession::lookedElsewhere);
    open({m_path, {}, QStringLiteral("-5m"), {}, 1, false});
    QCOMPARE(elsewhere.count(), 0);
    open({m_path, {}, QStringLiteral("1999-01-01T00:00:00Z"), {}, 1, false});
    QCOMPARE(elsewhere.count(), 1);
    const QString words = elsewhere.front().front().value<Error>().words;
    QVERIFY2(words.contains(QStringLiteral("outside of the recording")), qPrintable(words));
}

void TestRecordingSession::everySampleIsPlayed()
{
    open({m_path, {}, {}, {}, 1000, true});
    Player &player = m_f->window.replay()->player();
    m_f->window.replay()->toStart();
    player.toggle();
    for (int i = 0; i < 100 && m_f->window.playhead().motion() == Motion::Playing; ++i) {
        m_f->history.clock().advance(100ms); // the clock of the window
        player.tick();
        QApplication::processEvents();
        QTRY_VERIFY(m_f->window.playhead().motion() != Motion::Playing ||
                    m_f->window.playhead().instant() >=
                        std::min(m_past.now(), m_past.now() - 1199s + (i + 1) * 100s));
    }
    QTRY_COMPARE(m_f->window.playhead().motion(), Motion::Held);
    QCOMPARE(player.counts().evaluations, 1200);
    QCOMPARE(player.counts().rows, 2400);
    QCOMPARE(player.counts().events, 1);
}

void TestRecordingSession::openingChangesNothing()
{
    const auto hash = [this] {
        QFile file(m_path);
        return file.open(QFile::ReadOnly) ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256)
                                          : QByteArray();
    };
    const QByteArray before = hash();
    open({m_path, {}, {}, {}, 1, false});
    ReplayDesk *replay = m_f->window.replay();
    QVERIFY(QTest::qWaitFor([&] { return replay->toggleBookmark(), !replay->bookmarks().instants().empty(); }));
    m_session->close();
    QVERIFY(QFile::exists(m_path + QStringLiteral(".notes.json")));
    QVERIFY(!before.isEmpty());
    QCOMPARE(hash(), before);
    open({m_path, {}, {}, {}, 1, false});
    QTRY_COMPARE(m_f->window.replay()->bookmarks().instants().size(), 1U);
}

void TestRecordingSession::whatCannotBeOpenedLeavesTheWindowAsItIs()
{
    QSignalSpy failed(m_session.get(), &RecordingSession::failed);
    m_session->open({m_folder.filePath(QStringLiteral("nowhere.mcap")), {}, {}, {}, 1, false});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!m_f->window.showsRecording());
    QCOMPARE(m_f->window.playhead().mode(), Mode::Live);
    QVERIFY(m_f->window.findChild<Banner *>()->message().contains(QStringLiteral("nowhere.mcap")));
}

void TestRecordingSession::recordingsAreOpenedOneAtATime()
{
    QSignalSpy failed(m_session.get(), &RecordingSession::failed);
    m_session->open({m_path, {m_path}, {}, {}, 1, false});
    QCOMPARE(failed.count(), 1);
    QVERIFY(!m_f->window.showsRecording());
}

void TestRecordingSession::anotherFileTakesItsPlace()
{
    const QString other = m_folder.filePath(QStringLiteral("other.mcap"));
    FakeHistory small;
    small.run(60);
    QVERIFY(record(small.snapshot(), other));
    open({m_path, {}, {}, {}, 1, false});
    open({other, {}, {}, {}, 1, false});
    QVERIFY(m_f->window.windowTitle().contains(QStringLiteral("other.mcap")));
    QCOMPARE(m_f->window.playhead().range().length(), small.now() - (small.now() - 59s) + 1ms);
    m_f->window.closeRecording();
    QCOMPARE(m_f->window.playhead().mode(), Mode::Live);
    QCOMPARE(m_f->window.history(), m_f->feed.current());
}

void TestRecordingSession::otherFilesAreImported()
{
    QStringList files;
    for (int part = 0; part < 2; ++part) {
        files << m_folder.filePath(QStringLiteral("part-%1.csv").arg(part));
        QFile file(files.back());
        QVERIFY(file.open(QFile::WriteOnly));
        file.write("time,load_" + QByteArray::number(part) + "\n");
        for (int i = 0; i < 600; ++i) {
            file.write(QByteArray::number(1'724'155'200 + 60 * i) + ',' + QByteArray::number(i % 17) + '\n');
        }
    }
    open({files.front(), {files.back()}, {}, {}, 1, false});
    QCOMPARE(m_f->window.playhead().range().length(), Millis(599min) + 1ms);
    QVERIFY(m_f->window.windowTitle().contains(QStringLiteral("part-0.csv and 1 more")));
    const std::vector<std::string> names = m_f->window.history()->series.names();
    QVERIFY(std::ranges::find(names, "load_0") != names.end() &&
            std::ranges::find(names, "load_1") != names.end());
}

QD_TEST_WIDGETS(TestRecordingSession)
#include "tst_recording_session.moc"
