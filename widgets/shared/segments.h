// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QButtonGroup;

namespace qd {

/// A row of joined buttons of which at most one is on. Arrow keys move within it.
class Segments : public QWidget
{
    Q_OBJECT

public:
    explicit Segments(const QStringList &words, QWidget *parent = nullptr);
    /// -1 = none is on.
    void setCurrent(int index);
    [[nodiscard]] int current() const;
    void setWords(int index, const QString &words);
    /// Less room beside the words.
    void setTight(bool tight);
    void setAccessibleNames(const QStringList &names);

Q_SIGNALS:
    /// The user chose; not emitted by setCurrent(). Also when the one that is on was chosen again.
    void chosen(int index);

private:
    QButtonGroup *m_group = nullptr;
};

} // namespace qd
