// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QPushButton>

namespace qd {

/// A button for what cannot be undone: never the default, deaf to Space and to a held key, and deaf for a moment
/// after its words changed, so that nobody confirms a count that was not yet there when the hand moved.
class DeliberateButton : public QPushButton
{
    Q_OBJECT

public:
    static constexpr int settleMs = 400;

    explicit DeliberateButton(QWidget *parent = nullptr);
    /// Changed words start the settling time; `ready` false keeps it disabled.
    void offer(const QString &words, bool ready);
    [[nodiscard]] bool isSettling() const { return m_settling.isActive(); }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    void settle();
    bool m_ready = false;
    QTimer m_settling;
};

} // namespace qd
