// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/palette.h"

#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr int commandRole = Qt::UserRole;
constexpr int asideRole = Qt::UserRole + 1; ///< the keys, or why it cannot be done
constexpr const char *refusalProperty = "refusal";
constexpr int rowHeight = 30;
constexpr int mostRows = 12;

QString plainText(const QAction *command)
{
    QString text = command->text();
    return text.remove(u'&');
}

/// Every word typed occurs in the command's text.
bool matches(const QAction *command, const QString &typed)
{
    const QString text = plainText(command);
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString &w) { return text.contains(w, Qt::CaseInsensitive); });
}

QString refusalOf(const QAction *command)
{
    return command->property(refusalProperty).toString();
}

/// The command at the left; at the right, quiet, its keys or the reason against it.
class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme &t = theme();
        if (option.state & QStyle::State_Selected) {
            QColor wash = t.accent;
            wash.setAlphaF(0.15F);
            painter->fillRect(option.rect, wash);
        }
        painter->setPen(t.grid);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const QRectF box = QRectF(option.rect).adjusted(10, 0, -10, 0);
        const QString text = index.data(Qt::DisplayRole).toString();
        painter->setPen(option.state & QStyle::State_Enabled ? t.text : t.muted);
        const qreal used = drawTabular(*painter, box, Qt::AlignLeft, uiFont(13), text);
        painter->setPen(t.muted);
        drawTabular(*painter, box.adjusted(used + 16, 0, 0, 0), Qt::AlignRight, uiFont(12),
                    index.data(asideRole).toString());
    }
};

} // namespace

void CommandPalette::refuse(QAction *command, const std::optional<QString> &why)
{
    command->setProperty(refusalProperty, why ? QVariant(*why) : QVariant());
}

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(tr("All commands"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    m_search->setPlaceholderText(tr("Type a command"));
    m_search->setAccessibleName(tr("Filter commands"));
    m_search->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_search);
    column->addWidget(m_list);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 8);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::setCommands(const QList<QAction *> &commands)
{
    m_commands = commands;
}

void CommandPalette::open()
{
    m_before = QApplication::focusWidget();
    m_search->clear();
    filter({});
    show();
    raise();
    m_search->setFocus(Qt::PopupFocusReason);
}

QStringList CommandPalette::shown() const
{
    QStringList texts;
    for (int i = 0; i < m_list->count(); ++i) {
        if (const auto *command = m_list->item(i)->data(commandRole).value<QAction *>()) {
            texts << plainText(command);
        }
    }
    return texts;
}

void CommandPalette::filter(const QString &text)
{
    m_list->clear();
    for (QAction *command : std::as_const(m_commands)) {
        if (!command->isVisible() || !matches(command, text)) {
            continue;
        }
        const QString why = refusalOf(command);
        auto *item = new QListWidgetItem(plainText(command), m_list);
        item->setData(commandRole, QVariant::fromValue(command));
        item->setData(asideRole, why.isEmpty() ? command->shortcut().toString(QKeySequence::NativeText) : why);
        item->setData(Qt::AccessibleDescriptionRole, item->data(asideRole));
        item->setSizeHint(QSize(10, rowHeight));
        if (!why.isEmpty()) {
            item->setFlags(item->flags() & ~(Qt::ItemIsEnabled | Qt::ItemIsSelectable));
            item->setToolTip(why);
        }
    }
    for (int i = 0; i < m_list->count(); ++i) {
        if (m_list->item(i)->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentRow(i);
            break;
        }
    }
    if (m_list->count() == 0) {
        (new QListWidgetItem(tr("No command has these words"), m_list))->setFlags(Qt::NoItemFlags);
    }
    place();
}

void CommandPalette::run()
{
    QListWidgetItem *item = m_list->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled)) {
        return;
    }
    auto *command = item->data(commandRole).value<QAction *>();
    hide();
    if (m_before) {
        m_before->setFocus(Qt::PopupFocusReason);
    }
    command->trigger();
}

void CommandPalette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(560, window->width() - 48);
    const int rows = std::clamp(m_list->count(), 1, mostRows);
    const int height = std::min(rowHeight * rows + 66, window->height() - 96);
    setGeometry((window->width() - width) / 2, 64, width, height);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_PageUp ||
            key->key() == Qt::Key_PageDown) {
            QApplication::sendEvent(m_list, event);
            return true;
        }
    }
    if (watched == m_search && event->type() == QEvent::FocusOut && isVisible()) {
        hide();
    }
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        run();
    } else if (event->key() == Qt::Key_Escape) {
        hide();
        if (m_before) {
            m_before->setFocus(Qt::PopupFocusReason);
        }
    } else {
        QFrame::keyPressEvent(event);
    }
}

} // namespace qd

#include "moc_palette.cpp"
