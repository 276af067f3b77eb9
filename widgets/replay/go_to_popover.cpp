// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/go_to_popover.h"

#include "model/session/instant_text.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr QSize popoverSize(352, 104);
constexpr int margin = 12;

} // namespace

GoToPopover::GoToPopover(QWidget *window)
    : QFrame(window)
{
    setObjectName(QStringLiteral("goToPopover"));
    setProperty("look", QStringLiteral("panel"));
    setAccessibleName(tr("Go to a time"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    column->addWidget(plainLabel(tr("Go to a time"), QStringLiteral("section"), this));
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("goToText"));
    m_text->setAccessibleName(tr("Time"));
    m_text->setPlaceholderText(tr("03:12, 2024-08-20 03:12:45, -15m"));
    m_meaning = plainLabel({}, QStringLiteral("small"), this);
    m_meaning->setObjectName(QStringLiteral("goToMeaning"));
    column->addWidget(m_text);
    column->addWidget(m_meaning);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(28);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 80));
    setGraphicsEffect(shadow);
    connect(m_text, &QLineEdit::textChanged, this, &GoToPopover::follow);
    connect(m_text, &QLineEdit::returnPressed, this, &GoToPopover::choose);
    hide();
}

void GoToPopover::open(Timestamp from, TimeRange known, units::Zone zone, const QWidget *anchor)
{
    m_from = from;
    m_known = known;
    m_zone = zone;
    m_before = QApplication::focusWidget();
    m_text->clear();
    follow();
    const QWidget *window = parentWidget();
    const QPoint above = anchor->mapTo(window, QPoint(anchor->width() / 2, 0));
    const int x = std::clamp(above.x() - popoverSize.width() / 2, margin,
                             std::max(margin, window->width() - popoverSize.width() - margin));
    const int y = std::max(margin, above.y() - popoverSize.height() - 8);
    setGeometry(QRect(QPoint(x, y), popoverSize));
    show();
    raise();
    m_text->setFocus(Qt::PopupFocusReason);
}

std::optional<Timestamp> GoToPopover::typed() const
{
    return parseInstant(m_text->text(), m_from, m_known, m_zone);
}

void GoToPopover::follow()
{
    const auto at = typed();
    if (m_text->text().trimmed().isEmpty()) {
        m_meaning->setText(
            tr("%1 to %2").arg(units::dateClock(m_known.begin, m_zone), dateWords(m_known.end, m_zone)));
    } else if (!at) {
        m_meaning->setText(tr("A clock time, a date, or a step such as -15m"));
    } else if (*at < m_known.begin || *at > m_known.end) {
        m_meaning->setText(tr("%1 is outside of what is known").arg(dateWords(*at, m_zone)));
    } else {
        m_meaning->setText(tr("Return goes to %1").arg(dateWords(*at, m_zone)));
    }
}

void GoToPopover::choose()
{
    if (const auto at = typed()) {
        dismiss();
        Q_EMIT instantChosen(std::clamp(*at, m_known.begin, m_known.end));
    }
}

void GoToPopover::dismiss()
{
    hide();
    if (m_before) {
        m_before->setFocus(Qt::PopupFocusReason);
    }
}

void GoToPopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace qd

#include "moc_go_to_popover.cpp"
