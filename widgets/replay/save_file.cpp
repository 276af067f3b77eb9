// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/save_file.h"

#include "widgets/shared/labels.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace qd {

SaveFile::SaveFile(QWidget *parent)
    : QWidget(parent)
    , m_path(new QLineEdit(this))
    , m_replace(new QCheckBox(tr("Replace the file that is there"), this))
{
    m_path->setObjectName(QStringLiteral("file"));
    m_path->setAccessibleName(tr("File to save to"));
    m_replace->setObjectName(QStringLiteral("replace"));
    m_replace->hide();
    auto *browse = new QPushButton(tr("Choose…"), this);
    browse->setAutoDefault(false);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->addWidget(plainLabel(tr("File"), {}, this), 0, 0);
    grid->addWidget(m_path, 0, 1);
    grid->addWidget(browse, 0, 2);
    grid->addWidget(m_replace, 1, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(m_path, &QLineEdit::textEdited, this, [this] { m_isTheirs = true; });
    connect(m_path, &QLineEdit::textChanged, this, [this] {
        m_replace->setChecked(false);
        m_replace->hide();
        Q_EMIT changed();
    });
    connect(m_replace, &QCheckBox::toggled, this, &SaveFile::changed);
    connect(browse, &QPushButton::clicked, this, &SaveFile::choose);
}

void SaveFile::propose(const QString &path)
{
    if (!m_isTheirs) {
        m_path->setText(path);
    }
}

void SaveFile::choose()
{
    auto *chooser = new QFileDialog(this, tr("Save recording"), path(), tr("Recordings (*.mcap)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("mcap"));
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_isTheirs = true;
        m_path->setText(path);
        m_replace->setChecked(true); // the chooser has asked
    });
    chooser->open();
}

QString SaveFile::path() const
{
    const QString written = m_path->text().trimmed();
    const bool isWhole = written.isEmpty() || written.endsWith(u".mcap", Qt::CaseInsensitive);
    return isWhole ? written : written + QStringLiteral(".mcap");
}

Existing SaveFile::existing() const
{
    return m_replace->isChecked() ? Existing::Replace : Existing::Keep;
}

void SaveFile::askWhetherToReplace()
{
    m_replace->show();
}

bool SaveFile::isReady() const
{
    return !path().isEmpty() && (m_replace->isHidden() || m_replace->isChecked());
}

} // namespace qd

#include "moc_save_file.cpp"
