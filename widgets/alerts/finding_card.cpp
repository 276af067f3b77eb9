// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/finding_card.h"

#include "widgets/alerts/finding_line.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"
#include "widgets/shared/words.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

QString joined(const QString &a, const QString &b)
{
    return b.isEmpty() ? a : a.isEmpty() ? b : a + QStringLiteral(" · ") + b;
}

QString tipOf(const Finding &finding)
{
    QStringList lines{finding.title, finding.detail, finding.flags};
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QString foldWords(const FindingGroup &group, bool unfolded)
{
    return unfolded ? FindingCard::tr("Hide them") : FindingCard::tr("Show all %1").arg(group.members.size());
}

/// "2 of 9 acknowledged": of a group the flags of each would be a page.
QString flagsOf(const FindingGroup &group)
{
    if (group.isSingle())
        return group.first().flags;
    const auto done = std::ranges::count_if(group.members, [](const Finding &member) {
        return !member.mayAcknowledge && member.severity != Severity::Unknown;
    });
    return done == 0 ? QString() : FindingCard::tr("%1 of %2 acknowledged").arg(done).arg(group.members.size());
}

} // namespace

FindingCard::FindingCard(QWidget *parent)
    : QWidget(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(14, 0, 14, 0);
    outer->setSpacing(0);
    m_slim = new FindingLine(this);
    m_slim->setObjectName(QStringLiteral("slimFinding"));
    outer->addWidget(m_slim);
    m_whole = new QWidget(this);
    auto *column = new QVBoxLayout(m_whole);
    column->setContentsMargins(0, 10, 0, 10);
    column->setSpacing(5);
    m_title = new StateLabel(m_whole);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_detail = plainLabel({}, {}, m_whole);
    m_detail->setWordWrap(true);
    m_flags = plainLabel({}, QStringLiteral("small"), m_whole);
    m_flags->setObjectName(QStringLiteral("alertFlags"));
    m_flags->setWordWrap(true);
    for (QWidget *part :
         {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_detail), static_cast<QWidget *>(m_flags)})
        column->addWidget(part);
    buildButtons(column);
    outer->addWidget(m_whole);
    m_members = new QVBoxLayout;
    m_members->setSpacing(0);
    outer->addLayout(m_members);
    m_others = plainLabel({}, QStringLiteral("small"), this);
    m_others->setContentsMargins(16, 0, 0, 8);
    m_others->hide();
    outer->addWidget(m_others);
    connect(m_slim->open(), &QPushButton::clicked, this, [this] { Q_EMIT detailsWanted(m_group.first().alert); });
    connect(m_slim->more(), &QPushButton::clicked, this, [this] { Q_EMIT foldWanted(m_group.id); });
}

void FindingCard::buildButtons(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    m_purge = new QPushButton(m_whole);
    m_purge->setProperty("look", QStringLiteral("primary"));
    m_chart = new QPushButton(tr("Show chart"), m_whole);
    m_acknowledge = new QPushButton(m_whole);
    m_acknowledge->setObjectName(QStringLiteral("acknowledge"));
    m_fold = new QPushButton(m_whole);
    m_fold->setObjectName(QStringLiteral("unfold"));
    m_open = new QPushButton(tr("Details…"), m_whole);
    m_open->setObjectName(QStringLiteral("alertDetails"));
    for (QPushButton *button : {m_purge, m_chart, m_acknowledge, m_fold, m_open}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addLayout(row);
    connect(m_acknowledge, &QPushButton::clicked, this,
            [this] { Q_EMIT acknowledgeWanted(m_group.acknowledgeable()); });
    connect(m_fold, &QPushButton::clicked, this, [this] { Q_EMIT foldWanted(m_group.id); });
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT detailsWanted(m_group.first().alert); });
    connect(m_purge, &QPushButton::clicked, this, &FindingCard::purgeWanted);
    connect(m_chart, &QPushButton::clicked, this, [this] { Q_EMIT chartWanted(m_group.first().chart); });
}

