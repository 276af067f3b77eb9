// SPDX-License-Identifier: GPL-3.0-or-later
// How a post-mortem is written. All text is foreign here: it is made harmless and escaped in this one place.
#include "model/base/csv_cell.h"
#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"

#include <QtCore/QUrl>

#include <functional>

namespace qd::incident {

namespace {

const QString bullet = QStringLiteral("- ");

bool turnsDirection(char16_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
           c == 0x061C;
}

bool isControl(char16_t c)
{
    return (c < 0x20 && c != u'\n' && c != u'\t') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

/// What a line begins with that would make a list, a heading or a rule of it.
QString escapedStart(QString line)
{
    qsizetype digits = 0;
    while (digits < line.size() && line[digits].isDigit())
        ++digits;
    const bool isNumbered = digits > 0 && digits < line.size() && (line[digits] == u'.' || line[digits] == u')');
    if (isNumbered)
        line.insert(digits, u'\\');
    else if (!line.isEmpty() && QStringLiteral("-+=").contains(line.front()))
        line.prepend(u'\\');
    return line;
}

QString markdownLine(const QString &text)
{
    QString line;
    for (const QChar c : text) {
        if (QStringLiteral("\\`*_[]<>#|~&$@").contains(c))
            line += u'\\';
        line += c;
    }
    line.replace(QStringLiteral("://"), QStringLiteral("\\://")); // readers make links of bare addresses
    line.replace(QStringLiteral("www."), QStringLiteral("www\\."), Qt::CaseInsensitive);
    return line;
}

/// The blocks of a section's text in order: runs of list lines, and paragraphs.
struct Blocks
{
    std::function<void(const QStringList &)> list;
    std::function<void(const QStringList &)> paragraph;

    void walk(const QString &text) const
    {
        QStringList run;
        bool isList = false;
        const auto flush = [&] {
            if (!run.isEmpty())
                isList ? list(run) : paragraph(run);
            run.clear();
        };
        for (const QString &raw : harmless(text).split(u'\n')) {
            const QString line = raw.trimmed();
            const bool isItem = raw.startsWith(bullet);
            if (line.isEmpty() || isItem != isList)
                flush();
            isList = isItem;
            if (!line.isEmpty())
                run << (isItem ? line.sliced(1).trimmed() : line);
        }
        flush();
    }
};

QString markdownOf(const QString &text)
{
    QStringList blocks;
    const auto each = [](const QStringList &lines, const QString &before) {
        QStringList out;
        for (const QString &line : lines)
            out << before + escapedStart(markdownLine(line));
        return out;
    };
    Blocks{[&](const QStringList &items) { blocks << each(items, bullet).join(u'\n'); },
           [&](const QStringList &lines) { blocks << each(lines, {}).join(QStringLiteral("  \n")); }}
        .walk(text);
    return blocks.join(QStringLiteral("\n\n"));
}

QString htmlLine(const QString &text)
{
    return text.toHtmlEscaped();
}

QString htmlOf(const QString &text)
{
    QString out;
    Blocks{[&](const QStringList &items) {
               out += QStringLiteral("<ul>\n");
               for (const QString &item : items)
                   out += QStringLiteral("<li dir=\"auto\">%1</li>\n").arg(htmlLine(item));
               out += QStringLiteral("</ul>\n");
           },
           [&](const QStringList &lines) {
               QStringList escaped;
               for (const QString &line : lines)
                   escaped << htmlLine(line);
               out += QStringLiteral("<p dir=\"auto\">%1</p>\n").arg(escaped.join(QStringLiteral("<br/>\n")));
           }}
        .walk(text);
    return out;
}

/// A path below the document, and never an address: a colon is encoded too.
QString addressOf(const QString &path)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(harmless(path), "/"));
}

QString titleLine(const QString &title)
{
    return harmless(title).simplified();
}

QString stateWord(const Postmortem &document)
{
    const QString state = document.isReviewed ? QStringLiteral("Reviewed") : QStringLiteral("Draft");
    const QString remark = harmless(document.remark).simplified();
    return remark.isEmpty() ? state : state + QStringLiteral(", ") + remark;
}

QString markdownChart(const ChartPlace &chart)
{
    const QString title = escapedStart(markdownLine(titleLine(chart.title)));
    QString lines = QStringLiteral("![%1](%2)").arg(title, addressOf(chart.picture));
    if (!chart.data.isEmpty())
        lines += QStringLiteral("\n\n%1: [figures](%2)").arg(title, addressOf(chart.data));
    return lines;
}

QString htmlChart(const ChartPlace &chart)
{
    const QString title = htmlLine(titleLine(chart.title));
    QString figures;
    if (!chart.data.isEmpty())
        figures = QStringLiteral(" (<a href=\"%1\">figures</a>)").arg(addressOf(chart.data));
    // One after the other: a title with "%1" in it is text like any other.
    return QStringLiteral("<figure><img src=\"") + addressOf(chart.picture) + QStringLiteral("\" alt=\"") + title +
           QStringLiteral("\"/><figcaption>") + title + figures + QStringLiteral("</figcaption></figure>\n");
}

const QString htmlHead = QStringLiteral(
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file: data:; "
    "style-src 'unsafe-inline'\"/>\n"
    "<style>body{font:15px/1.5 sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#18202b;"
    "overflow-wrap:anywhere}h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #dde2e9}"
    "img{max-width:100%}figure{margin:1em 0}figcaption,.state{color:#5a6675}</style>\n");

} // namespace

