// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/postmortem.h"
#include "widgets/postmortem/chart_sheet.h"

#include <optional>
#include <stop_token>

namespace qd {

/// The document on A4 pages with its charts, whose figures are attached as CSV files. `document` names no charts
/// of its own. A section beyond 65,536 characters is cut, and says so. None: it was told to stop, which it sees
/// between paragraphs and pages. Any thread with Qt's timers, while there is a QGuiApplication.
[[nodiscard]] std::optional<QByteArray> toPdf(incident::Postmortem document, const std::vector<ChartSheet> &sheets,
                                              const std::stop_token &stop);

} // namespace qd
