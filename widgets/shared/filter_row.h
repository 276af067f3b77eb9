// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <utility>
#include <vector>

class QComboBox;
class QLineEdit;

namespace qd {

/// Above a list: which kind of entry is seen, and a text that it holds.
class FilterRow : public QWidget
{
    Q_OBJECT

public:
    static constexpr int everything = -1;
    /// A kind of entry: its name and its number, which is not negative.
    using Groups = std::vector<std::pair<QString, int>>;

    /// `hint` stands in the empty field, `name` tells screen readers what it is for.
    FilterRow(const Groups &groups, const QString &hint, const QString &name, QWidget *parent);

    /// Everything is seen again, without a signal about the kind.
    void clear();
    [[nodiscard]] QComboBox *group() const { return m_group; }
    [[nodiscard]] QLineEdit *text() const { return m_text; }

Q_SIGNALS:
    /// `everything`, or the number of a group.
    void groupChosen(int group);
    void textChanged(const QString &text);

private:
    QComboBox *m_group;
    QLineEdit *m_text;
};

} // namespace qd
