// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/restart_dialog.h"

#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QFormLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

QString countWords(std::int64_t n)
{
    return n < 0 ? RestartDialog::tr("unknown") : thousands(n);
}

QString secondsWords(Millis span)
{
    return QStringLiteral("%1 s").arg(double(span.count()) / 1000, 0, 'f', 1);
}

QString stepWords(RestartStep step)
{
    switch (step) {
    case RestartStep::EvidenceCaptured:
        return RestartDialog::tr("Evidence captured");
    case RestartStep::Draining:
        return RestartDialog::tr("Draining");
    case RestartStep::Stopped:
        return RestartDialog::tr("Stopped");
    case RestartStep::Started:
        return RestartDialog::tr("Started");
    case RestartStep::Ready:
        return RestartDialog::tr("Ready");
    case RestartStep::Failed:
        return RestartDialog::tr("Failed");
    }
    return {};
}

} // namespace

RestartDialog::RestartDialog(Gateway &gateway, const Target &target, bool paused, QWidget *parent)
    : RestartDialog(tr("Restart %1").arg(target.service), gateway, target, paused, parent)
{}

RestartDialog::RestartDialog(const QString &title, Gateway &gateway, const Target &target, bool paused,
                             QWidget *parent)
    : ActionDialog(title, target, paused, parent)
    , m_gateway(&gateway)
{
    setObjectName(QStringLiteral("restartDialog"));
    resize(520, 460);
    buildBody();
    setFootnote(tr("Active sessions are kept, retained ones dropped. New requests fail until it is ready."));
    connect(reasonEdit(), &QLineEdit::textChanged, this, &RestartDialog::offer);
    connect(act(), &QPushButton::clicked, this, &RestartDialog::restart);
    connect(&gateway, &Gateway::availabilityChanged, this, &RestartDialog::offer);
    offer();
    gateway.planRestart(this, [this](Result<RestartPlan> plan) { showPlan(plan); });
}

void RestartDialog::buildBody()
{
    auto *panel = new QFrame(this);
    panel->setProperty("look", QStringLiteral("panel"));
    auto *form = m_form = new QFormLayout(panel);
    form->setContentsMargins(14, 12, 14, 12);
    form->setSpacing(8);
    m_inFlight = plainLabel(tr("asking…"), QStringLiteral("section"), panel);
    m_kept = plainLabel(tr("asking…"), QStringLiteral("section"), panel);
    m_kept->setObjectName(QStringLiteral("kept"));
    m_dropped = plainLabel(tr("asking…"), QStringLiteral("section"), panel);
    m_drain = new QSpinBox(panel);
    m_drain->setObjectName(QStringLiteral("drain"));
    m_drain->setRange(0, 120);
    m_drain->setValue(10);
    m_drain->setSuffix(tr(" s"));
    m_drain->setAccessibleName(tr("Seconds to drain at most"));
    m_drain->setMaximumWidth(90);
    form->addRow(plainLabel(tr("Requests in flight"), QStringLiteral("muted")), m_inFlight);
    form->addRow(plainLabel(tr("Sessions kept"), QStringLiteral("muted")), m_kept);
    form->addRow(plainLabel(tr("Retained dropped"), QStringLiteral("muted")), m_dropped);
    form->addRow(plainLabel(tr("Drain at most"), QStringLiteral("muted")), m_drain);
    body()->addWidget(panel);
    m_stepsBox = new QFrame(this);
    m_stepsBox->setProperty("look", QStringLiteral("panel"));
    auto *grid = new QGridLayout(m_stepsBox);
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setVerticalSpacing(6);
    for (auto step : {RestartStep::EvidenceCaptured, RestartStep::Draining, RestartStep::Stopped,
                      RestartStep::Started, RestartStep::Ready}) {
        StepRow row{new StateLabel(m_stepsBox), plainLabel({}, QStringLiteral("small"), m_stepsBox)};
        row.state->display(Severity::Unknown, stepWords(step));
        grid->addWidget(row.state, int(step), 0);
        grid->addWidget(row.when, int(step), 1);
        m_steps[step] = row;
    }
    grid->setColumnStretch(1, 1);
    body()->addWidget(m_stepsBox);
    m_outcome = plainLabel({}, QStringLiteral("section"), this);
    m_outcome->setObjectName(QStringLiteral("outcome"));
    m_outcome->setWordWrap(true);
    m_outcome->hide();
    body()->addWidget(m_outcome);
    body()->addStretch(1);
}

