// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/alerts/findings_panel.h"

#include "widgets/alerts/finding_card.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

bool needsSomebody(const Finding &finding)
{
    return (finding.severity == Severity::Critical || finding.severity == Severity::Warning) && !finding.isMuted;
}

} // namespace

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_asOf = plainLabel({}, QStringLiteral("held"), this);
    m_asOf->setObjectName(QStringLiteral("findingsAsOf"));
    m_asOf->setContentsMargins(14, 6, 14, 6);
    m_asOf->hide();
    outer->addWidget(m_asOf);
    m_nothing = plainLabel({}, QStringLiteral("muted"), this);
    m_nothing->setObjectName(QStringLiteral("nothingJudged"));
    m_nothing->setContentsMargins(14, 12, 14, 12);
    m_nothing->setWordWrap(true);
    m_nothing->hide();
    outer->addWidget(m_nothing);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("What needs attention"));
    auto *inside = new QWidget(scroll);
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_silences = new QVBoxLayout;
    m_silences->setContentsMargins(14, 10, 14, 10);
    m_silences->setSpacing(6);
    m_column->addLayout(m_silences);
    m_column->addStretch(1);
    scroll->setWidget(inside);
    outer->addWidget(scroll);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(14, 6, 14, 8);
    auto *rules = new QPushButton(tr("Rules…"), this);
    rules->setObjectName(QStringLiteral("openRules"));
    rules->setAutoDefault(false);
    rules->setToolTip(tr("What is judged, and what it would have said over the visible time (Ctrl+R)"));
    connect(rules, &QPushButton::clicked, this, &FindingsPanel::rulesWanted);
    foot->addStretch(1);
    foot->addWidget(rules);
    outer->addLayout(foot);
}

void FindingsPanel::setFindings(const std::vector<Finding> &findings)
{
    if (findings == m_findings) {
        return;
    }
    m_findings = findings;
    m_groups = groupsOf(findings);
    std::erase_if(m_unfolded, [this](const QString &id) {
        return std::ranges::find(m_groups, id, &FindingGroup::id) == m_groups.end();
    });
    showGroups();
}

void FindingsPanel::showGroups()
{
    while (m_cards.size() > m_groups.size()) {
        delete m_cards.back();
        m_cards.pop_back();
    }
    while (m_cards.size() < m_groups.size()) {
        addCard();
    }
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        m_cards[i]->display(m_groups[i], m_unfolded.contains(m_groups[i].id));
        m_cards[i]->refusePurge(m_noPurge);
        m_cards[i]->refuseAcknowledge(m_noAcknowledge);
    }
}

void FindingsPanel::addCard()
{
    auto *card = new FindingCard(this);
    connect(card, &FindingCard::acknowledgeWanted, this, &FindingsPanel::acknowledgeWanted);
    connect(card, &FindingCard::detailsWanted, this, &FindingsPanel::detailsWanted);
    connect(card, &FindingCard::purgeWanted, this, &FindingsPanel::purgeWanted);
    connect(card, &FindingCard::chartWanted, this, &FindingsPanel::chartWanted);
    connect(card, &FindingCard::foldWanted, this, [this](const QString &group) {
        if (m_unfolded.erase(group) == 0) {
            m_unfolded.insert(group);
        }
        showGroups();
    });
    m_column->insertWidget(int(m_cards.size()), card);
    m_cards.push_back(card);
}

void FindingsPanel::setSilences(const std::vector<SilenceRow> &silences)
{
    if (silences == m_shownSilences) {
        return;
    }
    m_shownSilences = silences;
    while (QLayoutItem *item = m_silences->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const SilenceRow &silence : silences) {
        auto *line = new SilenceLine(silence, this);
        line->setRefusal(m_noAcknowledge);
        connect(line, &SilenceLine::endWanted, this, [this, id = silence.id] { Q_EMIT silenceEndWanted(id); });
        m_silences->addWidget(line);
    }
}

void FindingsPanel::setAlertRefusal(const std::optional<QString> &why)
{
    m_noAcknowledge = why;
    for (FindingCard *card : m_cards) {
        card->refuseAcknowledge(why);
    }
    for (auto *line : findChildren<SilenceLine *>()) {
        line->setRefusal(why);
    }
}

void FindingsPanel::setPurgeRefusal(const std::optional<QString> &why)
{
    m_noPurge = why;
    for (FindingCard *card : m_cards) {
        card->refusePurge(why);
    }
}

void FindingsPanel::setAsOf(const QString &words)
{
    m_asOf->setText(words);
    m_asOf->setVisible(!words.isEmpty());
}

void FindingsPanel::setNothingJudged(const QString &why)
{
    m_nothing->setText(why);
    m_nothing->setVisible(!why.isEmpty());
}

int FindingsPanel::openCount() const
{
    return int(std::ranges::count_if(m_findings, needsSomebody));
}

} // namespace qd

#include "moc_findings_panel.cpp"
