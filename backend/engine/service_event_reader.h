// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/event_writer.h"

#include <QtCore/QObject>

namespace qd {

class AdminClient;

/// Carries the service's own events into the event log. The cursor is what the log already holds of that run of
/// the service, so nothing is read twice and nothing is skipped after a restart of the window. Engine thread.
class ServiceEventReader : public QObject
{
    Q_OBJECT

public:
    /// `story`: whose time they are told in; null: that of the world. It must outlive the reader.
    explicit ServiceEventReader(EventWriter &events, const StoryClock *story = nullptr, QObject *parent = nullptr);

    /// Asks `client` for what is new; does nothing while it is still asking.
    void poll(AdminClient &client, const QString &instance);
    /// The client was destroyed; its reply will not come.
    void forget() { m_asking = false; }

private:
    EventWriter &m_events;
    const StoryClock *m_story;
    bool m_asking = false;
};

} // namespace qd
