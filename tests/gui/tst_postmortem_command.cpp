// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_history.h"
#include "app/postmortem_command.h"
#include "app/postmortem_files.h"
#include "model/event/event_log.h"
#include "model/incident/incident_report.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/recorded.h"
#include "tests/support/small_files.h"
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

bool fill(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
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
    void keepsTheRecording();
    void keepsAFolderThatIsThere();
    void twoFormatsShareNothing();
    void nothingIsLeftOfAFailure_data();
    void nothingIsLeftOfAFailure();
    void nothingIsLeftWhenItIsStopped_data();
    void nothingIsLeftWhenItIsStopped();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void ofWhatIsKept();
    void ofTheNewestOfCopies();
    void ofADrill_data();
    void ofADrill();
    void picturesAreForPaper();
    void foreignTextIsHarmless_data();
    void foreignTextIsHarmless();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    }
    /// A history that is kept in that folder, still open; null: it could not be made.
    [[nodiscard]] std::unique_ptr<EventLog> recordedIn(const QString &folder, const EventSnapshot &snapshot,
                                                       bool hasSamples = true) const
    {
        const QString place = path(folder);
        const bool isMade = QDir().mkpath(place + QStringLiteral("/recording"));
        if (hasSamples)
            QFile::copy(path(QStringLiteral("outage.mcap")), place + QStringLiteral("/recording/a.mcap"));
        auto log = EventLog::open(place + QStringLiteral("/events.db"), m_clock);
        std::vector<Event> events;
        for (std::size_t i = 0; i < snapshot.size(); ++i)
            events.push_back(snapshot.at(i));
        return isMade && log && (*log)->appendAll(events) ? std::move(*log) : nullptr;
    }
    [[nodiscard]] DocumentOrder anOrder(const QString &suffix) const
    {
        incident::IncidentBook book;
        book.read(m_history.events, m_history.now);
        const incident::Report report =
            incident::reportOf(book.incidents().front(), m_history.series, m_history.now);
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::white);
        return {incident::postmortemOf(report.incident, report.times, report.impact, {}, QDate(2024, 8, 20)),
                {{QStringLiteral("Memory"), QStringLiteral("memory"), picture, QByteArray("time_utc\n")}},
                *documentFormatNamed(suffix),
                path(QStringLiteral("report.") + suffix),
                Existing::Keep};
    }
    [[nodiscard]] int run(const QString &to, const QString &from = {}, bool force = false) const
    {
        PostmortemCommand command;
        command.from = (from.isEmpty() ? path(QStringLiteral("outage.mcap")) : from).toStdString();
        command.to = to.toStdString();
        command.dataDir = path(QStringLiteral("data")).toStdString();
        command.force = force;
        return runPostmortem(command);
    }

    const TimelineClock m_clock;
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
    const QDir files(path(QStringLiteral("report.md-files")));
    QCOMPARE(files.entryList(QDir::Files).size(), 10); // five charts
    for (const QString &file : files.entryList(QDir::Files))
        QVERIFY2(text.contains(QStringLiteral("(report.md-files/%1)").arg(file)), qPrintable(file));
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
    QVERIFY(text.contains(QStringLiteral("<img src=\"report.html-files/memory.png\"")));
    QVERIFY(text.contains(QStringLiteral("&lt;b&gt;Users&lt;/b&gt;")));
}

void TestPostmortemCommand::writesPdfWithEverythingInIt()
{
    QCOMPARE(run(path(QStringLiteral("report.pdf"))), 0);
    const QByteArray pdf = contentOf(path(QStringLiteral("report.pdf")));
    QVERIFY(pdf.startsWith("%PDF-"));
    QCOMPARE(pdf.count("/Filespec"), 5); // attached
    QVERIFY(pdf.count("/Subtype /Image") >= 5);
    QVERIFY(!QDir(path(QStringLiteral("report.pdf-files"))).exists());
}

void TestPostmortemCommand::keepsWhatIsThere()
{
    const QString to = path(QStringLiteral("report.md"));
    QFile file(to);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    QCOMPARE(run(to), 1);
    QCOMPARE(contentOf(to), QByteArray("mine"));
    QVERIFY(!QDir(path(QStringLiteral("report.md-files"))).exists());
    QCOMPARE(run(to, {}, true), 0);
    QVERIFY(contentOf(to).startsWith("# Post-mortem"));
}

/// Pictures of another document, or somebody's own, whose document is elsewhere by now.
/// Even where --force would take its place.
void TestPostmortemCommand::keepsTheRecording()
{
    const QString recording = path(QStringLiteral("outage.pdf")); // a name that says what to write
    QVERIFY(QFile::copy(path(QStringLiteral("outage.mcap")), recording));
    const QByteArray before = contentOf(recording);
    QCOMPARE(run(recording, recording, true), 1);
    QCOMPARE(contentOf(recording), before);
}

void TestPostmortemCommand::keepsAFolderThatIsThere()
{
    const QString to = path(QStringLiteral("report.md"));
    const QString folder = to + QStringLiteral("-files/");
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(fill(folder + QStringLiteral("memory.png"), "mine"));
    QCOMPARE(run(to), 1);
    QVERIFY(!QFile::exists(to));
    QCOMPARE(contentOf(folder + QStringLiteral("memory.png")), QByteArray("mine"));
    QVERIFY(fill(folder + QStringLiteral("notes.txt"), "mine"));
    QCOMPARE(run(to, {}, true), 1);
    QCOMPARE(contentOf(folder + QStringLiteral("notes.txt")), QByteArray("mine"));
    QVERIFY(QFile::remove(folder + QStringLiteral("notes.txt")));
    QCOMPARE(run(to, {}, true), 0);
    QVERIFY(contentOf(folder + QStringLiteral("memory.png")).startsWith("\x89PNG"));
    QCOMPARE(files().size(), 3); // the recording, the document, its folder
}

