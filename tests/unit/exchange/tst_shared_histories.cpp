// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>

using namespace qd;
using test::ImportFolder;

namespace {

/// Every CSV file of the folder named by QD_SHARED_DATA (see docs/testing.md); none without it.
QStringList files()
{
    const QString folder = qEnvironmentVariable("QD_SHARED_DATA");
    QStringList paths;
    if (folder.isEmpty())
        return paths;
    QDirIterator each(folder, {QStringLiteral("*.csv")}, QDir::Files, QDirIterator::Subdirectories);
    while (each.hasNext())
        paths << each.next();
    paths.sort();
    return paths;
}

qsizetype rowsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().count('\n') : 0;
}

} // namespace

class SharedHistoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void opens_data();
    void opens();
};

void SharedHistoriesTest::opens_data()
{
    QTest::addColumn<QString>("path");
    const QStringList all = files();
    for (const QString &path : all)
        QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
    if (all.isEmpty())
        QTest::newRow("QD_SHARED_DATA names no folder: nothing to read") << QString();
}

/// Real histories of other people's machines: no row may be lost but those that come twice.
void SharedHistoriesTest::opens()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        return;
    ImportFolder folder;
    const auto report = exchange::importFiles({path}, folder.out(), folder.options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().words));
    std::int64_t twice = 0;
    for (const exchange::ImportLoss &loss : report->losses) {
        QVERIFY2(loss.words.contains(QStringLiteral("came twice")) ||
                     loss.words.contains(QStringLiteral("series and time")),
                 qPrintable(loss.words));
        twice += loss.count;
    }
    QCOMPARE(report->samples + twice, std::int64_t(rowsOf(path)) * report->series);
    QVERIFY(report->span.length() >= std::chrono::seconds(400));
    QVERIFY2(report->notes.join(u'\n').contains(QStringLiteral("taken as UTC")) ||
                 report->notes.join(u'\n').contains(QStringLiteral("2000-01-01")),
             qPrintable(report->notes.join(u'\n')));
    const auto contents = test::contentsOf(folder.out());
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(int(contents.series.size()), report->series);
}

QD_TEST_GUILESS(SharedHistoriesTest)
#include "tst_shared_histories.moc"
