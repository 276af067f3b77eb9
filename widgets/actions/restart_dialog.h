// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "widgets/actions/action_dialog.h"

#include <QtCore/QPointer>

#include <map>

class QFormLayout;
class QLabel;
class QSpinBox;

namespace qd {

class StateLabel;

/// A restart as an experiment: what it will cost, then its steps as they happen, then what it came to.
class RestartDialog : public ActionDialog
{
    Q_OBJECT

public:
    enum class Phase { Planning, Restarting, Done, Failed };

    RestartDialog(Gateway &gateway, const Target &target, bool paused, QWidget *parent = nullptr);
    [[nodiscard]] Phase phase() const { return m_phase; }

protected:
    /// For what is a restart and something more.
    RestartDialog(const QString &title, Gateway &gateway, const Target &target, bool paused, QWidget *parent);
    void offer();
    /// What the button says.
    [[nodiscard]] virtual QString deed() const;
    /// Why it cannot be done now; empty when it can.
    [[nodiscard]] virtual QString hindrance() const;
    virtual void send(const RestartOrder &order, Gateway::Reply<RestartProgress> progress);
    [[nodiscard]] Gateway *gateway() const { return m_gateway; }
    [[nodiscard]] QFormLayout *form() const { return m_form; }

private:
    void buildBody();
    void showPlan(const Result<RestartPlan> &plan);
    void restart();
    void follow(const Result<RestartProgress> &progress);
    void mark(RestartStep step, Severity severity, const QString &words);
    void fail(const QString &words);

    struct StepRow
    {
        StateLabel *state = nullptr;
        QLabel *when = nullptr;
    };

    QPointer<Gateway> m_gateway;
    QFormLayout *m_form = nullptr;
    QLabel *m_inFlight = nullptr;
    QLabel *m_kept = nullptr;
    QLabel *m_dropped = nullptr;
    QSpinBox *m_drain = nullptr;
    QWidget *m_stepsBox = nullptr;
    std::map<RestartStep, StepRow> m_steps;
    QLabel *m_outcome = nullptr;
    RestartStep m_last = RestartStep::EvidenceCaptured;
    Phase m_phase = Phase::Planning;
};

} // namespace qd