void TestPostmortemCommand::twoFormatsShareNothing()
{
    QCOMPARE(run(path(QStringLiteral("report.md"))), 0);
    const QString picture = path(QStringLiteral("report.md-files/memory.png"));
    QVERIFY(fill(picture, "the one of the text"));
    QCOMPARE(run(path(QStringLiteral("report.html"))), 0);
    QCOMPARE(contentOf(picture), QByteArray("the one of the text"));
}

void TestPostmortemCommand::nothingIsLeftOfAFailure_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("most");
    QTest::addColumn<QString>("why");
    QTest::newRow("no room for a picture") << "report.md" << 50 << "memory.png was not written: File too large.";
    QTest::newRow("no room for the text")
        << "report.html" << 1'000 << "report.html was not written: File too large.";
    QTest::newRow("no room for the pages")
        << "report.pdf" << 1'000 << "report.pdf was not written: File too large.";
    QTest::newRow("a folder") << "." << 1'000'000 << "is a folder";
    QTest::newRow("a device") << "/dev/full" << 1'000'000 << "is a device";
}

void TestPostmortemCommand::nothingIsLeftOfAFailure()
{
    QFETCH(QString, to);
    QFETCH(int, most);
    QFETCH(QString, why);
    const QString suffix = QFileInfo(to).suffix();
    DocumentOrder order = anOrder(documentFormatNamed(suffix) ? suffix : QStringLiteral("md"));
    order.path = QDir(m_folder->path()).filePath(to);
    const auto written = test::withSmallFiles(rlim_t(most), [&] { return writeDocument(order, {}); });
    QVERIFY(!written);
    QVERIFY2(written.error().words.contains(why), qPrintable(written.error().words));
    QCOMPARE(files(), QStringList{QStringLiteral("outage.mcap")});
    QVERIFY(!QFileInfo::exists(order.path + QStringLiteral("-files")));
}

void TestPostmortemCommand::nothingIsLeftWhenItIsStopped_data()
{
    foreignTextIsHarmless_data();
}

void TestPostmortemCommand::nothingIsLeftWhenItIsStopped()
{
    QFETCH(QString, suffix);
    std::stop_source stop;
    stop.request_stop();
    const auto written = writeDocument(anOrder(suffix), stop.get_token());
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Refused);
    QCOMPARE(files(), QStringList{QStringLiteral("outage.mcap")});
    QVERIFY(writeDocument(anOrder(suffix), {}).has_value());
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
    const auto log = recordedIn(QStringLiteral("data/practice"), m_history.events);
    QVERIFY(log);
    QCOMPARE(run(path(QStringLiteral("kept.md")), IncidentLog::id().left(1)), 0);
    QVERIFY(contentOf(path(QStringLiteral("kept.md"))).contains("Sessions stay"));
    QVERIFY(QFile::exists(path(QStringLiteral("kept.md-files/memory.png"))));
}

/// Who copies the folder of a history has each of its incidents twice; one of them may have gone on since.
void TestPostmortemCommand::ofTheNewestOfCopies()
{
    QVERIFY(recordedIn(QStringLiteral("data/a-copy"), m_history.events));
    Event later;
    later.origin = QStringLiteral("quarterdeck");
    later.originInstance = QStringLiteral("later");
    later.at = m_history.now;
    QVERIFY(recordedIn(QStringLiteral("data/practice"), m_history.events.with({later})));
    QVERIFY(recordedIn(QStringLiteral("data/z-copy"), m_history.events));
    const auto found = keptIncident(path(QStringLiteral("data")), IncidentLog::id(), {});
    QVERIFY2(found, found ? "" : qPrintable(found.error().words));
    QVERIFY2(found->place.endsWith(QStringLiteral("/practice")), qPrintable(found->place));
    QCOMPARE(found->remarks.size(), 1);
    QVERIFY2(found->remarks[0].contains(QStringLiteral("/a-copy have the same incident")),
             qPrintable(found->remarks[0]));

    IncidentLog another;
    another.open(m_history.now.time_since_epoch() - 5min);
    QVERIFY(recordedIn(QStringLiteral("data/another"), another.snapshot()));
    const auto unclear = keptIncident(path(QStringLiteral("data")), IncidentLog::id(), {});
    QVERIFY(!unclear);
    QCOMPARE(unclear.error().code, ErrorCode::Conflict);
}

void TestPostmortemCommand::ofADrill_data()
{
    QTest::addColumn<bool>("isOver");
    QTest::newRow("one that runs, or was killed") << false;
    QTest::newRow("one that is over") << true;
}

void TestPostmortemCommand::ofADrill()
{
    QFETCH(bool, isOver);
    const QString drills = path(QStringLiteral("data/drill"));
    QVERIFY(QDir().mkpath(drills));
    if (isOver)
        QVERIFY(QFile::copy(path(QStringLiteral("outage.mcap")),
                            drills + QStringLiteral("/a-20260101-000000-1.mcap")));
    else
        QVERIFY(recordedIn(QStringLiteral("data/drill/a-20260101-000000-1/practice"), m_history.events, false));
    const QString to = path(QStringLiteral("drill.md"));
    QCOMPARE(run(to, IncidentLog::id().left(6)), isOver ? 0 : 3);
    QVERIFY(contentOf(to).contains("Sessions stay"));
    QCOMPARE(QDir(to + QStringLiteral("-files")).exists(), isOver); // samples are kept at the end
}

void TestPostmortemCommand::picturesAreForPaper()
{
    QCOMPARE(run(path(QStringLiteral("report.md"))), 0);
    const QImage picture(path(QStringLiteral("report.md-files/sessions.png")));
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
