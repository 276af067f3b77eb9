// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/save_dialog.h"

#include "widgets/replay/save_file.h"
#include "widgets/replay/save_range.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/style_sheet.h"
#include "widgets/shared/words.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr auto suffix = QLatin1String(".mcap");
constexpr int steps = 1000; ///< of the progress bar

QLabel *wrapped(const QString &words, const QString &look, const QString &name, QWidget *parent)
{
    QLabel *label = plainLabel(words, look, parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
}

QString eventCount(std::int64_t count)
{
    return counted(count, SaveDialog::tr("event"), SaveDialog::tr("events"));
}

} // namespace

SaveDialog::SaveDialog(Source source, const QString &folder, QWidget *parent)
    : QDialog(parent)
    , m_source(std::move(source))
    , m_folder(folder)
    , m_job(new SaveJob(this))
{
    const HistoryPtr history = m_source.history();
    setObjectName(QStringLiteral("saveDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Save recording · %1").arg(history->status.target.label()));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    buildRange(column);
    buildMasking(column);
    m_file = new SaveFile(this);
    column->addWidget(m_file);
    connect(m_file, &SaveFile::changed, this, [this] {
        setError({});
        offer();
    });
    buildFoot(column);
    resize(600, 0); // fit() makes room
    connectJob();
    m_range->setKnown({history->series.extent().begin, history->now}, m_source.visible);
    choiceChanged();
}

SaveDialog::~SaveDialog() = default;

void SaveDialog::connectJob()
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(150);
    m_showProgress.setSingleShot(true);
    m_showProgress.setInterval(500);
    connect(&m_debounce, &QTimer::timeout, this, [this] {
        if (const auto wanted = order()) {
            m_job->estimate(*wanted);
        }
    });
    connect(&m_showProgress, &QTimer::timeout, m_progress, &QWidget::show);
    connect(m_job, &SaveJob::estimated, this, &SaveDialog::showEstimate);
    connect(m_job, &SaveJob::progressed, this, [this](double share) { m_progress->setValue(int(share * steps)); });
    connect(m_job, &SaveJob::saved, this, &SaveDialog::report);
    connect(m_job, &SaveJob::failed, this, &SaveDialog::fail);
}

void SaveDialog::buildRange(QVBoxLayout *column)
{
    auto *head = new QHBoxLayout;
    head->addWidget(plainLabel(tr("Save recording"), QStringLiteral("title"), this));
    head->addStretch(1);
    const Target target = m_source.history()->status.target;
    auto *where = new Pill(this);
    where->display(target.label(), target.where == Where::Practice ? Pill::Tone::Inverse : Pill::Tone::Accent);
    head->addWidget(where);
    column->addLayout(head);
    auto *panel = new QFrame(this);
    panel->setProperty("look", QStringLiteral("panel"));
    auto *inside = new QVBoxLayout(panel);
    inside->setContentsMargins(14, 12, 14, 12);
    inside->setSpacing(10);
    m_range = new SaveRange(m_source.zone, panel);
    m_estimate = wrapped({}, QStringLiteral("section"), QStringLiteral("estimate"), panel);
    inside->addWidget(m_range);
    inside->addWidget(m_estimate);
    column->addWidget(panel);
    connect(m_range, &SaveRange::changed, this, &SaveDialog::choiceChanged);
}

void SaveDialog::buildMasking(QVBoxLayout *column)
{
    m_mask = new QCheckBox(tr("Mask users and addresses"), this);
    m_mask->setObjectName(QStringLiteral("mask"));
    m_mask->setChecked(true);
    m_maskWords = wrapped({}, QStringLiteral("small"), QStringLiteral("maskWords"), this);
    auto *pair = new QVBoxLayout;
    pair->setSpacing(4);
    pair->addWidget(m_mask);
    pair->addWidget(m_maskWords);
    column->addLayout(pair);
    connect(m_mask, &QCheckBox::toggled, this, [this] {
        showMasking();
        fit();
    });
    showMasking();
}

