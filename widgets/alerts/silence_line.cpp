// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/silence_line.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

constexpr qsizetype mostShown = 240;

/// Without what all of them have, and with places to break a line at: a label's value has no spaces.
QString breakable(const QString &matchers)
{
    QString text = matchers;
    if (text.startsWith(u'{') && text.endsWith(u'}'))
        text = text.mid(1, text.size() - 2);
    if (text.size() > mostShown)
        text = text.left(mostShown / 2) + u'…' + text.right(mostShown / 2);
    QString shown;
    for (const QChar c : text) {
        shown += c;
        if (QStringView(u"/.:-_|&?").contains(c))
            shown += QChar(0x200b);
    }
    return shown;
}

} // namespace

SilenceLine::SilenceLine(const SilenceRow &silence, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    auto *column = new QVBoxLayout;
    column->setSpacing(1);
    auto *words = new ElidedLabel(this);
    words->setText(silence.words);
    words->setPixelSize(12);
    auto *matchers = plainLabel(breakable(silence.matchers), QStringLiteral("small"), this);
    matchers->setObjectName(QStringLiteral("silenceTakes"));
    matchers->setWordWrap(true);
    matchers->setToolTip(plainTip(silence.matchers));
    matchers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(words);
    column->addWidget(matchers);
    m_end = new QPushButton(tr("End"), this);
    m_end->setAutoDefault(false);
    m_end->setObjectName(QStringLiteral("endSilence"));
    m_end->setAccessibleName(tr("End: %1, %2").arg(silence.words, silence.matchers));
    row->addLayout(column, 1);
    row->addWidget(m_end, 0, Qt::AlignTop);
    connect(m_end, &QPushButton::clicked, this, &SilenceLine::endWanted);
}

void SilenceLine::setRefusal(const std::optional<QString> &why)
{
    m_end->setEnabled(!why);
    m_end->setToolTip(why.value_or(QString()));
}

} // namespace qd

#include "moc_silence_line.cpp"
