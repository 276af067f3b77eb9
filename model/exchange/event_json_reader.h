// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import_sink.h"

#include <QtCore/QJsonValue>

namespace qd::exchange {

/// Events of one Alertmanager webhook (an object with `alerts`), or of a list of alerts.
void takeAlerts(const QJsonValue &json, Place place, ImportSink &sink);
/// Events of a list of Grafana annotations, of one, or of an object with `annotations`.
void takeAnnotations(const QJsonValue &json, Place place, ImportSink &sink);

} // namespace qd::exchange
