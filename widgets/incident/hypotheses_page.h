// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/incident/hypothesis_card.h"

#include <QtWidgets/QWidget>

namespace qd {

/// What was and is thought, the newest first: a card each, and one button for another.
class HypothesesPage : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t mostCards = 100; ///< the timeline has all of them

    explicit HypothesesPage(QWidget *parent = nullptr);
    /// All that the log tells of, as they stood at the instant on screen: `then` has those that had come up by
    /// then.
    void display(const std::vector<incident::Hypothesis> &all, const std::vector<incident::Hypothesis> &then,
                 units::Zone zone);
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void newWanted();
    void stateWanted(const QString &hypothesis, qd::incident::Hypothesis::State state);
    void editWanted(const QString &hypothesis);
    void exhibitWanted(const qd::incident::Exhibit &exhibit);

private:
    [[nodiscard]] HypothesisCard *makeCard();

    QPushButton *m_new;
    QLabel *m_empty;
    QVBoxLayout *m_column = nullptr;
    std::vector<HypothesisCard *> m_cards;
    struct Shown
    {
        incident::Hypothesis hypothesis;
        bool isLater = false;
    };
    std::vector<Shown> m_shown;
    std::optional<units::Zone> m_zone;
    std::optional<QString> m_refusal;
};

} // namespace qd