QString harmless(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            out += c;
            out += text[++i];
        } else if (c.isSurrogate() || c.unicode() >= 0xFFFE) {
            out += QChar::ReplacementCharacter;
        } else if (!isControl(c.unicode()) && !turnsDirection(c.unicode())) {
            out += c;
        }
    }
    return out;
}

QString oneLine(const QString &text, qsizetype most)
{
    return harmless(text.left(most)).simplified();
}

QString toMarkdown(const Postmortem &document)
{
    QString out = QStringLiteral("# Post-mortem: ") + markdownLine(titleLine(document.title)) +
                  QStringLiteral("\n\n") + markdownLine(stateWord(document)) + u'\n';
    for (const Section &section : document.sections) {
        out +=
            QStringLiteral("\n## ") + section.heading + QStringLiteral("\n\n") + markdownOf(section.text) + u'\n';
        if (section.key == u"impact" && !document.figures.isEmpty())
            out += u'\n' + markdownOf(document.figures) + u'\n';
        if (section.key == u"impact")
            for (const ChartPlace &chart : document.charts)
                out += u'\n' + markdownChart(chart) + u'\n';
    }
    return out;
}

QString toHtml(const Postmortem &document)
{
    const QString title = QStringLiteral("Post-mortem: ") + htmlLine(titleLine(document.title));
    QString out =
        htmlHead + QStringLiteral("<title>") + title + QStringLiteral("</title>\n</head>\n<body>\n<h1>") + title +
        QStringLiteral("</h1>\n<p class=\"state\">") + htmlLine(stateWord(document)) + QStringLiteral("</p>\n");
    for (const Section &section : document.sections) {
        out += QStringLiteral("<h2>") + section.heading + QStringLiteral("</h2>\n") + htmlOf(section.text);
        if (section.key == u"impact" && !document.figures.isEmpty())
            out += htmlOf(document.figures);
        if (section.key == u"impact")
            for (const ChartPlace &chart : document.charts)
                out += htmlChart(chart);
    }
    return out + QStringLiteral("</body>\n</html>\n");
}

QByteArray tasksAsCsv(const std::vector<Task> &tasks, QDate today)
{
    std::string out = "title,kind,owner,due,state,overdue,proof\n";
    for (const Task &task : tasks) {
        const QString proof =
            task.proof ? task.proof->rule + QStringLiteral(" on ") + task.proof->recording : QString();
        const QString cells[]{task.title,
                              task.kind == Task::Kind::Task ? QStringLiteral("task")
                                                            : QStringLiteral("improvement"),
                              task.owner,
                              task.due.isValid() ? task.due.toString(Qt::ISODate) : QString(),
                              wordOf(task.state).toLower(),
                              task.isOverdue(today) ? QStringLiteral("yes") : QStringLiteral("no"),
                              proof};
        for (const QString &cell : cells) {
            appendCsvText(out, harmless(cell).toStdString());
            out += &cell == std::end(cells) - 1 ? '\n' : ',';
        }
    }
    return QByteArray::fromStdString(out);
}

QString tasksAsChecklist(const std::vector<Task> &tasks, QDate today)
{
    QString out;
    for (const Task &task : tasks) {
        QStringList facts;
        if (!task.owner.isEmpty())
            facts << task.owner;
        if (task.due.isValid())
            facts << QStringLiteral("due ") + task.due.toString(Qt::ISODate);
        if (task.isOverdue(today))
            facts << QStringLiteral("overdue");
        if (task.state == Task::State::Dropped)
            facts << QStringLiteral("dropped");
        const QString words = facts.isEmpty()
                                  ? task.title
                                  : task.title + QStringLiteral(" (") + facts.join(QStringLiteral(", ")) + u')';
        out += (task.state == Task::State::Open ? QStringLiteral("- [ ] ") : QStringLiteral("- [x] ")) +
               escapedStart(markdownLine(titleLine(words))) + u'\n';
    }
    return out;
}

} // namespace qd::incident
