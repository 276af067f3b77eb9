// SPDX-License-Identifier: GPL-3.0-or-later
// What ActionRunner does to alerts. It touches the log alone: flags are read from there by whoever tells of
// alerts.
#include "backend/engine/action_runner.h"
#include "model/alerts/alert_book.h"
#include "model/alerts/alert_marks.h"

namespace qd {

namespace {

constexpr Millis longestSilence = std::chrono::days(30);

alerts::AlertBook bookAt(const EventWriter &events, Timestamp now)
{
    alerts::AlertBook book;
    book.read(events.log().snapshot(), now);
    return book;
}

} // namespace

void ActionRunner::acknowledge(const QString &alert, const QString &comment, const Reply<bool> &reply)
{
    const alerts::AlertBook book = bookAt(*m_parts.events, m_parts.clock->now());
    const alerts::AlertRecord *record = book.find(alert);
    if (!record || !record->isFiring())
        return reply(failure(ErrorCode::Conflict,
                             QStringLiteral("It does not fire any more: there is nothing to acknowledge.")));
    Event mark = alerts::acknowledgementOf(record->newest, comment);
    mark.actor = m_parts.operatorName;
    reply(m_parts.events->write(std::move(mark)).map([](std::uint64_t) { return true; }));
}

void ActionRunner::silence(const SilenceOrder &order, const Reply<QString> &reply)
{
    const auto matchers = alerts::AlertMatchers::parse(order.matchers);
    if (!matchers)
        return reply(tl::unexpected(matchers.error()));
    if (order.length <= Millis(0) || order.length > longestSilence)
        return reply(failure(ErrorCode::Invalid,
                             QStringLiteral("A silence lasts a moment at least, and 30 days at most.")));
    const Timestamp now = m_parts.clock->now();
    Event begun = alerts::silenceOf(*matchers, now, now + order.length, order.comment);
    begun.actor = m_parts.operatorName;
    begun.correlation = EventWriter::newCorrelation();
    const QString id = begun.correlation;
    reply(m_parts.events->write(std::move(begun)).map([&](std::uint64_t) { return id; }));
}

void ActionRunner::endSilence(const QString &id, const Reply<bool> &reply)
{
    const alerts::AlertBook book = bookAt(*m_parts.events, m_parts.clock->now());
    const auto silences = book.silences();
    const auto found = std::ranges::find(silences, id, &alerts::Silence::id);
    if (found == silences.end())
        return reply(failure(ErrorCode::NotFound, QStringLiteral("That silence is over already.")));
    Event end = alerts::endOfSilence(id, {});
    end.subject = found->matchers.text();
    end.actor = m_parts.operatorName;
    reply(m_parts.events->write(std::move(end)).map([](std::uint64_t) { return true; }));
}

} // namespace qd
