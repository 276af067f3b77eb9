// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/hypothesis_form.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "widgets/incident/exhibit_words.h"
#include "widgets/incident/opening_form.h"
#include "widgets/shared/row_delegate.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPlainTextEdit>

#include <algorithm>

namespace qd {

using incident::Exhibit;
using incident::Hypothesis;

namespace {

constexpr int listHeight = 150;

} // namespace

HypothesisForm::HypothesisForm(const Hypothesis &hypothesis, const std::vector<Exhibit> &offers, units::Zone zone,
                               const QString &place, QWidget *parent)
    : IncidentForm(hypothesis.id.isEmpty() ? tr("New hypothesis") : tr("Hypothesis"), place,
                   tr("Keep the hypothesis"), parent)
    , m_before(hypothesis)
    , m_text(textField(QStringLiteral("hypothesisWords"), tr("What could it be?"), 3, this))
    , m_state(new QComboBox(this))
    , m_list(new QListWidget(this))
{
    showText(m_text, hypothesis.text);
    m_state->setObjectName(QStringLiteral("hypothesisState"));
    m_state->setItemDelegate(new RowDelegate(m_state));
    for (const auto state :
         {Hypothesis::State::Suspected, Hypothesis::State::RuledOut, Hypothesis::State::Confirmed})
        m_state->addItem(incident::wordOf(state));
    m_state->setCurrentIndex(int(hypothesis.state));
    m_list->setObjectName(QStringLiteral("hypothesisEvidence"));
    m_list->setProperty("look", QStringLiteral("field"));
    m_list->setFixedHeight(listHeight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    for (const Exhibit &exhibit : hypothesis.evidence)
        addExhibit(exhibit, true, zone);
    for (const Exhibit &exhibit : offers)
        if (std::ranges::find(hypothesis.evidence, exhibit) == hypothesis.evidence.end())
            addExhibit(exhibit, false, zone);
    addRow(tr("Hypothesis"), m_text);
    addRow(tr("State"), m_state);
    addRow(tr("Evidence"), m_list);
    connect(m_text, &QPlainTextEdit::textChanged, this, &HypothesisForm::follow);
    m_text->setFocus(Qt::OtherFocusReason);
    follow();
}

void HypothesisForm::addExhibit(const Exhibit &exhibit, bool checked, units::Zone zone)
{
    auto *item = new QListWidgetItem(exhibitWords(exhibit, zone), m_list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
    m_exhibits.push_back(exhibit);
}

Hypothesis HypothesisForm::hypothesis() const
{
    Hypothesis out{m_before.id,
                   textIn(m_text, m_before.text),
                   static_cast<Hypothesis::State>(m_state->currentIndex()),
                   {},
                   {},
                   {}};
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->checkState() == Qt::Checked)
            out.evidence.push_back(m_exhibits[std::size_t(i)]);
    return out;
}

void HypothesisForm::follow()
{
    setReady(incident::check(hypothesis()).has_value());
}

} // namespace qd

#include "moc_hypothesis_form.cpp"
