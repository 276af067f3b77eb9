// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/note_line.h"

#include <QtGui/QKeyEvent>

#include <algorithm>

namespace qd {

namespace {

constexpr int aroundText = 12; ///< frame and padding

} // namespace

NoteLine::NoteLine(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(1);
    connect(document(), &QTextDocument::contentsChanged, this, &NoteLine::grow);
    grow();
}

QSize NoteLine::sizeHint() const
{
    const int lines = std::clamp(document()->blockCount(), 1, mostLines);
    return {200, lines * fontMetrics().lineSpacing() + aroundText};
}

void NoteLine::grow()
{
    setVerticalScrollBarPolicy(document()->blockCount() > 1 ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (const int wanted = sizeHint().height(); height() != wanted)
        setFixedHeight(wanted);
}

void NoteLine::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isReturn || event->modifiers() & Qt::ShiftModifier)
        return QPlainTextEdit::keyPressEvent(event);
    if (const QString text = toPlainText().trimmed(); !text.isEmpty())
        Q_EMIT given(text);
}

} // namespace qd

#include "moc_note_line.cpp"
