// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/imported.h"

#include "model/recording/recording_reader.h"
#include "model/recording/table.h"
#include "model/series/markers.h"
#include "model/series/parsed_sample.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

#include <algorithm>

namespace qd::test {

RecordingContents contentsOf(const QString &path)
{
    RecordingContents contents;
    const auto reader = RecordingReader::open(path);
    if (!reader) {
        QTest::qFail(qPrintable(reader.error().words), __FILE__, __LINE__);
        return contents;
    }
    contents.info = reader->info();
    contents.lost = reader->lostBefore();
    const auto takeTable = [&](const recording::Table &table) {
        contents.intervals.push_back(table.group.interval);
        for (const auto &column : table.columns) {
            auto &samples = contents.series[seriesText(column.key)];
            contents.types[seriesText(column.key)] = column.type;
            for (std::size_t row = 0; row < table.times.size(); ++row)
                if (!isAbsent(column.cells[row]))
                    samples.push_back({Timestamp(Millis(table.times[row])), column.cells[row]});
        }
    };
    reader->forEachPage(
        [&](const recording::Page &page) {
            for (const auto &group : page.groups)
                takeTable(recording::tableOf(group, contents.damaged));
            contents.events.insert(contents.events.end(), page.events.begin(), page.events.end());
            return true;
        },
        [&](const RecordingLoss &) { ++contents.damaged; });
    std::ranges::sort(contents.intervals);
    const auto [first, last] = std::ranges::unique(contents.intervals);
    contents.intervals.erase(first, last);
    return contents;
}

ImportFolder::ImportFolder()
{
    options.now = Timestamp(std::chrono::sys_days(std::chrono::year{2026} / 1 / 1));
    options.overwrite = true;
}

QString ImportFolder::add(const QString &name, const QByteArray &text)
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        QTest::qFail("a source cannot be written", __FILE__, __LINE__);
    m_sources << file.fileName();
    return file.fileName();
}

Result<exchange::ImportReport> ImportFolder::import()
{
    auto report = exchange::importFiles(m_sources, out(), options);
    if (report)
        m_report = *report;
    return report;
}

RecordingContents ImportFolder::imported(const QString &name, const QByteArray &text)
{
    m_sources.clear();
    add(name, text);
    if (const auto report = import(); !report) {
        QTest::qFail(qPrintable(report.error().words), __FILE__, __LINE__);
        return {};
    }
    return contentsOf(out());
}

QString ImportFolder::said() const
{
    QStringList lines = m_report.notes;
    for (const exchange::ImportLoss &loss : m_report.losses)
        lines << loss.words;
    return lines.join(u'\n');
}

QStringList ImportFolder::files() const
{
    return QDir(m_dir.path()).entryList(QDir::Files | QDir::Hidden);
}

QString textOf(const std::vector<Sample> &samples)
{
    QStringList parts;
    for (const Sample &sample : samples)
        parts << QStringLiteral("%1 %2")
                     .arg(double(sample.at.time_since_epoch().count()) / 1000, 0, 'f', 3)
                     .arg(sample.value, 0, 'g', 12);
    return parts.join(QStringLiteral("; "));
}

} // namespace qd::test
