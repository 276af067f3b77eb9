// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLabel;
class QString;
class QVBoxLayout;
class QWidget;

namespace qd {

/// The body of a page of cards: `empty`, for when there are none, and below it a column that scrolls and has the
/// name for screen readers. Returns that column; cards go in before its stretch.
[[nodiscard]] QVBoxLayout *addCardColumn(QVBoxLayout *page, QLabel *empty, const QString &name, QWidget *parent);

} // namespace qd
