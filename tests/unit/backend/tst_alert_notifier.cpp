// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/alert_notifier.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

const QByteArray hookTakesIt = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const QString pagingX = QStringLiteral("X");

/// A log that outlives notifiers, a clock, and a webhook.
class Notified
{
public:
    Notified()
    {
        hook.answerWith(hookTakesIt);
        m_log = std::move(*EventLog::open(m_folder.filePath(QStringLiteral("events.db")), m_clock));
        m_events = std::make_unique<EventWriter>(*m_log, m_clock, [](const std::vector<Event> &) {});
    }
    /// The process ends, and begins again after that time.
    void start(Millis after = 0s, bool withHook = false)
    {
        m_notifier.reset();
        m_clock.advance(after);
        NotifyConfig config;
        if (withHook)
            config.webhooks = {*serverAddress(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(hook.port())), {})};
        m_notifier = std::make_unique<AlertNotifier>(config, true, *m_events, QStringLiteral("LOCAL"));
        QObject::connect(m_notifier.get(), &AlertNotifier::noticed, [this](const alerts::Notice &notice) {
            notices << QStringLiteral("%1+%2-%3")
                           .arg(notice.name)
                           .arg(notice.firing.size())
                           .arg(notice.resolved.size());
        });
    }
    [[nodiscard]] Timestamp now() const { return m_clock.now(); }
    void write(Event event) { QVERIFY(m_events->write(std::move(event))); }
    void log(EventKind kind, const char *severity = "critical")
    {
        Event event = alertEvent(kind, 0s, pagingX, severity);
        event.originSeq = 0;
        QVERIFY(m_events->write(std::move(event)));
    }
    /// What was noticed meanwhile.
    QStringList pass(Millis time, const std::set<QString> &unsettled = {})
    {
        notices.clear();
        for (const Timestamp end = m_clock.now() + time; m_clock.now() < end;) {
            m_clock.advance(5s);
            m_notifier->step({}, unsettled, unwritten, m_clock.now());
        }
        return notices;
    }
    [[nodiscard]] std::size_t count(EventKind kind) const
    {
        std::size_t found = 0;
        const EventSnapshot log = m_log->snapshot();
        for (std::size_t i = 0; i < log.size(); ++i)
            found += log.at(i).kind == kind;
        return found;
    }
    [[nodiscard]] QString reasonOf(EventKind kind) const
    {
        const EventSnapshot log = m_log->snapshot();
        for (std::size_t i = 0; i < log.size(); ++i)
            if (log.at(i).kind == kind)
                return log.at(i).reason;
        return {};
    }
    [[nodiscard]] std::set<QString> open() const
    {
        std::set<QString> identities;
        for (const auto &[identity, event] : rules::openAlerts(m_log->snapshot()).firing)
            identities.insert(identity);
        return identities;
    }

    test::HostileServer hook;
    QStringList notices;
    std::vector<Event> unwritten; ///< on a full disk

private:
    QTemporaryDir m_folder;
    ManualClock m_clock{Timestamp(500'000s)};
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<EventWriter> m_events;
    std::unique_ptr<AlertNotifier> m_notifier;
};

} // namespace

class AlertNotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void whatIsLongOverPagesNobodyAfterARestart();
    void whatGoesOnIsNotToldAgainAndItsEndIs();
    void whatTheWebhookDidNotTakeIsToldAfterARestart();
    void whatTheLogCannotTakeIsToldOnceAllTheSame();
    void whatIsTakenIsInTheLogOnceAllHaveIt();
    void anOutageIsTwoEntriesThatNameTheAddress();
};

/// Paged on Friday, the window closed, mended; on Monday the rules need minutes to say so.
void AlertNotifierTest::whatIsLongOverPagesNobodyAfterARestart()
{
    Notified watch;
    watch.start();
    watch.log(EventKind::AlertFiring);
    QCOMPARE(watch.pass(1min), QStringList{QStringLiteral("X+1-0")});
    watch.start(72h);
    const std::set<QString> unsettled = watch.open();
    QCOMPARE(unsettled.size(), std::size_t(1));
    QCOMPARE(watch.pass(20min, unsettled), QStringList());
    QCOMPARE(watch.count(EventKind::AlertEscalated), std::size_t(0));
    watch.log(EventKind::AlertResolved);
    QCOMPARE(watch.pass(1min), QStringList{QStringLiteral("X+0-1")}); // who was paged hears of its end
}

