// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/incident_form.h"

#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <utility>

namespace qd {

namespace {

constexpr int narrowest = 460;

bool isReturn(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

} // namespace

IncidentForm::IncidentForm(const QString &title, const QString &place, const QString &act, QWidget *parent)
    : QDialog(parent)
    , m_remark(plainLabel({}, QStringLiteral("small"), this))
    , m_grid(new QGridLayout)
    , m_error(plainLabel({}, QStringLiteral("error"), this))
    , m_act(new QPushButton(act, this))
    , m_anyway(new DeliberateButton(this))
{
    setObjectName(QStringLiteral("incidentForm"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(place.isEmpty() ? title : tr("%1 on %2").arg(title, place));
    setMinimumWidth(narrowest);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    auto *head = new QHBoxLayout;
    head->addWidget(plainLabel(title, QStringLiteral("title"), this), 1);
    auto *pill = new Pill(this);
    pill->display(place, Pill::Tone::Inverse);
    pill->setVisible(!place.isEmpty());
    head->addWidget(pill);
    column->addLayout(head);
    m_remark->setWordWrap(true);
    m_remark->hide();
    column->addWidget(m_remark);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
    column->addLayout(m_grid);
    m_error->setObjectName(QStringLiteral("formError"));
    m_error->setWordWrap(true);
    m_error->hide();
    column->addWidget(m_error);
    m_act->setObjectName(QStringLiteral("formAct"));
    m_act->setProperty("look", QStringLiteral("primary"));
    m_act->setToolTip(tr("Ctrl+Return"));
    m_act->setAutoDefault(false);
    m_anyway->setObjectName(QStringLiteral("formAnyway"));
    m_anyway->hide();
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(cancel);
    row->addWidget(m_act);
    row->addWidget(m_anyway);
    column->addLayout(row);
    // Somebody who presses it means it.
    connect(cancel, &QPushButton::clicked, this, [this] { QDialog::reject(); });
    connect(m_act, &QPushButton::clicked, this, &IncidentForm::give);
    connect(m_anyway, &QPushButton::clicked, this, &IncidentForm::give);
    followButton();
}

void IncidentForm::addRow(const QString &name, QWidget *field)
{
    const int row = m_grid->rowCount();
    constexpr int tall = 60; // its name stands at its first line
    const bool isTall = field->minimumHeight() > tall;
    m_grid->addWidget(plainLabel(name, QStringLiteral("section"), this), row, 0,
                      isTall ? Qt::AlignTop : Qt::AlignVCenter);
    m_grid->addWidget(field, row, 1);
    field->setAccessibleName(name);
    field->installEventFilter(this);
}

void IncidentForm::addWide(QWidget *field)
{
    m_grid->addWidget(field, m_grid->rowCount(), 0, 1, 2);
}

void IncidentForm::setRemark(const QString &words)
{
    m_remark->setText(words);
    m_remark->setVisible(!words.isEmpty());
}

void IncidentForm::setReady(bool ready)
{
    m_isReady = ready;
    followButton();
}

void IncidentForm::setHint(const QString &words)
{
    m_wrong = words;
    showWrong();
}

void IncidentForm::setDoubt(const QString &words, const QString &act)
{
    if (std::exchange(m_doubt, words) == words)
        return;
    const bool hasAny = !words.isEmpty();
    const bool hadFocus = m_act->hasFocus() || m_anyway->hasFocus();
    m_act->setHidden(hasAny);
    m_anyway->setVisible(hasAny);
    if (hasAny) {
        m_anyway->offer(act, false);
        m_anyway->rest(); // it may stand under the hand
    }
    if (hadFocus)
        setFocus(Qt::OtherFocusReason);
    followButton();
    showWrong();
}

void IncidentForm::setRefusal(const std::optional<QString> &why)
{
    if (std::exchange(m_refusal, why) == why)
        return;
    showWrong();
    followButton();
}

void IncidentForm::setError(const QString &words)
{
    m_isSent = false;
    m_wrong = words;
    showWrong();
    followButton();
}

void IncidentForm::showWrong()
{
    QStringList all{m_refusal.value_or(QString()), m_doubt, m_wrong};
    all.removeAll(QString());
    m_error->setText(all.join(u'\n'));
    m_error->setVisible(!all.isEmpty());
    // A layout never asks for the height of wrapped words: fields would be squeezed by them.
    if (isVisible())
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

void IncidentForm::followButton()
{
    const bool may = m_isReady && !m_isSent && !m_refusal;
    m_act->setEnabled(may);
    m_anyway->offer(m_anyway->text(), may);
}

/// Where something speaks against it, a key leads to the button that is to be meant.
void IncidentForm::giveByKey()
{
    m_doubt.isEmpty() ? give() : m_anyway->setFocus(Qt::ShortcutFocusReason);
}

void IncidentForm::give()
{
    if (!m_isReady || m_isSent || m_refusal)
        return;
    m_isSent = true;
    m_wrong.clear();
    showWrong();
    followButton();
    Q_EMIT given();
}

QStringList IncidentForm::written() const
{
    QStringList all;
    for (const auto *field : findChildren<QLineEdit *>())
        all << field->text();
    for (const auto *field : findChildren<QPlainTextEdit *>())
        all << field->toPlainText();
    return all;
}

void IncidentForm::showEvent(QShowEvent *event)
{
    if (!event->spontaneous())
        m_written = written();
    QDialog::showEvent(event);
}

/// Words that are not kept are not lost by one key.
void IncidentForm::reject()
{
    const QStringList words = written();
    if (words != m_written && std::exchange(m_warnedBefore, words) != words)
        return setHint(tr("What you wrote is not kept. Close once more to lose it."));
    QDialog::reject();
}

void IncidentForm::keyPressEvent(QKeyEvent *event)
{
    if (isReturn(*event) && event->modifiers() & Qt::ControlModifier)
        return giveByKey();
    QDialog::keyPressEvent(event);
}

/// A text of several lines takes Ctrl+Return for itself.
bool IncidentForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && qobject_cast<QPlainTextEdit *>(watched)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (isReturn(*key) && key->modifiers() & Qt::ControlModifier) {
            giveByKey();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace qd

#include "moc_incident_form.cpp"
