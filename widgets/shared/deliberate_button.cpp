// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/deliberate_button.h"

#include "widgets/shared/buttons.h"

#include <QtGui/QKeyEvent>

namespace qd {

DeliberateButton::DeliberateButton(QWidget *parent)
    : QPushButton(parent)
{
    setAutoDefault(false);
    setDefault(false);
    setEnabled(false);
    setProperty("look", QStringLiteral("danger"));
    m_settling.setSingleShot(true);
    m_settling.setInterval(settleMs);
    connect(&m_settling, &QTimer::timeout, this, &DeliberateButton::settle);
}

DeliberateButton::DeliberateButton(const QString &words, const QString &name, QWidget *parent)
    : DeliberateButton(parent)
{
    setProperty("look", QVariant());
    setObjectName(name);
    setText(words);
    offer(words, true);
}

void DeliberateButton::offer(const QString &words, bool ready)
{
    m_ready = ready;
    if (words != text()) {
        setText(words);
        setAccessibleName(words);
        if (ready) {
            setEnabled(false);
            m_settling.start();
            return;
        }
    }
    settle();
}

void DeliberateButton::refuse(const std::optional<QString> &why)
{
    offer(text(), !why);
    setToolTip(plainTip(why.value_or(QString())));
}

void DeliberateButton::rest()
{
    m_settling.start();
    settle();
}

void DeliberateButton::settle()
{
    setEnabled(m_ready && !m_settling.isActive());
}

void DeliberateButton::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !event->isAutoRepeat()) {
        click();
        return;
    }
    if (enter || event->key() == Qt::Key_Space || event->key() == Qt::Key_Select) {
        event->accept();
        return;
    }
    QPushButton::keyPressEvent(event);
}

void DeliberateButton::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Select) {
        event->accept();
        return;
    }
    QPushButton::keyReleaseEvent(event);
}

} // namespace qd

#include "moc_deliberate_button.cpp"
