// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QAction>
#include <QtWidgets/QFrame>

#include <optional>

class QLineEdit;
class QListWidget;

namespace qd {

/// Every command of the window, filtered while typing, run with Return. A layer over the window, never a modal.
/// What cannot be done now stays in the list and says why (see refuse()).
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);
    void setCommands(const QList<QAction *> &commands);
    /// Why `command` cannot be done now; nullopt = it can. Its keys still work and may answer in their own way.
    static void refuse(QAction *command, const std::optional<QString> &why);
    void open();
    [[nodiscard]] QStringList shown() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void filter(const QString &text);
    void run();
    void place();

    QList<QAction *> m_commands;
    QLineEdit *m_search = nullptr;
    QListWidget *m_list = nullptr;
    QPointer<QWidget> m_before; ///< gets the focus back
};

} // namespace qd
