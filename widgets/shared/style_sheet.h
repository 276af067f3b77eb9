// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

class QWidget;

namespace qd {

struct Theme;

/// The look of the standard widgets on top of Fusion. Widgets choose a look by the dynamic property "look":
/// buttons primary, danger, quiet; labels muted, small, title, section, held; frames panel, bar, line, critical.
[[nodiscard]] QString styleSheetFor(const Theme &theme);

/// Sets the property "look" and has the style look again.
void setLook(QWidget *widget, const QString &look);

} // namespace qd
