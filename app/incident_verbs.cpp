// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_verbs.h"

#include "app/rule_store_files.h"
#include "app/save_bytes.h"
#include "model/incident/incident_plan.h"
#include "model/incident/incident_report.h"
#include "model/incident/postmortem.h"
#include "widgets/incident/correction_form.h"
#include "widgets/incident/entry_model.h"
#include "widgets/incident/hypotheses_page.h"
#include "widgets/incident/hypothesis_form.h"
#include "widgets/incident/incident_panel.h"
#include "widgets/incident/opening_form.h"
#include "widgets/incident/task_form.h"
#include "widgets/incident/tasks_page.h"
#include "widgets/incident/timeline_page.h"

#include <QtCore/QDir>
#include <QtWidgets/QFileDialog>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Hypothesis;
using incident::Incident;
using incident::Task;

namespace {

template <typename T>
T withId(const std::vector<T> &all, const QString &id)
{
    const auto found = std::ranges::find(all, id, &T::id);
    return found == all.end() ? T() : *found;
}

} // namespace

IncidentVerbs::IncidentVerbs(IncidentPanel *panel, const incident::IncidentBook &book, Gateway &gateway,
                             QWidget *window)
    : QObject(window)
    , m_panel(panel)
    , m_book(book)
    , m_gateway(gateway)
    , m_window(window)
    , m_history(std::make_shared<const HistorySnapshot>())
    , m_proving([](const ProofOrder &order, const std::stop_token &stop) { return proofOf(order, stop); },
                [this](const Result<incident::Proof> &proof) {
                    if (auto *form = qobject_cast<TaskForm *>(m_form.data()))
                        form->setProof(proof);
                })
{
    m_disk.setMaxThreadCount(1);
    connectPanel();
}

void IncidentVerbs::connectPanel()
{
    TimelinePage *timeline = m_panel->timeline();
    connect(timeline, &TimelinePage::noteGiven, this, [this](const QString &text) {
        if (acted())
            step(incident::Note{text}, [this] { m_panel->timeline()->clearNote(); });
    });
    connect(timeline, &TimelinePage::correctionWanted, this, &IncidentVerbs::correctionForm);
    connect(m_panel, &IncidentPanel::openWanted, this, &IncidentVerbs::openForm);
    connect(m_panel, &IncidentPanel::statusWanted, this, &IncidentVerbs::statusForm);
    connect(m_panel, &IncidentPanel::changeWanted, this, [this] { changeForm(ChangeForm::Field::Lead); });
    HypothesesPage *hypotheses = m_panel->hypotheses();
    connect(hypotheses, &HypothesesPage::newWanted, this, [this] { hypothesisForm({}); });
    connect(hypotheses, &HypothesesPage::editWanted, this, &IncidentVerbs::hypothesisForm);
    connect(hypotheses, &HypothesesPage::stateWanted, this, &IncidentVerbs::setHypothesisState);
    TasksPage *tasks = m_panel->tasks();
    connect(tasks, &TasksPage::newWanted, this, [this] { taskForm({}); });
    connect(tasks, &TasksPage::editWanted, this, &IncidentVerbs::taskForm);
    connect(tasks, &TasksPage::stateWanted, this, &IncidentVerbs::setTaskState);
    connect(tasks, &TasksPage::csvWanted, this, [this] { exportTasks(true); });
    connect(tasks, &TasksPage::checklistWanted, this, [this] { exportTasks(false); });
}

void IncidentVerbs::follow(const HistoryPtr &history, units::Zone zone, bool isThen)
{
    m_isThen = isThen;
    m_history = history;
    m_zone = zone;
    tellFiring();
}

void IncidentVerbs::tellFiring()
{
    auto *form = qobject_cast<ChangeForm *>(m_form.data());
    const Incident *incident = form ? shown() : nullptr;
    if (!incident)
        return;
    m_alerts.read(m_history->events, m_history->now);
    form->setFiring(incident::stillPaging(*incident, m_alerts));
}

