// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QLabel;

namespace qd {

/// A passing message over the lower edge of its parent: what was done, or what failed. It moves nothing, so that
/// what somebody is about to click stays where it is.
class Notice : public QFrame
{
    Q_OBJECT

public:
    /// How long a line that only informs is shown.
    static constexpr std::chrono::seconds readingTime{8};

    explicit Notice(QWidget *parent);
    /// What is longer than this is not read in that time; it stays as well.
    static constexpr qsizetype atAGlance = 200;
    /// `critical` colours the line, and it stays until the reader closes it; otherwise it informs and leaves.
    void display(const QString &words, bool critical);
    void dismiss();
    [[nodiscard]] QString words() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QWidget *m_shape; ///< state is never told by colour alone
    QLabel *m_words;
    QTimer m_leave;
};

} // namespace qd