void SaveDialog::buildFoot(QVBoxLayout *column)
{
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, steps);
    m_progress->setAccessibleName(tr("Saved so far"));
    QSizePolicy room = m_progress->sizePolicy();
    room.setRetainSizeWhenHidden(true); // nothing moves when it comes
    m_progress->setSizePolicy(room);
    m_progress->hide();
    m_truth = wrapped({}, QStringLiteral("section"), QStringLiteral("truth"), this);
    m_truth->hide();
    m_losses = wrapped({}, {}, QStringLiteral("losses"), this);
    m_losses->hide();
    m_error = wrapped({}, QStringLiteral("error"), QStringLiteral("error"), this);
    m_error->hide();
    for (QWidget *widget : {static_cast<QWidget *>(m_progress), static_cast<QWidget *>(m_truth),
                            static_cast<QWidget *>(m_losses), static_cast<QWidget *>(m_error)}) {
        column->addWidget(widget);
    }
    column->addStretch(1);
    auto *row = new QHBoxLayout;
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("Save"), this);
    m_save->setObjectName(QStringLiteral("save"));
    m_save->setProperty("look", QStringLiteral("primary"));
    m_save->setDefault(true);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_save);
    column->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &SaveDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &SaveDialog::save);
}

/// "practice-2024-08-20-0630.mcap"
QString SaveDialog::proposedFile(Timestamp begin) const
{
    const Target target = m_source.history()->status.target;
    const QString place = target.where == Where::Attached
                              ? QStringLiteral("%1-%2").arg(target.service, target.host)
                              : target.label().toLower();
    const auto spec = m_source.zone == units::Zone::Utc ? Qt::UTC : Qt::LocalTime;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(begin.time_since_epoch().count(), spec);
    QString name = place + at.toString(QStringLiteral("-yyyy-MM-dd-HHmm"));
    name.replace(u'/', u'-').replace(u':', u'-');
    return QDir(m_folder).filePath(name + suffix);
}

void SaveDialog::showMasking()
{
    m_maskWords->setText(
        m_mask->isChecked()
            ? tr("In events, people become “user-3f2a” and addresses “address-90c1”, the same ones "
                 "throughout the file. Notes and reasons stay, but for names and addresses in them. "
                 "Session ids stay. Series hold no names. Bookmarks are not in the file.")
            : tr("Names of operators and accounts, and addresses, will stand in the file. Give it "
                 "only to who may see them. Bookmarks are not in it."));
    setLook(m_maskWords, m_mask->isChecked() ? QStringLiteral("small") : QStringLiteral("error"));
}

Result<recording::SaveOrder> SaveDialog::order() const
{
    const auto range = m_range->range();
    if (!range) {
        return tl::unexpected(range.error());
    }
    const HistoryPtr history = m_source.history();
    recording::SaveOrder order;
    order.series = history->series;
    order.events = history->events;
    if (!history->status.dataFolder.isEmpty()) {
        order.segments = QDir(history->status.dataFolder).filePath(QStringLiteral("recording"));
    }
    order.range = *range;
    order.path = m_file->path();
    order.existing = m_file->existing();
    order.masking = m_mask->isChecked() ? recording::Masking::On : recording::Masking::Off;
    order.info = m_source.info;
    return order;
}

void SaveDialog::choiceChanged()
{
    const auto range = m_range->range();
    m_something = false;
    m_estimate->setText(range ? tr("Looking…") : range.error().words);
    if (range) {
        m_debounce.start();
    } else {
        m_debounce.stop();
    }
    offer();
}

