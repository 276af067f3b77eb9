// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/purge_preview_view.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace qd {

namespace {

enum Column { User, State, Idle, Address, Size };
constexpr int severityRole = Qt::UserRole;
constexpr std::pair<Column, int> widths[] = {{State, 88}, {Idle, 64}, {Address, 128}, {Size, 80}};

Qt::Alignment alignmentOf(int column)
{
    const bool figure = column == Idle || column == Size;
    return (figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QLabel *addFigure(QHBoxLayout *row, const QString &caption, const QString &name, QWidget *parent)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    auto *value = plainLabel(QStringLiteral("–"), {}, parent);
    value->setObjectName(name);
    value->setFont(uiFont(20, QFont::DemiBold));
    value->setStyleSheet(QStringLiteral("font-size: 20px; font-weight: 600;"));
    column->addWidget(value);
    column->addWidget(plainLabel(caption, QStringLiteral("small"), parent));
    row->addLayout(column);
    row->addSpacing(28);
    return value;
}

} // namespace

PurgePreviewView::PurgePreviewView(QWidget *parent)
    : QFrame(parent)
{
    setProperty("look", QStringLiteral("panel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 10, 1, 8);
    column->setSpacing(8);
    auto *figures = new QHBoxLayout;
    figures->setContentsMargins(14, 0, 14, 0);
    m_matched = addFigure(figures, tr("sessions match"), QStringLiteral("matched"), this);
    m_users = addFigure(figures, tr("users touched"), QStringLiteral("users"), this);
    m_bytes = addFigure(figures, tr("expected back"), QStringLiteral("bytes"), this);
    figures->addStretch(1);
    column->addLayout(figures);
    m_table = new QTableWidget(0, 5, this);
    m_table->setHorizontalHeaderLabels({tr("User"), tr("State"), tr("Idle"), tr("Address"), tr("Size")});
    m_table->setAccessibleName(tr("First sessions of the preview"));
    auto *delegate = new RowDelegate(m_table);
    delegate->setSeverityRole(State, severityRole);
    m_table->setItemDelegate(delegate);
    for (int c = 0; c < m_table->columnCount(); ++c) {
        m_table->horizontalHeaderItem(c)->setTextAlignment(alignmentOf(c));
    }
    m_table->setShowGrid(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::TabFocus);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setSectionResizeMode(User, QHeaderView::Stretch);
    for (const auto &[section, width] : widths) {
        m_table->horizontalHeader()->resizeSection(section, width);
    }
    m_table->horizontalHeader()->setHighlightSections(false);
    m_words = plainLabel({}, QStringLiteral("muted"), this);
    m_words->setObjectName(QStringLiteral("previewWords"));
    m_words->setAlignment(Qt::AlignCenter);
    m_words->setWordWrap(true);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_words);
    column->addWidget(m_stack, 1);
    m_more = plainLabel({}, QStringLiteral("small"), this);
    m_more->setContentsMargins(14, 0, 14, 0);
    column->addWidget(m_more);
    showWords({});
}

void PurgePreviewView::showPreview(const PurgePreview &preview, Timestamp now)
{
    m_matched->setText(thousands(preview.matched));
    m_users->setText(thousands(preview.users));
    m_bytes->setText(byteWords(preview.bytes));
    fill(preview.sample, now);
    const auto shown = std::int64_t(preview.sample.size());
    m_more->setText(preview.matched > shown && shown > 0
                        ? tr("The first %1 of %2").arg(thousands(shown), thousands(preview.matched))
                        : QString());
    m_words->setText(preview.matched == 0 ? tr("No session matches. There is nothing to purge.") : QString());
    m_stack->setCurrentIndex(preview.matched == 0 ? 1 : 0);
}

void PurgePreviewView::showWords(const QString &words)
{
    for (QLabel *figure : {m_matched, m_users, m_bytes}) {
        figure->setText(QStringLiteral("–"));
    }
    m_more->clear();
    m_words->setText(words);
    m_stack->setCurrentIndex(1);
}

void PurgePreviewView::fill(const std::vector<SessionRow> &rows, Timestamp now)
{
    m_table->setRowCount(int(rows.size()));
    for (int i = 0; i < int(rows.size()); ++i) {
        const SessionRow &row = rows[std::size_t(i)];
        const QStringList cells{row.user, stateWord(row.state), roughDuration(now - row.lastSeenAt),
                                row.address.isEmpty() ? tr("unknown") : row.address, byteWords(row.bytes)};
        for (int c = 0; c < cells.size(); ++c) {
            auto *item = new QTableWidgetItem(cells[c]);
            item->setTextAlignment(alignmentOf(c));
            item->setToolTip(cells[c]);
            m_table->setItem(i, c, item);
        }
        m_table->item(i, State)->setData(severityRole, int(severityOf(row.state)));
    }
}

QString signInAgainWords(const PurgePreview &preview)
{
    if (preview.activeMatched <= 0) {
        return {};
    }
    // Sessions are counted, people are said: several active sessions of one user are one sign-in each.
    const std::int64_t people =
        preview.users > 0 ? std::min(preview.users, preview.activeMatched) : preview.activeMatched;
    QString words = people == 1 ? QObject::tr("1 person must sign in again")
                                : QObject::tr("%1 people must sign in again").arg(thousands(people));
    if (preview.loginsPerSecond > 0) {
        const auto span = std::chrono::duration<double>(double(people) / preview.loginsPerSecond);
        const Millis rounded = std::max(std::chrono::duration_cast<Millis>(span), Millis(1000));
        const double rate = preview.loginsPerSecond;
        words += QObject::tr(", about %1 at the measured %2 logins/s")
                     .arg(roughDuration(rounded), QString::number(rate, 'f', rate < 10 ? 1 : 0));
    } else {
        words += QObject::tr("; how fast they can is not known yet");
    }
    return words + u'.';
}

} // namespace qd

#include "moc_purge_preview_view.cpp"
