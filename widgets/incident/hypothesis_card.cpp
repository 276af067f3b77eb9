// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/hypothesis_card.h"

#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"
#include "widgets/incident/exhibit_words.h"
#include "widgets/incident/hypothesis_mark.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/style_sheet.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace qd {

using incident::Exhibit;
using incident::Hypothesis;
using State = incident::Hypothesis::State;

namespace {

constexpr qsizetype longestShown = 600; ///< characters; the form has the whole
constexpr std::size_t exhibitsShown = 8;

/// A link as wide as the card lets it be: it elides, and tells the whole to screen readers.
class ExhibitLink : public QPushButton
{
public:
    ExhibitLink(QString words, QWidget *parent)
        : QPushButton(parent)
        , m_words(std::move(words))
    {
        setProperty("look", QStringLiteral("link"));
        setObjectName(QStringLiteral("exhibit"));
        setAutoDefault(false);
        setAccessibleName(m_words);
        setToolTip(plainTip(m_words));
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QPushButton::resizeEvent(event);
        setText(
            fontMetrics().elidedText(m_words, Qt::ElideRight, width() - 12).replace(u'&', QStringLiteral("&&")));
    }

private:
    QString m_words;
};

} // namespace

HypothesisCard::HypothesisCard(QWidget *parent)
    : Card(parent)
    , m_mark(new HypothesisMark(this))
    , m_since(plainLabel({}, QStringLiteral("small"), this))
    , m_text(plainLabel({}, {}, this))
    , m_evidence(new QVBoxLayout)
    , m_edit(smallButton(tr("Evidence…"), QStringLiteral("editHypothesis"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->addWidget(m_mark);
    head->addWidget(m_since, 1);
    column->addLayout(head);
    m_text->setObjectName(QStringLiteral("hypothesisText"));
    m_text->setWordWrap(true);
    column->addWidget(m_text);
    m_evidence->setSpacing(0);
    column->addLayout(m_evidence);
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    for (const auto &[words, name, state] : {std::tuple(tr("Suspect"), "suspect", State::Suspected),
                                             std::tuple(tr("Rule out"), "ruleOut", State::RuledOut),
                                             std::tuple(tr("Confirm"), "confirm", State::Confirmed)}) {
        DeliberateButton *button = addStep(words, QLatin1String(name));
        connect(button, &QPushButton::clicked, this, [this, state] {
            rest();
            Q_EMIT stateWanted(m_id, state);
        });
        row->addWidget(button);
        m_states.push_back(button);
    }
    row->addWidget(m_edit);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT editWanted(m_id); });
}

void HypothesisCard::display(const Hypothesis &hypothesis, bool isLater, units::Zone zone)
{
    if (!m_id.isEmpty() && (m_id != hypothesis.id || m_mark->state() != hypothesis.state))
        rest();
    m_id = hypothesis.id;
    m_mark->display(hypothesis.state);
    m_mark->setEnabled(!isLater);
    m_text->setEnabled(!isLater);
    setLook(m_text, isLater ? QStringLiteral("muted") : QString());
    const QString since =
        (isLater ? tr("later, %1") : tr("since %1")).arg(units::dateClock(hypothesis.since, zone));
    const QString by = incident::oneLine(hypothesis.by, longestShown);
    m_since->setText(by.isEmpty() ? since : since + QStringLiteral(" · ") + by);
    m_text->setText(incident::harmless(hypothesis.text.left(longestShown)));
    for (std::size_t i = 0; i < m_states.size(); ++i)
        m_states[i]->setVisible(i != std::size_t(hypothesis.state));
    setAccessibleName(incident::wordOf(hypothesis.state) + QStringLiteral(": ") + m_text->text());
    displayEvidence(hypothesis.evidence, zone);
}

void HypothesisCard::displayEvidence(const std::vector<Exhibit> &evidence, units::Zone zone)
{
    while (QLayoutItem *item = m_evidence->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one that was clicked
        delete item;
    }
    for (std::size_t i = 0; i < std::min(evidence.size(), exhibitsShown); ++i) {
        auto *link = new ExhibitLink(exhibitWords(evidence[i], zone), this);
        connect(link, &QPushButton::clicked, this, [this, one = evidence[i]] {
            const Exhibit exhibit = one; // the link may go while it is shown
            Q_EMIT exhibitWanted(exhibit);
        });
        m_evidence->addWidget(link);
    }
    if (evidence.size() > exhibitsShown)
        m_evidence->addWidget(
            plainLabel(tr("and %1 more").arg(evidence.size() - exhibitsShown), QStringLiteral("small"), this));
}

void HypothesisCard::setRefusal(const std::optional<QString> &why)
{
    refuseSteps(why);
    refuseButton(m_edit, why);
}

} // namespace qd

#include "moc_hypothesis_card.cpp"
