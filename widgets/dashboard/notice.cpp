// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/notice.h"

#include "widgets/dashboard/severity_shape.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/style_sheet.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace qd {

namespace {

constexpr int widest = 720;
constexpr int margin = 18;

} // namespace

Notice::Notice(QWidget *parent)
    : QFrame(parent)
    , m_shape(new SeverityShape(Severity::Critical, this))
    , m_words(plainLabel({}, {}, this))
    , m_leave(this)
{
    setObjectName(QStringLiteral("message"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_shape);
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_words, 1);
    auto *close = new QPushButton(tr("Dismiss"), this);
    close->setProperty("look", QStringLiteral("link"));
    close->setAutoDefault(false);
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, &Notice::dismiss);
    m_leave.setSingleShot(true);
    m_leave.setInterval(readingTime);
    connect(&m_leave, &QTimer::timeout, this, &Notice::dismiss);
    parent->installEventFilter(this);
    hide();
}

void Notice::display(const QString &words, bool critical, Stay stay)
{
    if (words.isEmpty()) {
        dismiss();
        return;
    }
    setLook(this, critical ? QStringLiteral("critical") : QStringLiteral("notice"));
    m_shape->setVisible(critical);
    m_words->setText(words);
    m_words->setAccessibleName(words);
    show();
    place();
    raise();
    critical || stay == Stay::UntilRead ? m_leave.stop() : m_leave.start();
}

void Notice::dismiss()
{
    m_leave.stop();
    m_words->clear();
    hide();
}

QString Notice::words() const
{
    return m_words->text();
}

bool Notice::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisibleTo(parentWidget())) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

void Notice::place()
{
    const QRect around = parentWidget()->rect().adjusted(margin, margin, -margin, -margin);
    layout()->activate();
    // On one line where it fits: what wraps would like to be as wide as it is high.
    const int besides = sizeHint().width() - m_words->sizeHint().width();
    const int inOneLine = m_words->fontMetrics().horizontalAdvance(m_words->text()) + 2;
    const int width = std::min({around.width(), widest, besides + inOneLine});
    const int height = layout()->totalHeightForWidth(width);
    setGeometry(around.center().x() - width / 2, around.bottom() - height, width, height);
}

} // namespace qd

#include "moc_notice.cpp"
