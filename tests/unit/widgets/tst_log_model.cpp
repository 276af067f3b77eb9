// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_events.h"
#include "model/log/event_words.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/log/log_model.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;

class TestLogModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void newestStandsFirst();
    void oneStoryIsOneRow();
    void aGrowingLogIsMergedAndNeverReset();
    void lateEventsFindTheirPlace();
    void theFilterKeepsStoriesWithAMatchingPart();
    void foreignTextStaysOnOneLine();
    void neighboursThatSayTheSameAreOneRow();
    void aRunIsBrokenByWhatLiesBetween();
    void aDrillSaysWhatItWasSetTo_data();
    void aDrillSaysWhatItWasSetTo();
    void anIncidentIsOneStory();
    void anEndWithoutDataIsUnknown();
    void theListIsBoundedHoweverLongItRuns();
    void aLongStoryIsBoundedToo();

private:
    void log(EventKind kind, int second, const QString &correlation = {}, const QJsonObject &body = {});
    void show() { m_model->setEvents(m_history->snapshot().events); }
    [[nodiscard]] QString line(int row) const { return m_model->index(row, 0).data().toString(); }

    std::unique_ptr<FakeHistory> m_history;
    std::unique_ptr<LogModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestLogModel::init()
{
    failOnAnyWarning();
    m_tester.reset();
    m_history = std::make_unique<FakeHistory>();
    m_model = std::make_unique<LogModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestLogModel::log(EventKind kind, int second, const QString &correlation, const QJsonObject &body)
{
    Event event;
    event.kind = kind;
    event.at = Timestamp(std::chrono::hours(400'000)) + std::chrono::seconds(second);
    event.correlation = correlation;
    event.body = body;
    event.actor = QStringLiteral("ada");
    m_history->log(event);
}

void TestLogModel::newestStandsFirst()
{
    log(EventKind::ServiceStarted, 1);
    log(EventKind::ServiceReady, 2);
    log(EventKind::Note, 3, {}, {{QStringLiteral("text"), QStringLiteral("rolled back")}});
    show();
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(line(0), QStringLiteral("Note: rolled back"));
    QCOMPARE(line(2), QStringLiteral("Service started"));
}

void TestLogModel::oneStoryIsOneRow()
{
    log(EventKind::PurgeRequested, 1, QStringLiteral("c1"), {{QStringLiteral("expected"), 12434}});
    show();
    QCOMPARE(m_model->rowCount(m_model->index(0, 0)), 0);
    log(EventKind::ServiceEvent, 2, QStringLiteral("c1"), {{QStringLiteral("kind"), QStringLiteral("purge")}});
    log(EventKind::PurgeFinished, 3, QStringLiteral("c1"),
        {{QStringLiteral("purged"), 12431}, {QStringLiteral("spared"), 3}, {QStringLiteral("gone"), 0}});
    show();
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(line(0), QStringLiteral("Purge finished: 12,431 purged, 3 spared"));
    const QModelIndex story = m_model->index(0, 0);
    QCOMPARE(m_model->rowCount(story), 3);
    QCOMPARE(m_model->index(0, 0, story).data().toString(), QStringLiteral("Purge requested: 12,434 expected"));
}

void TestLogModel::aGrowingLogIsMergedAndNeverReset()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QRandomGenerator dice(11);
    int shown = 0;
    for (int round = 0; round < 60; ++round) {
        for (int i = dice.bounded(5); i > 0; --i) {
            const QString story = dice.bounded(3) ? QString() : QStringLiteral("s%1").arg(dice.bounded(8));
            log(EventKind::Note, dice.bounded(1000), story);
            ++shown;
        }
        show();
        int events = 0;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            events += std::max(1, m_model->rowCount(m_model->index(row, 0)));
        }
        QCOMPARE(events, shown);
    }
    QCOMPARE(reset.size(), 0);
}

void TestLogModel::lateEventsFindTheirPlace()
{
    log(EventKind::ServiceStarted, 10);
    log(EventKind::ServiceReady, 30);
    show();
    log(EventKind::Deploy, 20);
    show();
    QCOMPARE(line(1), QStringLiteral("Deploy"));
}

void TestLogModel::theFilterKeepsStoriesWithAMatchingPart()
{
    log(EventKind::ServiceCrashed, 1);
    log(EventKind::PurgeRequested, 2, QStringLiteral("c1"), {{QStringLiteral("expected"), 77}});
    log(EventKind::PurgeFinished, 3, QStringLiteral("c1"), {{QStringLiteral("purged"), 76}});
    show();
    LogFilter filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setSourceModel(m_model.get());
    QCOMPARE(filter.rowCount(), 2);
    filter.setGroup(int(LogGroup::Actions));
    QCOMPARE(filter.rowCount(), 1);
    filter.setText(QStringLiteral("77 expected"));
    QCOMPARE(filter.rowCount(), 1);
    filter.setText(QStringLiteral("nothing like it"));
    QCOMPARE(filter.rowCount(), 0);
}

void TestLogModel::foreignTextStaysOnOneLine()
{
    log(EventKind::Note, 1, {}, {{QStringLiteral("text"), QStringLiteral("<b>a</b>\n\nb")}});
    show();
    QCOMPARE(line(0), QStringLiteral("Note: <b>a</b> b"));
}

void TestLogModel::neighboursThatSayTheSameAreOneRow()
{
    for (int i = 0; i < 20; ++i) {
        log(EventKind::ServiceEvent, 1, QStringLiteral("batch%1").arg(i),
            {{QStringLiteral("kind"), QStringLiteral("users_created")}, {QStringLiteral("count"), 10}});
        if (i == 7) {
            show(); // half of them were there before
        }
    }
    show();
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(line(0), QStringLiteral("sessiond: users created: 200"));
    QCOMPARE(m_model->index(0, 0).data(LogModel::PartsRole).toInt(), 20);
    for (int i = 0; i < 3; ++i) {
        log(EventKind::ServiceEvent, 10 + i, {}, {{QStringLiteral("kind"), QStringLiteral("session_ended")}});
    }
    show();
    QCOMPARE(line(0), QStringLiteral("sessiond: session ended × 3"));
}

void TestLogModel::aRunIsBrokenByWhatLiesBetween()
{
    const QJsonObject created{{QStringLiteral("kind"), QStringLiteral("users_created")}};
    log(EventKind::ServiceEvent, 1, {}, created);
    log(EventKind::ServiceCrashed, 2);
    log(EventKind::ServiceEvent, 3, {}, created);
    log(EventKind::ServiceEvent, 3 + 61, {}, created); // minutes apart is another occasion
    log(EventKind::Note, 70, {}, {{QStringLiteral("text"), QStringLiteral("a")}});
    log(EventKind::Note, 71, {}, {{QStringLiteral("text"), QStringLiteral("a")}});
    show();
    QCOMPARE(m_model->rowCount(), 6);
}

void TestLogModel::aDrillSaysWhatItWasSetTo_data()
{
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("sessions kept") << QJsonObject{{QStringLiteral("retain_after_logout"), 1.0},
                                                  {QStringLiteral("walk_locked"), false}}
                                   << QStringLiteral("1.0 of sessions kept after logout");
    QTest::newRow("off") << QJsonObject{{QStringLiteral("retain_after_logout"), 0.0}} << QStringLiteral("off");
    QTest::newRow("several") << QJsonObject{{QStringLiteral("collector"), QStringLiteral("walk_locked")},
                                            {QStringLiteral("query_delay_ms"), 20},
                                            {QStringLiteral("refuse_rate"), 0.5}}
                             << QStringLiteral("the collector locks the table, queries delayed by 20 ms, "
                                               "0.5 of requests refused");
}

/// The window's own row and the service's.
void TestLogModel::aDrillSaysWhatItWasSetTo()
{
    QFETCH(QJsonObject, body);
    QFETCH(QString, words);
    Event event;
    event.kind = EventKind::DrillChanged;
    event.body = body;
    QCOMPARE(headline(event), QStringLiteral("Drill changed: ") + words);
    event.kind = EventKind::ServiceEvent;
    event.body[u"kind"] = QStringLiteral("drill_changed");
    QCOMPARE(headline(event), QStringLiteral("sessiond: drill changed: ") + words);
}

void TestLogModel::anIncidentIsOneStory()
{
    Event opened = incident::openedOf(QStringLiteral("i"), {QStringLiteral("It leaks"), {}, {}, {}, {}});
    Event changed =
        incident::eventOf(QStringLiteral("i"),
                          incident::Change{incident::Status::Mitigated, {}, {}, {}, QStringLiteral("restarted")});
    log(opened.kind, 1, QStringLiteral("i"));
    log(changed.kind, 2, QStringLiteral("i"), changed.body);
    show();
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(headline(opened), QStringLiteral("Incident opened: It leaks"));
    QCOMPARE(headline(changed), QStringLiteral("Status Mitigated: restarted"));
    QCOMPARE(byline(changed), QString());
    QCOMPARE(groupOf(opened.kind), LogGroup::Notes);
    QCOMPARE(groupOf(EventKind::Note), LogGroup::Notes);
    for (const auto kind : {EventKind::RestartRequested, EventKind::DeployRequested, EventKind::Deploy})
        QCOMPARE(groupOf(kind), LogGroup::Actions);
    QCOMPARE(severityOf(opened), Severity::Critical);
}

void TestLogModel::anEndWithoutDataIsUnknown()
{
    Event event;
    event.kind = EventKind::AlertResolved;
    QCOMPARE(headline(event), QStringLiteral("Alert resolved"));
    QCOMPARE(severityOf(event), Severity::Ok);
    event.body[u"unknown"] = true;
    QCOMPARE(headline(event), QStringLiteral("Alert unknown (was firing)"));
    QCOMPARE(severityOf(event), Severity::Unknown);
}

void TestLogModel::theListIsBoundedHoweverLongItRuns()
{
    constexpr int most = 40;
    m_tester.reset();
    m_model = std::make_unique<LogModel>(nullptr, most);
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int i = 0; i < most + 60; ++i) {
        log(EventKind::Note, i, i % 2 ? QStringLiteral("s%1").arg(i) : QString(),
            {{QStringLiteral("text"), QString::number(i)}});
        if (i % 17 == 0) {
            show();
        }
    }
    show();
    QCOMPARE(m_model->rowCount(), most);
    QCOMPARE(line(0), QStringLiteral("Note: %1").arg(most + 59));
    // What comes late for a story that has left stands by itself.
    log(EventKind::Note, most + 70, QStringLiteral("s1"), {{QStringLiteral("text"), QStringLiteral("late")}});
    show();
    QCOMPARE(line(0), QStringLiteral("Note: late"));
    QCOMPARE(m_model->rowCount(), most);
}

void TestLogModel::aLongStoryIsBoundedToo()
{
    const int most = int(LogModel::mostParts);
    for (int i = 0; i < most + 50; ++i) {
        log(EventKind::Note, i, QStringLiteral("one"), {{QStringLiteral("text"), QString::number(i)}});
    }
    show();
    const QModelIndex story = m_model->index(0, 0);
    QCOMPARE(m_model->rowCount(story), most);
    QCOMPARE(m_model->index(0, 0, story).data().toString(), QStringLiteral("Note: 0"));
    QCOMPARE(m_model->index(most - 1, 0, story).data().toString(), QStringLiteral("Note: %1").arg(most + 49));
}

QD_TEST_GUILESS(TestLogModel)
#include "tst_log_model.moc"
