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

/// Returns the row for its buttons.
QHBoxLayout *FirstMinute::addCard(QVBoxLayout *column, const QString &title, const QString &words)
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
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    inside->addLayout(row);
    column->addWidget(card);
    return row;
}

QPushButton *FirstMinute::addButton(QHBoxLayout *row, const QString &words, const char *name)
{
    auto *button = new QPushButton(words, this);
    button->setObjectName(QLatin1String(name));
    row->insertWidget(row->count() - 1, button); // before the stretch
    return button;
}

void FirstMinute::addPractice(QVBoxLayout *column)
{
    QHBoxLayout *row =
        addCard(column, tr("Practice on a service of your own"),
                tr("Starts sessiond as a child of this window and puts realistic traffic on it: logins, "
                   "validations, data, logouts. Or work the outage of 2024-08-20, a leak of sessions, in "
                   "a window of its own. Nothing outside this machine is touched."));
    m_practice = addButton(row, tr("Generate practice traffic"), "practice");
    m_practice->setProperty("look", QStringLiteral("primary"));
    setFocusProxy(m_practice);
    connect(m_practice, &QPushButton::clicked, this, &FirstMinute::practiceWanted);
    connect(addButton(row, tr("Run the 2024-08-20 drill"), "drillButton"), &QPushButton::clicked, this,
            &FirstMinute::drillWanted);
}

void FirstMinute::addRecording(QVBoxLayout *column)
{
    QHBoxLayout *row =
        addCard(column, tr("Open a recording"),
                tr("An hour or a week of some service from a file, replayed with everything that was on "
                   "screen. Dropping files onto this window opens them too. The outage of 2024-08-20 "
                   "comes along, re-enacted."));
    connect(addButton(row, tr("Open a recording…"), "openRecordingButton"), &QPushButton::clicked, this,
            &FirstMinute::recordingWanted);
    connect(addButton(row, tr("Open the 2024-08-20 outage"), "outageButton"), &QPushButton::clicked, this,
            &FirstMinute::outageWanted);
}

void FirstMinute::addAttach(QVBoxLayout *column)
{
    QHBoxLayout *buttons =
        addCard(column, tr("Attach to a service"),
                tr("A sessiond that runs elsewhere, through its admin address (https, or http on "
                   "this machine). The token stays in its file."));
    auto *form = new QFormLayout;
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_url = new QLineEdit(this);
    m_url->setObjectName(QStringLiteral("attachUrl"));
    m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:7071"));
    m_url->setAccessibleName(tr("Admin address"));
    form->addRow(plainLabel(tr("Admin address"), {}, this), m_url);
    auto *fileRow = new QHBoxLayout;
    m_tokenFile = new QLineEdit(this);
    m_tokenFile->setObjectName(QStringLiteral("attachTokenFile"));
    m_tokenFile->setAccessibleName(tr("Token file"));
    auto *choose = new QPushButton(tr("Choose…"), this);
    choose->setAccessibleName(tr("Choose the token file"));
    connect(choose, &QPushButton::clicked, this, &FirstMinute::browse);
    fileRow->addWidget(m_tokenFile, 1);
    fileRow->addWidget(choose);
    form->addRow(plainLabel(tr("Token file"), {}, this), fileRow);
    auto *inside = static_cast<QVBoxLayout *>(buttons->parentWidget()->layout());
    inside->insertLayout(inside->count() - 1, form);
    m_attach = addButton(buttons, tr("Attach"), "attach");
    m_attach->setEnabled(false);
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
