// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QWidget;

namespace qd::test {

/// The rows of a test that looks at screens: `dark` (bool) and `size` (QSize), both themes at both sizes.
void addThemesAndSizes();

/// Saves a picture of the widget to $QD_PICTURES/name.png for somebody to look at; does nothing without that
/// variable.
void keepPicture(QWidget &widget, const QString &name);

/// The window with its dialog over it, as a screen would show them; `dialog` may be null.
void keepPictureOver(QWidget &window, QWidget *dialog, const QString &name);

/// Labels and buttons of the widget that have less room than their text wants, one line each: "objectName: text".
[[nodiscard]] QStringList clippedTexts(const QWidget &widget);

} // namespace qd::test
