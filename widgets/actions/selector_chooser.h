// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"

#include <QtWidgets/QWidget>

class QButtonGroup;
class QGridLayout;
class QLineEdit;
class QRadioButton;

namespace qd {

/// Which sessions: retained · idle longer than · older than · user · address · every session.
class SelectorChooser : public QWidget
{
    Q_OBJECT

public:
    explicit SelectorChooser(QWidget *parent = nullptr);
    void setSelector(const PurgeSelector &selector);
    /// The selector as chosen, or words for what is missing.
    [[nodiscard]] Result<PurgeSelector> selector() const;

Q_SIGNALS:
    void changed();

private:
    enum Choice { Retained, Idle, Older, User, Address, Every };
    QRadioButton *addChoice(QGridLayout *grid, Choice choice, const QString &words);
    QLineEdit *addInput(QGridLayout *grid, Choice choice, const QString &text, const QString &name,
                        const QString &hint);
    void choose(Choice choice);
    void followChoice();
    [[nodiscard]] Choice choice() const;
    [[nodiscard]] QLineEdit *inputOf(Choice choice) const;

    QButtonGroup *m_group = nullptr;
    QLineEdit *m_idle = nullptr;
    QLineEdit *m_older = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_address = nullptr;
};

} // namespace qd
