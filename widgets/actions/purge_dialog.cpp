// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/purge_dialog.h"

#include "model/base/clock.h"
#include "model/base/units.h"
#include "widgets/actions/purge_preview_view.h"
#include "widgets/actions/selector_chooser.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

PurgeDialog::PurgeDialog(Gateway &gateway, const Clock &clock, const Target &target, bool paused, QWidget *parent)
    : ActionDialog(tr("Purge sessions"), target, paused, parent)
    , m_gateway(&gateway)
    , m_clock(clock)
{
    setObjectName(QStringLiteral("purgeDialog"));
    resize(640, 640);
    buildBody();
    setFootnote(tr("There is no undo. What is purged cannot validate again."));
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(250);
    connect(&m_debounce, &QTimer::timeout, this, &PurgeDialog::fetch);
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, &PurgeDialog::fetch);
    connect(m_chooser, &SelectorChooser::changed, this, &PurgeDialog::choiceChanged);
    connect(m_confirm, &QLineEdit::textChanged, this, &PurgeDialog::offer);
    connect(reasonEdit(), &QLineEdit::textChanged, this, &PurgeDialog::offer);
    connect(act(), &QPushButton::clicked, this, &PurgeDialog::purge);
    connect(&gateway, &Gateway::availabilityChanged, this, &PurgeDialog::offer);
    fetch();
}

void PurgeDialog::buildBody()
{
    m_chooser = new SelectorChooser(this);
    body()->addWidget(m_chooser);
    m_view = new PurgePreviewView(this);
    body()->addWidget(m_view, 1);
    m_people = plainLabel({}, QStringLiteral("error"), this);
    m_people->setObjectName(QStringLiteral("people"));
    m_people->setWordWrap(true);
    m_people->hide();
    body()->addWidget(m_people);
    m_confirmRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_confirmRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(plainLabel(tr("This signs out everybody, or nearly so. Type “every session” to go on:"), {},
                              m_confirmRow));
    m_confirm = new QLineEdit(m_confirmRow);
    m_confirm->setObjectName(QStringLiteral("confirm"));
    m_confirm->setAccessibleName(tr("Type “every session” to confirm"));
    row->addWidget(m_confirm, 1);
    m_confirmRow->hide();
    body()->addWidget(m_confirmRow);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->hide();
    body()->addWidget(m_bar);
    m_truth = plainLabel({}, QStringLiteral("section"), this);
    m_truth->setObjectName(QStringLiteral("truth"));
    m_truth->setWordWrap(true);
    m_truth->hide();
    body()->addWidget(m_truth);
}

void PurgeDialog::setSelector(const PurgeSelector &selector)
{
    m_chooser->setSelector(selector);
    choiceChanged();
    fetch();
}

void PurgeDialog::choiceChanged()
{
    if (m_phase != Phase::Choosing) {
        return;
    }
    const auto selector = m_chooser->selector();
    dropPreview(selector ? tr("Counting…") : selector.error().words);
    m_confirm->clear();
    m_confirmRow->setVisible(selector && selector->touchesEveryActive());
    m_debounce.start();
}

void PurgeDialog::dropPreview(const QString &words)
{
    ++m_generation;
    m_preview.reset();
    m_expiry.stop();
    m_people->hide();
    setError({});
    m_view->showWords(words);
    offer();
}

void PurgeDialog::fetch()
{
    m_debounce.stop();
    const auto selector = m_chooser->selector();
    if (m_phase != Phase::Choosing || !m_gateway || !selector) {
        return;
    }
    dropPreview(tr("Counting…"));
    const std::uint64_t generation = m_generation;
    m_gateway->previewPurge(*selector, this, [this, generation](Result<PurgePreview> preview) {
        if (generation != m_generation) {
            return;
        }
        if (!preview) {
            setError(preview.error().words);
            m_view->showWords(tr("No preview, so nothing can be purged."));
            return;
        }
        take(*preview);
    });
}

