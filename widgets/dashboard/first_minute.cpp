// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/first_minute.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/style_sheet.h"

#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace qd {

FirstMinute::FirstMinute(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("firstMinute"));
    auto *outer = new QVBoxLayout(this);
    auto *middle = new QWidget(this);
    middle->setFixedWidth(560);
    auto *column = new QVBoxLayout(middle);
    column->setSpacing(12);
    column->addWidget(plainLabel(tr("Nothing is being watched yet"), QStringLiteral("title"), middle));
    auto *lead =
        plainLabel(tr("Quarterdeck shows one auth/session service: its memory, its latency and its sessions, "
                      "and lets you restart it and purge sessions."),
                   QStringLiteral("muted"), middle);
    lead->setWordWrap(true);
    column->addWidget(lead);
    addPractice(column);
    addOutage(column);
    addRecording(column);
    addAttach(column);
    m_status = plainLabel({}, QStringLiteral("error"), middle);
    m_status->setObjectName(QStringLiteral("firstMinuteStatus"));
    m_status->setWordWrap(true);
    column->addWidget(m_status);
    outer->addStretch(1);
    // A row of its own and not an alignment: an aligned item is given the height it would need at full width.
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(middle);
    row->addStretch(1);
    outer->addLayout(row);
    outer->addStretch(2);
}

QFrame *FirstMinute::addCard(QVBoxLayout *column, const QString &title, const QString &words)
{
    auto *card = new QFrame(this);
    card->setProperty("look", QStringLiteral("panel"));
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(16, 14, 16, 14);
    inside->setSpacing(8);
    inside->addWidget(plainLabel(title, QStringLiteral("section"), card));
    auto *text = plainLabel(words, QStringLiteral("muted"), card);
    text->setWordWrap(true);
    inside->addWidget(text);
    column->addWidget(card);
    return card;
}

void FirstMinute::addPractice(QVBoxLayout *column)
{
    QFrame *card =
        addCard(column, tr("Practice on a service of your own"),
                tr("Starts sessiond as a child of this window and puts realistic traffic on it: logins, "
                   "validations, data, logouts. Nothing outside this machine is touched."));
    m_practice = new QPushButton(tr("Generate practice traffic"), card);
    m_practice->setObjectName(QStringLiteral("practice"));
    m_practice->setProperty("look", QStringLiteral("primary"));
    static_cast<QVBoxLayout *>(card->layout())->addWidget(m_practice, 0, Qt::AlignLeft);
    setFocusProxy(m_practice);
    connect(m_practice, &QPushButton::clicked, this, &FirstMinute::practiceWanted);
}

void FirstMinute::addOutage(QVBoxLayout *column)
{
    QFrame *card = addCard(column, tr("The outage of 2024-08-20"),
                           tr("A leak of sessions that took three and a half hours to find. Work it yourself, on a "
                              "service and a history of its own, or look at the re-enactment."));
    auto *row = new QHBoxLayout;
    auto *drill = new QPushButton(tr("Run the 2024-08-20 drill"), card);
    drill->setObjectName(QStringLiteral("drillButton"));
    auto *open = new QPushButton(tr("Open the 2024-08-20 outage"), card);
    open->setObjectName(QStringLiteral("outageButton"));
    row->addWidget(drill);
    row->addWidget(open);
    row->addStretch(1);
    static_cast<QVBoxLayout *>(card->layout())->addLayout(row);
    connect(drill, &QPushButton::clicked, this, &FirstMinute::drillWanted);
    connect(open, &QPushButton::clicked, this, &FirstMinute::outageWanted);
}

void FirstMinute::addRecording(QVBoxLayout *column)
{
    QFrame *card =
        addCard(column, tr("Open a recording"),
                tr("An hour or a week of some service from a file, replayed with everything that was on "
                   "screen. Dropping files onto this window opens them too."));
    auto *open = new QPushButton(tr("Open a recording…"), card);
    open->setObjectName(QStringLiteral("openRecordingButton"));
    static_cast<QVBoxLayout *>(card->layout())->addWidget(open, 0, Qt::AlignLeft);
    connect(open, &QPushButton::clicked, this, &FirstMinute::recordingWanted);
}

void FirstMinute::addAttach(QVBoxLayout *column)
{
    QFrame *card = addCard(column, tr("Attach to a service"),
                           tr("A sessiond that runs elsewhere, through its admin address (https, or http on this "
                              "machine). The token stays in its file."));
    auto *form = new QFormLayout;
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_url = new QLineEdit(card);
    m_url->setObjectName(QStringLiteral("attachUrl"));
    m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:7071"));
    m_url->setAccessibleName(tr("Admin address"));
    form->addRow(plainLabel(tr("Admin address"), {}, card), m_url);
    auto *fileRow = new QHBoxLayout;
    m_tokenFile = new QLineEdit(card);
    m_tokenFile->setObjectName(QStringLiteral("attachTokenFile"));
    m_tokenFile->setAccessibleName(tr("Token file"));
    auto *choose = new QPushButton(tr("Choose…"), card);
    choose->setAccessibleName(tr("Choose the token file"));
    connect(choose, &QPushButton::clicked, this, &FirstMinute::browse);
    fileRow->addWidget(m_tokenFile, 1);
    fileRow->addWidget(choose);
    form->addRow(plainLabel(tr("Token file"), {}, card), fileRow);
    auto *inside = static_cast<QVBoxLayout *>(card->layout());
    inside->addLayout(form);
    m_attach = new QPushButton(tr("Attach"), card);
    m_attach->setObjectName(QStringLiteral("attach"));
    m_attach->setEnabled(false);
    inside->addWidget(m_attach, 0, Qt::AlignLeft);
    const auto check = [this] {
        m_attach->setEnabled(!m_url->text().trimmed().isEmpty() && !m_tokenFile->text().trimmed().isEmpty());
    };
    connect(m_url, &QLineEdit::textChanged, this, check);
    connect(m_tokenFile, &QLineEdit::textChanged, this, check);
    connect(m_attach, &QPushButton::clicked, this,
            [this] { Q_EMIT attachWanted(m_url->text().trimmed(), m_tokenFile->text().trimmed()); });
}

void FirstMinute::browse()
{
    auto *dialog = new QFileDialog(this, tr("Token file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_tokenFile, &QLineEdit::setText);
    dialog->open();
}

void FirstMinute::setProblem(const QString &words)
{
    setLook(m_status, QStringLiteral("error"));
    m_status->setText(words);
    m_practice->setEnabled(true);
}

void FirstMinute::setBusy(const QString &words)
{
    setLook(m_status, QStringLiteral("muted"));
    m_status->setText(words);
    m_practice->setEnabled(words.isEmpty());
}

} // namespace qd

#include "moc_first_minute.cpp"
