// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/service_status.h"

namespace qd {

QString Target::label() const
{
    switch (where) {
    case Where::Practice:
        return isDrill ? QStringLiteral("PRACTICE DRILL") : QStringLiteral("PRACTICE");
    case Where::Local:
        return QStringLiteral("LOCAL");
    case Where::Attached:
        return service + u'@' + host;
    }
    return {};
}

Severity severityOf(Health health)
{
    switch (health) {
    case Health::Ok:
        return Severity::Ok;
    case Health::Starting:
    case Health::Degraded:
    case Health::Draining:
        return Severity::Warning;
    case Health::Down:
    case Health::Hung:
        return Severity::Critical;
    case Health::None:
    case Health::Unknown:
        break;
    }
    return Severity::Unknown;
}

QString wordOf(Health health)
{
    switch (health) {
    case Health::None:
        return QStringLiteral("No service");
    case Health::Unknown:
        return QStringLiteral("Unknown");
    case Health::Starting:
        return QStringLiteral("Starting");
    case Health::Ok:
        return QStringLiteral("Healthy");
    case Health::Degraded:
        return QStringLiteral("Degraded");
    case Health::Draining:
        return QStringLiteral("Draining");
    case Health::Down:
        return QStringLiteral("Down");
    case Health::Hung:
        return QStringLiteral("Not answering");
    }
    return {};
}

bool answers(Health health)
{
    return health == Health::Starting || health == Health::Ok || health == Health::Degraded ||
           health == Health::Draining;
}

} // namespace qd
