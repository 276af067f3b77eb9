// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QDialog>

#include <optional>

class QGridLayout;
class QLabel;
class QPushButton;

namespace qd {

class DeliberateButton;

/// What the dialogs that write to an incident have in common: a head with the place, named fields, a line for what
/// went wrong, and a button that says what is kept. Non-modal, deleted when closed; what was not kept stays in it,
/// and closing it with words in it takes two tries or its Cancel.
class IncidentForm : public QDialog
{
    Q_OBJECT

public:
    /// Why nothing may be kept now.
    void setRefusal(const std::optional<QString> &why);
    /// A line below the title.
    void setRemark(const QString &words);
    /// What stands in it is on its way.
    [[nodiscard]] bool isSent() const { return m_isSent; }
    /// What was sent was not taken.
    void setError(const QString &words);
    /// Warns once where that would lose words somebody wrote.
    void reject() override;

Q_SIGNALS:
    /// Somebody wants to keep what stands in it.
    void given();

protected:
    /// `act` is on the button; `place` is where it lands.
    IncidentForm(const QString &title, const QString &place, const QString &act, QWidget *parent);

    /// A row below those that are there; its name is the field's for screen readers.
    void addRow(const QString &name, QWidget *field);
    /// Without a name, over both columns.
    void addWide(QWidget *field);
    /// Whether there is something to keep.
    void setReady(bool ready);
    /// Why what stands there cannot be kept; empty: nothing is wrong.
    void setHint(const QString &words);
    /// What speaks against keeping what stands there: it takes a button of its own then, which says `act` and has
    /// to be meant. Empty: nothing does.
    void setDoubt(const QString &words, const QString &act);
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void give();
    void giveByKey();
    void showWrong();
    /// Of all fields, as they stand.
    [[nodiscard]] QStringList written() const;
    void followButton();

    QLabel *m_remark;
    QGridLayout *m_grid;
    QLabel *m_error;
    QPushButton *m_act;
    DeliberateButton *m_anyway; ///< in its place while something speaks against it
    bool m_isReady = false;
    bool m_isSent = false;
    std::optional<QString> m_refusal;
    QString m_doubt;
    QString m_wrong;            ///< the newest error or hint, which outlives a refusal
    QStringList m_written;      ///< when it was opened
    QStringList m_warnedBefore; ///< what was to be lost when that was said
};

} // namespace qd
