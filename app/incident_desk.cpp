// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"

#include "app/incident_impact.h"
#include "app/incident_verbs.h"
#include "model/incident/incident_report.h"
#include "model/playhead/playhead.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/incident/hypotheses_page.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/incident/timeline_page.h"

#include <QtCore/QEvent>
#include <QtGui/QAction>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Exhibit;
using incident::Incident;

namespace {

constexpr qsizetype longestExhibit = 300;

/// By the marks that stand by now: what was corrected since was so then already.
bool isOpenAt(const Incident &incident, Timestamp at)
{
    auto status = incident::Status::Detected;
    for (const incident::StatusMark &mark : incident.statuses)
        if (mark.at <= at && !mark.isCorrected)
            status = mark.status;
    return incident.openedAt <= at && status != incident::Status::Resolved;
}

/// What of it had passed by the instant on screen.
TimeRange passedOf(const Incident &incident, Timestamp at)
{
    const TimeRange whole = incident::spanOf(incident, at);
    return {whole.begin, std::clamp(at, whole.begin, whole.end)};
}

} // namespace

IncidentDesk::IncidentDesk(IncidentPanel *panel, Gateway &gateway, ChartPane &charts, const Playhead &playhead,
                           QWidget *window)
    : QObject(window)
    , m_panel(panel)
    , m_charts(charts)
    , m_playhead(playhead)
    , m_verbs(new IncidentVerbs(panel, m_whole, gateway, window))
    , m_impact(new IncidentImpact(this))
    , m_postmortem(new QAction(tr("Post-mortem…"), this))
    , m_history(std::make_shared<const HistorySnapshot>())
{
    panel->installEventFilter(this);
    m_verbs->askWhatThereIs([this] { return exhibits(); });
    panel->addFootAction(m_postmortem);
    connect(m_postmortem, &QAction::triggered, this, [this] {
        if (shown())
            Q_EMIT postmortemWanted(shown()->id);
    });
    connect(m_impact, &IncidentImpact::counted, this,
            [this](const QString &incident, const incident::Impact &impact) {
                if (incident == m_panel->shown())
                    m_panel->setImpact(impact);
            });
    TimelinePage *timeline = panel->timeline();
    connect(timeline, &TimelinePage::lit, &charts, [&charts](quint64 seq, Timestamp at) {
        charts.highlightEvent(seq);
        charts.lightInstant(at);
    });
    connect(timeline, &TimelinePage::unlit, &charts, [&charts] {
        charts.highlightEvent(std::nullopt);
        charts.lightInstant(std::nullopt);
    });
    connectPanel();
}

void IncidentDesk::connectPanel()
{
    TimelinePage *timeline = m_panel->timeline();
    connect(timeline, &TimelinePage::instantWanted, this, &IncidentDesk::instantWanted);
    connect(m_panel->hypotheses(), &HypothesesPage::exhibitWanted, this, &IncidentDesk::showExhibit);
    connect(m_verbs, &IncidentVerbs::tabWanted, this, &IncidentDesk::tabWanted);
    connect(m_verbs, &IncidentVerbs::told, this, &IncidentDesk::told);
    connect(m_panel, &IncidentPanel::shownChanged, this, &IncidentDesk::followImpact);
}

void IncidentDesk::follow(const HistoryPtr &history, Timestamp at, units::Zone zone)
{
    if (history->generation < m_history->generation || history->events.size() < m_history->events.size())
        m_readTo.reset(); // another history
    m_history = history;
    m_at = at;
    m_zone = zone;
    m_verbs->follow(history, zone, at < history->now);
    read();
    if (m_panel->isVisible())
        display();
}

/// To the end of the log, wherever one stands: the whole line of time is seen.
void IncidentDesk::read()
{
    m_whole.read(m_history->events, Timestamp::max());
    const int open = int(
        std::ranges::count_if(m_whole.incidents(), [this](const Incident &one) { return isOpenAt(one, m_at); }));
    if (std::exchange(m_openCount, open) != open)
        Q_EMIT openCountChanged(open);
}

