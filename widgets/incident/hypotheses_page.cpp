// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/hypotheses_page.h"

#include "widgets/incident/card_column.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <span>

namespace qd {

using incident::Hypothesis;

HypothesesPage::HypothesesPage(QWidget *parent)
    : QWidget(parent)
    , m_new(smallButton(tr("New hypothesis…"), QStringLiteral("newHypothesis"), this))
    , m_empty(
          plainLabel(tr("Nothing is suspected yet. Say what it could be, point at what speaks for it, and rule "
                        "out what it is not."),
                     QStringLiteral("muted"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_new);
    row->addStretch(1);
    column->addLayout(row);
    m_column = addCardColumn(column, m_empty, tr("Hypotheses, newest first"), this);
    connect(m_new, &QPushButton::clicked, this, &HypothesesPage::newWanted);
}

void HypothesesPage::display(const std::vector<Hypothesis> &all, const std::vector<Hypothesis> &then,
                             units::Zone zone)
{
    const auto isSame = [](const Shown &a, const Shown &b) {
        return a.isLater == b.isLater && a.hypothesis.id == b.hypothesis.id &&
               a.hypothesis.state == b.hypothesis.state && a.hypothesis.since == b.hypothesis.since &&
               a.hypothesis.text == b.hypothesis.text && a.hypothesis.evidence == b.hypothesis.evidence;
    };
    std::vector<Shown> wanted;
    for (const Hypothesis &one : std::span(all).last(std::min(all.size(), mostCards))) {
        const auto known = std::ranges::find(then, one.id, &Hypothesis::id);
        wanted.push_back(known == then.end() ? Shown{one, true} : Shown{*known, false});
    }
    if (m_zone == zone && std::ranges::equal(wanted, m_shown, isSame))
        return;
    m_shown = std::move(wanted);
    m_zone = zone;
    const std::size_t count = m_shown.size();
    fitCards(m_cards, count, m_column, [this] { return makeCard(); });
    for (std::size_t i = 0; i < count; ++i) {
        const auto &[hypothesis, isLater] = m_shown[m_shown.size() - 1 - i];
        m_cards[i]->display(hypothesis, isLater, zone);
    }
    m_empty->setVisible(m_shown.empty());
}

HypothesisCard *HypothesesPage::makeCard()
{
    auto *card = new HypothesisCard(this);
    connect(card, &HypothesisCard::stateWanted, this, &HypothesesPage::stateWanted);
    connect(card, &HypothesisCard::editWanted, this, &HypothesesPage::editWanted);
    connect(card, &HypothesisCard::exhibitWanted, this, &HypothesesPage::exhibitWanted);
    card->setRefusal(m_refusal);
    return card;
}

void HypothesesPage::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    refuseButton(m_new, why);
    for (HypothesisCard *card : m_cards)
        card->setRefusal(why);
}

} // namespace qd

#include "moc_hypotheses_page.cpp"
