// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/export_command.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/exchange/small_recording.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

#include <csignal>

using namespace qd;
using exchange::ExportFormat;
using test::Columns;

/// What is written on the command line, and what comes of it.
class TestExportCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void formatIsOfTheNameOrSaid();
    void rangesAndNamesAreTaken_data();
    void rangesAndNamesAreTaken();
    void mistakesAreSaid_data();
    void mistakesAreSaid();
    void theExitCodeSaysWhatCameOfIt();
    void anInterruptTidiesUp();

private:
    [[nodiscard]] std::string path(const char *name) const
    {
        return m_dir->filePath(QLatin1String(name)).toStdString();
    }
    [[nodiscard]] ExportCommand command() const { return {path("a.mcap"), path("a.om"), {}, {}, {}, {}, false}; }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestExportCommand::init()
{
    test::failOnAnyWarning();
    m_dir = std::make_unique<QTemporaryDir>();
    test::writeRecording(m_dir->filePath(QStringLiteral("a.mcap")),
                         {test::tableOf({{{"a", std::vector<double>(3600, 1)}}})}); // 06:30:00.250 to 07:29:59.250
}

void TestExportCommand::formatIsOfTheNameOrSaid()
{
    ExportCommand given = command();
    QCOMPARE(orderOf(given)->format, ExportFormat::OpenMetrics);
    given.to = path("a.csv");
    QCOMPARE(orderOf(given)->format, ExportFormat::Csv);
    given.format = "json"; // what is said goes before the name
    QCOMPARE(orderOf(given)->format, ExportFormat::Json);
}

void TestExportCommand::rangesAndNamesAreTaken_data()
{
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("end");
    QTest::addColumn<std::int64_t>("begin");
    const std::int64_t half = 1'724'135'400'000; // 06:30
    QTest::newRow("dates") << QStringLiteral("2024-08-20T06:45:00Z") << QStringLiteral("2024-08-20 07:00")
                           << half + 900'000;
    QTest::newRow("a zone") << QStringLiteral("2024-08-20T08:45:00+02:00") << QStringLiteral("07:00")
                            << half + 900'000;
    QTest::newRow("clock times") << QStringLiteral("06:45") << QStringLiteral("07:00") << half + 900'000;
    QTest::newRow("seconds") << QStringLiteral("1724135400.5") << QStringLiteral("1724137200") << half + 500;
    QTest::newRow("before the end") << QStringLiteral("-45m") << QStringLiteral("07:00")
                                    << half + 3'600'000 - 750 + 1 - 45 * 60'000;
}

void TestExportCommand::rangesAndNamesAreTaken()
{
    QFETCH(QString, start);
    QFETCH(QString, end);
    QFETCH(std::int64_t, begin);
    ExportCommand given = command();
    given.start = start.toStdString();
    given.end = end.toStdString();
    given.match = {"sessiond_*", "up"};
    given.force = true;
    const auto order = orderOf(given);
    QVERIFY2(order, order ? "" : qPrintable(order.error().words));
    QCOMPARE(order->selection.within.begin.time_since_epoch().count(), begin);
    QCOMPARE(order->selection.within.end, Timestamp(Millis(1'724'137'200'000)));
    QCOMPARE(order->selection.only.size(), std::size_t(2));
    QCOMPARE(order->existing, Existing::Replace);
}

void TestExportCommand::mistakesAreSaid_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("match");
    QTest::addColumn<QString>("words");
    const QString om = QStringLiteral("a.om");
    QTest::newRow("no format") << QStringLiteral("a.txt") << QString() << QString() << QStringLiteral("--format");
    QTest::newRow("no instant") << om << QStringLiteral("soon") << QString()
                                << QStringLiteral("“soon” is no instant");
    QTest::newRow("an end before") << om << QStringLiteral("2030-01-01") << QString()
                                   << QStringLiteral("--end must be later");
    QTest::newRow("no series") << om << QString() << QStringLiteral("rate(a[5m])")
                               << QStringLiteral("names no series");
}

void TestExportCommand::mistakesAreSaid()
{
    QFETCH(QString, to);
    QFETCH(QString, start);
    QFETCH(QString, match);
    QFETCH(QString, words);
    ExportCommand given = command();
    given.to = m_dir->filePath(to).toStdString();
    given.start = start.toStdString();
    given.end = start.isEmpty() ? "" : "07:00";
    if (!match.isEmpty())
        given.match = {match.toStdString()};
    const auto order = orderOf(given);
    QVERIFY(!order);
    QVERIFY2(order.error().words.contains(words), qPrintable(order.error().words));
    QCOMPARE(runExport(given), 1);
}

void TestExportCommand::theExitCodeSaysWhatCameOfIt()
{
    ExportCommand given = command();
    QCOMPARE(runExport(given), 0);
    QCOMPARE(runExport(given), 1); // it is there
    given.force = true;
    QCOMPARE(runExport(given), 0);
    given.to = path("a.csv");
    QCOMPARE(runExport(given), 0); // that CSV has no types is said, and no loss
    given.from = path("nowhere.mcap");
    QCOMPARE(runExport(given), 1);
    QFile damaged(m_dir->filePath(QStringLiteral("a.mcap")));
    QVERIFY(damaged.open(QIODevice::ReadWrite));
    const qsizetype chunk = damaged.readAll().indexOf("zstd") + 40;
    QVERIFY(damaged.seek(chunk) && damaged.write("####") == 4);
    damaged.close();
    given.from = path("a.mcap");
    QCOMPARE(runExport(given), 3);
}

/// In a process of its own: a signal to this one would find QtTest's threads.
void TestExportCommand::anInterruptTidiesUp()
{
    Columns columns;
    for (int i = 0; i < 400; ++i)
        columns.columns.emplace_back("s" + std::to_string(i), std::vector<double>(8000, 0.1 * i));
    test::writeRecording(m_dir->filePath(QStringLiteral("large.mcap")), {test::tableOf(columns)});
    const QString out = m_dir->filePath(QStringLiteral("large.om"));
    QProcess process;
    process.start(
        qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
        {QStringLiteral("export"), m_dir->filePath(QStringLiteral("large.mcap")), QStringLiteral("-o"), out});
    QVERIFY(process.waitForStarted());
    const auto files = [this] { return QDir(m_dir->path()).entryList({QStringLiteral("large.om*")}); };
    QTRY_VERIFY(!files().isEmpty()); // its part
    QCOMPARE(kill(pid_t(process.processId()), SIGINT), 0);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardError(), QByteArray("quarterdeck: Stopped. Nothing was written.\n"));
    QCOMPARE(files(), QStringList());
}

QD_TEST_GUILESS(TestExportCommand)
#include "tst_export_command.moc"
