// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/task_proof.h"
#include "model/action/gateway.h"
#include "model/alerts/alert_book.h"
#include "model/base/units.h"
#include "model/incident/incident_book.h"
#include "model/playhead/history.h"
#include "widgets/incident/change_form.h"
#include "widgets/shared/latest_job.h"

#include <QtCore/QPointer>
#include <QtCore/QThreadPool>

namespace qd {

class IncidentPanel;

/// What people do to the incident shown: each verb gives a step to the gateway, most of them from a form. Acts on
/// the incident as it stands at the end of the log, whatever instant is on screen.
class IncidentVerbs : public QObject
{
    Q_OBJECT

public:
    /// All must outlive it; forms are children of `window`. `book` is of the end of the log.
    IncidentVerbs(IncidentPanel *panel, const incident::IncidentBook &book, Gateway &gateway, QWidget *window);

    /// `isThen`: what is on screen is earlier than what verbs act on.
    void follow(const HistoryPtr &history, units::Zone zone, bool isThen);
    /// Where steps land, for the forms.
    void setPlace(const QString &place) { m_place = place; }
    void setRefusal(const std::optional<QString> &why);
    /// Asked when a hypothesis is written: what there is to point at now.
    void askWhatThereIs(std::function<std::vector<incident::Exhibit>()> exhibits)
    {
        m_exhibits = std::move(exhibits);
    }

    void openForm();
    /// Null where none was opened.
    ChangeForm *changeForm(ChangeForm::Field field);
    void statusForm(incident::Status status);
    /// An empty id: a new one.
    void hypothesisForm(const QString &id);
    void taskForm(const QString &id);
    void correctionForm(std::uint64_t seq);
    void correctSelected();
    void focusNote();
    void exportTasks(bool asCsv);

Q_SIGNALS:
    /// The tab is to be seen.
    void tabWanted();
    /// One line for the window.
    void told(const QString &words, bool critical);

private:
    void connectPanel();
    [[nodiscard]] const incident::Incident *shown() const;
    /// Null where nothing may be done, or nothing is there; the tab says why.
    [[nodiscard]] const incident::Incident *acted();
    [[nodiscard]] bool mayAct();
    /// Tells a form that may end the incident what speaks against it now.
    void tellFiring();
    /// No form is open any more; one with words that are not kept warns once, and stays that time.
    [[nodiscard]] bool leaveForm();
    void save(const QString &path, const QByteArray &bytes);
    [[nodiscard]] TimeRange knownOf(const incident::Incident &incident) const;
    void show(IncidentForm *form);
    void open(const incident::Opening &opening);
    void give(IncidentOrder order, std::function<void()> kept = {});
    void step(incident::Step step, std::function<void()> kept = {});
    void setHypothesisState(const QString &id, incident::Hypothesis::State state);
    void setTaskState(const QString &id, incident::Task::State state);

    IncidentPanel *m_panel;
    const incident::IncidentBook &m_book;
    Gateway &m_gateway;
    QWidget *m_window;
    alerts::AlertBook m_alerts; ///< of the end of the log; read while a form asks for it
    QPointer<IncidentForm> m_form;
    HistoryPtr m_history;
    units::Zone m_zone = units::Zone::Utc;
    bool m_isThen = false;
    QString m_place;
    std::optional<QString> m_refusal;
    std::function<std::vector<incident::Exhibit>()> m_exhibits;
    QThreadPool m_disk; ///< one file after the other: none that was asked for is left out
    LatestJob<ProofOrder, Result<incident::Proof>> m_proving;
};

} // namespace qd
