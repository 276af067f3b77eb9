// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/postmortem/postmortem_pdf.h"

#include <QtCore/QBuffer>
#include <QtCore/QUrl>
#include <QtGui/QPdfWriter>
#include <QtGui/QTextDocument>

namespace qd {

namespace {

/// Some seventy pages; pages of a megabyte of many scripts take longer to lay out than anybody waits.
constexpr qsizetype longestOnPaper = 1 << 16;
constexpr double pictureWidth = 600; ///< of the text's width, in its pixels

/// What a text document understands of a page for browsers: not its style, nor figures. Foreign text is escaped in
/// it, so tags are ours.
QString forPaper(const QString &html)
{
    QString body = html.sliced(html.indexOf(QStringLiteral("<body>")));
    const std::pair<QString, QString> tags[]{
        {QStringLiteral("<figure>"), QStringLiteral("<div class=\"chart\">")},
        {QStringLiteral("</figure>"), QStringLiteral("</div>")},
        {QStringLiteral("<figcaption>"), QStringLiteral("</div><div class=\"caption\">")},
        {QStringLiteral("</figcaption>"), QString()}};
    for (const auto &[from, to] : tags)
        body.replace(from, to);
    return body;
}

QString pictureName(const ChartSheet &sheet)
{
    return sheet.name + QStringLiteral(".png");
}

QString figuresName(const ChartSheet &sheet)
{
    return sheet.name + QStringLiteral(".csv");
}

} // namespace

QByteArray toPdf(incident::Postmortem document, const std::vector<ChartSheet> &sheets)
{
    for (incident::Section &section : document.sections)
        if (section.text.size() > longestOnPaper)
            section.text =
                QStringLiteral("%1…\n\nThe first %2 of %3 characters; HTML and Markdown have the whole.")
                    .arg(section.text.first(longestOnPaper), QString::number(longestOnPaper),
                         QString::number(section.text.size()));
    QTextDocument text;
    // Inter has signs of its own in the place of ":" and "-", which a search in the PDF does not find.
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPointSizeF(9);
    text.setDefaultFont(font);
    text.setDefaultStyleSheet(
        QStringLiteral("h1{font-size:20pt} h2{font-size:14pt; margin-top:18px} p,li{line-height:130%} "
                       ".state,.caption{color:#5a6675} .chart{margin-top:12px} .caption{margin-bottom:8px}"));
    for (const ChartSheet &sheet : sheets) {
        QImage picture = sheet.picture;
        picture.setDevicePixelRatio(picture.width() / pictureWidth);
        text.addResource(QTextDocument::ImageResource, QUrl(pictureName(sheet)), picture);
        document.charts.push_back(
            {QStringLiteral("%1. Its figures are attached as %2").arg(sheet.title, figuresName(sheet)),
             pictureName(sheet),
             {}});
    }
    text.setHtml(forPaper(incident::toHtml(document)));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setTitle(QStringLiteral("Post-mortem: ") + incident::harmless(document.title).simplified());
        writer.setCreator(QStringLiteral("Quarterdeck"));
        for (const ChartSheet &sheet : sheets)
            writer.addFileAttachment(figuresName(sheet), sheet.figures, QStringLiteral("text/csv"));
        text.print(&writer);
    }
    return bytes;
}

} // namespace qd
