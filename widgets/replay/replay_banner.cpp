// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/replay_banner.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

namespace qd {

namespace {

constexpr int stripe = 14; ///< width of a stripe and of the space between two, along the line
constexpr int frameWidth = 3;

QColor washed(QColor color, float alpha)
{
    color.setAlphaF(alpha);
    return color;
}

} // namespace

ReplayBanner::ReplayBanner(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("replayBanner"));
    setFixedHeight(38);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 12, 0);
    row->setSpacing(12);
    m_what = new ElidedLabel(this);
    m_what->setObjectName(QStringLiteral("replayName"));
    m_what->setMuted(false);
    m_what->setFont(uiFont(13, QFont::DemiBold));
    m_remark = new ElidedLabel(this);
    m_remark->setObjectName(QStringLiteral("replayRemark"));
    m_leave = new QPushButton(this);
    m_leave->setObjectName(QStringLiteral("leaveReplay"));
    m_leave->setAutoDefault(false);
    m_leave->setProperty("look", QStringLiteral("primary"));
    m_leave->setToolTip(tr("Leave the replay (Esc)"));
    row->addWidget(m_what);
    row->addWidget(m_remark);
    row->addStretch(1);
    row->addWidget(m_leave);
    connect(m_leave, &QPushButton::clicked, this, &ReplayBanner::leaveWanted);
}

void ReplayBanner::display(const QString &what, const QString &wayBack)
{
    m_what->setText(what);
    m_leave->setText(wayBack);
    setAccessibleName(what);
}

void ReplayBanner::setRemark(const QString &words)
{
    m_remark->setText(words);
}

void ReplayBanner::paintEvent(QPaintEvent *)
{
    const Theme &t = theme();
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    painter.fillRect(rect(), washed(t.accent, 0.08F));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(washed(t.accent, 0.13F));
    for (int x = -height(); x < width(); x += 2 * stripe) {
        const QPointF shape[] = {QPointF(x, height()), QPointF(x + height(), 0), QPointF(x + height() + stripe, 0),
                                 QPointF(x + stripe, height())};
        painter.drawConvexPolygon(shape, 4);
    }
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.accent);
}

ReplayFrame::ReplayFrame(QWidget *window)
    : QWidget(window)
{
    setObjectName(QStringLiteral("replayFrame"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    hide();
}

bool ReplayFrame::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void ReplayFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = theme().accent;
    painter.fillRect(0, 0, width(), frameWidth, color);
    painter.fillRect(0, height() - frameWidth, width(), frameWidth, color);
    painter.fillRect(0, frameWidth, frameWidth, height() - 2 * frameWidth, color);
    painter.fillRect(width() - frameWidth, frameWidth, frameWidth, height() - 2 * frameWidth, color);
}

} // namespace qd

#include "moc_replay_banner.cpp"
