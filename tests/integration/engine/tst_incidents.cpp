// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/evidence.h"
#include "model/incident/incident_book.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

/// A live engine on a real service, with a rule that pages as soon as it is up.
class IncidentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void aPageOpensOneIncident();
    void anotherEngineOnTheLogOpensNoSecond();
    void whatPeopleSayIsKept();
    void aRestartIsCaptured();

private:
    [[nodiscard]] std::vector<incident::Incident> incidents() const
    {
        incident::IncidentBook book;
        book.read(m_fixture->now()->events, m_fixture->now()->now);
        return {book.incidents().begin(), book.incidents().end()};
    }
    [[nodiscard]] bool hasEvidence(std::size_t count) const
    {
        const auto all = incidents();
        return !all.empty() && all.front().evidence.size() >= count;
    }
    void start()
    {
        m_fixture->start();
        QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(1), 30'000);
    }
    /// Ends the engine; the log and the folder stay.
    void end()
    {
        QSignalSpy retired(m_fixture->engine.get(), &LiveEngine::retired);
        m_fixture->engine->retire();
        QTRY_VERIFY_WITH_TIMEOUT(!retired.isEmpty(), 30'000);
        m_fixture->engine.reset();
    }
    Result<QString> step(IncidentOrder order)
    {
        test::Answers<QString> answers;
        m_fixture->engine->gateway().stepIncident(order, this, answers.reply());
        return QTest::qWaitFor([&] { return answers.any(); }, 10'000)
                   ? answers.all.front()
                   : failure(ErrorCode::Timeout, QStringLiteral("no answer"));
    }

    std::unique_ptr<test::EngineFixture> m_fixture;
};

void IncidentsTest::init()
{
    test::failOnAnyWarning();
    m_fixture = std::make_unique<test::EngineFixture>();
    m_fixture->config.judgesRules = true;
    m_fixture->config.ruleFolder = m_fixture->folder.filePath(QStringLiteral("rules"));
    QDir().mkpath(m_fixture->config.ruleFolder);
    QFile rules(m_fixture->config.ruleFolder + QStringLiteral("/mine.yaml"));
    QVERIFY(rules.open(QIODevice::WriteOnly));
    rules.write("groups: [{name: g, interval: 1s, rules: ["
                "{alert: Up, expr: up == 1, labels: {severity: critical}, annotations: {summary: it is up}},"
                "{alert: Beside, expr: up == 1, labels: {severity: warning}}]}]");
}

void IncidentsTest::aPageOpensOneIncident()
{
    start();
    QTRY_COMPARE_WITH_TIMEOUT(incidents().front().alerts.size(), std::size_t(2), 10'000);
    const auto all = incidents();
    QCOMPARE(all.size(), std::size_t(1));
    const incident::Incident &incident = all.front();
    QCOMPARE(incident.title, QStringLiteral("it is up"));
    QCOMPARE(incident.severity, QStringLiteral("critical"));
    QCOMPARE(incident.status(), incident::Status::Detected);
    QVERIFY(incident.openedBy.isEmpty());
    QVERIFY(incident.onset && *incident.onset <= incident.openedAt);
    const incident::State state = incident::stateFromJson(incident.evidence.front().body);
    QVERIFY(state.residentBytes.value_or(0) > 1e6);
    QVERIFY(!state.memory.empty() && !state.sessions.empty());
}

void IncidentsTest::anotherEngineOnTheLogOpensNoSecond()
{
    start();
    const QString id = incidents().front().id;
    QVERIFY(step({id, incident::Note{QStringLiteral("I look.")}, {}, 0}));
    end();
    m_fixture->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->isServing(), 30'000);
    const Timestamp began = m_fixture->now()->now;
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->now()->now > began + 3s, 30'000); // several evaluations
    const auto all = incidents();
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all.front().id, id);
    QVERIFY(all.front().isOpen());
    QVERIFY(std::ranges::any_of(all.front().entries, [](const auto &e) { return e.words == u"I look."; }));
    QCOMPARE(m_fixture->count(EventKind::IncidentEvidence), 1);
}

void IncidentsTest::whatPeopleSayIsKept()
{
    start();
    const QString id = incidents().front().id;
    QVERIFY(
        step({id, incident::Change{incident::Status::Investigating, {}, QStringLiteral("anna"), {}, {}}, {}, 0}));
    const auto hypothesis =
        step({id, incident::Hypothesis{{}, QStringLiteral("the deploy"), {}, {}, {}, {}}, {}, 0});
    QVERIFY(hypothesis && !hypothesis->isEmpty() && *hypothesis != id);
    QTRY_COMPARE(incidents().front().hypotheses.size(), std::size_t(1));
    const incident::Incident incident = incidents().front();
    QCOMPARE(incident.hypotheses.front().id, *hypothesis);
    QCOMPARE(incident.hypotheses.front().by, QStringLiteral("op"));
    QCOMPARE(incident.lead, QStringLiteral("anna"));
    QCOMPARE(incident.status(), incident::Status::Investigating);

    const std::uint64_t seq = incident.statuses.back().seq;
    const IncidentOrder correction{id, incident::Change{incident::Status::Investigating, {}, {}, {}, {}},
                                   incident.openedAt, seq};
    QVERIFY(step(correction));
    QTRY_VERIFY(incidents().front().entry(seq)->correctedBy > 0);
    QCOMPARE(step(correction).error().code, ErrorCode::Conflict);
    // A note is no status, and nobody saw it a week before.
    QVERIFY(step({id, incident::Note{QStringLiteral("seen")}, {}, 0}));
    QTRY_VERIFY(incidents().front().entries.back().kind == EventKind::IncidentNote);
    const std::uint64_t note = incidents().front().entries.back().seq;
    QCOMPARE(step({id, incident::Change{incident::Status::Resolved, {}, {}, {}, {}}, {}, note}).error().code,
             ErrorCode::Invalid);
    QCOMPARE(
        step({id, incident::Note{QStringLiteral("x")}, incident.openedAt - std::chrono::days(7), 0}).error().code,
        ErrorCode::Invalid);
    QCOMPARE(step({id, incident::Note{}, {}, 0}).error().code, ErrorCode::Invalid);
    QCOMPARE(step({id, incident::Note{QStringLiteral("x")}, m_fixture->now()->now + 1h, 0}).error().code,
             ErrorCode::Invalid);
    QCOMPARE(step({QStringLiteral("none"), incident::Note{QStringLiteral("x")}, {}, 0}).error().code,
             ErrorCode::NotFound);
    QCOMPARE(step({id, incident::Note{QStringLiteral("x")}, {}, 1}).error().code, ErrorCode::NotFound);

    test::Answers<QString> opened;
    m_fixture->engine->gateway().openIncident({QStringLiteral("By hand"), QStringLiteral("warning"), {}, {}, {}},
                                              this, opened.reply());
    QTRY_VERIFY(opened.any() && opened.all.front());
    QTRY_COMPARE(incidents().size(), std::size_t(2));
    QCOMPARE(incidents().back().openedBy, QStringLiteral("op"));
}

void IncidentsTest::aRestartIsCaptured()
{
    start();
    test::Answers<RestartProgress> restarted;
    m_fixture->engine->gateway().restart({QStringLiteral("to relieve it"), 2s}, this, restarted.reply());
    QTRY_VERIFY_WITH_TIMEOUT(hasEvidence(2), 60'000);
    const incident::Incident incident = incidents().front();
    QCOMPARE(incident.evidence.back().cause, m_fixture->event(EventKind::RestartRequested)->correlation);
    QVERIFY(incident::stateFromJson(incident.evidence.back().body).residentBytes);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->event(EventKind::RestartFinished), 60'000);
}

QD_TEST_GUILESS(IncidentsTest)
#include "tst_incidents.moc"
