// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"

#include "app/incident_impact.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/incident/opening_form.h"
#include "widgets/incident/timeline_page.h"

#include <QtCore/QEvent>
#include <QtGui/QAction>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Incident;

namespace {

TimeRange spanOf(const Incident &incident, Timestamp at)
{
    const Timestamp from = incident.onset.value_or(incident.openedAt);
    return {from, std::max(from, std::min(at, incident.resolvedAt().value_or(at)))};
}

} // namespace

IncidentDesk::IncidentDesk(IncidentPanel *panel, Gateway &gateway, ChartPane &charts, QWidget *window)
    : QObject(window)
    , m_panel(panel)
    , m_gateway(gateway)
    , m_window(window)
    , m_impact(new IncidentImpact(this))
    , m_postmortem(new QAction(tr("Post-mortem…"), this))
    , m_history(std::make_shared<const HistorySnapshot>())
{
    panel->installEventFilter(this);
    m_postmortem->setVisible(false);
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
    connect(timeline, &TimelinePage::noteGiven, this, [this](const QString &text) {
        if (mayAct())
            step(incident::Note{text}, [this] { m_panel->timeline()->clearNote(); });
    });
    connect(m_panel, &IncidentPanel::openWanted, this, &IncidentDesk::openForm);
    connect(m_panel, &IncidentPanel::statusWanted, this, &IncidentDesk::statusForm);
    connect(m_panel, &IncidentPanel::shownChanged, this, &IncidentDesk::followImpact);
}

void IncidentDesk::follow(const HistoryPtr &history, Timestamp at, units::Zone zone)
{
    m_history = history;
    m_at = at;
    m_zone = zone;
    read();
    if (m_panel->isVisible())
        display();
}

/// To the end of the log, wherever one stands: the whole line of time is seen.
void IncidentDesk::read()
{
    m_whole.read(m_history->events, Timestamp::max());
    const int open = int(std::ranges::count_if(m_whole.incidents(), &Incident::isOpen));
    if (std::exchange(m_openCount, open) != open)
        Q_EMIT openCountChanged(open);
}

void IncidentDesk::display()
{
    const bool isEnd = m_at >= m_history->now;
    if (!isEnd)
        m_then.read(m_history->events, m_at);
    m_panel->display({&m_whole, isEnd ? &m_whole : &m_then, m_history->events, m_at, m_zone});
    followImpact();
}

void IncidentDesk::followImpact()
{
    const Incident *incident = m_panel->isVisible() ? shown() : nullptr;
    if (incident)
        m_impact->follow(m_history, incident->id, spanOf(*incident, m_at));
    else
        m_impact->follow({}, {}, {});
}

const Incident *IncidentDesk::shown() const
{
    return m_whole.find(m_panel->shown());
}

void IncidentDesk::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    m_panel->setRefusal(why);
    if (m_form)
        m_form->setRefusal(why);
}

bool IncidentDesk::showEntry(std::uint64_t seq)
{
    const auto all = m_whole.incidents();
    if (std::ranges::none_of(all, [seq](const Incident &one) { return one.entry(seq); }))
        return false;
    Q_EMIT tabWanted();
    return m_panel->selectEntry(seq);
}

/// Where it is refused the tab says why; a form that can keep nothing is not opened.
bool IncidentDesk::mayAct()
{
    if (m_refusal)
        Q_EMIT tabWanted();
    return !m_refusal;
}

void IncidentDesk::show(IncidentForm *form)
{
    if (m_form)
        m_form->close();
    m_form = form;
    form->setRefusal(m_refusal);
    form->show();
    form->raise();
    form->activateWindow();
}

void IncidentDesk::openForm()
{
    if (!mayAct())
        return;
    auto *form = new OpeningForm(m_place, m_window);
    connect(form, &OpeningForm::given, this, [this, form] { open(form->opening()); });
    show(form);
}

void IncidentDesk::open(const incident::Opening &opening)
{
    m_gateway.openIncident(opening, this, [this, form = m_form](const Result<QString> &id) {
        if (id) {
            if (form)
                form->close();
            m_panel->choose(*id); // it is shown as soon as the log on screen has it
            Q_EMIT tabWanted();
        } else if (form) {
            form->setError(id.error().words);
        }
    });
}

void IncidentDesk::changeForm(ChangeForm::Field field)
{
    const Incident *incident = shown();
    if (!mayAct())
        return;
    if (!incident) {
        Q_EMIT tabWanted();
        return;
    }
    auto *form = new ChangeForm(*incident, field, m_place, m_window);
    connect(form, &ChangeForm::given, this, [this, form] { step(form->change()); });
    show(form);
}

void IncidentDesk::statusForm(incident::Status status)
{
    changeForm(ChangeForm::Field::Status);
    if (auto *form = qobject_cast<ChangeForm *>(m_form.data()))
        form->setStatus(status);
}

void IncidentDesk::focusNote()
{
    Q_EMIT tabWanted();
    m_panel->timeline()->focusNote();
}

/// What was given in a form closes it when it is kept, and stays in it when it is not.
void IncidentDesk::step(incident::Step step, std::function<void()> kept)
{
    const QPointer<IncidentForm> form = kept ? nullptr : m_form;
    m_gateway.stepIncident({m_panel->shown(), std::move(step), {}, 0}, this,
                           [this, form, kept = std::move(kept)](const Result<QString> &done) {
                               m_panel->tell(done || form ? QString() : done.error().words);
                               if (!done && form)
                                   form->setError(done.error().words);
                               else if (form)
                                   form->close();
                               if (done && kept)
                                   kept();
                           });
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
