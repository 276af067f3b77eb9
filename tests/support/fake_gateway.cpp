// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_gateway.h"

namespace qd::test {

std::optional<QString> FakeGateway::refusal(ActionKind) const
{
    return m_refusal;
}

void FakeGateway::refuse(std::optional<QString> why)
{
    m_refusal = std::move(why);
    Q_EMIT availabilityChanged();
}

void FakeGateway::fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply)
{
    ++calls;
    pages.push_back({query, context, std::move(reply)});
}

void FakeGateway::previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply)
{
    ++calls;
    previews.push_back({selector, context, std::move(reply)});
}

void FakeGateway::purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress)
{
    ++calls;
    purges.push_back({order, context, std::move(progress)});
}

void FakeGateway::planRestart(QObject *context, Reply<RestartPlan> reply)
{
    ++calls;
    plans.push_back({0, context, std::move(reply)});
}

void FakeGateway::restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    ++calls;
    restarts.push_back({order, context, std::move(progress)});
}

void FakeGateway::deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    ++calls;
    deploys.push_back({order, context, std::move(progress)});
}

void FakeGateway::endSession(const QString &id, const QString &, QObject *context, Reply<bool> reply)
{
    ++calls;
    ends.push_back({id, context, std::move(reply)});
}

void FakeGateway::collectNow(const QString &, QObject *, Reply<bool> reply)
{
    ++calls;
    reply(true);
}

void FakeGateway::addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply)
{
    ++calls;
    noteInstants.push_back(at);
    notes.push_back({text, context, std::move(reply)});
}

void FakeGateway::acknowledge(const QString &alert, const QString &comment, QObject *context, Reply<bool> reply)
{
    ++calls;
    acknowledgements.push_back({{alert, comment}, context, std::move(reply)});
}

void FakeGateway::silence(const SilenceOrder &order, QObject *context, Reply<QString> reply)
{
    ++calls;
    silences.push_back({order, context, std::move(reply)});
}

void FakeGateway::endSilence(const QString &id, QObject *context, Reply<bool> reply)
{
    ++calls;
    silenceEnds.push_back({id, context, std::move(reply)});
}

void FakeGateway::openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply)
{
    ++calls;
    openings.push_back({opening, context, std::move(reply)});
}

void FakeGateway::stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply)
{
    ++calls;
    steps.push_back({order, context, std::move(reply)});
}

void FakeGateway::setTraffic(bool running, QObject *, Reply<bool> reply)
{
    ++calls;
    traffic.push_back(running);
    reply(true);
}

void FakeGateway::setDrill(const Faults &, QObject *, Reply<bool> reply)
{
    ++calls;
    reply(true);
}

void FakeFeed::publish(HistorySnapshot snapshot)
{
    snapshot.generation = m_current->generation + 1;
    m_current = std::make_shared<const HistorySnapshot>(std::move(snapshot));
    Q_EMIT published(m_current);
}

} // namespace qd::test

#include "moc_fake_gateway.cpp"
