// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/service_event_reader.h"

#include "backend/admin/admin_client.h"

namespace qd {

ServiceEventReader::ServiceEventReader(EventWriter &events, const StoryClock *story, QObject *parent)
    : QObject(parent)
    , m_events(events)
    , m_story(story)
{}

void ServiceEventReader::poll(AdminClient &client, const QString &instance)
{
    if (m_asking || instance.isEmpty())
        return;
    m_asking = true;
    const std::uint64_t after = m_events.log().newestOriginSeq(QStringLiteral("sessiond"), instance);
    const auto take = [this, after, instance](Result<ServiceEvents> read) {
        m_asking = false;
        if (!read)
            return;
        if (read->gap) {
            // Told in the place of the last event that was lost: the cursor moves there, and the gap is told once.
            Event gap;
            gap.origin = QStringLiteral("sessiond");
            gap.originInstance = instance;
            gap.originSeq = std::max(read->first, after + 2) - 1;
            gap.kind = EventKind::Gap;
            gap.subject = QStringLiteral("sessiond");
            gap.reason = QStringLiteral("The service no longer keeps its events %1 to %2.")
                             .arg(after + 1)
                             .arg(gap.originSeq);
            read->events.assign(1, gap);
        }
        for (Event &event : read->events) {
            if (m_story && event.at != Timestamp{})
                event.at = m_story->told(event.at);
        }
        (void)m_events.adopt(std::move(read->events));
    };
    client.events(after, instance, whileAlive(this, take));
}

} // namespace qd

#include "moc_service_event_reader.cpp"
