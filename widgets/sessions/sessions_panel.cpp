// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sessions/sessions_panel.h"

#include "widgets/sessions/sessions_model.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/style_sheet.h"
#include "widgets/shared/words.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <utility>

namespace qd {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int roomForNames = 116;
constexpr int narrowestAddress = 104; // "192.168.100.100"
constexpr int widestAddress = 260;

/// Addresses have dots between numbers, or colons; user names have neither alone.
bool looksLikeAddress(const QString &text)
{
    static const QRegularExpression shape(
        QStringLiteral("^(\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)$"));
    return shape.match(text).hasMatch();
}

QComboBox *durationBox(const QString &any, const QString &pattern, const QString &name,
                       std::initializer_list<seconds> choices, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setItemDelegate(new RowDelegate(box)); // rows as high as elsewhere
    box->addItem(any);
    for (seconds s : choices) {
        box->addItem(pattern.arg(roughDuration(s)), qlonglong(s.count()));
    }
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(7);
    return box;
}

std::optional<seconds> chosenDuration(const QComboBox *box)
{
    const QVariant value = box->currentData();
    return value.isValid() ? std::optional(seconds(value.toLongLong())) : std::nullopt;
}

} // namespace

SessionsPanel::SessionsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new SessionsModel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(8);
    addFilters(column);
    addTable(column);
    addActions(column);
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(250);
    connect(&m_debounce, &QTimer::timeout, this, &SessionsPanel::applyFilter);
    m_refresh.setInterval(5000);
    connect(&m_refresh, &QTimer::timeout, this, &SessionsPanel::refreshQuietly);
    m_refresh.start();
    connect(m_model, &SessionsModel::refreshing, this, [this] {
        m_toTop = m_toTop || m_table->verticalScrollBar()->value() == 0;
        m_asOf = m_now;
    });
    connect(m_model, &SessionsModel::phaseChanged, this, &SessionsPanel::followPhase);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &SessionsPanel::showCount);
    followPhase();
    followSelection();
}

void SessionsPanel::addFilters(QVBoxLayout *column)
{
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("sessionSearch"));
    m_search->setPlaceholderText(tr("User or address, in full"));
    m_search->setAccessibleName(tr("Search sessions by user or address"));
    m_search->setClearButtonEnabled(true);
    auto *first = new QHBoxLayout;
    first->setContentsMargins(12, 0, 12, 0);
    first->addWidget(m_search);
    m_state = new QComboBox(this);
    m_state->setObjectName(QStringLiteral("sessionState"));
    m_state->setAccessibleName(tr("State"));
    m_state->setItemDelegate(new RowDelegate(m_state));
    m_state->addItem(tr("Any state"));
    for (auto s : {SessionState::Active, SessionState::Expired, SessionState::Retained}) {
        m_state->addItem(stateWord(s), int(s));
    }
    m_idle = durationBox(tr("Any idle"), tr("idle > %1"), tr("Idle longer than"),
                         {minutes(5), minutes(30), hours(2), hours(6)}, this);
    m_age = durationBox(tr("Any age"), tr("age > %1"), tr("Older than"),
                        {minutes(10), hours(2), hours(12), hours(48)}, this);
    auto *second = new QHBoxLayout;
    second->setContentsMargins(12, 0, 12, 0);
    second->setSpacing(6);
    for (QComboBox *box : {m_state, m_idle, m_age}) {
        second->addWidget(box, 1);
        connect(box, &QComboBox::activated, this, &SessionsPanel::applyFilter);
    }
    column->addLayout(first);
    column->addLayout(second);
    connect(m_search, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &SessionsPanel::applyFilter);
}

