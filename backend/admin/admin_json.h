// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/event/event.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

namespace qd {

/// Events of the service after a cursor. A gap: some that were never read are no longer kept.
struct ServiceEvents
{
    std::vector<Event> events;
    bool gap = false;
    std::uint64_t first = 0; ///< with a gap: the oldest that is still kept
};

} // namespace qd

/// The shapes of the admin API (docs/api.md) in and out of the model's types. Foreign JSON: whatever is missing or
/// has the wrong type makes an Invalid error or an "unknown" value, never a guess.
namespace qd::admin {

[[nodiscard]] QJsonObject toJson(const PurgeSelector &selector);
[[nodiscard]] QByteArray toTarget(const SessionQuery &query);

[[nodiscard]] Result<QJsonObject> objectOf(const QByteArray &body);
[[nodiscard]] std::optional<Timestamp> timeOf(const QJsonValue &value);
[[nodiscard]] Result<SessionRow> sessionOf(const QJsonObject &object);
[[nodiscard]] Result<SessionPage> sessionPageOf(const QJsonObject &object);
[[nodiscard]] Result<PurgePreview> previewOf(const QJsonObject &object, const PurgeSelector &selector);
[[nodiscard]] Result<PurgeProgress> progressOf(const QJsonObject &object);

/// One of the service's own events as ours: origin "sessiond", kind ServiceEvent, the service's kind in
/// body["kind"].
[[nodiscard]] Result<Event> eventOf(const QJsonObject &object, const QString &instance);

/// A page of them. Empty when it is from another instance: one that was restarted behind our back, whose events
/// have numbers of their own and are asked for once it is known by its name.
[[nodiscard]] Result<ServiceEvents> eventsOf(const QJsonObject &object, const QString &instance);

/// What a problem document (RFC 9457) and its status mean, in the service's words.
[[nodiscard]] Error problemOf(int status, const QByteArray &body);

} // namespace qd::admin
