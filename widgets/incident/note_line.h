// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QPlainTextEdit>

namespace qd {

/// One line to write a note in, which grows to a few as it is written: Return gives it, Shift+Return begins a
/// new line. What could not be kept stays in it.
class NoteLine : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr int mostLines = 5; ///< shown at a time

    explicit NoteLine(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

Q_SIGNALS:
    void given(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void grow();
};

} // namespace qd