void FindingCard::display(const FindingGroup &group, bool unfolded)
{
    m_group = group;
    m_unfolded = unfolded && !group.isSingle();
    m_slim->setVisible(group.isMuted);
    m_whole->setVisible(!group.isMuted);
    group.isMuted ? displaySlim() : displayWhole();
    displayMembers();
    setAccessibleName(group.title());
    update();
}

void FindingCard::displaySlim()
{
    const Finding &first = m_group.first();
    const QString name = m_group.isSingle() ? first.rule : m_group.title();
    m_slim->display(Severity::Unknown, joined(name, first.flags), tipOf(first));
    m_slim->open()->setVisible(m_group.isSingle());
    m_slim->more()->setVisible(!m_group.isSingle());
    m_slim->more()->setText(foldWords(m_group, m_unfolded));
}

void FindingCard::displayWhole()
{
    const Finding &first = m_group.first();
    m_title->display(first.severity, m_group.title());
    const QString worst = m_group.isSingle() ? first.detail : first.title + u'\n' + first.detail;
    m_detail->setText(worst);
    m_detail->setVisible(!worst.isEmpty());
    const QString flags = flagsOf(m_group);
    m_flags->setText(flags);
    m_flags->setVisible(!flags.isEmpty());
    displayButtons();
}

void FindingCard::displayButtons()
{
    const Finding &first = m_group.first();
    const QString title = m_group.title();
    const bool isSingle = m_group.isSingle();
    m_purge->setText(tr("Preview purge of %1 retained").arg(thousands(first.retained)));
    m_purge->setVisible(first.offersPurge);
    const bool isUrgent = first.severity == Severity::Critical || first.severity == Severity::Warning;
    m_chart->setVisible(isUrgent && first.hasChart);
    m_chart->setAccessibleName(tr("Show the chart of: %1").arg(title));
    m_acknowledge->setVisible(!m_group.acknowledgeable().isEmpty());
    m_acknowledge->setText(isSingle ? tr("Acknowledge") : tr("Acknowledge all"));
    m_acknowledge->setAccessibleName(tr("%1: %2").arg(m_acknowledge->text(), title));
    m_fold->setVisible(!isSingle);
    m_fold->setText(foldWords(m_group, m_unfolded));
    m_fold->setAccessibleName(tr("%1: %2").arg(m_fold->text(), title));
    m_open->setVisible(isSingle && !first.alert.isEmpty());
    m_open->setAccessibleName(tr("Details of: %1").arg(title));
}

void FindingCard::displayMembers()
{
    const std::size_t shown = m_unfolded ? std::min(mostLines, m_group.members.size()) : 0;
    while (m_lines.size() > shown) {
        delete m_lines.back();
        m_lines.pop_back();
    }
    while (m_lines.size() < shown) {
        auto *line = new FindingLine(this);
        line->setObjectName(QStringLiteral("memberFinding"));
        connect(line->open(), &QPushButton::clicked, this,
                [this, at = m_lines.size()] { Q_EMIT detailsWanted(m_group.members[at].alert); });
        m_members->addWidget(line);
        m_lines.push_back(line);
    }
    m_members->setContentsMargins(0, 0, 0, shown > 0 ? 8 : 0);
    for (std::size_t i = 0; i < shown; ++i) {
        const Finding &member = m_group.members[i];
        m_lines[i]->display(m_group.isMuted ? Severity::Unknown : member.severity,
                            joined(m_group.difference(member), member.flags), tipOf(member));
    }
    m_others->setText(tr("and %1 more").arg(m_group.members.size() - shown));
    m_others->setVisible(shown > 0 && shown < m_group.members.size());
}

void FindingCard::refusePurge(const std::optional<QString> &why)
{
    refuseButton(m_purge, why);
}

void FindingCard::refuseAcknowledge(const std::optional<QString> &why)
{
    refuseButton(m_acknowledge, why);
}

void FindingCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Severity severity =
        m_group.isMuted || m_group.members.empty() ? Severity::Unknown : m_group.first().severity;
    painter.fillRect(rect(), theme().tint(severity));
    painter.setPen(theme().line);
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace qd

#include "moc_finding_card.cpp"
