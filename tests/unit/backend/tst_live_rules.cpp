// SPDX-License-Identifier: GPL-3.0-or-later
// Size: one room in which each fate of an alert is played; half of it is the room.
#include "backend/engine/live_rules.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const QByteArray heat = R"(groups:
  - name: room
    interval: 5s
    rules:
      - alert: Hot
        expr: temperature > 30
        for: 10s
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.room }} is at {{ $value }} degrees", advice: "Open a window."}
)";

/// A log in a folder that outlives windows, and a store that does not.
class Room
{
public:
    Room() { openWindow(); }
    void openWindow()
    {
        rules.reset();
        m_events.reset();
        m_store = std::make_unique<SeriesStore>();
        m_group = m_store->addGroup({GroupKind::Scraped, {}, 5s});
        m_log = std::move(*EventLog::open(m_folder.filePath(QStringLiteral("events.db")), m_clock));
        m_events = std::make_unique<EventWriter>(*m_log, m_clock, [](const std::vector<Event> &) {});
        rules = std::make_unique<LiveRules>(*m_store, *m_events, folder());
    }
    [[nodiscard]] QString folder() const { return m_folder.filePath(QStringLiteral("rules")); }
    void write(const QByteArray &text, const QString &name = QStringLiteral("room.yml")) const
    {
        QDir().mkpath(folder());
        QFile file(folder() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    /// Rules are due every five seconds.
    void measure(double degrees, int times, Millis every = 5s, bool isCellarAlike = false)
    {
        for (int i = 0; i < times; ++i) {
            m_clock.advance(every);
            std::vector<ParsedSample> row{{R"(temperature{room="attic"})", degrees, SeriesType::Gauge}};
            if (isCellarAlike)
                row.push_back({R"(temperature{room="cellar"})", degrees, SeriesType::Gauge});
            QVERIFY(m_store->appendScrape(m_group, m_clock.now(), row, 0.1));
            rules->evaluate(m_clock.now());
        }
    }
    /// The target does not answer: its series end, and `up` says so.
    void fail(int times, Millis every = 5s)
    {
        for (int i = 0; i < times; ++i) {
            m_clock.advance(every);
            QVERIFY(m_store->appendFailure(m_group, m_clock.now(), 0.1));
            rules->evaluate(m_clock.now());
        }
    }
    void close(Millis for_)
    {
        m_clock.advance(for_);
        openWindow();
    }
    /// What the log was told of alerts, one letter each: p, f, r. The default rule that says that the target is
    /// down is left out.
    [[nodiscard]] QString told() const
    {
        QString letters;
        for (const Event &event : events())
            letters += event.kind == EventKind::AlertPending    ? u'p'
                       : event.kind == EventKind::AlertFiring   ? u'f'
                       : event.kind == EventKind::AlertResolved ? u'r'
                                                                : u'?';
        return letters;
    }
    [[nodiscard]] Event last() const { return events().back(); }
    /// What alerts said meanwhile.
    [[nodiscard]] std::vector<QJsonObject> updates() const
    {
        std::vector<QJsonObject> bodies;
        const EventSnapshot log = m_log->snapshot();
        for (std::size_t i = 0; i < log.size(); ++i)
            if (log.at(i).kind == EventKind::AlertUpdated && log.at(i).subject != u"ScrapeMissing")
                bodies.push_back(log.at(i).body);
        return bodies;
    }
    [[nodiscard]] SeriesSnapshot series() const { return m_store->snapshot(); }

    std::unique_ptr<LiveRules> rules;

private:
    [[nodiscard]] std::vector<Event> events() const
    {
        std::vector<Event> all;
        const EventSnapshot log = m_log->snapshot();
        for (std::size_t i = 0; i < log.size(); ++i)
            if (log.at(i).subject != u"ScrapeMissing" && log.at(i).kind != EventKind::AlertUpdated)
                all.push_back(log.at(i));
        return all;
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{Timestamp(500'000s)};
    std::unique_ptr<SeriesStore> m_store;
    GroupId m_group;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<EventWriter> m_events;
};

} // namespace

class LiveRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void theDefaultsAreThere();
    void everyTransitionIsLogged();
    void annotationsChangeNothingElse();
    void whatItSaysMovesOnWithIt();
    void whatNeverFiredEndsToo();
    void alertsAreSeries();
    void whatFiresStillAfterARestartIsNotToldAgain();
    void whatEndedWhileNobodyLookedIsResolved();
    void whatNobodyHasJudgedYetIsUnsettled();
    void droppedAfterARestartIsResolved();
    void withoutDataItIsUnknown();
    void unknownIsResolvedOnData();
    void unknownMayFireAgain();
    void whatHasDataIsResolvedWhileTheTargetIsDown();
    void unknownOutlivesARestart();
    void aTargetThatIsDownAtTheStartLeavesItUnknown();
    void theFolderMayComeLater();
    void whatElseIsWrittenThereIsNoReasonToBeginAnew();
    void aBrokenFileInPlaceOfADefault();
    void anEditedFileHolds_data();
    void anEditedFileHolds();
};

void LiveRulesTest::theDefaultsAreThere()
{
    Room room;
    QStringList names;
    for (const rules::RuleStatus &rule : room.rules->rules())
        names << QString::fromStdString(rule.rule->name);
    for (const char *name : {"LeakNamed", "LeakPages", "CollectorStalled", "MemoryNearLimit", "ValidateSlow",
                             "ErrorBudgetBurnsFast", "ScrapeMissing", "RecorderStopped", "Watchdog"})
        QVERIFY2(names.contains(QLatin1String(name)), name);
    room.measure(20, 30);
    QCOMPARE(room.rules->problems(), QStringList());
    QCOMPARE(room.told(), QString()); // the Watchdog fires, and is none of an operator's business
}

void LiveRulesTest::everyTransitionIsLogged()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(20, 2);
    room.measure(35, 2);
    QCOMPARE(room.told(), QStringLiteral("p"));
    room.measure(35, 2);
    QCOMPARE(room.told(), QStringLiteral("pf"));
    const Event fired = room.last();
    QCOMPARE(fired.subject, QStringLiteral("Hot"));
    QCOMPARE(fired.body[u"severity"].toString(), QStringLiteral("warning"));
    QCOMPARE(fired.body[u"summary"].toString(), QStringLiteral("attic is at 35 degrees"));
    QCOMPARE(rules::annotationsOf(fired)[u"advice"].toString(), QStringLiteral("Open a window."));
    QCOMPARE(fired.body[u"value"].toDouble(), 35.0);
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QCOMPARE(rules::identityOf(room.last()), rules::identityOf(fired));
}

void LiveRulesTest::annotationsChangeNothingElse()
{
    const QString names[]{QStringLiteral("severity"), QStringLiteral("labels"), QStringLiteral("value"),
                          QStringLiteral("expr"),     QStringLiteral("rule"),   QStringLiteral("unknown"),
                          QStringLiteral("withdrawn")};
    QByteArray annotations;
    for (const QString &name : names)
        annotations += name.toUtf8() + ": \"said\", ";
    Room room;
    room.write(QByteArray(heat).replace("annotations: {", "annotations: {" + annotations));
    room.openWindow();
    room.measure(35, 4);
    const Event fired = room.last();
    QCOMPARE(fired.body[u"severity"].toString(), QStringLiteral("warning"));
    QCOMPARE(fired.body[u"labels"][u"room"].toString(), QStringLiteral("attic"));
    QCOMPARE(fired.body[u"value"].toDouble(), 35.0);
    QCOMPARE(fired.body[u"expr"].toString(), QStringLiteral("temperature > 30"));
    QVERIFY(!fired.body.contains(u"unknown") && !fired.body.contains(u"withdrawn"));
    for (const QString &name : names)
        QCOMPARE(rules::annotationsOf(fired)[name].toString(), QStringLiteral("said"));
}

void LiveRulesTest::whatItSaysMovesOnWithIt()
{
    Room room;
    room.write(R"(groups:
- name: room
  interval: 5s
  rules:
  - alert: Hot
    expr: temperature > 30
    annotations: {summary: "{{ $value }} degrees"}
)");
    room.openWindow();
    room.measure(31, 13);
    QCOMPARE(room.told(), QStringLiteral("f"));
    QCOMPARE(room.updates().size(), 0U); // it says what it said
    room.measure(40, 24);
    QCOMPARE(room.told(), QStringLiteral("f"));
    QCOMPARE(room.updates().size(), 1U); // once, however often it is evaluated
    QCOMPARE(room.updates().front()[u"summary"].toString(), QStringLiteral("40 degrees"));
    QCOMPARE(room.updates().front()[u"value"].toDouble(), 40.0);
    room.close(10s);
    room.measure(50, 2);
    QCOMPARE(room.updates().back()[u"summary"].toString(), QStringLiteral("50 degrees"));
}

void LiveRulesTest::whatNeverFiredEndsToo()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 2);
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pr"));
    QVERIFY(room.last().body[u"withdrawn"].toBool());
    QVERIFY(room.last().reason.contains(QStringLiteral("never fired")));
    room.measure(35, 2);
    room.write(QByteArray(heat).replace("Hot", "Warm")); // its rule goes while it pends
    QTRY_COMPARE_WITH_TIMEOUT(room.told(), QStringLiteral("prpr"), 5000);
}

