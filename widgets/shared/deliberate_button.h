// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QPushButton>

#include <optional>

namespace qd {

/// A button for what cannot be undone, or acts at once: never the default, deaf to Space and to a held key, and
/// deaf for a moment after its words changed, so that nobody confirms what was not yet there when the hand moved.
class DeliberateButton : public QPushButton
{
    Q_OBJECT

public:
    static constexpr int settleMs = 400;

    explicit DeliberateButton(QWidget *parent = nullptr);
    /// One of the small ones on a card, whose deed can be taken back: not in the colour of danger, and ready.
    DeliberateButton(const QString &words, const QString &name, QWidget *parent);
    /// Changed words start the settling time; `ready` false keeps it disabled.
    void offer(const QString &words, bool ready);
    /// Disables with the reason as tool tip; nullopt enables.
    void refuse(const std::optional<QString> &why);
    /// Deaf for a moment: it was pressed, or what lies under the hand has changed.
    void rest();
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