void SessionsPanel::addTable(QVBoxLayout *column)
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("sessionTable"));
    m_table->setAccessibleName(tr("Sessions"));
    m_table->setModel(m_model);
    auto *delegate = new RowDelegate(this);
    m_table->setItemDelegate(delegate);
    delegate->setSeverityRole(SessionsModel::State, SessionsModel::SeverityRole);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(28);
    m_table->verticalHeader()->setMinimumSectionSize(28);
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(40);
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(SessionsModel::User, QHeaderView::Stretch);
    const std::pair<int, int> widths[] = {{SessionsModel::State, 74},
                                          {SessionsModel::Idle, 50},
                                          {SessionsModel::Age, 54},
                                          {SessionsModel::Address, 80},
                                          {SessionsModel::Bytes, 64}};
    for (auto [section, width] : widths) {
        header->resizeSection(section, width);
    }
    m_table->viewport()->installEventFilter(this);
    m_table->setSortingEnabled(true);
    header->setSortIndicator(SessionsModel::Idle, Qt::AscendingOrder);
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this] { m_toTop = true; });
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &SessionsPanel::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SessionsPanel::followSelection);

    auto *page = new QWidget(this);
    auto *inside = new QVBoxLayout(page);
    inside->setContentsMargins(20, 20, 20, 20);
    m_words = plainLabel({}, QStringLiteral("muted"), page);
    m_words->setObjectName(QStringLiteral("sessionWords"));
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignHCenter);
    m_retry = new QPushButton(tr("Try again"), page);
    connect(m_retry, &QPushButton::clicked, m_model, &SessionsModel::reload);
    inside->addStretch(1);
    inside->addWidget(m_words);
    inside->addWidget(m_retry, 0, Qt::AlignHCenter);
    inside->addStretch(2);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(page);
    column->addWidget(m_stack, 1);
}

void SessionsPanel::addActions(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 10);
    row->setSpacing(6);
    m_count = plainLabel({}, QStringLiteral("small"), this);
    m_count->setObjectName(QStringLiteral("sessionCount"));
    m_fresh = new QPushButton(tr("Refresh"), this);
    m_fresh->setObjectName(QStringLiteral("refreshSessions"));
    m_fresh->setProperty("look", QStringLiteral("link"));
    m_fresh->setToolTip(tr("The list is not refreshed while it is being read"));
    connect(m_fresh, &QPushButton::clicked, this, &SessionsPanel::refreshFromTop);
    m_copy = new QPushButton(tr("Copy id"), this);
    m_purgeUser = new QPushButton(tr("Purge user…"), this);
    m_purgeUser->setObjectName(QStringLiteral("purgeUser"));
    m_end = new QPushButton(tr("End session…"), this);
    m_end->setObjectName(QStringLiteral("endSession"));
    connect(m_copy, &QPushButton::clicked, this, &SessionsPanel::copyId);
    connect(m_end, &QPushButton::clicked, this, [this] {
        if (const auto session = selected()) {
            Q_EMIT endWanted(*session);
        }
    });
    connect(m_purgeUser, &QPushButton::clicked, this, [this] {
        if (const auto session = selected()) {
            PurgeSelector selector;
            selector.state = PurgeSelector::State::Any;
            selector.user = session->user;
            Q_EMIT purgeWanted(selector);
        }
    });
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(12, 0, 12, 0);
    foot->addWidget(m_count);
    foot->addWidget(m_fresh);
    foot->addStretch(1);
    column->addLayout(foot);
    row->addStretch(1);
    row->addWidget(m_copy);
    row->addWidget(m_purgeUser);
    row->addWidget(m_end);
    column->addLayout(row);
}

bool SessionsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        shareWidth();
    }
    return QWidget::eventFilter(watched, event);
}

/// Who goes before from where: the address has a column only where the names keep their room; it is in the tool
/// tip all the same.
void SessionsPanel::shareWidth()
{
    QHeaderView *header = m_table->horizontalHeader();
    int others = 0;
    for (int section : {SessionsModel::State, SessionsModel::Idle, SessionsModel::Age, SessionsModel::Bytes}) {
        others += header->sectionSize(section);
    }
    const int left = m_table->viewport()->width() - others - roomForNames;
    header->setSectionHidden(SessionsModel::Address, left < narrowestAddress);
    header->resizeSection(SessionsModel::Address, std::clamp(left, narrowestAddress, widestAddress));
}

void SessionsPanel::setGateway(Gateway *gateway)
{
    if (m_gateway) {
        m_gateway->disconnect(this);
    }
    m_gateway = gateway;
    m_model->setGateway(gateway);
    if (gateway) {
        connect(gateway, &Gateway::availabilityChanged, this, &SessionsPanel::followSelection);
    }
    if (isVisible()) {
        m_model->reload();
    }
    followSelection();
}

void SessionsPanel::setHistory(const HistoryPtr &history)
{
    m_now = history->now;
    if (isVisible()) {
        m_model->setNow(m_now);
    }
}

void SessionsPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void SessionsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->setNow(m_now);
    m_model->reload();
}