void LiveRulesTest::alertsAreSeries()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 5);
    QVERIFY(!room.series().first("ALERTS", {{"alertname", "Hot"}, {"alertstate", "firing"}}).isNull());
    QVERIFY(!room.series().first("ALERTS", {{"alertname", "Watchdog"}}).isNull());
}

void LiveRulesTest::whatFiresStillAfterARestartIsNotToldAgain()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    QCOMPARE(room.told(), QStringLiteral("pf"));
    room.close(1min);
    room.measure(35, 80);
    QCOMPARE(room.told(), QStringLiteral("pf"));
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
}

void LiveRulesTest::whatEndedWhileNobodyLookedIsResolved()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.close(1h);
    room.measure(20, 80);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QVERIFY(room.last().reason.contains(QStringLiteral("while the window was closed")));
}

void LiveRulesTest::whatNobodyHasJudgedYetIsUnsettled()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    QVERIFY(room.rules->unsettled().empty());
    const QString identity = rules::identityOf(room.last());
    room.close(1min);
    QCOMPARE(room.rules->unsettled(), std::set{identity});
    room.measure(35, 1); // it pends
    QCOMPARE(room.rules->unsettled(), std::set{identity});
    room.measure(35, 3);
    QVERIFY(room.rules->unsettled().empty());
}

