// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/incident_panel.h"

#include "widgets/incident/incident_head.h"
#include "widgets/incident/status_steps.h"
#include "widgets/incident/timeline_page.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Incident;

namespace {

constexpr int leastHeight = 160;
constexpr int compactBelow = 330; ///< the head without its small print leaves the timeline three rows

} // namespace

IncidentPanel::IncidentPanel(QWidget *parent)
    : QWidget(parent)
    , m_readOnly(plainLabel({}, QStringLiteral("held"), this))
    , m_told(plainLabel({}, QStringLiteral("error"), this))
    , m_stack(new QStackedWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_readOnly->setObjectName(QStringLiteral("incidentReadOnly"));
    m_told->setObjectName(QStringLiteral("incidentTold"));
    for (QLabel *label : {m_readOnly, m_told}) {
        label->setContentsMargins(12, 6, 12, 6);
        label->setWordWrap(true);
        label->hide();
        column->addWidget(label);
    }
    column->addWidget(m_stack, 1);
    buildEmpty();
    buildFull();
    setMinimumHeight(leastHeight); // banners above may leave little: the tab gives way before the window grows
}

void IncidentPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_head->setCompact(height() < compactBelow);
}

void IncidentPanel::buildEmpty()
{
    auto *page = new QWidget(m_stack);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 40, 24, 24);
    column->setSpacing(12);
    QLabel *words =
        plainLabel(tr("No incident. One opens by itself when an alert pages; open one by hand when you "
                      "see that something is wrong."),
                   QStringLiteral("muted"), page);
    words->setObjectName(QStringLiteral("incidentEmpty"));
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignHCenter);
    m_open = new QPushButton(tr("Open incident…"), page);
    m_open->setObjectName(QStringLiteral("openFirstIncident"));
    m_open->setAutoDefault(false);
    m_open->setProperty("look", QStringLiteral("primary"));
    column->addWidget(words);
    column->addWidget(m_open, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_stack->addWidget(page);
    connect(m_open, &QPushButton::clicked, this, &IncidentPanel::openWanted);
}

void IncidentPanel::buildFull()
{
    auto *page = new QWidget(m_stack);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(6);
    m_head = new IncidentHead(page);
    m_timeline = new TimelinePage(page);
    column->addWidget(m_head);
    column->addWidget(m_timeline, 1);
    m_stack->addWidget(page);
    connect(m_head, &IncidentHead::incidentChosen, this, &IncidentPanel::choose);
    connect(m_head->steps(), &StatusSteps::statusWanted, this, &IncidentPanel::statusWanted);
}

/// Those that are open first, of these the newest.
std::vector<const Incident *> IncidentPanel::inOrder() const
{
    std::vector<const Incident *> all;
    if (m_view.whole)
        for (const Incident &one : m_view.whole->incidents())
            all.push_back(&one);
    std::ranges::sort(all, std::greater(),
                      [](const Incident *one) { return std::tuple(one->isOpen(), one->openedAt, one->id); });
    return all;
}

void IncidentPanel::display(const IncidentView &view)
{
    m_view = view;
    displayIncident();
}

void IncidentPanel::displayIncident()
{
    const auto all = inOrder();
    const Incident *shown = m_view.whole ? m_view.whole->find(m_shown) : nullptr;
    if (!shown && !all.empty())
        shown = all.front();
    const QString id = shown ? shown->id : QString();
    const bool isOther = std::exchange(m_shown, id) != id;
    m_stack->setCurrentIndex(shown ? 1 : 0);
    m_timeline->display(shown, m_view.events, m_view.at);
    m_timeline->setZone(m_view.zone);
    if (shown) {
        m_head->setChoice(all, id, m_view.zone);
        m_head->display(*shown, m_view.then->find(id), m_view.zone);
    }
    if (isOther) {
        tell({});
        setImpact(std::nullopt);
        Q_EMIT shownChanged();
    }
}

void IncidentPanel::choose(const QString &incident)
{
    m_shown = incident;
    setImpact(std::nullopt);
    displayIncident();
    Q_EMIT shownChanged();
}

bool IncidentPanel::selectEntry(std::uint64_t seq)
{
    if (m_timeline->select(seq))
        return true;
    const auto all = inOrder();
    const auto owner = std::ranges::find_if(all, [seq](const Incident *one) { return one->entry(seq); });
    if (owner == all.end())
        return false;
    choose((*owner)->id);
    return m_timeline->select(seq);
}

void IncidentPanel::setImpact(const std::optional<incident::Impact> &impact)
{
    m_head->setImpact(impact);
}

void IncidentPanel::setRefusal(const std::optional<QString> &why)
{
    m_readOnly->setText(why.value_or(QString()));
    m_readOnly->setVisible(why.has_value());
    m_open->setEnabled(!why);
    m_open->setToolTip(why ? QStringLiteral("<qt>%1</qt>").arg(why->toHtmlEscaped()) : QString());
    m_head->setRefusal(why);
    m_timeline->setRefusal(why);
}

void IncidentPanel::tell(const QString &words)
{
    m_told->setText(words);
    m_told->setVisible(!words.isEmpty());
}

} // namespace qd

#include "moc_incident_panel.cpp"
