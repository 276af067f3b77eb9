// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_command.h"
#include "model/event/event_log.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/recorded.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtGui/QImage>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <memory>

using namespace qd;
using namespace std::chrono_literals;
using test::IncidentLog;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A recording of a leak with one incident becomes a document that can be sent to somebody.
class TestPostmortemCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void writesMarkdownWithPicturesAndFigures();
    void writesHtml();
    void writesPdfWithEverythingInIt();
    void keepsWhatIsThere();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void ofWhatIsKept();
    void picturesAreForPaper();
    void foreignTextIsHarmless_data();
    void foreignTextIsHarmless();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] int run(const QString &to, const QString &from = {}, bool force = false) const
    {
        PostmortemCommand command;
        command.from = (from.isEmpty() ? path(QStringLiteral("outage.mcap")) : from).toStdString();
        command.to = to.toStdString();
        command.dataDir = path(QStringLiteral("data")).toStdString();
        command.force = force;
        return runPostmortem(command);
    }

    HistorySnapshot m_history;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPostmortemCommand::initTestCase()
{
    m_history = *test::syntheticHistory({});
    const Millis end = m_history.now.time_since_epoch();
    IncidentLog log;
    log.open(end - 30min);
    log.add(incident::Note{QStringLiteral("<b>Users</b> cannot log in")}, end - 28min);
    log.add(incident::Hypothesis{QStringLiteral("s"),
                                 QStringLiteral("Sessions stay"),
                                 incident::Hypothesis::State::Confirmed,
                                 {},
                                 {},
                                 {}},
            end - 20min);
    log.status(incident::Status::Resolved, end - 5min);
    m_history.events = log.snapshot();
}

void TestPostmortemCommand::init()
{
    test::failOnAnyWarning();
    applyTheme(*qApp, Scheme::Dark); // of a window that is open; documents are for paper
    m_folder = std::make_unique<QTemporaryDir>();
    m_folder->setAutoRemove(qEnvironmentVariableIsEmpty("QD_PICTURES")); // to be looked at
    QVERIFY(test::record(m_history, path(QStringLiteral("outage.mcap"))));
}

void TestPostmortemCommand::writesMarkdownWithPicturesAndFigures()
{
    QCOMPARE(run(path(QStringLiteral("report.md"))), 0);
    const QString text = QString::fromUtf8(contentOf(path(QStringLiteral("report.md"))));
    QVERIFY(text.contains(QStringLiteral("Sessions stay")));
    const QDir files(path(QStringLiteral("report-files")));
    QCOMPARE(files.entryList(QDir::Files).size(), 10); // five charts
    for (const QString &file : files.entryList(QDir::Files))
        QVERIFY2(text.contains(QStringLiteral("(report-files/%1)").arg(file)), qPrintable(file));
    const QList<QByteArray> lines = contentOf(files.filePath(QStringLiteral("memory.csv"))).trimmed().split('\n');
    QVERIFY(lines.size() > 400);
    QVERIFY2(lines[0].startsWith("time_utc,") && lines[0].contains("Retained (bytes) max"), lines[0].constData());
    for (const QByteArray &line : lines)
        QCOMPARE(line.count(','), lines[0].count(','));
    QVERIFY(lines[1] > QByteArray("2024-08-20T02:2") && lines.back() < QByteArray("2024-08-20T03:00:01"));
}

void TestPostmortemCommand::writesHtml()
{
    QCOMPARE(run(path(QStringLiteral("report.html"))), 0);
    const QString text = QString::fromUtf8(contentOf(path(QStringLiteral("report.html"))));
    QVERIFY(text.contains(QStringLiteral("<img src=\"report-files/memory.png\"")));
    QVERIFY(text.contains(QStringLiteral("&lt;b&gt;Users&lt;/b&gt;")));
}

void TestPostmortemCommand::writesPdfWithEverythingInIt()
{
    QCOMPARE(run(path(QStringLiteral("report.pdf"))), 0);
    const QByteArray pdf = contentOf(path(QStringLiteral("report.pdf")));
    QVERIFY(pdf.startsWith("%PDF-"));
    QCOMPARE(pdf.count("/Filespec"), 5); // attached
    QVERIFY(pdf.count("/Subtype /Image") >= 5);
    QVERIFY(!QDir(path(QStringLiteral("report-files"))).exists());
}

void TestPostmortemCommand::keepsWhatIsThere()
{
    const QString to = path(QStringLiteral("report.md"));
    QFile file(to);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    QCOMPARE(run(to), 1);
    QCOMPARE(contentOf(to), QByteArray("mine"));
    QVERIFY(!QDir(path(QStringLiteral("report-files"))).exists());
    QCOMPARE(run(to, {}, true), 0);
    QVERIFY(contentOf(to).startsWith("# Post-mortem"));
}

