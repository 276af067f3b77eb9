// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/postmortem.h"
#include "model/rules/alert_events.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"

#include <QtCore/QSet>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;
using test::IncidentLog;

namespace {

const Millis outage = std::chrono::sys_days(std::chrono::year(2024) / 8 / 20).time_since_epoch() + 8h;
const QDate reviewDay(2024, 9, 2);

Task taskNamed(const QString &title)
{
    return {title, title, Task::Kind::Task, QStringLiteral("anna"), QDate(2024, 9, 1), Task::State::Open, {}};
}

/// An outage from its alert to its patch.
IncidentLog outageLog()
{
    const QString name = QStringLiteral("LeakPages");
    IncidentLog log;
    log.add(EventKind::Deploy, outage - 1h);
    log.alert(EventKind::AlertPending, outage - 5min, name);
    log.alert(EventKind::AlertFiring, outage, name);
    log.open(outage, rules::identityOf(test::alertEvent(EventKind::AlertFiring, 0ms, name, "critical")));
    log.add(Hypothesis{QStringLiteral("d"), QStringLiteral("The deploy"), Hypothesis::State::RuledOut, {}, {}, {}},
            outage + 30min);
    log.add(
        Hypothesis{QStringLiteral("s"), QStringLiteral("Sessions stay"), Hypothesis::State::Confirmed, {}, {}, {}},
        outage + 2h);
    log.add(EventKind::RestartVerdict, outage + 2h + 30min);
    const std::uint64_t wrong = log.add(Note{QStringLiteral("At ten")}, outage + 2h + 40min);
    log.add(Note{QStringLiteral("At half past nine")}, outage + 90min, QStringLiteral("bob"), wrong);
    log.status(Status::Mitigated, outage + 3h);
    log.status(Status::Resolved, outage + 3h + 30min);
    log.add(taskNamed(QStringLiteral("Patch it")), outage + 4h);
    Task alerts = taskNamed(QStringLiteral("More alerts"));
    alerts.kind = Task::Kind::Improvement;
    alerts.state = Task::State::Done;
    alerts.proof = Proof{QStringLiteral("LeakNamed"), QStringLiteral("outage.mcap"), Timestamp(outage - 19min)};
    log.add(alerts, outage + 4h);
    return log;
}

Postmortem documentOf(const Incident &incident, std::vector<ChartPlace> charts = {})
{
    return postmortemOf(incident, timesOf(incident), impactOf({}, {}), std::move(charts), reviewDay);
}

const Section &section(const Postmortem &document, const QString &key)
{
    return *std::ranges::find(document.sections, key, &Section::key);
}

/// The document as a strict reader sees it: its text, and which elements and attributes it has.
struct Page
{
    QString text;
    QSet<QString> elements;
    QStringList addresses;
    QString error;

    explicit Page(const QString &html)
    {
        QXmlStreamReader reader(html);
        while (!reader.atEnd()) {
            const auto token = reader.readNext();
            if (token == QXmlStreamReader::Characters)
                text += reader.text();
            if (token != QXmlStreamReader::StartElement)
                continue;
            elements.insert(reader.name().toString());
            for (const QXmlStreamAttribute &one : reader.attributes())
                if (one.name() == u"src" || one.name() == u"href")
                    addresses << one.value().toString();
        }
        if (reader.hasError())
            error = reader.errorString();
    }
};

} // namespace

class PostmortemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void saysWhatTheLogSays();
    void whatIsUnknownSaysSo();
    void editsStandOverIt();
    void chartsStandAfterTheImpact();
    void foreignTextIsHarmless_data();
    void foreignTextIsHarmless();
    void longNotesAreCut();
    void markdownHasNoMarkupOfOthers_data();
    void markdownHasNoMarkupOfOthers();
    void tasksAreListed();
};

void PostmortemTest::saysWhatTheLogSays()
{
    const Postmortem document = documentOf(outageLog().at(outage + 5h));
    QStringList keys;
    for (const Section &one : document.sections)
        keys << one.key;
    QCOMPARE(keys.join(u' '), QStringLiteral("summary impact timeline factors resolution actions"));
    const QString summary = section(document, QStringLiteral("summary")).text;
    for (const char *fact : {"Detected: 2024-08-20 08:00:00 UTC", "Resolved: 2024-08-20 11:30:00 UTC",
                             "Time to detect: 5 min", "Time to acknowledge: unknown", "Time to identify: 2 h",
                             "Time to mitigate: 3 h", "Time to resolve: 3 h 30 min"})
        QVERIFY2(summary.contains(QString::fromLatin1(fact)), qPrintable(summary));
    const QString timeline = section(document, QStringLiteral("timeline")).text;
    for (const char *line : {"2024-08-20, UTC", "- 07:00:00 Deploy (Quarterdeck)",
                             "- 08:00:00 LeakPages fires: LeakPages says so (alert)",
                             "- 08:30:00 Ruled out: The deploy (operator, anna)",
                             "- 10:40:00 At ten (operator, anna) [corrected, see 09:30:00]",
                             "- 09:30:00 At half past nine (operator, bob) [corrects what stands at 10:40:00]"})
        QVERIFY2(timeline.contains(QString::fromLatin1(line)), qPrintable(timeline));
    QVERIFY(!timeline.contains(QStringLiteral("Corrective action")));
    const QString factors = section(document, QStringLiteral("factors")).text;
    QVERIFY(factors.indexOf(QStringLiteral("Sessions stay")) < factors.indexOf(QStringLiteral("The deploy")));
    QVERIFY(
        section(document, QStringLiteral("resolution")).text.contains(QStringLiteral("Verdict on the restart")));
    const QString actions = section(document, QStringLiteral("actions")).text;
    QVERIFY(actions.contains(QStringLiteral("- Patch it (open, anna, due 2024-09-01, overdue)")));
    QVERIFY(
        actions.contains(QStringLiteral("Proven: LeakNamed fires at 2024-08-20 07:41:00 UTC on outage.mcap.")));
}

