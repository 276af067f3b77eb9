// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_desk.h"

#include "app/report_charts.h"
#include "widgets/postmortem/postmortem_editor.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QFileDialog>

#include <algorithm>

namespace qd {

namespace {

incident::Postmortem documentOf(const incident::Report &report, const incident::Incident &incident,
                                const HistorySnapshot &history)
{
    incident::Postmortem document =
        incident::postmortemOf(incident, report.times, report.impact, {}, incident::dayOf(history.now));
    document.remark = remarkOf(history.status);
    return document;
}

std::optional<incident::Report> reportIn(const HistorySnapshot &history, const QString &id)
{
    incident::IncidentBook book;
    book.read(history.events, Timestamp::max());
    const incident::Incident *incident = book.find(id);
    return incident ? std::optional(incident::reportOf(*incident, history.series, history.now)) : std::nullopt;
}

} // namespace

PostmortemDesk::PostmortemDesk(Gateway &gateway, std::function<HistoryPtr()> history, QWidget *window)
    : QObject(window)
    , m_gateway(gateway)
    , m_history(std::move(history))
    , m_window(window)
    , m_reading(
          [](const Order &order, const std::stop_token &) { return reportIn(*order.history, order.incident); },
          [this](const Answer &report) { display(report); })
{
    m_draw.setSingleShot(true);
    connect(&m_draw, &QTimer::timeout, this, &PostmortemDesk::drawNext);
}

PostmortemDesk::~PostmortemDesk()
{
    m_stop.request_stop();
    m_disk.waitForDone();
}

QStringList PostmortemDesk::formats()
{
    return {tr("PDF, with charts and figures in it (*.pdf)"), tr("HTML, with a folder of charts (*.html)"),
            tr("Markdown, with a folder of charts (*.md)")};
}

PostmortemEditor *PostmortemDesk::editor() const
{
    return m_editor;
}

void PostmortemDesk::open(const QString &incident)
{
    if (m_editor && incident == m_incident) {
        m_editor->raise();
        m_editor->activateWindow();
        return;
    }
    if (m_editor && (m_editor->isBusy() || !m_editor->edits().empty())) {
        if (!m_editor->isBusy())
            m_editor->setError(tr("Keep or drop these edits before another post-mortem is opened."));
        m_editor->raise();
        return;
    }
    delete m_editor;
    m_incident = incident;
    m_readSeq = 0;
    m_report.reset();
    m_editor = new PostmortemEditor(m_place, m_window);
    connect(m_editor, &PostmortemEditor::keepWanted, this, &PostmortemDesk::keep);
    connect(m_editor, &PostmortemEditor::reviewWanted, this, &PostmortemDesk::review);
    connect(m_editor, &PostmortemEditor::exportWanted, this, &PostmortemDesk::chooseFile);
    m_editor->tell(tr("Reading the log…"), false);
    m_editor->show();
    read();
}

void PostmortemDesk::follow(const QString &place)
{
    m_place = place;
    if (m_editor)
        read();
}

void PostmortemDesk::read()
{
    const HistoryPtr history = m_history();
    if (m_readSeq != history->events.newestSeq()) {
        m_readSeq = history->events.newestSeq();
        m_reading.askNext({history, m_incident});
    }
}

void PostmortemDesk::setRefusal(const std::optional<QString> &why)
{
    if (std::exchange(m_refusal, why) != why && m_editor)
        m_editor->setRefusal(why);
}

void PostmortemDesk::display(const Answer &report)
{
    if (!m_editor || !report || report->incident.id != m_incident)
        return; // of another history, or closed meanwhile: what is on screen stays
    const bool isFirst = !m_report;
    m_report = report;
    incident::Incident untouched = report->incident;
    untouched.edits.clear();
    const HistoryPtr history = m_history();
    m_editor->display(documentOf(*report, report->incident, *history), documentOf(*report, untouched, *history));
    if (isFirst) {
        m_editor->tell({}, false);
        m_editor->setRefusal(m_refusal);
    }
}

void PostmortemDesk::keep()
{
    keepNext(m_editor->edits());
}

/// One after the other: what was kept stays kept when the next is not.
void PostmortemDesk::keepNext(std::vector<incident::Edit> edits)
{
    if (edits.empty()) {
        m_editor->tell(tr("Kept. Everybody who opens this history sees it."), false);
        return;
    }
    incident::Edit next = edits.front();
    edits.erase(edits.begin());
    step(std::move(next), [this, edits = std::move(edits)] { keepNext(edits); });
}

void PostmortemDesk::review()
{
    step(incident::Review{}, [this] { m_editor->tell(tr("Marked as reviewed."), false); });
}

void PostmortemDesk::step(incident::Step step, std::function<void()> kept)
{
    m_editor->tell(tr("Keeping…"), true);
    m_gateway.stepIncident({m_incident, std::move(step), {}, 0}, this,
                           [this, editor = m_editor, kept = std::move(kept)](const Result<QString> &done) {
                               if (!editor)
                                   return;
                               if (done)
                                   kept();
                               else
                                   editor->setError(done.error().words);
                           });
}

void PostmortemDesk::chooseFile()
{
    const QStringList kinds = formats();
    m_files = new QFileDialog(m_editor, tr("Export the post-mortem"));
    m_files->setObjectName(QStringLiteral("exportPostmortem"));
    m_files->setAttribute(Qt::WA_DeleteOnClose);
    m_files->setAcceptMode(QFileDialog::AcceptSave);
    m_files->setNameFilters(kinds);
    m_files->setDefaultSuffix(QStringLiteral("pdf"));
    m_files->selectFile(QStringLiteral("postmortem.pdf"));
    connect(m_files, &QFileDialog::filterSelected, this, [this](const QString &filter) {
        const QString suffix = filter.section(QStringLiteral("*."), 1).chopped(1);
        m_files->setDefaultSuffix(suffix);
        m_files->selectFile(QStringLiteral("postmortem.") + suffix);
    });
    connect(m_files, &QFileDialog::fileSelected, this, &PostmortemDesk::exportTo);
    m_files->open();
}

void PostmortemDesk::exportTo(const QString &path)
{
    const auto format = documentFormatNamed(QFileInfo(path).suffix());
    if (!m_editor || !m_report)
        return;
    if (!format) {
        m_editor->setError(tr("Nothing was exported: end the name of the file in .pdf, .html or .md."));
        return;
    }
    // A dialog for files has asked whether one that is there is to be replaced, and of none that comes meanwhile.
    const Existing existing = QFileInfo::exists(path) ? Existing::Replace : Existing::Keep;
    m_export = {{m_editor->document(), {}, *format, path, existing}, m_history(), m_report->span, {}};
    m_export.charts = reportCharts(m_export.history->series);
    std::ranges::reverse(m_export.charts);
    m_editor->tell(tr("Drawing charts…"), true);
    m_draw.start(0);
}

void PostmortemDesk::drawNext()
{
    if (m_export.charts.empty()) {
        write();
        return;
    }
    if (auto sheet = chartSheet(m_export.history, m_export.charts.back(), m_export.span))
        m_export.order.sheets.push_back(std::move(*sheet));
    m_export.charts.pop_back();
    m_draw.start(0);
}

void PostmortemDesk::write()
{
    m_disk.start([this, order = std::exchange(m_export, {}).order] {
        auto files = writeDocument(order, m_stop.get_token());
        QMetaObject::invokeMethod(this, [this, files = std::move(files)] { written(files); });
    });
}

void PostmortemDesk::written(const Result<QStringList> &files)
{
    QString words = files ? tr("Exported to %1.").arg(files->front())
                          : tr("Nothing was exported: %1").arg(files.error().words);
    if (!files && files.error().code == ErrorCode::Conflict)
        words += tr(" Choose another name.");
    if (!m_editor)
        Q_EMIT told(words, !files);
    else if (files)
        m_editor->tell(words, false);
    else
        m_editor->setError(words);
}

} // namespace qd

#include "moc_postmortem_desk.cpp"
