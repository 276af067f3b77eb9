// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtWidgets/QWidget>

class QPushButton;

namespace qd {

class ElidedLabel;

/// A finding in one slim line: its shape, words that give way, and what opens it. The tool tip tells the rest.
class FindingLine : public QWidget
{
    Q_OBJECT

public:
    explicit FindingLine(QWidget *parent = nullptr);
    void display(Severity severity, const QString &words, const QString &tip);
    [[nodiscard]] QString words() const;
    /// "Details…"; whoever makes the line connects it.
    [[nodiscard]] QPushButton *open() const { return m_open; }
    /// Unfolds a group; hidden unless one shows it.
    [[nodiscard]] QPushButton *more() const { return m_more; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Severity m_severity = Severity::Unknown;
    ElidedLabel *m_words = nullptr;
    QPushButton *m_more = nullptr;
    QPushButton *m_open = nullptr;
};

} // namespace qd