void LiveRulesTest::droppedAfterARestartIsResolved()
{
    Room room;
    room.write(QByteArray(heat).replace("interval: 5s", "interval: 5s\n    limit: 1"));
    room.openWindow();
    room.measure(35, 4);
    QCOMPARE(room.told(), QStringLiteral("pf"));
    room.close(1min);
    room.measure(35, 1);
    room.measure(35, 1, 5s, true);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QVERIFY2(room.last().reason.contains(QStringLiteral("limit")), qPrintable(room.last().reason));
    QVERIFY(room.rules->unsettled().empty());
}

void LiveRulesTest::withoutDataItIsUnknown()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.fail(1);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QVERIFY(rules::isUnknown(room.last()));
    QVERIFY2(room.last().reason.contains(QStringLiteral("Nobody knows")), qPrintable(room.last().reason));
    room.fail(100);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
}

void LiveRulesTest::unknownIsResolvedOnData()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.fail(3);
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pfrr"));
    QVERIFY(!rules::isUnknown(room.last()));
    room.measure(20, 20);
    QCOMPARE(room.told(), QStringLiteral("pfrr"));
}

void LiveRulesTest::unknownMayFireAgain()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.fail(3);
    room.measure(35, 4);
    QCOMPARE(room.told(), QStringLiteral("pfrpf"));
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pfrpfr"));
    QVERIFY(!rules::isUnknown(room.last()));
}

void LiveRulesTest::whatHasDataIsResolvedWhileTheTargetIsDown()
{
    Room room;
    room.write(QByteArray(heat).replace("temperature > 30", "up == 1 and on () vector(1)"));
    room.openWindow();
    room.measure(35, 4);
    QCOMPARE(room.told(), QStringLiteral("pf"));
    room.fail(1); // which is what it says
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QVERIFY(!rules::isUnknown(room.last()));
}

