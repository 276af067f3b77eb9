// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/finding_line.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

namespace qd {

namespace {

constexpr int shapeSide = 8;
constexpr int shapeSpace = 16;

QPushButton *linkIn(QWidget *parent, const QString &text, const QString &name)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("look", QStringLiteral("link"));
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

} // namespace

FindingLine::FindingLine(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(shapeSpace, 0, 0, 0);
    row->setSpacing(2);
    m_words = new ElidedLabel(this);
    m_words->setObjectName(QStringLiteral("findingWords"));
    m_words->setPixelSize(12);
    m_words->setMuted(false);
    m_more = linkIn(this, {}, QStringLiteral("lineUnfold"));
    m_more->hide();
    m_open = linkIn(this, tr("Details…"), QStringLiteral("lineDetails"));
    row->addWidget(m_words, 1);
    row->addWidget(m_more);
    row->addWidget(m_open);
}

void FindingLine::display(Severity severity, const QString &words, const QString &tip)
{
    m_severity = severity;
    m_words->setText(words);
    setToolTip(plainTip(tip));
    m_open->setAccessibleName(tr("Details of: %1").arg(words));
    update();
}

QString FindingLine::words() const
{
    return m_words->text();
}

void FindingLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintShape(painter, QRectF(0, (height() - shapeSide) / 2.0, shapeSide, shapeSide), m_severity,
               theme().severity(m_severity));
}

} // namespace qd

#include "moc_finding_line.cpp"
