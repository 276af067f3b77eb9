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

    /// How long it is there: for that time, or until the reader closes it, as what is critical always is.
    enum class Stay { AWhile, UntilRead };

    explicit Notice(QWidget *parent);
    /// `critical` colours the line; otherwise it informs.
    void display(const QString &words, bool critical, Stay stay = Stay::AWhile);
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
