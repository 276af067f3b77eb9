// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/buttons.h"

#include <QtGui/QTextDocument>
#include <QtWidgets/QPushButton>

namespace qd {

QPushButton *smallButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

void refuseButton(QPushButton *button, const std::optional<QString> &why, const QString &usualTip)
{
    button->setEnabled(!why);
    button->setToolTip(plainTip(why.value_or(usualTip)));
}

/// Screen readers read tips too, so those that need no marks have none.
QString plainTip(const QString &text)
{
    constexpr qsizetype longestLine = 100; // characters; only rich text is wrapped
    if (text.size() <= longestLine && !Qt::mightBeRichText(text))
        return text;
    return QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
}

} // namespace qd
