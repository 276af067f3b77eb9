// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/postmortem/postmortem_pdf.h"

#include <QtCore/QBuffer>
#include <QtCore/QUrl>
#include <QtGui/QAbstractTextDocumentLayout>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtGui/QTextBlock>
#include <QtGui/QTextDocument>

namespace qd {

namespace {

/// Some seventy pages; pages of a megabyte of many scripts take longer to lay out than anybody waits.
constexpr qsizetype longestOnPaper = 1 << 16;
constexpr double pictureWidth = 600;             ///< of the text's width, in its pixels
constexpr QMarginsF pageMargins(22, 22, 22, 22); ///< mm
/// Within these, in pixels of a screen: what begins the next page must not touch the edge of this one.
constexpr double textMargin = 4;

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

/// Paragraph by paragraph, since the whole takes seconds. False: it was told to stop.
bool isLaidOut(const QTextDocument &text, const std::stop_token &stop)
{
    for (QTextBlock block = text.begin(); block.isValid(); block = block.next()) {
        if (stop.stop_requested())
            return false;
        (void)text.documentLayout()->blockBoundingRect(block); // lays out what comes before its end
    }
    return true;
}

/// One page and its number, which stands under the text.
void printPage(QPainter &painter, const QTextDocument &text, int page)
{
    const QSizeF size = text.pageSize();
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF({0, page * size.height()}, size);
    context.palette.setColor(QPalette::Text, Qt::black);
    painter.save();
    painter.translate(0, -context.clip.top());
    painter.setClipRect(context.clip);
    text.documentLayout()->draw(&painter, context);
    painter.restore();
    painter.setFont(text.defaultFont());
    const QRectF below(0, size.height(), size.width(), 2 * painter.fontMetrics().height());
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, QString::number(page + 1));
}

/// As QTextDocument::print() does it, which cannot be stopped. False: it was.
bool print(QPdfWriter &writer, QTextDocument &text, const std::stop_token &stop)
{
    QPainter painter(&writer);
    text.documentLayout()->setPaintDevice(&writer);
    text.setDocumentMargin(textMargin);
    text.setPageSize(QSizeF(writer.width(), writer.height()));
    if (!isLaidOut(text, stop))
        return false;
    const int pages = text.pageCount();
    for (int page = 0; page < pages; ++page) {
        if (stop.stop_requested())
            return false;
        if (page > 0)
            writer.newPage();
        printPage(painter, text, page);
    }
    return true;
}

} // namespace

std::optional<QByteArray> toPdf(incident::Postmortem document, const std::vector<ChartSheet> &sheets,
                                const std::stop_token &stop)
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
        writer.setPageMargins(pageMargins, QPageLayout::Millimeter);
        writer.setTitle(QStringLiteral("Post-mortem: ") + incident::harmless(document.title).simplified());
        writer.setCreator(QStringLiteral("Quarterdeck"));
        for (const ChartSheet &sheet : sheets)
            writer.addFileAttachment(figuresName(sheet), sheet.figures, QStringLiteral("text/csv"));
        if (!print(writer, text, stop))
            return std::nullopt;
    }
    return bytes;
}

} // namespace qd
