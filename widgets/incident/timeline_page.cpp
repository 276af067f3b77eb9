// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/timeline_page.h"

#include "widgets/incident/correction_form.h"
#include "widgets/incident/entry_delegate.h"
#include "widgets/incident/entry_detail.h"
#include "widgets/incident/entry_model.h"
#include "widgets/incident/note_line.h"
#include "widgets/shared/filter_row.h"
#include "widgets/shared/labels.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Entry;

namespace {

constexpr int detailShare = 45; ///< per cent of the page it has at most
constexpr int shortShare = 35;  ///< likewise of a page below lowPage
constexpr int lowPage = 240;
constexpr int leastDetail = 64;    ///< its head and a line
constexpr int filtersBeside = 320; ///< a detail: in a lower page they give way to the list

/// Only what somebody wrote of it can be written anew.
bool isCorrectable(const Entry &entry)
{
    return CorrectionForm::canCorrect(entry.kind) && entry.correctedBy == 0;
}

} // namespace

TimelinePage::TimelinePage(QWidget *parent)
    : QWidget(parent)
    , m_model(new EntryModel(this))
    , m_filter(new EntryFilter(this))
    , m_delegate(new EntryDelegate(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    m_filter->setSourceModel(m_model);
    addFilters();
    addView();
    addRest();
    followCount();
}

void TimelinePage::addFilters()
{
    m_filters = new FilterRow({{tr("Alerts"), int(EntryGroup::Alerts)},
                               {tr("Actions"), int(EntryGroup::Actions)},
                               {tr("Notes"), int(EntryGroup::Notes)},
                               {tr("Service"), int(EntryGroup::Service)}},
                              tr("Search"), tr("Search the timeline"), this);
    m_filters->group()->setObjectName(QStringLiteral("entryGroup"));
    m_filters->text()->setObjectName(QStringLiteral("entrySearch"));
    static_cast<QVBoxLayout *>(layout())->addWidget(m_filters);
    connect(m_filters, &FilterRow::groupChosen, this, [this](int group) {
        m_filter->setGroup(group);
        followCount();
    });
    connect(m_filters, &FilterRow::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        followCount();
    });
}

void TimelinePage::addView()
{
    m_view = new QListView(this);
    m_view->setObjectName(QStringLiteral("entryView"));
    m_view->setAccessibleName(tr("Timeline, oldest first"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(m_delegate);
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    connect(m_view, &QListView::clicked, this, &TimelinePage::go);
    connect(m_view, &QListView::activated, this, &TimelinePage::go);
    // A list that scrolls says so too where the mouse is over a dialog above it, which then never leaves the list.
    connect(m_view, &QListView::entered, this, [this](const QModelIndex &index) {
        if (QApplication::widgetAt(QCursor::pos()) == m_view->viewport())
            light(index);
    });
    connect(m_view, &QListView::viewportEntered, this, &TimelinePage::unlit);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &TimelinePage::choose);
    m_empty = plainLabel(tr("No entry matches this filter."), QStringLiteral("muted"), this);
    m_empty->setObjectName(QStringLiteral("entriesEmpty"));
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setContentsMargins(20, 20, 20, 0);
    m_empty->setWordWrap(true);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(EntryDelegate::rowHeight);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_stack, 1);
}

void TimelinePage::addRest()
{
    m_detail = new EntryDetail(this);
    m_detail->hide();
    m_note = new NoteLine(this);
    m_note->setObjectName(QStringLiteral("incidentNote"));
    m_note->setAccessibleName(tr("Note to the incident"));
    m_note->setPlaceholderText(tr("Write a note; Return keeps it"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_note);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(m_detail);
    column->addLayout(row);
    connect(m_note, &NoteLine::given, this, &TimelinePage::noteGiven);
    connect(m_detail, &EntryDetail::closed, this, [this] {
        m_view->setCurrentIndex({});
        m_view->setFocus(Qt::OtherFocusReason);
    });
    connect(m_detail, &EntryDetail::correctionWanted, this, [this] {
        if (const Entry *entry = selected())
            Q_EMIT correctionWanted(entry->seq);
    });
    setRefusal(std::nullopt);
}

void TimelinePage::display(const incident::Incident *incident, const EventSnapshot &events, Timestamp at,
                           units::Zone zone)
{
    // Who looks at what happened last goes on doing so; who looks at something else is left alone.
    const QPersistentModelIndex before = m_filter->mapFromSource(m_model->newest());
    const bool isFollowed = !before.isValid() || !m_view->isVisible() ||
                            m_view->viewport()->rect().intersects(m_view->visualRect(before));
    m_zone = zone;
    m_evidence = incident ? incident->evidence : std::vector<incident::Captured>();
    m_model->display(incident, events);
    m_model->setInstant(at);
    m_model->setZone(zone);
    followCount();
    const QModelIndex newest = m_filter->mapFromSource(m_model->newest());
    // In the middle: what came before it is seen as well as what is to come.
    if (isFollowed && newest != before)
        m_view->scrollTo(newest, QAbstractItemView::PositionAtCenter);
    displaySelected();
}

void TimelinePage::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    m_note->setHidden(why.has_value()); // the tab says why
    displaySelected();
}

