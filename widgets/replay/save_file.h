// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/part_file.h"

#include <QtWidgets/QWidget>

class QCheckBox;
class QLineEdit;

namespace qd {

/// Where a recording goes: a path, a chooser, and, when something is there, whether to replace it.
class SaveFile : public QWidget
{
    Q_OBJECT

public:
    explicit SaveFile(QWidget *parent = nullptr);

    /// Stands in the field until somebody writes another.
    void propose(const QString &path);
    /// As written, with the ending of recordings; empty when nothing is.
    [[nodiscard]] QString path() const;
    [[nodiscard]] Existing existing() const;
    /// Something is there: only a tick makes it ready again.
    void askWhetherToReplace();
    [[nodiscard]] bool isReady() const;

Q_SIGNALS:
    void changed();

private:
    void choose();

    QLineEdit *m_path = nullptr;
    QCheckBox *m_replace = nullptr;
    bool m_isTheirs = false; ///< chosen by hand
};

} // namespace qd
