// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/incident_head.h"

#include "model/alerts/alert_book.h"
#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"
#include "widgets/incident/status_steps.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace qd {

using incident::Hypothesis;
using incident::Incident;

namespace {

QString headLine(const QString &text)
{
    return incident::oneLine(text, incident::longestTitle);
}

QString factsOf(const Incident &incident, units::Zone zone)
{
    const QString when = units::dateClock(incident.openedAt, zone);
    QStringList facts;
    if (!incident.severity.isEmpty())
        facts << headLine(incident.severity);
    facts << (incident.openedBy.isEmpty()
                  ? IncidentHead::tr("opened by itself %1").arg(when)
                  : IncidentHead::tr("opened by %1 %2").arg(headLine(incident.openedBy), when));
    facts << (incident.lead.isEmpty() ? IncidentHead::tr("nobody leads")
                                      : IncidentHead::tr("led by %1").arg(headLine(incident.lead)));
    return facts.join(QStringLiteral(" · "));
}

/// What is confirmed, else what was suspected last.
const Hypothesis *bestOf(const Incident &incident)
{
    const auto newest = [&](Hypothesis::State state) {
        const auto found =
            std::ranges::find(incident.hypotheses.rbegin(), incident.hypotheses.rend(), state, &Hypothesis::state);
        return found == incident.hypotheses.rend() ? nullptr : &*found;
    };
    const Hypothesis *confirmed = newest(Hypothesis::State::Confirmed);
    return confirmed ? confirmed : newest(Hypothesis::State::Suspected);
}

/// `known` gets what was counted, `unknown` the reason.
QString figureWords(const incident::Figure &figure, const QString &one, const QString &many, const QString &known,
                    const QString &unknown)
{
    return figure.value ? known.arg(counted(std::llround(*figure.value), one, many)) : unknown.arg(figure.how);
}

} // namespace

Severity severityOf(const Incident &incident)
{
    if (alerts::isPaging(incident.severity))
        return Severity::Critical;
    return incident.severity == u"warning" ? Severity::Warning : Severity::Unknown;
}

IncidentHead::IncidentHead(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_title(new StateLabel(this))
    , m_change(smallButton(tr("Change…"), QStringLiteral("changeIncident"), this))
    , m_facts(new ElidedLabel(this))
    , m_steps(new StatusSteps(this))
    , m_thought(new ElidedLabel(this))
    , m_impact(plainLabel({}, QStringLiteral("small"), this))
{
    m_choice->setObjectName(QStringLiteral("incidentChoice"));
    m_choice->setAccessibleName(tr("Incident"));
    m_choice->setItemDelegate(new RowDelegate(m_choice));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_title->setObjectName(QStringLiteral("incidentTitle"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_facts->setObjectName(QStringLiteral("incidentFacts"));
    m_thought->setObjectName(QStringLiteral("incidentThought"));
    m_thought->setMuted(false);
    m_impact->setObjectName(QStringLiteral("incidentImpact"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 0);
    column->setSpacing(4);
    m_impact->setWordWrap(true);
    for (ElidedLabel *label : {m_facts, m_thought})
        label->setPixelSize(12);
    m_change->setProperty("look", QStringLiteral("link"));
    auto *first = new QHBoxLayout;
    first->addWidget(m_title, 1);
    first->addWidget(m_change);
    column->addWidget(m_choice);
    column->addLayout(first);
    for (QWidget *part : std::initializer_list<QWidget *>{m_facts, m_steps, m_thought, m_impact})
        column->addWidget(part);
    connect(m_change, &QPushButton::clicked, this, &IncidentHead::changeWanted);
    connect(m_choice, &QComboBox::activated, this,
            [this] { Q_EMIT incidentChosen(m_choice->currentData().toString()); });
}

void IncidentHead::setChoice(const std::vector<const Incident *> &incidents, const QString &shown,
                             units::Zone zone)
{
    QStringList offered;
    for (const Incident *one : incidents)
        offered << tr("%1, %2: %3")
                       .arg(units::dateClock(one->openedAt, zone), incident::wordOf(one->status()),
                            headLine(one->title))
                << one->id;
    if (std::exchange(m_offered, offered) != offered) {
        m_choice->clear();
        for (qsizetype i = 0; i < offered.size(); i += 2)
            m_choice->addItem(offered[i], offered[i + 1]);
    }
    m_choice->setCurrentIndex(m_choice->findData(shown));
    m_choice->setVisible(incidents.size() > 1);
}

void IncidentHead::display(const Incident &incident, const Incident *then, units::Zone zone)
{
    const Incident &seen = then ? *then : incident;
    m_title->display(severityOf(seen), headLine(seen.title));
    m_title->setToolTip(plainTip(headLine(seen.title)));
    m_facts->setText(then ? factsOf(seen, zone)
                          : tr("It has not opened at the time on screen: it opens %1")
                                .arg(units::dateClock(incident.openedAt, zone)));
    m_steps->display(then, zone);
    displayThought(then);
}

void IncidentHead::displayThought(const Incident *then)
{
    const Hypothesis *best = then ? bestOf(*then) : nullptr;
    m_thought->setText(best ? QStringLiteral("%1: %2").arg(incident::wordOf(best->state), headLine(best->text))
                            : QString());
    m_thought->setVisible(best && !m_isCompact);
}

void IncidentHead::setImpact(const std::optional<incident::Impact> &impact)
{
    if (!impact) {
        m_impact->setText(tr("What it cost is being counted…"));
        return;
    }
    if (!impact->users.value && impact->requests.value && *impact->requests.value <= 0) {
        m_impact->setText(tr("Users touched: unknown. No requests were answered in that time."));
        m_impact->setToolTip({});
        return;
    }
    if (!impact->users.value && !impact->failed.value && impact->users.how == impact->failed.how) {
        m_impact->setText(tr("Users touched and requests failed: unknown. %1").arg(impact->users.how));
        m_impact->setToolTip({});
        return;
    }
    const QString between = impact->users.value ? QStringLiteral(" · ") : QStringLiteral(" ");
    const QString slow = impact->slow.value
                             ? tr(", %1 took over 1 s").arg(units::count(std::llround(*impact->slow.value)))
                             : QString();
    m_impact->setText(figureWords(impact->users, tr("session"),
                                  tr("sessions"), // of which a user may have had several
                                  impact->users.value.value_or(0) > 0 ? tr("About %1 touched") : tr("%1 touched"),
                                  tr("Users touched: unknown. %1")) +
                      between +
                      figureWords(impact->failed, tr("request"), tr("requests"), tr("%1 failed"),
                                  tr("Requests failed: unknown. %1")) +
                      slow);
    m_impact->setToolTip(impact->users.how + u'\n' + impact->failed.how);
}

void IncidentHead::setCompact(bool compact)
{
    m_isCompact = compact;
    m_steps->setTerse(compact);
    m_facts->setVisible(!compact);
    m_impact->setVisible(!compact);
    m_thought->setVisible(!compact && !m_thought->text().isEmpty());
}

void IncidentHead::setRefusal(const std::optional<QString> &why)
{
    m_steps->setRefusal(why);
    refuseButton(m_change, why);
}

} // namespace qd

#include "moc_incident_head.cpp"
