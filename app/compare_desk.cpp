// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_desk.h"

#include "model/playhead/playhead.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/replay/compare_popover.h"
#include "widgets/shared/words.h"

namespace qd {

CompareDesk::CompareDesk(QWidget *window, Playhead &playhead, ChartPane &charts)
    : QObject(window)
    , m_window(window)
    , m_playhead(playhead)
    , m_charts(charts)
    , m_history(std::make_shared<HistorySnapshot>())
{}

void CompareDesk::open(const QWidget *anchor)
{
    if (!m_popover) {
        m_popover = new ComparePopover(m_window);
        connect(m_popover, &ComparePopover::overlayChosen, this,
                [this](const Overlay &overlay) { m_playhead.setOverlay(overlay); });
        connect(m_popover, &ComparePopover::comparingEnded, this, &CompareDesk::stop);
        connect(m_popover, &ComparePopover::recordingWanted, this, &CompareDesk::recordingWanted);
    }
    CompareScene scene;
    scene.present = m_history;
    scene.shown = m_playhead.range();
    scene.marked = m_charts.overlay().marked ? m_charts.overlay().marked : m_charts.overlay().cursors.span();
    scene.comparing = m_playhead.overlay().has_value();
    scene.canOpenRecordings = m_canOpen;
    scene.zone = m_zone;
    m_popover->open(std::move(scene), anchor);
}

void CompareDesk::compareEarlier(Millis by, const QString &label)
{
    Overlay overlay{nullptr, by, label};
    if (const auto no = emptyBecause(overlay, *m_history, m_playhead.range())) {
        Q_EMIT told(tr("Nothing to compare with: %1").arg(*no), false);
        return;
    }
    m_playhead.setOverlay(std::move(overlay));
}

void CompareDesk::stop()
{
    m_playhead.setOverlay(std::nullopt);
}

void CompareDesk::showRecording(HistoryPtr recording, const QString &name)
{
    if (m_popover) {
        m_popover->setRecording(std::move(recording), name);
    }
}

void CompareDesk::updateRecording(HistoryPtr recording)
{
    if (m_popover) {
        m_popover->updateRecording(std::move(recording));
    }
}

void CompareDesk::showProblem(const QString &words)
{
    if (m_popover) {
        m_popover->setProblem(words);
    }
}

QString CompareDesk::clock() const
{
    const auto &overlay = m_playhead.overlay();
    const Timestamp instant = m_playhead.instant();
    return overlay ? clockBeside(overlay->there(instant), instant, m_zone) : QString();
}

QString CompareDesk::words() const
{
    const auto &overlay = m_playhead.overlay();
    if (!overlay) {
        return {};
    }
    const QString clock = compareWords(*overlay, m_playhead.instant(), m_zone);
    return overlay->history ? overlay->label + QStringLiteral(" · ") + clock : clock;
}

} // namespace qd

#include "moc_compare_desk.cpp"
