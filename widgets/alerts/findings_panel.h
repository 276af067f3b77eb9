// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/health/reading.h"

#include <QtWidgets/QWidget>

class QVBoxLayout;

namespace qd {

/// The alerts tab: what is wrong now, worst first, each with what can be done next; below it what is watched and
/// well.
class FindingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget *parent = nullptr);
    void setFindings(const std::vector<Finding> &findings);
    /// Findings that need somebody: warnings and worse.
    [[nodiscard]] int openCount() const;

Q_SIGNALS:
    void purgeWanted();
    void chartWanted(qd::TileKind kind);

private:
    class Card;
    std::vector<Finding> m_findings;
    std::vector<Card *> m_cards;
    QVBoxLayout *m_column = nullptr;
};

} // namespace qd
