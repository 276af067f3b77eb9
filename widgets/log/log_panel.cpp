// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/log/log_panel.h"

#include "model/log/event_words.h"
#include "widgets/log/log_model.h"
#include "widgets/shared/filter_row.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

/// Right of a story's line: how many parts it has, and whether they are unfolded.
constexpr int foldWidth = 46;

void paintFold(QPainter &painter, const QRectF &line, int parts, bool open)
{
    const QPointF tip(line.right() - 5, line.center().y());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().muted, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(open ? QPolygonF({tip + QPointF(-4, -2), tip + QPointF(0, 2), tip + QPointF(4, -2)})
                              : QPolygonF({tip + QPointF(-2, -4), tip + QPointF(2, 0), tip + QPointF(-2, 4)}));
    drawTabular(painter, line.adjusted(0, 0, -16, 0), Qt::AlignRight, uiFont(11), thousands(parts));
}

/// A press on a story's fold unfolds it; anywhere else it is a click on the event.
class LogView : public QTreeView
{
public:
    using QTreeView::QTreeView;

protected:
    void mousePressEvent(QMouseEvent *event) override
    {
        const QModelIndex at = indexAt(event->position().toPoint());
        const bool hasParts = at.isValid() && at.data(LogModel::PartsRole).toInt() > 0;
        if (hasParts && event->position().x() > visualRect(at).right() - foldWidth) {
            setExpanded(at, !isExpanded(at));
            event->accept();
            return;
        }
        QTreeView::mousePressEvent(event);
    }
    /// The rows are indented by their model; nothing is drawn beside them.
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}
};

/// Time, shape, headline; who and why below it.
class LogDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &t = theme();
        painter->save();
        if (option.state & QStyle::State_Selected) {
            QColor wash = t.accent;
            wash.setAlphaF(0.15F);
            painter->fillRect(option.rect, wash);
        }
        painter->setPen(t.grid);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const QString by = index.data(LogModel::BylineRole).toString();
        const QRectF box = QRectF(option.rect).adjusted(12, 6, -12, -6);
        const QRectF top(box.left(), box.top(), box.width(), 16);
        painter->setPen(t.muted);
        const qreal time =
            drawTabular(*painter, top, Qt::AlignLeft, uiFont(12), index.data(LogModel::TimeRole).toString());
        const auto severity = static_cast<Severity>(index.data(LogModel::SeverityRole).toInt());
        const qreal shape = top.left() + time + 10;
        paintShape(*painter, QRectF(shape, top.center().y() - 4, 8, 8), severity,
                   severity == Severity::Ok ? t.muted : t.severity(severity));
        painter->setPen(t.text);
        const int parts = index.data(LogModel::PartsRole).toInt();
        const qreal right = box.right() - (parts > 0 ? foldWidth - 12 : 0);
        const QRectF words(shape + 14, top.top(), right - shape - 14, top.height());
        drawTabular(*painter, words, Qt::AlignLeft, uiFont(12, QFont::Medium), index.data().toString());
        painter->setPen(t.muted);
        drawTabular(*painter, words.translated(0, 17), Qt::AlignLeft, uiFont(12), by);
        if (parts > 0) {
            paintFold(*painter, top, parts, option.state & QStyle::State_Open);
        }
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        return {100, index.data(LogModel::BylineRole).toString().isEmpty() ? 29 : 46};
    }
};

} // namespace

LogPanel::LogPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new LogModel(this))
    , m_filter(new LogFilter(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(8);
    m_filter->setSourceModel(m_model);
    addFilters();
    addView();
    followCount();
}

void LogPanel::addFilters()
{
    auto *filters = new FilterRow({{tr("Actions"), int(LogGroup::Actions)},
                                   {tr("Service"), int(LogGroup::Service)},
                                   {tr("Alerts"), int(LogGroup::Alerts)},
                                   {tr("Notes"), int(LogGroup::Notes)},
                                   {tr("Watching"), int(LogGroup::Watching)}},
                                  tr("Filter"), tr("Filter the log by text"), this);
    filters->group()->setObjectName(QStringLiteral("logGroup"));
    filters->text()->setObjectName(QStringLiteral("logText"));
    static_cast<QVBoxLayout *>(layout())->addWidget(filters);
    connect(filters, &FilterRow::groupChosen, this, [this](int group) {
        m_filter->setGroup(group);
        followCount();
    });
    connect(filters, &FilterRow::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        followCount();
    });
}

void LogPanel::addView()
{
    m_view = new LogView(this);
    m_view->setObjectName(QStringLiteral("logView"));
    m_view->setAccessibleName(tr("Log, newest first"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new LogDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setIndentation(16);
    m_view->setUniformRowHeights(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(m_view, &QTreeView::clicked, this, &LogPanel::go);
    connect(m_view, &QTreeView::activated, this, &LogPanel::go);
    m_empty = plainLabel({}, QStringLiteral("muted"), this);
    m_empty->setObjectName(QStringLiteral("logEmpty"));
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setContentsMargins(20, 40, 20, 0);
    m_empty->setWordWrap(true);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_stack, 1);
}

void LogPanel::setHistory(const HistoryPtr &history)
{
    if (!isVisible()) {
        m_pending = history;
        return;
    }
    m_pending.reset();
    m_model->setEvents(history->events);
    followCount();
}

void LogPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (const HistoryPtr history = m_pending) {
        setHistory(history);
    }
}

void LogPanel::setZone(units::Zone zone)
{
    m_model->setZone(zone);
}

void LogPanel::go(const QModelIndex &index)
{
    if (index.isValid()) {
        Q_EMIT instantWanted(Timestamp(Millis(index.data(LogModel::AtRole).toLongLong())));
    }
}

void LogPanel::followCount()
{
    m_empty->setText(m_model->storyCount() == 0
                         ? tr("Nothing has happened yet. Restarts, purges, notes and failures appear here.")
                         : tr("No entry matches this filter."));
    m_stack->setCurrentIndex(m_filter->rowCount() > 0 ? 0 : 1);
}

} // namespace qd

#include "moc_log_panel.cpp"
