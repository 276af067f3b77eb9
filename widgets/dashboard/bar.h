// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"
#include "model/playhead/playhead.h"

#include <QtWidgets/QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace qd {

class ElidedLabel;
class Pill;
class Segments;
class StateLabel;

/// Where, what, how it is, which time is on screen; and the actions. Follows what it is told; knows no gateway.
class Bar : public QFrame
{
    Q_OBJECT

public:
    explicit Bar(QWidget *parent = nullptr);

    void setStatus(const ServiceStatus &status, Timestamp now);
    /// Alerts that need somebody, and the worst of them: a service that answers is not well while one fires.
    void setAlerts(int open, Severity worst);
    /// `age` is how far the held picture lies behind; 0 when following. `newAlerts` came since it was held.
    void setMode(Mode mode, Millis age, int newAlerts);
    /// What is on screen is a file: it says so in the place of where actions land, from the next setStatus() on.
    void setRecording(bool isRecording);
    /// The second clock, alone and with how it is shifted, when something is compared; empty = nothing is.
    void setCompare(const QString &clock, const QString &words);
    /// The span on screen; lights the segment that has it, or none.
    void setSpan(Millis span);
    void setUtc(bool utc);
    /// Disables with the reason as tool tip; nullopt enables.
    void setRefusals(const std::optional<QString> &restart, const std::optional<QString> &purge,
                     const std::optional<QString> &note, const std::optional<QString> &incident);
    /// The empty first minute has nothing to act on.
    void setEmpty(bool empty);

    [[nodiscard]] static const std::vector<Millis> &spans();
    [[nodiscard]] QPushButton *noteButton() const { return m_note; }
    [[nodiscard]] QWidget *modeBadge() const;

Q_SIGNALS:
    void spanChosen(qd::Millis span);
    void liveWanted();
    void utcToggled();
    void restartWanted();
    void purgeWanted();
    void noteWanted();
    void incidentWanted();
    void paletteWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addIdentity(QHBoxLayout *row);
    void addControls(QHBoxLayout *row);
    void showHealth();
    void relax();
    [[nodiscard]] int wanted() const;
    void giveWay(const QWidget *coming, bool comes);
    void makeRoom();

    Pill *m_where = nullptr;
    ElidedLabel *m_service = nullptr;
    ElidedLabel *m_release = nullptr;
    StateLabel *m_health = nullptr;
    Pill *m_mode = nullptr;
    ElidedLabel *m_age = nullptr;
    Pill *m_compare = nullptr;
    ElidedLabel *m_compared = nullptr;
    QString m_compareClock;
    QString m_compareWords;
    QPushButton *m_live = nullptr;
    Segments *m_spans = nullptr;
    QPushButton *m_zone = nullptr;
    QPushButton *m_restart = nullptr;
    QPushButton *m_purge = nullptr;
    QPushButton *m_note = nullptr;
    QPushButton *m_incident = nullptr;
    QPushButton *m_palette = nullptr;
    QLabel *m_name = nullptr;        ///< of the program, while there is no service to name
    Health m_current = Health::None; ///< of the service, now
    int m_alerts = 0;
    Severity m_worst = Severity::Ok;
    QStringList m_facts; ///< release and uptime
    QString m_ageWords;
    bool m_held = false; ///< the picture is
    bool m_attached = false;
    bool m_answers = false;
    bool m_empty = true;
    bool m_isRecording = false;
};

/// "Healthy", "Degraded, 3 alerts". What answers while alerts need somebody is ready, and not called healthy.
[[nodiscard]] QString healthWords(Health health, int openAlerts);

} // namespace qd
