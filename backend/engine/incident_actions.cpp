// SPDX-License-Identifier: GPL-3.0-or-later
// What ActionRunner does to incidents. It touches the log alone, and has committed when it answers.
#include "backend/engine/action_runner.h"
#include "model/alerts/alert_book.h"
#include "model/incident/incident_book.h"

namespace qd {

namespace {

/// Before its opening people have seen things too, but not for longer than that.
constexpr Millis earliest = std::chrono::hours(24);

incident::IncidentBook incidentsAt(const EventWriter &events, Timestamp now)
{
    incident::IncidentBook book;
    book.read(events.log().snapshot(), now);
    return book;
}

/// Hypotheses and tasks have ids of their own; a new one gets its here. Else the id of the incident.
QString nameStep(incident::Step &step, const QString &incident)
{
    const auto named = [](QString &id) {
        if (id.isEmpty())
            id = EventWriter::newCorrelation();
        return id;
    };
    if (auto *hypothesis = std::get_if<incident::Hypothesis>(&step))
        return named(hypothesis->id);
    if (auto *task = std::get_if<incident::Task>(&step))
        return named(task->id);
    return incident;
}

Result<void> checkOrder(const IncidentOrder &order, const incident::Incident *incident, Timestamp now)
{
    if (!incident)
        return failure(ErrorCode::NotFound, QStringLiteral("There is no such incident. Nothing was kept."));
    if (order.at > now)
        return failure(ErrorCode::Invalid, QStringLiteral("That time has not come yet. Nothing was kept."));
    const incident::Entry *original = order.corrects > 0 ? incident->entry(order.corrects) : nullptr;
    if (order.corrects > 0 && (!original || !incident::isOfIncident(original->kind)))
        return failure(ErrorCode::NotFound,
                       QStringLiteral("That entry is not of this incident, or nobody wrote it: it cannot be "
                                      "corrected. Add a note instead."));
    if (original && original->kind != incident::eventOf(order.incident, order.step).kind)
        return failure(ErrorCode::Invalid, QStringLiteral("A correction says the same kind of thing as what it "
                                                          "corrects. Nothing was kept."));
    if (order.at != Timestamp() && order.at < incident->openedAt - earliest)
        return failure(ErrorCode::Invalid,
                       QStringLiteral("That is more than a day before the incident was opened. "
                                      "Nothing was kept."));
    if (original && original->correctedBy > 0)
        return failure(ErrorCode::Conflict, QStringLiteral("Somebody has corrected that entry already: correct "
                                                           "the correction."));
    return incident::check(order.step);
}

} // namespace

void ActionRunner::openIncident(const incident::Opening &opening, const Reply<QString> &reply)
{
    if (const auto checked = incident::check(opening); !checked)
        return reply(tl::unexpected(checked.error()));
    const QString id = EventWriter::newCorrelation();
    Event opened = incident::openedOf(id, opening);
    opened.actor = m_parts.operatorName;
    reply(m_parts.events->write(std::move(opened)).map([&](std::uint64_t) { return id; }));
}

void ActionRunner::stepIncident(IncidentOrder order, const Reply<QString> &reply)
{
    const Timestamp now = m_parts.clock->now();
    const incident::IncidentBook book = incidentsAt(*m_parts.events, now);
    const incident::Incident *incident = book.find(order.incident);
    if (const auto checked = checkOrder(order, incident, now); !checked)
        return reply(tl::unexpected(checked.error()));
    const QString id = nameStep(order.step, order.incident);
    Event event = incident::eventOf(order.incident, order.step);
    event.subject = incident->title;
    event.actor = m_parts.operatorName;
    event.at = order.at;
    event.supersedes = order.corrects;
    reply(m_parts.events->write(std::move(event)).map([&](std::uint64_t) { return id; }));
}

} // namespace qd
