// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/postmortem_files.h"
#include "model/action/gateway.h"
#include "model/incident/incident_report.h"
#include "widgets/shared/latest_job.h"

#include <QtCore/QPointer>
#include <QtCore/QThreadPool>
#include <QtCore/QTimer>

class QFileDialog;

namespace qd {

class PostmortemEditor;

/// Has the post-mortem of an incident edited, kept, reviewed and exported. What it says is worked out beside the
/// window, charts are drawn one between two frames, and files are written beside it again.
class PostmortemDesk : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive the desk. `history`: what is on screen now.
    PostmortemDesk(Gateway &gateway, std::function<HistoryPtr()> history, QWidget *window);
    /// What is being written by then is not: nothing of it stays.
    ~PostmortemDesk() override;

    /// Opens the editor; `incident` is an id of the history on screen.
    void open(const QString &incident);
    /// The log went on: what is generated does too. `place`: where it is kept.
    void follow(const QString &place);
    void setRefusal(const std::optional<QString> &why);
    /// Null while none is open.
    [[nodiscard]] PostmortemEditor *editor() const;
    /// Writes what stands in the editor; the format is the name's.
    void exportTo(const QString &path);
    /// As a dialog for files offers them, the proposed one first.
    [[nodiscard]] static QStringList formats();

Q_SIGNALS:
    void told(const QString &words, bool isProblem);

private:
    struct Order
    {
        HistoryPtr history;
        QString incident;
    };
    /// What is being exported, as it was when that was asked for; the log may go on meanwhile.
    struct Export
    {
        DocumentOrder order;
        HistoryPtr history;
        TimeRange span;
        std::vector<ChartSpec> charts; ///< still to be drawn, the next one last
    };
    using Answer = std::optional<incident::Report>; ///< none: no such incident any more

    void read();
    void display(const Answer &report);
    void keep();
    void keepNext(std::vector<incident::Edit> edits);
    void review();
    void step(incident::Step step, std::function<void()> kept);
    void chooseFile();
    void drawNext();
    void write();
    void written(const Result<QStringList> &files);

    Gateway &m_gateway;
    const std::function<HistoryPtr()> m_history;
    QWidget *m_window;
    QPointer<PostmortemEditor> m_editor;
    QPointer<QFileDialog> m_files;
    QString m_incident;
    QString m_place;
    std::optional<QString> m_refusal;
    std::uint64_t m_readSeq = 0; ///< newest event of the log that was read
    std::optional<incident::Report> m_report;
    Export m_export;
    QTimer m_draw;
    LatestJob<Order, Answer> m_reading;
    std::stop_source m_stop;
    QThreadPool m_disk; ///< pages are laid out there too, which needs a thread of Qt's
};

} // namespace qd
