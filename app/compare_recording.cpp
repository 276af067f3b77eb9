// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_recording.h"

#include "app/compare_desk.h"
#include "app/foreign_import.h"
#include "app/main_window.h"
#include "backend/replay/recording_feed.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QFileDialog>

namespace qd {

CompareRecording::CompareRecording(MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_window(window)
{
    window.compare()->setCanOpenRecordings(true);
    connect(window.compare(), &CompareDesk::recordingWanted, this, &CompareRecording::choose);
    connect(&window.playhead(), &Playhead::changed, this, &CompareRecording::look);
    connect(&window.playhead(), &Playhead::overlayChanged, this, &CompareRecording::look);
}

CompareRecording::~CompareRecording() = default;

void CompareRecording::choose()
{
    auto *dialog = new QFileDialog(&m_window, tr("Compare with a recording"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &CompareRecording::open);
    dialog->open();
}

void CompareRecording::open(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    m_feed = std::make_unique<RecordingFeed>();
    m_feed->setImport(
        [](const QString &source, const QString &recording, const recording::CopyProgress &progress) {
            return importForeign({source}, recording, progress);
        });
    connect(m_feed.get(), &RecordingFeed::opened, this, [this, name] {
        m_offered = m_feed->current();
        m_window.compare()->showRecording(m_offered, name);
        if (const QStringList &losses = m_feed->losses(); !losses.isEmpty()) {
            m_window.tell(losses.join(u' '), false);
        }
    });
    connect(m_feed.get(), &RecordingFeed::progress, this, [this](double share, const QString &words) {
        m_window.tell(tr("%1: %2 %").arg(words).arg(int(share * 100)), false);
    });
    connect(m_feed.get(), &RecordingFeed::failed, this,
            [this](const Error &error) { m_window.compare()->showProblem(error.words); });
    connect(m_feed.get(), &HistoryFeed::published, this, &CompareRecording::refresh);
    m_feed->open(path);
}

/// More of its samples were loaded: the same comparison, drawn finer.
void CompareRecording::refresh(const HistoryPtr &history)
{
    auto overlay = m_window.playhead().overlay();
    const bool isCompared = m_offered && overlay && overlay->history == m_offered;
    if (m_offered) {
        m_offered = history;
        m_window.compare()->updateRecording(history); // or comparing again would take the coarse one
    }
    if (isCompared) {
        overlay->history = history;
        m_window.playhead().setOverlay(std::move(overlay));
    }
}

void CompareRecording::look()
{
    const auto &overlay = m_window.playhead().overlay();
    if (m_feed && overlay && overlay->history == m_offered) {
        m_feed->setVisible(overlay->there(m_window.playhead().range()));
    }
}

} // namespace qd

#include "moc_compare_recording.cpp"