void RestartDialog::showPlan(const Result<RestartPlan> &plan)
{
    if (m_phase != Phase::Planning) {
        return;
    }
    // Without a plan a restart is still the right thing to offer: the service may be the reason there is none.
    const RestartPlan known = plan.value_or(RestartPlan{});
    m_inFlight->setText(countWords(known.requestsInFlight));
    m_kept->setText(countWords(known.sessionsKept));
    m_dropped->setText(countWords(known.retainedDropped));
    m_drain->setValue(int(known.drainDeadline.count()));
    setError(plan ? QString() : plan.error().words);
}

void RestartDialog::offer()
{
    if (m_phase != Phase::Planning) {
        return;
    }
    const QString refused = hindrance();
    act()->offer(deed(), refused.isEmpty() && !reason().isEmpty());
    act()->setToolTip(refused.isEmpty() && reason().isEmpty() ? tr("A reason is required") : refused);
}

QString RestartDialog::deed() const
{
    return tr("Restart %1 on %2").arg(target().service, target().label());
}

QString RestartDialog::hindrance() const
{
    return m_gateway ? m_gateway->refusal(ActionKind::Restart).value_or(QString()) : tr("Nothing is watched");
}

void RestartDialog::send(const RestartOrder &order, Gateway::Reply<RestartProgress> progress)
{
    m_gateway->restart(order, this, std::move(progress));
}

void RestartDialog::restart()
{
    if (m_phase != Phase::Planning || !m_gateway || reason().isEmpty()) {
        return;
    }
    m_phase = Phase::Restarting;
    setUnderWay(true);
    m_drain->setEnabled(false);
    setError({});
    act()->offer(tr("Restarting…"), false);
    mark(RestartStep::EvidenceCaptured, Severity::Warning, tr("working…"));
    const RestartOrder order{reason(), std::chrono::seconds(m_drain->value())};
    send(order, [this](const Result<RestartProgress> &progress) { follow(progress); });
}

void RestartDialog::follow(const Result<RestartProgress> &progress)
{
    if (!progress) {
        fail(progress.error().words);
        return;
    }
    if (progress->step == RestartStep::Failed) {
        fail(progress->words);
        return;
    }
    m_last = progress->step;
    for (int step = 0; step <= int(progress->step); ++step) {
        const auto at = static_cast<RestartStep>(step);
        const bool last = at == progress->step;
        mark(at, Severity::Ok, last ? secondsWords(progress->elapsed) : QString());
    }
    if (progress->step != RestartStep::Ready) {
        mark(static_cast<RestartStep>(int(progress->step) + 1), Severity::Warning, tr("working…"));
        return;
    }
    m_phase = Phase::Done;
    QStringList facts{tr("Ready after %1").arg(secondsWords(progress->elapsed))};
    if (progress->sessionsKept >= 0) {
        facts << tr("%1 kept, retained dropped")
                     .arg(counted(progress->sessionsKept, tr("active session"), tr("active sessions")));
    }
    facts << (progress->requestsFailed < 0 ? tr("requests failed meanwhile: unknown")
                                           : counted(progress->requestsFailed, tr("request failed meanwhile"),
                                                     tr("requests failed meanwhile")));
    m_outcome->setText(facts.join(QStringLiteral(" · ")));
    m_outcome->show();
    becomeReport();
}

void RestartDialog::mark(RestartStep step, Severity severity, const QString &words)
{
    const StepRow &row = m_steps.at(step);
    row.state->display(severity, stepWords(step));
    row.state->setAccessibleName(stepWords(step) + u' ' + words);
    if (!words.isEmpty() || severity == Severity::Ok) {
        row.when->setText(words.isEmpty() && !row.when->text().endsWith(u'…') ? row.when->text() : words);
    }
}

void RestartDialog::fail(const QString &words)
{
    const auto next = static_cast<RestartStep>(std::min(int(m_last) + 1, int(RestartStep::Ready)));
    m_phase = Phase::Failed;
    mark(next, Severity::Critical, tr("failed"));
    setError(words.isEmpty() ? tr("The restart failed and gave no reason.") : words);
    becomeReport();
}

} // namespace qd

#include "moc_restart_dialog.cpp"
