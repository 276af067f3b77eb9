// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/deploy_dialog.h"

#include "widgets/shared/labels.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>

namespace qd {

QString releaseBefore(const ServiceStatus &status)
{
    const qsizetype place = status.releases.indexOf(status.release);
    return place > 0 ? status.releases[place - 1] : QString();
}

DeployDialog::DeployDialog(Way way, Gateway &gateway, const ServiceStatus &status, bool paused, QWidget *parent)
    : RestartDialog(way == Way::Deploy ? tr("Deploy to %1").arg(status.target.service)
                                       : tr("Roll %1 back").arg(status.target.service),
                    gateway, status.target, paused, parent)
    , m_way(way)
    , m_running(status.release)
    , m_release(new QComboBox(this))
{
    setObjectName(QStringLiteral("deployDialog"));
    m_release->setObjectName(QStringLiteral("release"));
    m_release->setAccessibleName(tr("Release"));
    m_release->setEditable(status.releases.isEmpty());
    for (auto name = status.releases.crbegin(); name != status.releases.crend(); ++name) {
        if (*name != m_running) {
            m_release->addItem(*name);
        }
    }
    if (way == Way::RollBack) {
        m_release->setCurrentText(releaseBefore(status));
    }
    if (!status.releaseToCome.isEmpty()) {
        QLabel *toCome = plainLabel(status.releaseToCome, QStringLiteral("small"));
        toCome->setObjectName(QStringLiteral("releaseToCome"));
        toCome->setWordWrap(true);
        toCome->setMinimumHeight(2 * toCome->fontMetrics().lineSpacing()); // a form squeezes what wraps
        form()->insertRow(0, toCome);
    }
    form()->insertRow(0, plainLabel(tr("Release"), QStringLiteral("muted")), m_release);
    form()->insertRow(0, plainLabel(tr("Runs now"), QStringLiteral("muted")),
                      plainLabel(m_running.isEmpty() ? tr("unknown") : m_running, QStringLiteral("section")));
    resize(520, 530);
    setFootnote(tr("A restart: active sessions are kept, retained ones dropped."));
    connect(m_release, &QComboBox::currentTextChanged, this, &DeployDialog::offer);
    offer();
}

QString DeployDialog::chosen() const
{
    return m_release->currentText().trimmed();
}

QString DeployDialog::deed() const
{
    return (m_way == Way::Deploy ? tr("Deploy %1 on %2") : tr("Roll back to %1 on %2"))
        .arg(chosen().isEmpty() ? tr("a release") : chosen(), target().label());
}

QString DeployDialog::hindrance() const
{
    if (!gateway()) {
        return tr("Nothing is watched");
    }
    if (const auto refused = gateway()->refusal(ActionKind::Deploy)) {
        return *refused;
    }
    if (chosen().isEmpty()) {
        return m_release->isEditable() ? tr("Name a release") : tr("There is no other release yet");
    }
    return chosen() == m_running ? tr("That one runs already") : QString();
}

void DeployDialog::send(const RestartOrder &order, Gateway::Reply<RestartProgress> progress)
{
    m_release->setEnabled(false);
    gateway()->deploy({chosen(), order.reason, m_way == Way::RollBack, {}, order.drainDeadline}, this,
                      std::move(progress));
}

} // namespace qd

#include "moc_deploy_dialog.cpp"