void TestPostmortemCommand::saysWhatIsMissing_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("from");
    QTest::newRow("no format") << "report.doc"
                               << "";
    QTest::newRow("no such file") << "report.md"
                                  << "/nowhere/x.mcap";
    QTest::newRow("no such incident") << "report.md"
                                      << "0badf00d";
    QTest::newRow("no such folder") << "nowhere/report.md"
                                    << "";
}

void TestPostmortemCommand::saysWhatIsMissing()
{
    QFETCH(QString, to);
    QFETCH(QString, from);
    QCOMPARE(run(path(to), from), 1);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("outage.mcap")});
}

/// By the beginning of its id, while the log is open elsewhere.
void TestPostmortemCommand::ofWhatIsKept()
{
    const QString folder = path(QStringLiteral("data/practice"));
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/recording")));
    QVERIFY(QFile::copy(path(QStringLiteral("outage.mcap")), folder + QStringLiteral("/recording/a.mcap")));
    const TimelineClock clock;
    const auto log = EventLog::open(folder + QStringLiteral("/events.db"), clock);
    QVERIFY(log.has_value());
    std::vector<Event> events;
    for (std::size_t i = 0; i < m_history.events.size(); ++i)
        events.push_back(m_history.events.at(i));
    QVERIFY((*log)->appendAll(events).has_value());
    QCOMPARE(run(path(QStringLiteral("kept.md")), IncidentLog::id().left(1)), 0);
    QVERIFY(contentOf(path(QStringLiteral("kept.md"))).contains("Sessions stay"));
    QVERIFY(QFile::exists(path(QStringLiteral("kept-files/memory.png"))));
}

void TestPostmortemCommand::picturesAreForPaper()
{
    QCOMPARE(run(path(QStringLiteral("report.md"))), 0);
    const QImage picture(path(QStringLiteral("report-files/sessions.png")));
    QCOMPARE(picture.size(), QSize(2320, 768));
    QCOMPARE(picture.pixelColor(40, 700), themeFor(Scheme::Light).surface);
    QCOMPARE(theme().scheme, Scheme::Dark);
}

void TestPostmortemCommand::foreignTextIsHarmless_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : {"md", "html", "pdf"})
        QTest::newRow(suffix) << QString::fromLatin1(suffix);
}

/// A megabyte of what people paste, as a note, as a title and in the place of a section.
void TestPostmortemCommand::foreignTextIsHarmless()
{
    QFETCH(QString, suffix);
    // Pages of a whole megabyte of such text take a minute to lay out.
    const qsizetype length = suffix == u"pdf" ? 1 << 16 : incident::longestText;
    const QString nasty = QStringLiteral("<script>alert(1)</script> <img src=x onerror=y> "
                                         "\u202e\u0627\u0644\u0633 \U0001F525 ![x](http://x/y) ") +
                          QChar(0xD83D) + QChar(0x0000) + QStringLiteral("\u001b[31m\n");
    const QString much = nasty.repeated(int(length / nasty.size()));
    const Millis end = m_history.now.time_since_epoch();
    IncidentLog log;
    log.open(end - 30min);
    log.add(incident::Change{{}, {}, {}, nasty, {}}, end - 29min);
    log.add(incident::Note{much}, end - 28min);
    log.add(incident::Edit{QStringLiteral("summary"), much}, end - 27min);
    HistorySnapshot history = m_history;
    history.events = log.snapshot();
    QVERIFY(test::record(history, path(QStringLiteral("nasty.mcap"))));
    const QString to = path(QStringLiteral("report.") + suffix);
    QCOMPARE(run(to, path(QStringLiteral("nasty.mcap"))), 0);
    const QString text = QString::fromUtf8(contentOf(to));
    if (suffix == u"pdf") {
        QVERIFY(text.startsWith(QStringLiteral("%PDF-")));
        return;
    }
    QVERIFY(text.size() > incident::longestText);
    QVERIFY(!text.contains(QChar(0x202e)) && !text.contains(QChar(0x1b)) && !text.contains(QChar(0)));
    if (suffix == u"html")
        QVERIFY(!text.contains(QStringLiteral("<script")) && !text.contains(QStringLiteral("<img src=x")));
    else
        QVERIFY(!text.contains(QStringLiteral(" <script")) && text.contains(QStringLiteral("\\<script")));
}

QD_TEST_WIDGETS(TestPostmortemCommand)
#include "tst_postmortem_command.moc"
