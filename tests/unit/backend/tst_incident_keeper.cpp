// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/incident_keeper.h"
#include "model/recording/pins.h"
#include "model/rules/alert_events.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

const QString keptPage = QStringLiteral("Page");

} // namespace

/// A keeper on a log on disk. What a kill leaves of an engine is the log alone, so die() is one.
class IncidentKeeperTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock.set(Timestamp(100s));
        live();
    }
    void cleanup() { die(); }
    void opensAndCaptures();
    void killedBetweenPageAndOpening();
    void killedBetweenOpeningAndCapture();
    void killedBetweenRestartAndCapture();
    void aRestartAfterTheEndIsNoBusinessOfIt();
    void saysNothingWithoutNeed();
    void whatWasRecordedOfItStays();

private:
    void live()
    {
        auto log = EventLog::open(m_folder->filePath(QStringLiteral("events.db")), m_clock);
        QVERIFY(log);
        m_log = std::move(*log);
        m_writer = std::make_unique<EventWriter>(*m_log, m_clock, [](const std::vector<Event> &) {});
        m_keeper = std::make_unique<IncidentKeeper>(
            *m_writer, [] { return SeriesSnapshot(); }, m_folder->path());
    }
    void die()
    {
        m_keeper.reset();
        m_writer.reset();
        m_log.reset();
    }
    void step()
    {
        m_clock.advance(1s);
        m_keeper->step(m_clock.now());
    }
    void write(Event event)
    {
        event.at = m_clock.now();
        QVERIFY(m_writer->write(std::move(event)));
    }
    void fires() { write(alertEvent(EventKind::AlertFiring, 0ms, keptPage, "page")); }
    void restart(const QString &correlation)
    {
        Event event;
        event.kind = EventKind::RestartRequested;
        event.correlation = correlation;
        write(event);
    }
    [[nodiscard]] QString idOfFirst() const
    {
        incident::IncidentBook book;
        book.read(m_log->snapshot(), m_clock.now());
        return book.incidents().empty() ? QString() : book.incidents().front().id;
    }
    [[nodiscard]] int count(EventKind kind) const
    {
        const EventSnapshot events = m_log->snapshot();
        int n = 0;
        for (std::size_t i = 0; i < events.size(); ++i)
            n += events.at(i).kind == kind ? 1 : 0;
        return n;
    }

    ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<EventWriter> m_writer;
    std::unique_ptr<IncidentKeeper> m_keeper;
};

void IncidentKeeperTest::opensAndCaptures()
{
    fires();
    write(alertEvent(EventKind::AlertFiring, 0ms, QStringLiteral("Beside"), "warning"));
    step();
    QCOMPARE(count(EventKind::IncidentOpened), 1);
    QCOMPARE(count(EventKind::IncidentLinked), 1);
    step();
    QCOMPARE(count(EventKind::IncidentEvidence), 1);
    incident::IncidentBook book;
    book.read(m_log->snapshot(), m_clock.now());
    QCOMPARE(book.incidents().front().alerts.size(), std::size_t(2));
    QCOMPARE(book.incidents().front().evidence.front().at, book.incidents().front().openedAt);
}

void IncidentKeeperTest::killedBetweenPageAndOpening()
{
    fires();
    die();
    live();
    step();
    QCOMPARE(count(EventKind::IncidentOpened), 1);
}

void IncidentKeeperTest::killedBetweenOpeningAndCapture()
{
    fires();
    incident::Opening opening{
        keptPage, {}, {}, rules::identityOf(alertEvent(EventKind::AlertFiring, 0ms, keptPage, "page")), keptPage};
    write(incident::openedOf(QStringLiteral("i"), opening));
    die();
    live();
    step();
    step();
    QCOMPARE(count(EventKind::IncidentOpened), 1);
    QCOMPARE(count(EventKind::IncidentEvidence), 1);
}

void IncidentKeeperTest::killedBetweenRestartAndCapture()
{
    fires();
    step();
    restart(QStringLiteral("r"));
    die();
    live();
    step();
    step();
    QCOMPARE(count(EventKind::IncidentOpened), 1);
    QCOMPARE(count(EventKind::IncidentEvidence), 2);
}

void IncidentKeeperTest::aRestartAfterTheEndIsNoBusinessOfIt()
{
    fires();
    step();
    write(incident::eventOf(idOfFirst(), incident::Change{incident::Status::Resolved, {}, {}, {}, {}}));
    restart(QStringLiteral("r"));
    step();
    QCOMPARE(count(EventKind::IncidentEvidence), 1);
    QCOMPARE(count(EventKind::IncidentOpened), 1);
}

void IncidentKeeperTest::saysNothingWithoutNeed()
{
    fires();
    step();
    step();
    const std::size_t size = m_log->snapshot().size();
    for (int i = 0; i < 5; ++i)
        step();
    QCOMPARE(m_log->snapshot().size(), size);
}

void IncidentKeeperTest::whatWasRecordedOfItStays()
{
    const recording::Pin bookmark{{Timestamp(1s), Timestamp(1s)}, QStringLiteral("bookmark")};
    QVERIFY(recording::writePins(m_folder->path(), {bookmark}));
    const auto pins = [&] {
        return recording::readPins(m_folder->path()).value_or(std::vector<recording::Pin>());
    };
    write(alertEvent(EventKind::AlertPending, 0ms, keptPage, "page"));
    const Timestamp onset = m_clock.now();
    m_clock.advance(1min);
    fires();
    step();
    QCOMPARE(pins().size(), std::size_t(2));
    QCOMPARE(pins().front(), bookmark);
    QCOMPARE(pins().back().why, QStringLiteral("incident"));
    QCOMPARE(pins().back().span.begin, onset);
    QVERIFY(pins().back().span.end > m_clock.now() + std::chrono::days(300));
    die();
    live();
    step();
    QCOMPARE(pins().size(), std::size_t(2));
    write(incident::eventOf(idOfFirst(), incident::Change{incident::Status::Resolved, {}, {}, {}, {}}));
    step();
    QCOMPARE(pins(), std::vector{bookmark});
}

QD_TEST_APPLESS(IncidentKeeperTest)
#include "tst_incident_keeper.moc"
