// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_marks.h"
#include "model/alerts/notice_plan.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::alerts;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

const QString noticeX = QStringLiteral("X");
const QString noticeY = QStringLiteral("Y");

/// Who would be told what, second by second.
class Listener
{
public:
    explicit Listener(NoticeSettings settings = atOnce())
        : m_settings(settings)
        , m_plan(settings)
    {}
    /// Notices of one name need no time between them.
    static NoticeSettings atOnce()
    {
        NoticeSettings settings;
        settings.groupInterval = 0s;
        return settings;
    }

    void log(Event event, Millis when)
    {
        event.at = Timestamp(when);
        event.origin = QStringLiteral("quarterdeck");
        event.originSeq = ++m_number;
        event.correlation = QStringLiteral("story %1").arg(m_number);
        m_log = m_log.with({event});
    }
    void log(EventKind kind, Millis when, const QString &name, const char *severity, const char *instance = "a")
    {
        log(alertEvent(kind, when, name, severity, instance), when);
    }

    /// "5s X+2-1": at five seconds, X, two fire, one resolved; with ! where it escalated, with * where it repeats.
    QStringList listen(Millis until, const std::set<QString> &unsettled = {})
    {
        QStringList heard;
        for (; m_now <= until; m_now += 1s) {
            m_book.read(m_log, Timestamp(m_now));
            for (const AlertRecord &late : m_plan.toEscalate(m_book, Timestamp(m_now), unsettled))
                log(escalationOf(late.newest, 15min), m_now);
            m_book.read(m_log, Timestamp(m_now));
            for (const Notice &notice : m_plan.due(m_book, Timestamp(m_now), unsettled)) {
                heard << words(notice);
                m_ledger.note(notice, Timestamp(m_now));
                if (hasReceiver)
                    arrive(notice.name);
            }
        }
        return heard;
    }
    /// The process ends, and begins again at that instant.
    void restart(Millis when)
    {
        m_now = when;
        m_ledger = {};
        m_ledger.read(m_log);
        m_plan = NoticePlan(m_settings, m_ledger.groups());
    }
    [[nodiscard]] std::set<QString> open() const
    {
        std::set<QString> identities;
        for (const auto &[identity, alert] : m_book.alerts())
            if (alert.isFiring())
                identities.insert(identity);
        return identities;
    }
    bool hasReceiver = true; ///< what is told arrives
    QString lastName() const { return m_log.at(m_log.size() - 1).subject; }

private:
    QString words(const Notice &notice) const
    {
        QString text = QStringLiteral("%1s %2+%3").arg(m_now / 1s).arg(notice.name).arg(notice.firing.size());
        if (!notice.resolved.empty())
            text += QStringLiteral("-%1").arg(notice.resolved.size());
        if (notice.why == Notice::Why::Escalated)
            text += u'!';
        if (notice.why == Notice::Why::Repeated)
            text += u'*';
        return text + (notice.pages() ? QStringLiteral(" page") : QString());
    }

    void arrive(const QString &name)
    {
        log(m_ledger.arrivalOf(name), m_now);
        m_ledger.settle(name);
    }

    const NoticeSettings m_settings;
    ToldLedger m_ledger;
    NoticePlan m_plan;
    AlertBook m_book;
    EventSnapshot m_log;
    Millis m_now{0};
    std::uint64_t m_number = 0;
};

} // namespace

class NoticePlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void tellsOnceWhatBeganAndEnded();
    void oneNameIsOneNotice();
    void whatIsOverBeforeItWasToldIsNotTold();
    void repeatsUntilAcknowledged();
    void escalatesOnceUnlessAcknowledged();
    void aWarningDoesNotEscalate();
    void silencedIsToldAfterwards();
    void endsAreToldWhileSilenced();
    void pendingAgainIsAnEnd();
    void infoIsNobodysNews();
    void flappingIsToldAsOftenAsTheGroupMayBe();
    void anotherOfTheNameWaitsForTheGroup();
    void unknownIsNoEnd();
    void afterARestartWhatWasToldIsNotToldAgain();
    void anEndIsToldAfterARestart();
    void whatDidNotArriveIsToldAfterARestart();
    void whatNobodyHasJudgedSinceTheStartIsNotTold();
    void escalatesNoSoonerThanFromTheStart();
};

