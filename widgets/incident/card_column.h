// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QVBoxLayout>
#include <QtWidgets/QWidget>

#include <algorithm>
#include <optional>
#include <vector>

class QLabel;

namespace qd {

class DeliberateButton;

/// One of a column: ends with a line, and has buttons that act at once. The press that did it, made once more,
/// does nothing: the focus goes from the button to the card, and all of them are deaf for a moment.
class Card : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

protected:
    /// A button that acts at once; `name` is the object's.
    [[nodiscard]] DeliberateButton *addStep(const QString &words, const QString &name);
    void refuseSteps(const std::optional<QString> &why);
    /// A step was taken, or what it would do has changed.
    void rest();
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<DeliberateButton *> m_steps;
};

/// The body of a page of cards: `empty`, for when there are none, and below it a column that scrolls and has the
/// name for screen readers. Returns that column; cards go in before its stretch.
[[nodiscard]] QVBoxLayout *addCardColumn(QVBoxLayout *page, QLabel *empty, const QString &name, QWidget *parent);

/// As many cards in the column as are wanted; `make` makes another one.
template <typename T, typename Make>
void fitCards(std::vector<T *> &cards, std::size_t count, QVBoxLayout *column, Make make)
{
    std::for_each(cards.begin() + std::ptrdiff_t(std::min(count, cards.size())), cards.end(), [](T *card) {
        card->hide();
        card->deleteLater(); // what was clicked in it is not done yet
    });
    cards.resize(std::min(count, cards.size()));
    while (cards.size() < count) {
        T *card = make();
        column->insertWidget(int(cards.size()), card);
        cards.push_back(card);
    }
}

} // namespace qd