void PostmortemTest::whatIsUnknownSaysSo()
{
    IncidentLog log;
    log.open(outage);
    const QString text = toMarkdown(documentOf(log.at(outage + 1h)));
    QVERIFY(text.contains(QStringLiteral("Not resolved: it is detected")));
    QVERIFY(text.contains(QStringLiteral("Users touched: unknown (Requests were not counted in that time.)")));
    QVERIFY(text.contains(QStringLiteral("Draft")));
    QVERIFY(text.contains(QStringLiteral("None yet.")));
}

void PostmortemTest::editsStandOverIt()
{
    IncidentLog log = outageLog();
    log.add(Edit{QStringLiteral("summary"), QStringLiteral("Nobody could log in.\n\n- for long\n- for all")},
            outage + 5h);
    log.add(Review{}, outage + 6h);
    const Postmortem edited = documentOf(log.at(outage + 7h));
    QVERIFY(section(edited, QStringLiteral("summary")).isEdited);
    QVERIFY(!section(edited, QStringLiteral("impact")).isEdited);
    const QString text = toMarkdown(edited);
    QVERIFY(text.contains(QStringLiteral("Reviewed")));
    QVERIFY2(text.contains(QStringLiteral("Nobody could log in.\n\n- for long\n- for all\n")), qPrintable(text));
    log.add(Edit{QStringLiteral("summary"), QString()}, outage + 8h);
    const Postmortem again = documentOf(log.at(outage + 9h));
    QVERIFY(!section(again, QStringLiteral("summary")).isEdited);
    QVERIFY(!again.isReviewed);
}

void PostmortemTest::chartsStandAfterTheImpact()
{
    const Postmortem document = documentOf(outageLog().at(outage + 5h),
                                           {{QStringLiteral("Memory \"%1\""), QStringLiteral("charts/a b.png"),
                                             QStringLiteral("javascript:alert(1)")}});
    const Page page(toHtml(document));
    QCOMPARE(page.error, QString());
    QCOMPARE(page.addresses,
             (QStringList{QStringLiteral("charts/a%20b.png"), QStringLiteral("javascript%3Aalert%281%29")}));
    QVERIFY(page.text.contains(QStringLiteral("Memory \"%1\"")));
    const QString text = toMarkdown(document);
    QVERIFY(text.contains(QStringLiteral("(charts/a%20b.png)")));
    QVERIFY(text.indexOf(QStringLiteral("a%20b.png")) < text.indexOf(QStringLiteral("## Timeline")));
}

void PostmortemTest::foreignTextIsHarmless_data()
{
    QTest::addColumn<QString>("foreign");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QString &foreign, const QString &shown) {
        QTest::newRow(name) << foreign << shown;
    };
    const QString html = QStringLiteral("<script>alert('1')</script><img src=x onerror=\"y\"> & &lt;");
    row("HTML", html, html);
    const QString hebrew = QString::fromUtf8("שלום: דליפה");
    row("right to left", hebrew, hebrew);
    row("an override of direction", QString::fromUtf8("a\u202Egpj.exe\u2066b"), QStringLiteral("agpj.exeb"));
    row("marks of direction", QString::fromUtf8("a\u200Eb\u200Fc\u061Cd\u2069"), QStringLiteral("abcd"));
    const QString emoji = QString::fromUtf8("🔥👩‍🚒 é");
    row("emoji", emoji, emoji);
    row("control characters", QStringLiteral("a") + QChar(0) + QChar(7) + QChar(27) + QStringLiteral("[31mb"),
        QStringLiteral("a[31mb"));
    row("half a character", QStringLiteral("a") + QChar(0xD83D) + QStringLiteral("b"),
        QString::fromUtf8("a\uFFFDb"));
    row("malformed UTF-8", QString::fromUtf8(QByteArray("a\xC3\x28\xFF")), QString::fromUtf8("a\uFFFD(\uFFFD"));
    row("no character", QStringLiteral("a") + QChar(0xFFFF), QString::fromUtf8("a\uFFFD"));
    row("places for arguments", QStringLiteral("100 %1 %2 %%"), QStringLiteral("100 %1 %2 %%"));
}

