// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/drill_report.h"

#include "widgets/shared/labels.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFrame>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

QLabel *wrapped(const QString &words, const QString &look, QWidget *parent)
{
    QLabel *label = plainLabel(words, look, parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

DrillReport::DrillReport(const QStringList &lines, const QString &recording, const QStringList &problems,
                         QWidget *parent)
    : QDialog(parent)
    , m_postmortem(new QPushButton(tr("Post-mortem…"), this))
{
    setObjectName(QStringLiteral("drillReport"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("The drill is over"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(plainLabel(tr("The drill is over"), QStringLiteral("title"), this));
    column->addWidget(wrapped(lines.value(0), QStringLiteral("section"), this));
    auto *panel = new QFrame(this);
    panel->setProperty("look", QStringLiteral("panel"));
    auto *inside = new QVBoxLayout(panel);
    inside->setContentsMargins(14, 12, 14, 12);
    inside->setSpacing(6);
    for (const QString &line : lines.mid(1)) {
        inside->addWidget(wrapped(line, {}, panel));
    }
    column->addWidget(panel);
    if (!recording.isEmpty()) {
        column->addWidget(wrapped(tr("Its recording: %1").arg(recording), QStringLiteral("muted"), this));
    }
    for (const QString &problem : problems) {
        column->addWidget(wrapped(problem, QStringLiteral("error"), this));
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_postmortem->setObjectName(QStringLiteral("drillPostmortem"));
    m_postmortem->setProperty("look", QStringLiteral("primary"));
    m_postmortem->setAutoDefault(false);
    buttons->addButton(m_postmortem, QDialogButtonBox::ActionRole); // it is polished there
    m_postmortem->hide();
    connect(m_postmortem, &QPushButton::clicked, this, &DrillReport::postmortemWanted);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
    // By itself it would be as high as its words need at half of that width.
    resize(520, column->heightForWidth(520));
}

void DrillReport::setPostmortem(bool isThere)
{
    m_postmortem->setVisible(isThere);
}

} // namespace qd

#include "moc_drill_report.cpp"
