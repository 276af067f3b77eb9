// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/incident_panel.h"

#include "widgets/incident/hypotheses_page.h"
#include "widgets/incident/incident_head.h"
#include "widgets/incident/status_steps.h"
#include "widgets/incident/tasks_page.h"
#include "widgets/incident/timeline_page.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/segments.h"

#include <QtGui/QAction>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Incident;

namespace {

constexpr int leastHeight = 160;
constexpr int buttonsBesidePages = 396;
constexpr int compactBelow = 400; ///< the head without its small print leaves the timeline three rows

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
    m_readOnly->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // its words do not widen the tab
    buildEmpty();
    buildFull();
    setMinimumHeight(leastHeight); // banners above may leave little: the tab gives way before the window grows
}

void IncidentPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    followHeight();
    followWidth();
}

void IncidentPanel::followHeight()
{
    const QMargins sides = m_readOnly->contentsMargins();
    const int room = std::max(1, width() - sides.left() - sides.right());
    const QFontMetrics metrics(m_readOnly->font());
    const int words = metrics.boundingRect(0, 0, room, height(), Qt::TextWordWrap, m_refusal).height();
    const int above = m_refusal.isEmpty() ? 0 : words + sides.top() + sides.bottom();
    const bool isCompact = height() - above < compactBelow;
    m_head->setCompact(isCompact);
    // One line of why nothing can be done is enough where what is read has little room.
    m_readOnly->setWordWrap(!isCompact);
    m_readOnly->setText(isCompact ? metrics.elidedText(m_refusal, Qt::ElideRight, room) : m_refusal);
    m_readOnly->setToolTip(isCompact ? plainTip(m_refusal) : QString());
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
    m_open = smallButton(tr("Open incident…"), QStringLiteral("openFirstIncident"), page);
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
    column->addWidget(m_head);
    buildPages(column);
    m_foot = new QHBoxLayout;
    m_foot->setContentsMargins(12, 0, 12, 0);
    m_foot->addStretch(1);
    column->addLayout(m_foot);
    m_stack->addWidget(page);
    connect(m_head, &IncidentHead::changeWanted, this, &IncidentPanel::changeWanted);
    connect(m_head, &IncidentHead::incidentChosen, this, &IncidentPanel::choose);
    connect(m_head->steps(), &StatusSteps::statusWanted, this, &IncidentPanel::statusWanted);
}

void IncidentPanel::buildPages(QVBoxLayout *column)
{
    QWidget *page = column->parentWidget();
    m_pages = new Segments({tr("Timeline"), tr("Hypotheses"), tr("Actions")}, page);
    m_pages->setObjectName(QStringLiteral("incidentPages"));
    m_pages->setCurrent(0);
    m_timeline = new TimelinePage(page);
    m_hypotheses = new HypothesesPage(page);
    m_tasks = new TasksPage(page);
    m_pageStack = new QStackedWidget(page);
    for (QWidget *one : std::initializer_list<QWidget *>{m_timeline, m_hypotheses, m_tasks})
        m_pageStack->addWidget(one);
    m_pageRow = new QHBoxLayout;
    m_pageRow->setContentsMargins(12, 0, 12, 0);
    m_pageRow->addWidget(m_pages);
    m_pageRow->addStretch(1);
    column->addLayout(m_pageRow);
    column->addWidget(m_pageStack, 1);
    connect(m_pages, &Segments::chosen, m_pageStack, &QStackedWidget::setCurrentIndex);
}

void IncidentPanel::showPage(Page page)
{
    m_pages->setCurrent(int(page));
    m_pageStack->setCurrentIndex(int(page));
}

void IncidentPanel::addFootAction(QAction *action)
{
    QPushButton *button = smallButton(action->text(), QStringLiteral("footAction"), m_stack->widget(1));
    const auto follow = [action, button] {
        button->setText(action->text());
        button->setEnabled(action->isEnabled());
        button->setVisible(action->isVisible());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_foot->addWidget(button);
    m_footButtons.push_back(button);
    follow();
}

/// Beside the pages where there is room, which leaves more height for what is read.
void IncidentPanel::followWidth()
{
    QHBoxLayout *place = width() >= buttonsBesidePages ? m_pageRow : m_foot;
    for (QPushButton *button : m_footButtons)
        if (place->indexOf(button) < 0) {
            (place == m_foot ? m_pageRow : m_foot)->removeWidget(button);
            place->addWidget(button);
        }
}

/// Actions are about what comes after: they are as they stand, whatever instant is on screen.
void IncidentPanel::displayPages(const Incident &whole, const Incident *then)
{
    static const std::vector<incident::Hypothesis> none;
    m_hypotheses->display(whole.hypotheses, then ? then->hypotheses : none, m_view.zone);
    m_tasks->display(whole.tasks, m_view.today, m_view.zone);
    const auto counted = [](const QString &words, std::size_t count) {
        return count > 0 ? words + u' ' + units::count(double(count)) : words;
    };
    m_pages->setWords(1, counted(tr("Hypotheses"), whole.hypotheses.size()));
    m_pages->setWords(2, counted(tr("Actions"), whole.tasks.size()));
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

/// What was chosen, else what was shown before, else the first.
const Incident *IncidentPanel::toShow(const std::vector<const Incident *> &inOrder)
{
    if (inOrder.empty())
        return nullptr;
    if (const Incident *wanted = m_view.whole->find(m_wanted)) {
        m_wanted.clear();
        return wanted;
    }
    const Incident *before = m_view.whole->find(m_shown);
    return before ? before : inOrder.front();
}

void IncidentPanel::displayIncident()
{
    const auto all = inOrder();
    const Incident *shown = toShow(all);
    const QString id = shown ? shown->id : QString();
    const bool isOther = std::exchange(m_shown, id) != id;
    m_stack->setCurrentIndex(shown ? 1 : 0);
    m_timeline->display(shown, m_view.events, m_view.at, m_view.zone);
    if (shown) {
        m_head->setChoice(all, id, m_view.zone);
        m_head->display(*shown, m_view.then->find(id), m_view.zone);
        displayPages(*shown, m_view.then->find(id));
    }
    if (isOther) {
        tell({});
        setImpact(std::nullopt);
        Q_EMIT shownChanged();
    }
}

void IncidentPanel::choose(const QString &incident)
{
    m_wanted = incident;
    displayIncident();
}

bool IncidentPanel::selectEntry(std::uint64_t seq)
{
    showPage(Page::Timeline);
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
    m_refusal = why.value_or(QString());
    m_readOnly->setVisible(why.has_value());
    followHeight();
    refuseButton(m_open, why);
    m_head->setRefusal(why);
    m_timeline->setRefusal(why);
    m_hypotheses->setRefusal(why);
    m_tasks->setRefusal(why);
}

void IncidentPanel::tell(const QString &words)
{
    m_told->setText(words);
    m_told->setVisible(!words.isEmpty());
}

} // namespace qd

#include "moc_incident_panel.cpp"