void PostmortemTest::foreignTextIsHarmless()
{
    QFETCH(QString, foreign);
    QFETCH(QString, shown);
    IncidentLog log;
    log.open(outage);
    log.add(Note{foreign}, outage + 1min, foreign);
    log.add(Change{{}, {}, foreign, foreign, {}}, outage + 2min);
    log.add(taskNamed(foreign), outage + 3min);
    log.add(Edit{QStringLiteral("factors"), foreign}, outage + 4min);
    const Postmortem document = documentOf(log.at(outage + 5min), {{foreign, foreign, foreign}});
    const Page page(toHtml(document));
    QCOMPARE(page.error, QString());
    QVERIFY2(page.text.count(shown) >= 7, qPrintable(page.text));
    QVERIFY((page.elements -
             QSet<QString>{QStringLiteral("html"), QStringLiteral("head"), QStringLiteral("meta"),
                           QStringLiteral("style"), QStringLiteral("title"), QStringLiteral("body"),
                           QStringLiteral("h1"), QStringLiteral("h2"), QStringLiteral("p"), QStringLiteral("ul"),
                           QStringLiteral("li"), QStringLiteral("br"), QStringLiteral("figure"),
                           QStringLiteral("figcaption"), QStringLiteral("img"), QStringLiteral("a")})
                .isEmpty());
    QCOMPARE(toMarkdown(document), harmless(toMarkdown(document)));
    QCOMPARE(oneLine(QStringLiteral("a\nb\u202E c and more"), 6), QStringLiteral("a b c"));
}

void PostmortemTest::longNotesAreCut()
{
    IncidentLog log;
    log.open(outage);
    log.add(Note{QString(1 << 20, u'x')}, outage + 1min);
    log.add(Edit{QStringLiteral("summary"), QString(1 << 20, u'y')}, outage + 2min);
    const QString text = toMarkdown(documentOf(log.at(outage + 3min)));
    QVERIFY(text.contains(QStringLiteral("(the first 2,000 of 1,048,576 characters)")));
    QCOMPARE(text.count(u'x'),
             2'000 + section(documentOf(log.at(outage)), QStringLiteral("impact")).text.count(u'x'));
    QVERIFY(text.count(u'y') >= 1 << 20); // what somebody edited is whole
    const Page page(toHtml(documentOf(log.at(outage + 3min))));
    QCOMPARE(page.error, QString());
}

void PostmortemTest::markdownHasNoMarkupOfOthers_data()
{
    QTest::addColumn<QString>("foreign");
    QTest::addColumn<QString>("written");
    const auto row = [](const char *name, const char *foreign, const char *written) {
        QTest::newRow(name) << QString::fromLatin1(foreign) << QString::fromLatin1(written);
    };
    row("a heading", "# big", "\\# big");
    row("a link", "[a](http://b.c)", "\\[a\\](http\\://b.c)");
    row("a bare link", "see https://b.c or WWW.b.c", "see https\\://b.c or www\\.b.c");
    row("HTML", "<b>x</b> &amp;", "\\<b\\>x\\</b\\> \\&amp;");
    row("code", "`rm` ~~x~~", "\\`rm\\` \\~\\~x\\~\\~");
    row("emphasis", "*a* _b_ |", "\\*a\\* \\_b\\_ \\|");
    row("a numbered list", "1. a", "1\\. a");
    row("a rule", "---", "\\---");
    row("a heading from below", "===", "\\===");
    row("a backslash", "a\\", "a\\\\");
}

void PostmortemTest::markdownHasNoMarkupOfOthers()
{
    QFETCH(QString, foreign);
    QFETCH(QString, written);
    Postmortem document;
    document.sections = {{QStringLiteral("summary"), QStringLiteral("Summary"), foreign, true}};
    const QString text = toMarkdown(document).section(QStringLiteral("## Summary\n\n"), 1);
    QCOMPARE(text, written + u'\n');
}

void PostmortemTest::tasksAreListed()
{
    std::vector<Task> tasks{taskNamed(QStringLiteral("=cmd|'/c calc'!A1")),
                            taskNamed(QStringLiteral("a \"b\", c\u202E"))};
    tasks[1].state = Task::State::Done;
    tasks[1].due = {};
    tasks[1].owner = QStringLiteral("@bob");
    QCOMPARE(tasksAsCsv(tasks, reviewDay), QByteArray("title,kind,owner,due,state,overdue,proof\n"
                                                      "'=cmd|'/c calc'!A1,task,anna,2024-09-01,open,yes,\n"
                                                      "\"a \"\"b\"\", c\",task,'@bob,,done,no,\n"));
    QCOMPARE(tasksAsChecklist(tasks, reviewDay),
             QStringLiteral("- [ ] \\=cmd\\|'/c calc'!A1 (anna, due 2024-09-01, overdue)\n"
                            "- [x] a \"b\", c (\\@bob)\n"));
}

QD_TEST_APPLESS(PostmortemTest)
#include "tst_postmortem.moc"
