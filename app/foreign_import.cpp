// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/foreign_import.h"

#include "model/exchange/import.h"

namespace qd {

Result<QStringList> importForeign(const QStringList &sources, const QString &recording,
                                  const recording::CopyProgress &progress)
{
    std::stop_source stop;
    exchange::ImportOptions options;
    options.stop = stop.get_token();
    options.progress = [&](double share) {
        if (!progress(share)) {
            stop.request_stop();
        }
    };
    const auto report = exchange::importFiles(sources, recording, options);
    if (!report) {
        return tl::unexpected(report.error());
    }
    QStringList words;
    for (const exchange::ImportLoss &loss : report->losses) {
        words << loss.words;
    }
    return words + report->notes;
}

} // namespace qd
