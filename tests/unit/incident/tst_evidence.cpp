// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/evidence.h"
#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;

namespace {

const Timestamp last = Timestamp(100'000s);

/// Two minutes of a service in which logins take longer than validations; the newest scrape failed.
SeriesSnapshot service()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, 10s});
    const auto add = [&](std::string name, Labels labels = {}) {
        return store.series(group, {std::move(name), std::move(labels)});
    };
    const SeriesHandle resident = add("process_resident_memory_bytes");
    const SeriesHandle retained = add("sessiond_memory_bytes", Labels({{"component", "retained"}}));
    const SeriesHandle journal = add("sessiond_memory_bytes", Labels({{"component", "journal"}}));
    const SeriesHandle active = add("sessiond_sessions", Labels({{"state", "active"}}));
    const SeriesHandle inFlight = add("sessiond_http_requests_in_flight");
    const SeriesHandle up = add("up");
    const SeriesHandle took = add("scrape_duration_seconds");
    const auto bucket = [&](const char *route, const char *le) {
        return add("sessiond_http_request_duration_seconds_bucket", Labels({{"route", route}, {"le", le}}));
    };
    const std::array slow{bucket("login", "0.1"), bucket("login", "1"), bucket("login", "+Inf")};
    const std::array fast{bucket("validate", "0.1"), bucket("validate", "1"), bucket("validate", "+Inf")};
    for (int i = 0; i <= 12; ++i) {
        const double n = 100.0 * i;
        const std::array values{
            SeriesValue{resident, 1e8 + n}, SeriesValue{retained, 5e7 + n}, SeriesValue{journal, 1e6},
            SeriesValue{active, 40},        SeriesValue{inFlight, 3},       SeriesValue{up, i == 12 ? 0.0 : 1.0},
            SeriesValue{took, 0.004},       SeriesValue{slow[0], 0},        SeriesValue{slow[1], n},
            SeriesValue{slow[2], n},        SeriesValue{fast[0], n},        SeriesValue{fast[1], n},
            SeriesValue{fast[2], n}};
        if (!store.append(group, last - (12 - i) * 10s, values))
            qFatal("the history is not in order");
    }
    return store.snapshot();
}

} // namespace

class EvidenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void saysHowItWas();
    void comesBack();
    void whatIsNotKnownIsNotThere();
    void badJsonIsNothing();
    void isALineOfTheTimeline();
    void whatWasDoneIsCounted();
};

void EvidenceTest::saysHowItWas()
{
    const State state = stateAt(service(), last);
    QCOMPARE(state.memory, (std::vector<State::Part>{{QStringLiteral("journal"), 1e6},
                                                     {QStringLiteral("retained"), 5e7 + 1200}}));
    QCOMPARE(state.residentBytes, std::optional(1e8 + 1200));
    QVERIFY(!state.limitBytes);
    QCOMPARE(state.sessions, (std::vector<State::Part>{{QStringLiteral("active"), 40}}));
    QCOMPARE(state.inFlight, std::optional(3.0));
    QCOMPARE(state.slowest.size(), std::size_t(2));
    QCOMPARE(state.slowest[0].name, QStringLiteral("login"));
    QVERIFY(state.slowest[0].p99Seconds > 0.9 && state.slowest[0].p99Seconds <= 1);
    QVERIFY(state.slowest[1].p99Seconds <= 0.1);
    QCOMPARE(state.scrapes.size(), std::size_t(5));
    QCOMPARE(state.scrapes.back(), (State::Scrape{last, false, 0.004}));
    QCOMPARE(state.scrapes.front(), (State::Scrape{last - 40s, true, 0.004}));
}

void EvidenceTest::comesBack()
{
    const State state = stateAt(service(), last - 20s);
    QCOMPARE(state.residentBytes, std::optional(1e8 + 1000));
    QCOMPARE(stateFromJson(toJson(state)), state);
}

void EvidenceTest::whatIsNotKnownIsNotThere()
{
    const State late = stateAt(service(), last + 16s);
    QVERIFY(late.memory.empty() && late.sessions.empty() && !late.residentBytes && !late.inFlight);
    const QJsonObject json = toJson(stateAt({}, last));
    QVERIFY(!json.contains(QStringLiteral("resident_bytes")));
    QVERIFY(!json.contains(QStringLiteral("in_flight")));
    QCOMPARE(stateFromJson(json), stateAt({}, last));
}

void EvidenceTest::badJsonIsNothing()
{
    const State state =
        stateFromJson({{QStringLiteral("memory_bytes"), 7},
                       {QStringLiteral("sessions"), QJsonObject{{QStringLiteral("a"), QStringLiteral("b")}}},
                       {QStringLiteral("resident_bytes"), QStringLiteral("much")},
                       {QStringLiteral("slowest"), QStringLiteral("login")}});
    QCOMPARE(state, State());
}

void EvidenceTest::isALineOfTheTimeline()
{
    QCOMPARE(wordsOf(evidenceOf(QStringLiteral("i"), {}, toJson(stateAt(service(), last)))),
             QStringLiteral("State captured: 95.4 MiB resident, 40 sessions active, 3 requests in flight"));
    QCOMPARE(wordsOf(evidenceOf(QStringLiteral("i"), {}, {})),
             QStringLiteral("State captured: nothing was known"));
    State one;
    one.sessions = {{QStringLiteral("active"), 1}};
    one.inFlight = 1;
    QCOMPARE(wordsOf(evidenceOf(QStringLiteral("i"), {}, toJson(one))),
             QStringLiteral("State captured: 1 session active, 1 request in flight"));
}

/// One is not told as many.
void EvidenceTest::whatWasDoneIsCounted()
{
    Event event;
    event.kind = EventKind::RestartFinished;
    event.body = {{QStringLiteral("elapsed_ms"), 1'900},
                  {QStringLiteral("requests_failed"), 1},
                  {QStringLiteral("sessions_kept"), 4'210}};
    QCOMPARE(wordsOf(event),
             QStringLiteral("Restarted in 1.9 s, 1 request failed meanwhile, 4,210 sessions kept"));
    event.kind = EventKind::PurgeFinished;
    event.body = {
        {QStringLiteral("purged"), 1}, {QStringLiteral("spared"), 0}, {QStringLiteral("freed_bytes"), 2'048}};
    QCOMPARE(wordsOf(event), QStringLiteral("Purged 1 session, 0 spared, 2.00 KiB given back"));
}

QD_TEST_APPLESS(EvidenceTest)
#include "tst_evidence.moc"
