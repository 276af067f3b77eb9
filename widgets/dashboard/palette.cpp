// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/palette.h"

#include "widgets/shared/labels.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr int commandRole = Qt::UserRole;
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

} // namespace

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
        if (!matches(command, text)) {
            continue;
        }
        QString line = plainText(command);
        const QString keys = command->shortcut().toString(QKeySequence::NativeText);
        if (!keys.isEmpty()) {
            line += QStringLiteral("   (%1)").arg(keys);
        }
        auto *item = new QListWidgetItem(line, m_list);
        item->setData(commandRole, QVariant::fromValue(command));
        item->setSizeHint(QSize(10, rowHeight));
        if (!command->isEnabled()) {
            item->setFlags(item->flags() & ~(Qt::ItemIsEnabled | Qt::ItemIsSelectable));
            item->setToolTip(command->toolTip());
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
