// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QPlainTextEdit>

namespace qd {

/// The text of a rule file, with the numbers of its lines, and the line marked on which something is wrong. Tab
/// begins what YAML wants: spaces.
class RuleEditor : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit RuleEditor(QWidget *parent = nullptr);

    /// From 1; none = nothing is wrong.
    void markLine(std::optional<int> line);
    void goToLine(int line);
    [[nodiscard]] std::optional<int> markedLine() const { return m_marked; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Numbers;
    [[nodiscard]] int numbersWidth() const;
    void paintNumbers(QPaintEvent *event);
    void placeNumbers();

    Numbers *m_numbers;
    std::optional<int> m_marked;
};

} // namespace qd