void IncidentVerbs::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    if (m_form)
        m_form->setRefusal(why);
}

const Incident *IncidentVerbs::shown() const
{
    return m_book.find(m_panel->shown());
}

/// Where it is refused the tab says why; a form that can keep nothing is not opened.
bool IncidentVerbs::mayAct()
{
    if (m_refusal)
        Q_EMIT tabWanted();
    return !m_refusal;
}

const Incident *IncidentVerbs::acted()
{
    if (!mayAct())
        return nullptr;
    const Incident *incident = shown();
    if (!incident)
        Q_EMIT tabWanted();
    return incident;
}

/// Where times of it are looked for that somebody types without a date.
TimeRange IncidentVerbs::knownOf(const Incident &incident) const
{
    return {incident.entries.empty() ? incident.openedAt : incident.entries.front().at, m_history->now};
}

bool IncidentVerbs::leaveForm()
{
    if (!m_form || m_form->close())
        return true;
    m_form->raise();
    m_form->activateWindow();
    return false;
}

void IncidentVerbs::show(IncidentForm *form)
{
    m_form = form;
    form->setRefusal(m_refusal);
    if (m_isThen)
        form->setRemark(tr("This is the incident as it is now, not as in the paused picture."));
    form->show();
    form->raise();
    form->activateWindow();
}

void IncidentVerbs::openForm()
{
    if (!mayAct() || !leaveForm())
        return;
    auto *form = new OpeningForm(m_place, m_window);
    connect(form, &OpeningForm::given, this, [this, form] { open(form->opening()); });
    show(form);
}

void IncidentVerbs::open(const incident::Opening &opening)
{
    m_gateway.openIncident(opening, this, [this, form = m_form](const Result<QString> &id) {
        if (id) {
            if (form)
                form->accept();
            m_panel->choose(*id); // it is shown as soon as the log on screen has it
            Q_EMIT tabWanted();
        } else if (form) {
            form->setError(id.error().words);
        }
    });
}

ChangeForm *IncidentVerbs::changeForm(ChangeForm::Field field)
{
    const Incident *incident = acted();
    if (!incident || !leaveForm())
        return nullptr;
    auto *form = new ChangeForm(*incident, field, m_place, m_window);
    connect(form, &ChangeForm::given, this, [this, form] { step(form->change()); });
    show(form);
    tellFiring();
    return form;
}

void IncidentVerbs::statusForm(incident::Status status)
{
    if (ChangeForm *form = changeForm(ChangeForm::Field::Status))
        form->setStatus(status);
}

void IncidentVerbs::hypothesisForm(const QString &id)
{
    const Incident *incident = acted();
    if (!incident || !leaveForm())
        return;
    auto *form = new HypothesisForm(withId(incident->hypotheses, id),
                                    m_exhibits ? m_exhibits() : std::vector<incident::Exhibit>(), m_zone, m_place,
                                    m_window);
    connect(form, &HypothesisForm::given, this, [this, form] { step(form->hypothesis()); });
    show(form);
}

void IncidentVerbs::taskForm(const QString &id)
{
    const Incident *incident = acted();
    if (!incident || !leaveForm())
        return;
    m_proving.cancel(); // of another form
    auto *form = new TaskForm(withId(incident->tasks, id), m_zone, m_place, m_window);
    form->setKnown(knownOf(*incident));
    connect(form, &TaskForm::given, this, [this, form] { step(form->task()); });
    connect(form, &TaskForm::proofWanted, this, [this](const QString &rule) {
        m_proving.ask({rule, m_place, defaultRuleFolder(), m_history->series});
    });
    show(form);
}

