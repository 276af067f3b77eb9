// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;

namespace qd {

class ElidedLabel;
class StateView;

/// The whole of one entry: its text, plain whatever it is, or the state that was captured then.
class EntryDetail : public QWidget
{
    Q_OBJECT

public:
    /// Of a longer text the beginning is shown, and all of it copied: laying out a megabyte would stop the window.
    static constexpr qsizetype mostShown = 20'000;

    explicit EntryDetail(QWidget *parent = nullptr);
    /// `captured`: the state that belongs to it, null where there is none. `note` is said below the byline.
    void display(const incident::Entry &entry, const incident::Captured *captured, const QString &note,
                 units::Zone zone);
    /// Whether what is shown can be corrected; why not, else.
    void setCorrectable(bool is, const std::optional<QString> &refusal);
    /// What it would like to have at that width, in pixels; less scrolls.
    [[nodiscard]] int heightFor(int width) const;

Q_SIGNALS:
    void correctionWanted();
    void closed();

private:
    void displayText(const QString &words);
    [[nodiscard]] int textHeight(int width) const;

    ElidedLabel *m_byline;
    QLabel *m_note;
    QPushButton *m_correct;
    QPushButton *m_copy;
    QPlainTextEdit *m_text;
    QScrollArea *m_scroll;
    StateView *m_state;
    QString m_words; ///< all of them
};

} // namespace qd