void NoticePlanTest::tellsOnceWhatBeganAndEnded()
{
    Listener listener;
    listener.log(EventKind::AlertPending, 1s, noticeX, "critical");
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    listener.log(EventKind::AlertResolved, 60s, noticeX, "critical");
    QCOMPARE(listener.listen(200s), (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("65s X+0-1")}));
}

void NoticePlanTest::oneNameIsOneNotice()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "warning", "a");
    listener.log(EventKind::AlertFiring, 12s, noticeX, "warning", "b");
    listener.log(EventKind::AlertFiring, 12s, noticeY, "warning", "b");
    listener.log(EventKind::AlertFiring, 40s, noticeX, "warning", "c");
    listener.log(EventKind::AlertResolved, 41s, noticeX, "warning", "a");
    QCOMPARE(listener.listen(200s),
             (QStringList{QStringLiteral("15s X+2"), QStringLiteral("17s Y+1"), QStringLiteral("45s X+2-1")}));
}

void NoticePlanTest::whatIsOverBeforeItWasToldIsNotTold()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    listener.log(EventKind::AlertResolved, 13s, noticeX, "critical");
    QCOMPARE(listener.listen(60s), QStringList());
}

void NoticePlanTest::repeatsUntilAcknowledged()
{
    NoticeSettings settings = Listener::atOnce();
    settings.repeatEvery = 100s;
    settings.escalateAfter = 0s;
    Listener listener(settings);
    const Event firing = alertEvent(EventKind::AlertFiring, 10s, noticeX, "critical");
    listener.log(firing, 10s);
    listener.log(acknowledgementOf(firing, {}), 250s);
    QCOMPARE(listener.listen(1'000s),
             (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("115s X+1* page"),
                          QStringLiteral("215s X+1* page")}));
}

void NoticePlanTest::escalatesOnceUnlessAcknowledged()
{
    Listener ignored;
    ignored.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    QCOMPARE(ignored.listen(3'000s),
             (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("910s X+1! page")}));

    Listener attended;
    const Event firing = alertEvent(EventKind::AlertFiring, 10s, noticeX, "critical");
    attended.log(firing, 10s);
    attended.log(acknowledgementOf(firing, {}), 800s);
    QCOMPARE(attended.listen(3'000s), (QStringList{QStringLiteral("15s X+1 page")}));
}

void NoticePlanTest::aWarningDoesNotEscalate()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "warning");
    QCOMPARE(listener.listen(3'000s), (QStringList{QStringLiteral("15s X+1")}));
}

void NoticePlanTest::silencedIsToldAfterwards()
{
    Listener listener;
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=\"X\""));
    QVERIFY(matchers);
    listener.log(silenceOf(*matchers, Timestamp(5s), Timestamp(100s), {}), 5s);
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    listener.log(EventKind::AlertFiring, 20s, noticeY, "critical");
    QCOMPARE(listener.listen(200s),
             (QStringList{QStringLiteral("25s Y+1 page"), QStringLiteral("105s X+1 page")}));
}

void NoticePlanTest::endsAreToldWhileSilenced()
{
    Listener listener;
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=\"X\""));
    QVERIFY(matchers);
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    listener.log(silenceOf(*matchers, Timestamp(20s), Timestamp(900s), {}), 20s);
    listener.log(EventKind::AlertResolved, 60s, noticeX, "critical");
    QCOMPARE(listener.listen(1'000s), (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("65s X+0-1")}));
}

/// A rule that is edited while it fires ends, and its new text may pend in the same moment.
void NoticePlanTest::pendingAgainIsAnEnd()
{
    Listener l;
    l.log(EventKind::AlertFiring, 1s, QStringLiteral("X"), "warning");
    QCOMPARE(l.listen(10s), QStringList{QStringLiteral("6s X+1")});
    l.log(EventKind::AlertResolved, 20s, QStringLiteral("X"), "warning");
    l.log(EventKind::AlertPending, 20s, QStringLiteral("X"), "warning");
    QCOMPARE(l.listen(40s), QStringList{QStringLiteral("25s X+0-1")});
    l.log(EventKind::AlertFiring, 50s, QStringLiteral("X"), "warning");
    QCOMPARE(l.listen(60s), QStringList{QStringLiteral("55s X+1")});
}

void NoticePlanTest::infoIsNobodysNews()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "info");
    QCOMPARE(listener.listen(100s), QStringList());
}

