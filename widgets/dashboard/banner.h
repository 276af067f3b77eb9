// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

class QLabel;
class QVBoxLayout;

namespace qd {

class Notice;

/// The lines under the bar that say what is wrong: what happened, what was kept, what to do. Standing problems
/// follow the status, worst first, a line each; passing messages lie over the parent's lower edge.
class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent);
    /// Empty = well.
    void setProblem(const QString &words);
    void setLogProblem(const QString &words);
    void setRecorderProblem(const QString &words);
    void setRuleProblem(const QString &words);
    void setNotifyProblem(const QString &words);
    /// See Notice::display().
    void showMessage(const QString &words, bool critical);
    /// An introduction, which stays until it is read.
    void explain(const QString &words);
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString message() const;

private:
    struct Line
    {
        QFrame *frame = nullptr;
        QLabel *words = nullptr;
    };
    Line addLine(const QString &name);
    void setLine(const Line &line, const QString &words);

    QVBoxLayout *m_column = nullptr;
    Line m_problem;
    Line m_log;
    Line m_recorder;
    Line m_rules;
    Line m_notify;
    Notice *m_notice;
};

} // namespace qd
