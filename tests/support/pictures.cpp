// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pictures.h"

#include <QtCore/QDir>
#include <QtCore/QStringList>
#include <QtGui/QPainter>
#include <QtGui/QPixmap>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>

namespace qd::test {

void addThemesAndSizes()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light, wide") << false << QSize(1440, 900);
    QTest::newRow("dark, wide") << true << QSize(1440, 900);
    QTest::newRow("light, narrow") << false << QSize(1024, 700);
    QTest::newRow("dark, narrow") << true << QSize(1024, 700);
}

void keepPicture(QWidget &widget, const QString &name)
{
    keepPictureOver(widget, nullptr, name);
}

void keepPictureOver(QWidget &window, QWidget *dialog, const QString &name)
{
    const QString folder = qEnvironmentVariable("QD_PICTURES");
    if (folder.isEmpty()) {
        return;
    }
    QDir().mkpath(folder);
    QApplication::processEvents();
    QPixmap picture = window.grab();
    if (dialog) {
        QPainter painter(&picture);
        painter.fillRect(window.rect(), QColor(0, 0, 0, 70));
        painter.drawPixmap(window.rect().center() - dialog->rect().center(), dialog->grab());
    }
    picture.save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

QStringList clippedTexts(const QWidget &widget)
{
    QStringList found;
    const auto check = [&](const QWidget *part, const QString &text, const QSize &wanted) {
        if (part->isVisibleTo(&widget) && !text.isEmpty() &&
            (part->width() < wanted.width() || part->height() < wanted.height())) {
            found << QStringLiteral("%1: %2 (%3×%4 < %5×%6)")
                         .arg(part->objectName(), text)
                         .arg(part->width())
                         .arg(part->height())
                         .arg(wanted.width())
                         .arg(wanted.height());
        }
    };
    for (const auto *label : widget.findChildren<QLabel *>()) {
        const QSize wanted =
            label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->sizeHint();
        check(label, label->text(), wanted);
    }
    for (const auto *button : widget.findChildren<QAbstractButton *>()) {
        check(button, button->text(), button->minimumSizeHint().expandedTo(button->sizeHint()));
    }
    return found;
}

} // namespace qd::test
