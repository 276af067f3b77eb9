// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/incident_buttons.h"

#include <QtWidgets/QPushButton>

namespace qd {

QPushButton *smallButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

void refuseButton(QPushButton *button, const std::optional<QString> &why)
{
    button->setEnabled(!why);
    button->setToolTip(why ? plainTip(*why) : QString());
}

QString plainTip(const QString &text)
{
    return text.isEmpty() ? QString() : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped());
}

} // namespace qd
