// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/note_popover.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {
constexpr int longestNote = 2000;
}

NotePopover::NotePopover(QWidget *window)
    : QFrame(window)
{
    setObjectName(QStringLiteral("notePopover"));
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(tr("Note for the log"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    m_when = plainLabel({}, QStringLiteral("small"), this);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("noteText"));
    m_text->setAccessibleName(tr("Note"));
    m_text->setPlaceholderText(tr("What did you see or do?"));
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);
    m_error = plainLabel({}, QStringLiteral("error"), this);
    m_error->setWordWrap(true);
    m_error->hide();
    m_save = new QPushButton(tr("Save note"), this);
    m_save->setObjectName(QStringLiteral("saveNote"));
    m_save->setProperty("look", QStringLiteral("primary"));
    m_save->setToolTip(tr("Ctrl+Return"));
    auto *cancel = new QPushButton(tr("Cancel"), this);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_save);
    column->addWidget(m_when);
    column->addWidget(m_text, 1);
    column->addWidget(m_error);
    column->addLayout(row);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(28);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 80));
    setGraphicsEffect(shadow);
    connect(m_text, &QPlainTextEdit::textChanged, this, &NotePopover::follow);
    connect(m_save, &QPushButton::clicked, this, &NotePopover::save);
    connect(cancel, &QPushButton::clicked, this, &NotePopover::dismiss);
    hide();
}

void NotePopover::open(Gateway &gateway, Timestamp at, units::Zone zone, const QWidget *anchor)
{
    m_gateway = &gateway;
    m_at = at;
    m_before = QApplication::focusWidget();
    m_when->setText(tr("Note at %1").arg(dateWords(at, zone)));
    m_error->hide();
    const QWidget *window = parentWidget();
    const int width = 340;
    const QPoint below = anchor->mapTo(window, QPoint(anchor->width() / 2, anchor->height() + 8));
    const int x = std::clamp(below.x() - width / 2, 12, window->width() - width - 12);
    setGeometry(x, below.y(), width, 196);
    follow();
    show();
    raise();
    m_text->setFocus(Qt::PopupFocusReason);
}

void NotePopover::follow()
{
    const QString text = m_text->toPlainText();
    m_save->setEnabled(!text.trimmed().isEmpty() && text.size() <= longestNote);
    if (text.size() > longestNote) {
        m_error->setText(tr("A note holds %1 characters.").arg(thousands(longestNote)));
    }
    m_error->setVisible(text.size() > longestNote);
}

void NotePopover::save()
{
    if (!m_gateway || !m_save->isEnabled()) {
        return;
    }
    m_save->setEnabled(false);
    m_gateway->addNote(m_text->toPlainText().trimmed(), m_at, this, [this](Result<bool> saved) {
        m_save->setEnabled(true);
        if (!saved) {
            m_error->setText(saved.error().words);
            m_error->show();
            return;
        }
        m_text->clear();
        dismiss();
    });
}

void NotePopover::dismiss()
{
    hide();
    if (m_before) {
        m_before->setFocus(Qt::PopupFocusReason);
    }
}

bool NotePopover::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() & Qt::ControlModifier) {
            save();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void NotePopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace qd

#include "moc_note_popover.cpp"