void AlertNotifierTest::whatGoesOnIsNotToldAgainAndItsEndIs()
{
    Notified watch;
    watch.start();
    watch.log(EventKind::AlertFiring);
    (void)watch.pass(1min);
    watch.start(1h);
    (void)watch.pass(1min, watch.open());
    QCOMPARE(watch.pass(10min), QStringList()); // settled: it fires still
    QCOMPARE(watch.count(EventKind::AlertEscalated), std::size_t(0));
    QCOMPARE(watch.pass(10min), QStringList{QStringLiteral("X+1-0")}); // escalated, 15 min after the start
    QCOMPARE(watch.count(EventKind::AlertEscalated), std::size_t(1));
    watch.log(EventKind::AlertResolved);
    watch.start(1min);
    QCOMPARE(watch.pass(10min), QStringList{QStringLiteral("X+0-1")});
    watch.start(1min);
    QCOMPARE(watch.pass(10min), QStringList());
}

void AlertNotifierTest::whatTheWebhookDidNotTakeIsToldAfterARestart()
{
    Notified watch;
    watch.hook.sayNothing();
    watch.start({}, true);
    watch.log(EventKind::AlertFiring);
    QCOMPARE(watch.pass(1min), QStringList{QStringLiteral("X+1-0")});
    QTRY_COMPARE(watch.hook.requests(), 1);
    QCOMPARE(watch.count(EventKind::NotifyTold), std::size_t(0));
    watch.hook.answerWith(hookTakesIt);
    watch.start(1min, true);
    (void)watch.pass(1min);
    QTRY_COMPARE(watch.hook.requests(), 2);
    QTRY_COMPARE(watch.count(EventKind::NotifyTold), std::size_t(1));
    watch.log(EventKind::AlertResolved);
    watch.start(1min, true); // before the end was told
    (void)watch.pass(10min);
    QTRY_VERIFY(watch.hook.received().contains("\"status\":\"resolved\""));
}

void AlertNotifierTest::whatTheLogCannotTakeIsToldOnceAllTheSame()
{
    Notified n;
    n.start();
    n.pass(5s);
    Event event = alertEvent(EventKind::AlertFiring, 0s, pagingX, "critical");
    event.originSeq = 0;
    event.at = n.now();
    n.unwritten = {event};
    QCOMPARE(n.pass(1min), QStringList{QStringLiteral("X+1-0")});
    n.unwritten.clear(); // there is room again
    n.write(event);
    QCOMPARE(n.pass(1min), QStringList());
}

void AlertNotifierTest::whatIsTakenIsInTheLogOnceAllHaveIt()
{
    Notified watch;
    watch.start({}, true);
    watch.log(EventKind::AlertFiring, "warning");
    (void)watch.pass(30s);
    QTRY_COMPARE(watch.count(EventKind::NotifyTold), std::size_t(1));
    QCOMPARE(watch.hook.requests(), 1);
}

void AlertNotifierTest::anOutageIsTwoEntriesThatNameTheAddress()
{
    Notified watch;
    int asked = 0;
    watch.hook.answerBy([&](const QByteArray &) {
        return ++asked == 1 ? QByteArray("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n") : hookTakesIt;
    });
    watch.start({}, true);
    watch.log(EventKind::AlertFiring);
    (void)watch.pass(10s);
    QTRY_COMPARE(watch.count(EventKind::NotifyRecovered), std::size_t(1));
    QCOMPARE(watch.count(EventKind::NotifyFailed), std::size_t(1));
    const QString address = QStringLiteral("127.0.0.1:%1").arg(watch.hook.port());
    QCOMPARE(watch.reasonOf(EventKind::NotifyFailed), address + QStringLiteral(": it answers with status 503"));
    QCOMPARE(watch.reasonOf(EventKind::NotifyRecovered), address + QStringLiteral(" can be reached again."));
}

QD_TEST_GUILESS(AlertNotifierTest)
#include "tst_alert_notifier.moc"
