// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/score/leak_files.h"

#include "tests/score/rival_detectors.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>

namespace qd::score {

namespace {

struct Row
{
    Timestamp at{};
    double value = 0;
    std::optional<double> limit;
};

/// Where a file keeps what is judged: the first of these that its header has.
struct Columns
{
    qsizetype time = 0;
    qsizetype value = 1;
    qsizetype limit = -1;
    bool isPercent = false;
};

Columns columnsOf(const QStringList &header)
{
    if (const auto used = header.indexOf(QStringLiteral("usedMemory")); used >= 0)
        return {0, used, header.indexOf(QStringLiteral("totalMemory")), false};
    if (const auto percent = header.indexOf(QStringLiteral("mem_util_percent")); percent >= 0)
        return {0, percent, -1, true};
    return {0, 1, -1, header.value(1) == QStringLiteral("0")};
}

std::vector<Row> rowsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return {};
    const auto fields = [&] { return QString::fromUtf8(file.readLine()).trimmed().split(u','); };
    const Columns columns = columnsOf(fields());
    std::vector<Row> rows;
    while (!file.atEnd()) {
        const QStringList row = fields();
        bool isNumber = false;
        const double value = row.value(columns.value).toDouble(&isNumber);
        if (!isNumber)
            continue;
        QDateTime time =
            QDateTime::fromString(row.value(columns.time).left(19), QStringLiteral("yyyy-MM-dd hh:mm:ss"));
        time.setTimeSpec(Qt::UTC);
        const Timestamp at = time.isValid() ? Timestamp(Millis(time.toMSecsSinceEpoch()))
                                            : Timestamp(std::chrono::minutes(rows.size()));
        const auto limit = columns.isPercent    ? std::optional(100.0)
                           : columns.limit >= 0 ? std::optional(row.value(columns.limit).toDouble())
                                                : std::nullopt;
        if (rows.empty() || at > rows.back().at)
            rows.push_back({at, value, limit});
    }
    return rows;
}

FileTally judge(const QString &path)
{
    FileTally tally{QFileInfo(path).fileName(), 0, {}, {}};
    LeakJudge ours;
    PredictLinear predict;
    PlainMannKendall mannKendall;
    std::array<bool, judged> before{};
    const auto rows = rowsOf(path);
    for (const Row &row : rows) {
        LeakReading reading;
        reading.at = row.at;
        reading.resident = row.value;
        reading.limit = row.limit;
        ours.add(reading);
        const std::array<bool, judged> now{!ours.leaks().empty(), predict.add({row.at, row.value}, row.limit),
                                           mannKendall.add({row.at, row.value})};
        for (std::size_t j = 0; j < judged; ++j)
            tally.alarms[j] += now[j] && !before[j] ? 1 : 0;
        const double day = std::chrono::duration<double>(row.at - rows.front().at).count() / 86'400;
        if (now[Ours] && !tally.firstAlarmDay)
            tally.firstAlarmDay = day;
        tally.days = day;
        before = now;
    }
    return tally;
}

} // namespace

std::vector<FileTally> judgeFiles(const QString &folder)
{
    std::vector<FileTally> all;
    for (const char *part : {"leak", "nab"}) {
        const QDir dir(folder + u'/' + QLatin1String(part));
        for (const QString &name : dir.entryList({QStringLiteral("*.csv")}, QDir::Files, QDir::Name)) {
            FileTally tally = judge(dir.filePath(name));
            tally.name.prepend(QLatin1String(part) + u'/');
            if (tally.days > 0)
                all.push_back(std::move(tally));
            else
                std::fprintf(stderr, "score: %s has no series that could be read\n", qPrintable(tally.name));
        }
    }
    return all;
}

} // namespace qd::score
