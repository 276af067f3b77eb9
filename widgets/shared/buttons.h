// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <optional>

class QPushButton;
class QWidget;

namespace qd {

/// A button that never answers to Return by itself.
[[nodiscard]] QPushButton *smallButton(const QString &text, const QString &name, QWidget *parent);
/// Disables with the reason as tool tip; nullopt enables, with the usual tip.
void refuseButton(QPushButton *button, const std::optional<QString> &why, const QString &usualTip = {});
/// A tool tip for text that may come from anywhere: never taken for HTML, and wrapped where it is long.
[[nodiscard]] QString plainTip(const QString &text);

} // namespace qd
