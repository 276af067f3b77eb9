// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recording_session.h"

#include "app/foreign_import.h"
#include "app/incident_desk.h"
#include "app/main_window.h"
#include "app/replay_desk.h"
#include "app/sidecar_file.h"
#include "model/exchange/import.h"
#include "model/playhead/annotated_feed.h"
#include "model/session/instant_text.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <utility>

namespace qd {

using namespace std::chrono_literals;

namespace {

QString nameOf(const ReplayOrder &order)
{
    const QString name = QFileInfo(order.file).fileName();
    return order.more.isEmpty() ? name : RecordingSession::tr("%1 and %2 more").arg(name).arg(order.more.size());
}

/// Files of other kinds are made into one recording; recordings are looked at one by one.
std::optional<Error> refusal(const ReplayOrder &order)
{
    if (order.more.isEmpty()) {
        return std::nullopt;
    }
    QStringList files = QStringList{order.file} + order.more;
    files.removeIf([](const QString &file) { return !QFileInfo(file).isFile() || !exchange::isRecording(file); });
    if (files.isEmpty()) {
        return std::nullopt;
    }
    return Error{ErrorCode::Invalid,
                 RecordingSession::tr("%1 is a recording, and recordings are opened one at a time. Compare with "
                                      "another, or import several files of other kinds together.")
                     .arg(QFileInfo(files.front()).fileName())};
}

} // namespace

RecordingSession::RecordingSession(MainWindow &window, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_clock(clock)
{
    connect(&m_window, &MainWindow::recordingClosed, this, [this] { m_shown = {}; });
    connect(&m_window.playhead(), &Playhead::changed, this, [this] {
        if (m_shown.file) {
            m_shown.file->setVisible(m_window.playhead().range());
        }
    });
}

RecordingSession::~RecordingSession()
{
    close();
}

void RecordingSession::close()
{
    m_opening.reset();
    m_window.closeRecording(); // which lets go of the parts
}

void RecordingSession::open(const ReplayOrder &order)
{
    if (const auto refused = refusal(order)) {
        m_window.tell(refused->words, true);
        Q_EMIT failed(*refused);
        return;
    }
    m_opening = std::make_unique<RecordingFeed>();
    m_opening->setImport([more = order.more](const QString &source, const QString &recording,
                                             const recording::CopyProgress &progress) {
        return importForeign(QStringList{source} + more, recording, progress);
    });
    RecordingFeed *feed = m_opening.get();
    connect(feed, &RecordingFeed::progress, this,
            [this](double share, const QString &words) { tellProgress(words, share); });
    connect(feed, &RecordingFeed::opened, this, [this, order] { show(order); });
    connect(feed, &RecordingFeed::failed, this, [this](const Error &error) {
        m_opening.release()->deleteLater(); // its signal is what called
        m_window.tell(error.words, true);
        Q_EMIT failed(error);
    });
    feed->open(order.file);
}

void RecordingSession::tellProgress(const QString &words, double share)
{
    m_tellsProgress = true;
    m_window.tell(tr("%1: %2 %").arg(words).arg(int(share * 100)), false);
}

void RecordingSession::show(const ReplayOrder &order)
{
    if (std::exchange(m_tellsProgress, false)) {
        m_window.tell({}, false); // it is over
    }
    m_window.closeRecording();
    m_shown.file = std::move(m_opening);
    m_shown.feed = std::make_unique<AnnotatedFeed>(m_shown.file.get());
    m_shown.sidecar = std::make_unique<SidecarFile>(sidecarPath(order.file), m_clock);
    m_shown.file->disconnect(this);
    connect(m_shown.sidecar.get(), &SidecarFile::changed, m_shown.feed.get(),
            [this] { m_shown.feed->setNotes(m_shown.sidecar->notes()); });
    connect(m_shown.file.get(), &RecordingFeed::lossesChanged, this,
            [this] { m_window.replay()->setRemark(remark()); });
    const QString provenance = m_shown.file->current()->status.provenance;
    const QString name = provenance.isEmpty() ? nameOf(order) : nameOf(order) + QStringLiteral(" · ") + provenance;
    m_window.openRecording({m_shown.feed.get(), m_shown.sidecar.get(), name, remark()});
    m_shown.file->setVisible(m_window.playhead().range());
    placePlayhead(order);
    Q_EMIT opened();
}

void RecordingSession::placePlayhead(const ReplayOrder &order)
{
    Playhead &playhead = m_window.playhead();
    const HistoryPtr history = m_shown.feed->current();
    playhead.setSpeed(order.speed);
    if (order.span) {
        playhead.follow(*order.span);
    }
    const TimeRange known{history->series.extent().begin, history->now};
    const bool isTold = !order.at.isEmpty();
    const auto at = isTold ? parseInstant(order.at, playhead.instant(), known, units::Zone::Utc) : trouble();
    if (at) {
        if (!order.span) {
            const Millis leadUp = std::clamp<Millis>(*at - known.begin, 15min, 6h);
            playhead.follow(isTold ? std::min(playhead.followSpan(), playhead.range().length()) : leadUp);
        }
        m_window.replay()->goTo(*at);
        if (*at < known.begin || *at > known.end) {
            const QString words = tr("%1 lies outside of the recording, which has %2 to %3 UTC.")
                                      .arg(order.at, units::dateClock(known.begin, units::Zone::Utc),
                                           units::dateClock(known.end, units::Zone::Utc));
            m_window.tell(words, true);
            Q_EMIT lookedElsewhere({ErrorCode::NotFound, words});
        }
    }
}

/// What was known when somebody was called, and not how well all was at the end.
std::optional<Timestamp> RecordingSession::trouble() const
{
    const incident::Incident *incident = m_window.incidents()->first();
    if (!incident) {
        return std::nullopt;
    }
    const auto alert = std::ranges::find(incident->entries, EventKind::AlertFiring, &incident::Entry::kind);
    return alert == incident->entries.end() ? incident->openedAt : alert->at;
}

QString RecordingSession::remark() const
{
    const QStringList &losses = m_shown.file->losses();
    if (losses.isEmpty()) {
        return {};
    }
    return losses.size() == 1 ? losses.front() : tr("%1 (and %2 more)").arg(losses.front()).arg(losses.size() - 1);
}

} // namespace qd

#include "moc_recording_session.cpp"