/// Going back means reading anew, so that is done only where an event lies between.
void IncidentDesk::readThen()
{
    const EventSnapshot &events = m_history->events;
    const ReadTo wanted{events.newestSeq(), events.size(), events.lowerBound(m_at + Millis(1))};
    if (std::exchange(m_readTo, wanted) != wanted)
        m_then.read(events, m_at);
}

void IncidentDesk::display()
{
    const bool isEnd = m_at >= m_history->now;
    if (!isEnd)
        readThen();
    m_panel->display(
        {&m_whole, isEnd ? &m_whole : &m_then, m_history->events, m_at, m_zone, incident::dayOf(m_history->now)});
    followImpact();
}

void IncidentDesk::followImpact()
{
    const Incident *incident = m_panel->isVisible() ? shown() : nullptr;
    if (incident)
        m_impact->follow(m_history, incident->id, passedOf(*incident, m_at));
    else
        m_impact->follow({}, {}, {});
}

const Incident *IncidentDesk::shown() const
{
    return m_whole.find(m_panel->shown());
}

const Incident *IncidentDesk::first() const
{
    return m_whole.incidents().empty() ? nullptr : &m_whole.incidents().front();
}

void IncidentDesk::setPlace(const QString &place)
{
    m_verbs->setPlace(place);
}

void IncidentDesk::setRefusal(const std::optional<QString> &why)
{
    m_panel->setRefusal(why);
    m_verbs->setRefusal(why);
}

void IncidentDesk::askWhatElseThereIs(std::function<std::vector<Exhibit>()> exhibits)
{
    m_otherExhibits = std::move(exhibits);
}

/// The span that is marked, or else what is seen, of each chart; the entry that is selected; the incident's
/// alerts.
std::vector<Exhibit> IncidentDesk::exhibits() const
{
    std::vector<Exhibit> all;
    if (const incident::Entry *entry = m_panel->timeline()->selected())
        all.push_back({Exhibit::Kind::Event, entry->words.left(longestExhibit), {}, entry->event});
    const TimeRange span = m_charts.overlay().marked.value_or(m_playhead.range());
    for (const Plot &plot : m_charts.scene().plots())
        all.push_back({Exhibit::Kind::Span, plot.spec().title, span, {}});
    if (const Incident *incident = shown())
        for (const auto &[identity, link] : incident->alerts)
            all.push_back({Exhibit::Kind::Alert, identity, {}, {}});
    if (m_otherExhibits)
        for (Exhibit &exhibit : m_otherExhibits())
            if (std::ranges::find(all, exhibit) == all.end())
                all.push_back(std::move(exhibit));
    return all;
}

void IncidentDesk::showExhibit(const Exhibit &exhibit)
{
    switch (exhibit.kind) {
    case Exhibit::Kind::Span:
        Q_EMIT spanWanted(exhibit.span);
        break;
    case Exhibit::Kind::Alert:
        Q_EMIT alertWanted(exhibit.text);
        break;
    case Exhibit::Kind::Query:
        if (!exhibit.span.isEmpty())
            Q_EMIT spanWanted(exhibit.span);
        Q_EMIT queryWanted(exhibit.text);
        break;
    case Exhibit::Kind::Event:
        showEvent(exhibit.event);
        break;
    }
}

void IncidentDesk::showEvent(const incident::EventRef &event)
{
    const Incident *incident = shown();
    const auto entry = incident ? std::ranges::find(incident->entries, event, &incident::Entry::event)
                                : std::vector<incident::Entry>::const_iterator();
    if (!incident || entry == incident->entries.end()) {
        Q_EMIT told(tr("That event is not in this log, or no longer part of the incident."), false);
        return;
    }
    const Timestamp at = entry->at;
    m_panel->selectEntry(entry->seq);
    Q_EMIT instantWanted(at);
}

bool IncidentDesk::showEntry(std::uint64_t seq)
{
    const auto all = m_whole.incidents();
    if (std::ranges::none_of(all, [seq](const Incident &one) { return one.entry(seq); }))
        return false;
    Q_EMIT tabWanted();
    return m_panel->selectEntry(seq);
}

bool IncidentDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_panel && event->type() == QEvent::Show)
        display();
    else if (watched == m_panel && event->type() == QEvent::Hide)
        followImpact();
    return QObject::eventFilter(watched, event);
}

} // namespace qd

#include "moc_incident_desk.cpp"