void SessionsPanel::applyFilter()
{
    m_debounce.stop();
    SessionFilter filter;
    const QString text = m_search->text().trimmed();
    (looksLikeAddress(text) ? filter.address : filter.user) = text;
    if (m_state->currentData().isValid()) {
        filter.state = static_cast<SessionState>(m_state->currentData().toInt());
    }
    filter.idleLongerThan = chosenDuration(m_idle);
    filter.olderThan = chosenDuration(m_age);
    m_toTop = m_toTop || filter != m_model->filter();
    m_model->setFilter(filter);
}

void SessionsPanel::followPhase()
{
    using Phase = SessionsModel::Phase;
    const Phase phase = m_model->phase();
    const int rows = m_model->rowCount();
    m_retry->setVisible(phase == Phase::Failed);
    const bool isThere = phase != Phase::Failed && phase != Phase::Refused;
    if (!isThere) {
        m_words->setText(m_model->problem());
    } else if (phase == Phase::Ready) {
        m_words->setText(m_model->filter() == SessionFilter{} ? tr("No session is stored.")
                                                              : tr("No session matches this search."));
    } else {
        m_words->setText(phase == Phase::Loading ? tr("Loading…") : tr("Nothing is being watched yet."));
    }
    m_stack->setCurrentIndex(rows > 0 && isThere ? 0 : 1);
    if (phase == Phase::Ready && std::exchange(m_toTop, false)) {
        m_table->scrollToTop();
    }
    showCount();
}

void SessionsPanel::showCount()
{
    const int rows = m_model->rowCount();
    const bool held = rows > 0 && isBeingRead();
    m_fresh->setVisible(held);
    QString count;
    if (held) {
        count = tr("list of %1").arg(units::clock(m_asOf, m_zone));
    } else if (rows > 0) {
        const bool more = m_model->canFetchMore({}) || m_model->isCut();
        count = more && m_model->matched() > rows
                    ? tr("first %1 of %2").arg(thousands(rows), thousands(m_model->matched()))
                : more ? tr("first %1").arg(thousands(rows))
                       : tr("%1 in all").arg(thousands(rows));
    }
    m_count->setText(count);
    m_count->setToolTip(m_model->isCut() ? tr("The list ends here; a filter leads further.") : QString());
}

void SessionsPanel::followSelection()
{
    const auto session = selected();
    const auto refuse = [&](ActionKind kind) {
        return m_gateway ? m_gateway->refusal(kind) : std::optional<QString>(tr("Nothing is being watched yet."));
    };
    const auto noEnd = refuse(ActionKind::EndSession);
    const auto noPurge = refuse(ActionKind::Purge);
    m_copy->setEnabled(session.has_value());
    m_end->setEnabled(session && session->state == SessionState::Active && !noEnd);
    m_purgeUser->setEnabled(session && !noPurge);
    const QString choose = tr("Choose a session first");
    m_end->setToolTip(noEnd.value_or(session ? QString() : choose));
    m_purgeUser->setToolTip(noPurge.value_or(session ? QString() : choose));
    m_copy->setToolTip(session ? QString() : choose);
}

bool SessionsPanel::isBeingRead() const
{
    return m_table->verticalScrollBar()->value() > 0;
}

/// Fresh rows while the reader is at the top; a list that is being read is left alone, and the footer says so.
void SessionsPanel::refreshQuietly()
{
    if (isVisible() && !isBeingRead() && m_model->phase() != SessionsModel::Phase::Loading) {
        m_model->reload();
    }
}

void SessionsPanel::refreshFromTop()
{
    m_toTop = true;
    m_model->reload();
}

void SessionsPanel::setZone(units::Zone zone)
{
    m_zone = zone;
    showCount();
}

void SessionsPanel::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](QPushButton *button) {
        QAction *action = menu->addAction(button->text());
        action->setEnabled(button->isEnabled());
        QObject::connect(action, &QAction::triggered, button, &QPushButton::click);
    };
    add(m_copy);
    add(m_purgeUser);
    add(m_end);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

std::optional<SessionRow> SessionsPanel::selected() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_model->row(rows.first().row()));
}

void SessionsPanel::copyId()
{
    if (const auto session = selected()) {
        QGuiApplication::clipboard()->setText(session->id);
    }
}

} // namespace qd

#include "moc_sessions_panel.cpp"