const Entry *TimelinePage::entryAt(const QModelIndex &index) const
{
    return m_model->entryAt(m_filter->mapToSource(index));
}

const Entry *TimelinePage::selected() const
{
    return entryAt(m_view->currentIndex());
}

bool TimelinePage::select(std::uint64_t seq)
{
    const QModelIndex index = m_model->indexOf(seq);
    if (!index.isValid())
        return false;
    if (!m_filter->mapFromSource(index).isValid()) { // what is asked for goes before what was filtered
        m_filters->clear();
        m_filter->setGroup(FilterRow::everything);
        followCount();
    }
    m_view->setCurrentIndex(m_filter->mapFromSource(index));
    m_view->scrollTo(m_view->currentIndex());
    return true;
}

void TimelinePage::go(const QModelIndex &index)
{
    if (const Entry *entry = entryAt(index))
        Q_EMIT instantWanted(entry->at);
}

void TimelinePage::light(const QModelIndex &index)
{
    const Entry *entry = entryAt(index);
    entry ? Q_EMIT lit(entry->seq, entry->at) : Q_EMIT unlit();
}

void TimelinePage::choose(const QModelIndex &index)
{
    displaySelected();
    layout()->activate(); // the list is lower now, and what was chosen in it is seen all the same
    m_view->scrollTo(index);
    if (m_view->hasFocus())
        light(index);
}

/// What was captured in this entry, or for this action.
const incident::Captured *TimelinePage::capturedFor(const Entry &entry) const
{
    const bool isCapture = entry.kind == EventKind::IncidentEvidence;
    const auto found = std::ranges::find_if(m_evidence, [&](const incident::Captured &one) {
        return isCapture ? one.at == entry.at : !one.cause.isEmpty() && one.cause == entry.correlation;
    });
    return found == m_evidence.end() ? nullptr : &*found;
}

QString TimelinePage::noteOf(const Entry &entry) const
{
    const QString correction = m_model->indexOf(entry.seq).data(EntryModel::CorrectionRole).toString();
    return !correction.isEmpty()    ? tr("Corrected: %1").arg(correction)
           : entry.correctionOf > 0 ? tr("It stands in the place of an entry that was corrected.")
                                    : QString();
}

/// At every snapshot and step of the playhead: texts are laid out again only where something changed.
void TimelinePage::displaySelected()
{
    const Entry *entry = selected();
    const incident::Captured *captured = entry ? capturedFor(*entry) : nullptr;
    std::optional<Detailed> wanted;
    if (entry)
        wanted =
            Detailed{entry->event, noteOf(*entry),        captured ? std::optional(captured->at) : std::nullopt,
                     m_refusal,    isCorrectable(*entry), m_zone};
    if (std::exchange(m_detailed, wanted) == wanted)
        return;
    m_detail->setVisible(entry);
    if (entry) {
        m_detail->display(*entry, captured, wanted->note, m_zone);
        m_detail->setCorrectable(wanted->isCorrectable, m_refusal);
    }
    fitDetail();
}

/// As high as what it shows, within its share; where there is little of that, filters give way to what is read.
void TimelinePage::fitDetail()
{
    m_filters->setVisible(m_detail->isHidden() || height() >= filtersBeside);
    const int share = height() >= lowPage ? detailShare : shortShare;
    m_detail->setFixedHeight(
        std::min(m_detail->heightFor(width()), std::max(leastDetail, height() * share / 100)));
}

void TimelinePage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    Q_EMIT unlit();
}

void TimelinePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitDetail();
}

void TimelinePage::clearNote()
{
    m_note->clear();
}

void TimelinePage::focusNote()
{
    m_note->setFocus(Qt::ShortcutFocusReason);
}

void TimelinePage::focusList()
{
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void TimelinePage::followCount()
{
    m_stack->setCurrentIndex(m_filter->rowCount() > 0 ? 0 : 1);
}

/// The light goes with the mouse, and with the keyboard where it was used: a click gives the list the focus for
/// long, and nobody looks for the mark of a mouse that is gone.
bool TimelinePage::eventFilter(QObject *watched, QEvent *event)
{
    const bool isView = watched == m_view;
    if (isView && event->type() == QEvent::KeyPress)
        m_byKeys = true;
    else if (event->type() == QEvent::MouseButtonPress)
        m_byKeys = false;
    else if (isView && event->type() == QEvent::FocusIn)
        m_byKeys = static_cast<QFocusEvent *>(event)->reason() != Qt::MouseFocusReason;
    if (event->type() == QEvent::Leave || (isView && event->type() == QEvent::FocusIn))
        m_byKeys && m_view->hasFocus() ? light(m_view->currentIndex()) : Q_EMIT unlit();
    if (isView && event->type() == QEvent::FocusOut)
        Q_EMIT unlit();
    return QWidget::eventFilter(watched, event);
}

} // namespace qd

#include "moc_timeline_page.cpp"
