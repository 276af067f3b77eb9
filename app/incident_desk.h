// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/units.h"
#include "model/incident/incident_book.h"
#include "model/playhead/history.h"
#include "widgets/incident/change_form.h"

#include <QtCore/QPointer>

class QAction;

namespace qd {

class ChartPane;
class IncidentImpact;
class IncidentPanel;

/// Reads incidents out of the log on screen for the tab, and has what people do to them kept. Live and in a
/// recording alike; where the gateway refuses, the tab says why.
class IncidentDesk : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the desk; forms are children of `window`.
    IncidentDesk(IncidentPanel *panel, Gateway &gateway, ChartPane &charts, QWidget *window);

    /// The history or the instant on screen moved.
    void follow(const HistoryPtr &history, Timestamp at, units::Zone zone);
    /// Where steps land, for the forms.
    void setPlace(const QString &place) { m_place = place; }
    void setRefusal(const std::optional<QString> &why);

    void openForm();
    void changeForm(ChangeForm::Field field);
    void statusForm(incident::Status status);
    void focusNote();
    /// Shows the entry of an event where an incident has it; false else.
    bool showEntry(std::uint64_t seq);
    /// As of the end of the log; null where there is none.
    [[nodiscard]] const incident::Incident *shown() const;
    /// Writes the post-mortem of the incident shown. Neither seen nor able to do anything until somebody who
    /// follows postmortemWanted() makes it visible.
    [[nodiscard]] QAction *postmortem() const { return m_postmortem; }

Q_SIGNALS:
    void instantWanted(qd::Timestamp at);
    /// The tab is to be seen.
    void tabWanted();
    /// Of incidents that are open.
    void openCountChanged(int count);
    void postmortemWanted(const QString &incident);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectPanel();
    void read();
    void display();
    void followImpact();
    [[nodiscard]] bool mayAct();
    void show(IncidentForm *form);
    void open(const incident::Opening &opening);
    void step(incident::Step step, std::function<void()> kept = {});

    IncidentPanel *m_panel;
    Gateway &m_gateway;
    QWidget *m_window;
    IncidentImpact *m_impact;
    QAction *m_postmortem;
    QPointer<IncidentForm> m_form;
    incident::IncidentBook m_whole; ///< as of the end of the log
    incident::IncidentBook m_then;  ///< as of the instant on screen, where that is earlier
    HistoryPtr m_history;
    Timestamp m_at{};
    units::Zone m_zone = units::Zone::Utc;
    QString m_place;
    std::optional<QString> m_refusal;
    int m_openCount = 0;
};

} // namespace qd