void LiveRulesTest::unknownOutlivesARestart()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.fail(1);
    room.close(1min);
    room.measure(20, 80);
    QCOMPARE(room.told(), QStringLiteral("pfrr"));
    QVERIFY(!rules::isUnknown(room.last()));
}

void LiveRulesTest::aTargetThatIsDownAtTheStartLeavesItUnknown()
{
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    room.close(1min);
    room.fail(120);
    QCOMPARE(room.told(), QStringLiteral("pfr"));
    QVERIFY(rules::isUnknown(room.last()));
    room.measure(20, 1);
    QCOMPARE(room.told(), QStringLiteral("pfrr"));
}

void LiveRulesTest::theFolderMayComeLater()
{
    Room room;
    const auto knows = [&](const char *name) {
        return std::ranges::any_of(room.rules->rules(),
                                   [&](const rules::RuleStatus &rule) { return rule.rule->name == name; });
    };
    QVERIFY(!knows("Hot"));
    room.write(heat);
    QTRY_VERIFY_WITH_TIMEOUT(knows("Hot"), 5000);
}

void LiveRulesTest::whatElseIsWrittenThereIsNoReasonToBeginAnew()
{
    Room room;
    room.write(heat);
    RuleFolder folder(room.folder());
    QVERIFY(!folder.refresh());
    room.write("a note", QStringLiteral("notes.txt"));
    QVERIFY(!folder.refresh());
    room.write(QByteArray(heat) + "# edited\n");
    QVERIFY(folder.refresh());
    QVERIFY(!folder.refresh());
}

void LiveRulesTest::aBrokenFileInPlaceOfADefault()
{
    Room room;
    const std::size_t all = room.rules->rules().size();
    room.write("groups: [", QStringLiteral("memory.yaml"));
    room.openWindow();
    QCOMPARE(room.rules->rules().size(), all); // as if it were not there, and named
    QVERIFY(room.rules->problem().contains(QStringLiteral("memory.yaml")));
    room.write("groups: []", QStringLiteral("memory.yaml"));
    QTRY_VERIFY_WITH_TIMEOUT(room.rules->rules().size() < all, 5000);
    const std::size_t fewer = room.rules->rules().size();
    room.write("groups: [", QStringLiteral("memory.yaml"));
    QTRY_VERIFY_WITH_TIMEOUT(!room.rules->problem().isEmpty(), 5000);
    QCOMPARE(room.rules->rules().size(), fewer);
}

void LiveRulesTest::anEditedFileHolds_data()
{
    QTest::addColumn<QByteArray>("edited");
    QTest::addColumn<QString>("told");
    QTest::addColumn<QString>("problem");
    QTest::newRow("another annotation")
        << QByteArray(heat).replace("Open a", "Close the") << QStringLiteral("pf") << QString();
    QTest::newRow("broken") << QByteArray("groups: [") << QStringLiteral("pf")
                            << QStringLiteral("what it said before still holds");
    QTest::newRow("another limit") << QByteArray(heat).replace("30", "40") << QStringLiteral("pfr") << QString();
    QTest::newRow("empty") << QByteArray() << QStringLiteral("pfr") << QString();
}

void LiveRulesTest::anEditedFileHolds()
{
    QFETCH(QByteArray, edited);
    QFETCH(QString, told);
    QFETCH(QString, problem);
    Room room;
    room.write(heat);
    room.openWindow();
    room.measure(35, 4);
    const rules::RuleStatus *before = room.rules->rules().data();
    room.write(edited);
    QTRY_VERIFY_WITH_TIMEOUT(room.rules->rules().data() != before, 5000);
    // The instant that was evaluated last is not evaluated again: its results are in the store.
    room.measure(35, 1, 1s);
    QCOMPARE(room.rules->problem().isEmpty(), problem.isEmpty());
    room.measure(35, 19, 1s);
    QCOMPARE(room.told(), told);
    QVERIFY2(room.rules->problem().contains(problem) && room.rules->problem().isEmpty() == problem.isEmpty(),
             qPrintable(room.rules->problem()));
}

QD_TEST_GUILESS(LiveRulesTest)
#include "tst_live_rules.moc"