void NoticePlanTest::flappingIsToldAsOftenAsTheGroupMayBe()
{
    Listener listener{NoticeSettings()};
    for (Millis when = 10s; when < 3'600s; when += 20s) {
        listener.log(EventKind::AlertFiring, when, noticeX, "warning");
        listener.log(EventKind::AlertResolved, when + 10s, noticeX, "warning");
    }
    const QStringList heard = listener.listen(3'600s);
    QVERIFY2(heard.size() <= 2 * 12 + 2 && heard.size() >= 12, qPrintable(heard.join(u'\n')));
}

void NoticePlanTest::anotherOfTheNameWaitsForTheGroup()
{
    Listener listener{NoticeSettings()};
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical", "a");
    listener.log(EventKind::AlertFiring, 40s, noticeX, "critical", "b");
    listener.log(EventKind::AlertFiring, 40s, noticeY, "critical", "b");
    QCOMPARE(listener.listen(800s), (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("45s Y+1 page"),
                                                 QStringLiteral("315s X+2 page")}));
}

void NoticePlanTest::unknownIsNoEnd()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "warning");
    Event lost = alertEvent(EventKind::AlertResolved, 60s, noticeX, "warning");
    lost.body.insert(QStringLiteral("unknown"), true);
    listener.log(lost, 60s);
    QCOMPARE(listener.listen(100s), (QStringList{QStringLiteral("15s X+1")}));
    listener.log(EventKind::AlertResolved, 200s, noticeX, "warning");
    QCOMPARE(listener.listen(300s), (QStringList{QStringLiteral("205s X+0-1")}));
}

void NoticePlanTest::afterARestartWhatWasToldIsNotToldAgain()
{
    NoticeSettings settings = Listener::atOnce();
    settings.repeatEvery = 100s;
    settings.escalateAfter = 50s;
    Listener listener(settings);
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    QCOMPARE(listener.listen(70s), (QStringList{QStringLiteral("15s X+1 page"), QStringLiteral("60s X+1! page")}));
    listener.restart(100s);
    QCOMPARE(listener.listen(200s), (QStringList{QStringLiteral("160s X+1* page")})); // in its time
}

void NoticePlanTest::anEndIsToldAfterARestart()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "warning");
    QCOMPARE(listener.listen(60s), (QStringList{QStringLiteral("15s X+1")}));
    listener.log(EventKind::AlertResolved, 61s, noticeX, "warning");
    listener.restart(100s);
    QCOMPARE(listener.listen(200s), (QStringList{QStringLiteral("105s X+0-1")}));
    listener.restart(300s);
    QCOMPARE(listener.listen(400s), QStringList());
}

void NoticePlanTest::whatDidNotArriveIsToldAfterARestart()
{
    Listener listener;
    listener.hasReceiver = false;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "warning");
    QCOMPARE(listener.listen(60s), (QStringList{QStringLiteral("15s X+1")}));
    listener.restart(100s);
    QCOMPARE(listener.listen(200s), (QStringList{QStringLiteral("105s X+1")}));
}

void NoticePlanTest::whatNobodyHasJudgedSinceTheStartIsNotTold()
{
    Listener listener;
    listener.hasReceiver = false;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    (void)listener.listen(60s);
    const std::set<QString> open = listener.open();
    QCOMPARE(open.size(), std::size_t(1));
    listener.restart(5'000s);
    QCOMPARE(listener.listen(9'000s, open), QStringList());
}

void NoticePlanTest::escalatesNoSoonerThanFromTheStart()
{
    Listener listener;
    listener.log(EventKind::AlertFiring, 10s, noticeX, "critical");
    QCOMPARE(listener.listen(60s), (QStringList{QStringLiteral("15s X+1 page")}));
    listener.restart(5'000s);
    QCOMPARE(listener.listen(6'000s), (QStringList{QStringLiteral("5900s X+1! page")}));
}

QD_TEST_APPLESS(NoticePlanTest)
#include "tst_notice_plan.moc"
