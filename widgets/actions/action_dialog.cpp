// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_dialog.h"

#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

ActionDialog::ActionDialog(const QString &title, const Target &target, bool paused, QWidget *parent)
    : QDialog(parent)
    , m_target(target)
    , m_column(new QVBoxLayout(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("%1 · %2").arg(title, target.label()));
    m_column->setContentsMargins(20, 18, 20, 16);
    m_column->setSpacing(12);
    addHead(title);
    m_paused = plainLabel(tr("Live now, not the paused picture."), QStringLiteral("section"), this);
    m_paused->setObjectName(QStringLiteral("pausedWords"));
    m_paused->setVisible(paused);
    m_column->addWidget(m_paused);
    m_body = new QVBoxLayout;
    m_body->setSpacing(10);
    m_column->addLayout(m_body, 1);
    addFoot();
}

void ActionDialog::addHead(const QString &title)
{
    auto *row = new QHBoxLayout;
    row->addWidget(plainLabel(title, QStringLiteral("title"), this));
    row->addStretch(1);
    auto *where = new Pill(this);
    where->display(m_target.label(), m_target.where == Where::Practice ? Pill::Tone::Inverse : Pill::Tone::Accent);
    row->addWidget(where);
    m_column->addLayout(row);
}

void ActionDialog::addFoot()
{
    m_error = plainLabel({}, QStringLiteral("error"), this);
    m_error->setObjectName(QStringLiteral("error"));
    m_error->setWordWrap(true);
    m_error->hide();
    m_column->addWidget(m_error);
    auto *why = new QHBoxLayout;
    m_reasonLabel = plainLabel(tr("Reason"), {}, this);
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("reason"));
    m_reason->setAccessibleName(tr("Reason, for the log"));
    m_reason->setPlaceholderText(tr("Required; goes into the log"));
    m_reason->setMaxLength(500);
    why->addWidget(m_reasonLabel);
    why->addWidget(m_reason, 1);
    m_column->addLayout(why);
    auto *row = new QHBoxLayout;
    m_footnote = plainLabel({}, QStringLiteral("small"), this);
    m_footnote->setWordWrap(true);
    m_act = new DeliberateButton(this);
    m_act->setObjectName(QStringLiteral("act"));
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_cancel->setAutoDefault(false);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::close);
    row->addWidget(m_footnote, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_act);
    m_column->addLayout(row);
}

/// Qt sizes a dialog for at most two thirds of the screen and does not ask again how high its words are then.
void ActionDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (layout()->hasHeightForWidth()) {
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
    }
}

/// Enter in a field is no decision: it neither acts nor gives up, but goes on to the button that is to be meant.
void ActionDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QDialog::keyPressEvent(event);
        return;
    }
    event->accept();
    if (event->isAutoRepeat()) {
        return;
    }
    if (auto *button = qobject_cast<QPushButton *>(focusWidget())) {
        button->click();
    } else if (m_act->isEnabled()) {
        m_act->setFocus();
    }
}

void ActionDialog::setReason(const QString &reason)
{
    m_reason->setText(reason);
}

void ActionDialog::setPaused(bool paused)
{
    m_paused->setVisible(paused);
}

QString ActionDialog::reason() const
{
    return m_reason->text().trimmed();
}

void ActionDialog::setError(const QString &words)
{
    m_error->setText(words);
    m_error->setVisible(!words.isEmpty());
}

void ActionDialog::setFootnote(const QString &words)
{
    m_footnote->setText(words);
}

void ActionDialog::setUnderWay(bool underWay)
{
    m_reason->setReadOnly(underWay);
    m_cancel->setText(underWay ? tr("Close") : tr("Cancel"));
}

void ActionDialog::becomeReport()
{
    setUnderWay(true);
    m_act->hide();
    m_footnote->clear();
    m_cancel->setFocus();
}

} // namespace qd

#include "moc_action_dialog.cpp"