void PurgeDialog::take(const PurgePreview &preview)
{
    m_preview = preview;
    const Timestamp now = m_clock.now();
    m_view->showPreview(preview, now);
    m_confirmRow->setVisible(preview.confirmRequired);
    m_people->setText(signInAgainWords(preview));
    m_people->setVisible(!m_people->text().isEmpty());
    // A moment early, so that the service never sees an id that is already gone. The service has a clock of its
    // own: a preview that seems to have come dead is kept a while all the same, or they would be fetched without
    // end.
    const Millis left = preview.expiresAt - now - Millis(2000);
    const bool cameDead = preview.expiresAt <= now;
    m_expiry.start(cameDead ? Millis(20'000) : std::clamp(left, Millis(1000), Millis(110'000)));
    offer();
}

bool PurgeDialog::confirmed() const
{
    return m_preview && (!m_preview->confirmRequired ||
                         m_confirm->text().trimmed().compare(u"every session", Qt::CaseInsensitive) == 0);
}

void PurgeDialog::offer()
{
    if (m_phase != Phase::Choosing) {
        return;
    }
    if (!m_preview || m_preview->matched == 0) {
        act()->offer(m_preview ? tr("Nothing to purge") : tr("Purge"), false);
        return;
    }
    const auto refused =
        m_gateway ? m_gateway->refusal(ActionKind::Purge) : std::optional(tr("Nothing is watched"));
    const QString words =
        tr("Purge %1 on %2").arg(counted(m_preview->matched, tr("session"), tr("sessions")), target().label());
    act()->offer(words, !refused && confirmed() && !reason().isEmpty());
    act()->setToolTip(refused.value_or(reason().isEmpty() ? tr("A reason is required") : QString()));
}

void PurgeDialog::purge()
{
    if (m_phase != Phase::Choosing || !m_preview || !m_gateway || !confirmed() || reason().isEmpty()) {
        return;
    }
    m_phase = Phase::Purging;
    m_debounce.stop();
    m_expiry.stop();
    ++m_generation;
    m_chooser->setEnabled(false);
    m_confirmRow->hide();
    setUnderWay(true);
    act()->offer(tr("Purging…"), false);
    setError({});
    m_bar->setRange(0, 0);
    m_bar->show();
    PurgeOrder order{m_preview->previewId, m_preview->selector, m_preview->matched, reason(),
                     m_preview->confirmRequired};
    m_gateway->purge(order, this, [this](Result<PurgeProgress> progress) { follow(progress); });
}

void PurgeDialog::follow(const Result<PurgeProgress> &progress)
{
    if (!progress) {
        const bool stale =
            progress.error().code == ErrorCode::Conflict || progress.error().code == ErrorCode::NotFound;
        m_phase = Phase::Choosing;
        m_bar->hide();
        m_chooser->setEnabled(true);
        setUnderWay(false);
        m_confirmRow->setVisible(m_preview && m_preview->confirmRequired);
        fetch();
        setError(stale ? tr("Nothing was purged: the preview is no longer good. A fresh one is below.")
                       : progress.error().words);
        return;
    }
    if (progress->done) {
        report(*progress);
        return;
    }
    m_bar->setRange(0, int(std::max<std::int64_t>(progress->matched / 16, 1)));
    m_bar->setValue(int((progress->purged + progress->spared + progress->gone) / 16));
}

void PurgeDialog::report(const PurgeProgress &truth)
{
    m_phase = Phase::Done;
    m_bar->hide();
    m_people->hide();
    const QString gone = truth.gone > 0 ? tr("%1 gone before, ").arg(thousands(truth.gone)) : QString();
    m_truth->setText(tr("%1 purged, %2 spared, %3%4 given back in %5")
                         .arg(thousands(truth.purged), thousands(truth.spared), gone, byteWords(truth.freedBytes),
                              units::duration(truth.elapsed)));
    m_truth->setToolTip(
        tr("Resident memory %1 before, %2 after. Spared: used again after the preview. Gone before: "
           "ended by a logout or another purge.")
            .arg(byteWords(truth.rssBefore), byteWords(truth.rssAfter)));
    m_truth->setAccessibleName(m_truth->text());
    m_truth->show();
    becomeReport();
    Q_EMIT purged(truth);
}

} // namespace qd

#include "moc_purge_dialog.cpp"