void IncidentVerbs::correctionForm(std::uint64_t seq)
{
    const Incident *incident = acted();
    const incident::Entry *entry = incident ? incident->entry(seq) : nullptr;
    const Event *event = entry ? eventOf(m_history->events, *entry) : nullptr;
    if (!event || !CorrectionForm::canCorrect(event->kind) || !leaveForm())
        return;
    auto *form = new CorrectionForm(*event, knownOf(*incident), m_zone, m_place, m_window);
    connect(form, &CorrectionForm::given, this, [this, form, seq] {
        give({m_panel->shown(), form->step(), form->at().value_or(Timestamp()), seq});
    });
    show(form);
}

void IncidentVerbs::correctSelected()
{
    const incident::Entry *entry = m_panel->timeline()->selected();
    if (!acted())
        return;
    Q_EMIT tabWanted();
    if (entry && CorrectionForm::canCorrect(entry->kind) && entry->correctedBy == 0)
        return correctionForm(entry->seq);
    Q_EMIT told(tr("Select a note or a change of the timeline that was not corrected yet."), false);
}

void IncidentVerbs::focusNote()
{
    Q_EMIT tabWanted();
    m_panel->showPage(IncidentPanel::Page::Timeline);
    m_panel->timeline()->focusNote();
}

void IncidentVerbs::setHypothesisState(const QString &id, Hypothesis::State state)
{
    const Incident *incident = acted();
    Hypothesis hypothesis = incident ? withId(incident->hypotheses, id) : Hypothesis();
    if (hypothesis.id.isEmpty())
        return;
    hypothesis.state = state;
    step(std::move(hypothesis));
}

void IncidentVerbs::setTaskState(const QString &id, Task::State state)
{
    const Incident *incident = acted();
    Task task = incident ? withId(incident->tasks, id) : Task();
    if (task.id.isEmpty())
        return;
    task.state = state;
    step(std::move(task));
}

void IncidentVerbs::step(incident::Step step, std::function<void()> kept)
{
    give({m_panel->shown(), std::move(step), {}, 0}, std::move(kept));
}

/// What was given in a form closes it when it is kept, and stays in it when it is not; of what was given without
/// one the tab says why it was not kept.
void IncidentVerbs::give(IncidentOrder order, std::function<void()> kept)
{
    const QPointer<IncidentForm> form = m_form && m_form->isSent() ? m_form : nullptr;
    const auto answered = [this, form, kept = std::move(kept)](const Result<QString> &done) {
        m_panel->tell(done || form ? QString() : done.error().words);
        if (!done && form)
            form->setError(done.error().words);
        else if (form)
            form->accept();
        if (done && kept)
            kept();
    };
    m_gateway.stepIncident(std::move(order), this, answered);
}

void IncidentVerbs::exportTasks(bool asCsv)
{
    const Incident *incident = shown();
    if (!incident || incident->tasks.empty()) {
        Q_EMIT told(tr("There are no corrective actions to export."), false);
        return;
    }
    const QDate today = incident::dayOf(m_history->now);
    const QByteArray bytes = asCsv ? incident::tasksAsCsv(incident->tasks, today)
                                   : incident::tasksAsChecklist(incident->tasks, today).toUtf8();
    auto *dialog = new QFileDialog(m_panel, tr("Export corrective actions"));
    dialog->setObjectName(QStringLiteral("exportTasks"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(asCsv ? QStringLiteral("csv") : QStringLiteral("md"));
    dialog->selectFile(asCsv ? QStringLiteral("actions.csv") : QStringLiteral("actions.md"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, bytes](const QString &path) { save(path, bytes); });
    dialog->open();
}

void IncidentVerbs::save(const QString &path, const QByteArray &bytes)
{
    m_disk.start([this, path, bytes] {
        const auto done = saveBytes(path, bytes);
        const QString words =
            done ? tr("%1 was written.").arg(QDir::toNativeSeparators(path)) : done.error().words;
        QMetaObject::invokeMethod(this, [this, words, isKept = done.has_value()] { Q_EMIT told(words, !isKept); });
    });
}

} // namespace qd

#include "moc_incident_verbs.cpp"