void SaveDialog::showEstimate(const recording::SaveEstimate &estimate)
{
    if (m_job->isSaving() || m_debounce.isActive() || !m_range->range()) {
        return;
    }
    m_something = !estimate.span.isEmpty() || estimate.events > 0;
    if (!m_something) {
        m_estimate->setText(tr("Nothing was recorded in that time."));
    } else {
        m_estimate->setText(tr("%1 · %2 series · %3 · about %4")
                                .arg(units::duration(estimate.span.length()), thousands(estimate.series),
                                     eventCount(estimate.events), units::bytes(double(estimate.bytes))));
        m_file->propose(proposedFile(estimate.span.begin));
    }
    offer();
}

void SaveDialog::offer()
{
    m_save->setEnabled(m_something && !m_job->isSaving() && m_file->isReady());
}

void SaveDialog::save()
{
    const auto wanted = order();
    if (!wanted || !m_save->isEnabled()) {
        return;
    }
    setError({});
    m_progress->setValue(0);
    m_showProgress.start();
    m_job->save(*wanted);
    setChoosing(false);
}

void SaveDialog::setChoosing(bool choosing)
{
    for (QWidget *widget :
         {static_cast<QWidget *>(m_range), static_cast<QWidget *>(m_mask), static_cast<QWidget *>(m_file)}) {
        widget->setEnabled(choosing);
    }
    m_save->setText(choosing ? tr("Save") : tr("Saving…"));
    offer();
}

bool SaveDialog::endSaving()
{
    m_showProgress.stop();
    m_progress->hide();
    if (m_closing) {
        QDialog::reject();
    }
    return !m_closing;
}

void SaveDialog::fail(const Error &error)
{
    if (!endSaving()) {
        return;
    }
    setChoosing(true);
    if (error.code == ErrorCode::Conflict) {
        m_file->askWhetherToReplace();
        offer();
    }
    setError(error.code == ErrorCode::Io
                 ? tr("%1 Nothing was saved: choose another place, or make room there.").arg(error.words)
                 : error.words);
}

void SaveDialog::report(const recording::SaveReport &report)
{
    if (!endSaving()) {
        return;
    }
    m_truth->setText(tr("Saved %1 of %2 series, %3, %4 to %5")
                         .arg(units::duration(report.span.length()), thousands(report.series),
                              eventCount(report.events), units::bytes(double(report.bytes)),
                              QFileInfo(m_file->path()).fileName()));
    m_truth->setToolTip(m_file->path());
    m_truth->setAccessibleName(m_truth->text());
    m_truth->show();
    QStringList words;
    if (report.maskedPeople + report.maskedAddresses > 0) {
        words << tr("Masked: %1, %2.")
                     .arg(counted(report.maskedPeople, tr("person"), tr("people")),
                          counted(report.maskedAddresses, tr("address"), tr("addresses")));
    }
    constexpr qsizetype mostShown = 3;
    words << report.losses.mid(0, mostShown);
    if (report.losses.size() > mostShown) {
        words << tr("and %1 more of what could not be read").arg(report.losses.size() - mostShown);
    }
    m_losses->setText(words.join(u'\n'));
    m_losses->setVisible(!words.isEmpty());
    fit();
    m_save->hide();
    m_cancel->setText(tr("Close"));
    m_cancel->setDefault(true);
    m_cancel->setFocus();
    Q_EMIT saved(m_file->path());
}

void SaveDialog::setError(const QString &words)
{
    m_error->setText(words);
    m_error->setVisible(!words.isEmpty());
    fit();
}

/// What is being saved ends first; the dialog follows it. Closing the window comes here as well.
void SaveDialog::reject()
{
    if (!m_job->isSaving()) {
        QDialog::reject();
        return;
    }
    m_closing = true;
    m_cancel->setEnabled(false);
    m_cancel->setText(tr("Stopping…"));
    m_job->stop();
}

void SaveDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    fit();
}

/// Room for all words. Qt sizes a dialog for at most two thirds of the screen and does not ask again how high its
/// words are then.
void SaveDialog::fit()
{
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
}

} // namespace qd

#include "moc_save_dialog.cpp"
