// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QLabel;
class QVBoxLayout;

namespace qd {

/// The lines under the bar that say what is wrong: what happened, what was kept, what to do. Standing problems
/// follow the status, worst first, a line each; passing messages (an action that failed) stay until dismissed or
/// replaced.
class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent = nullptr);
    /// Empty = well.
    void setProblem(const QString &words);
    void setLogProblem(const QString &words);
    void setRecorderProblem(const QString &words);
    void setRuleProblem(const QString &words);
    void setNotifyProblem(const QString &words);
    /// How long a line that only informs is shown.
    static constexpr std::chrono::seconds readingTime{8};
    /// `critical` colours the line, and it stays until the reader closes it; otherwise it informs and leaves.
    void showMessage(const QString &words, bool critical);
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString message() const;

private:
    struct Line
    {
        QFrame *frame = nullptr;
        QWidget *shape = nullptr; ///< state is never told by colour alone
        QLabel *words = nullptr;
    };
    Line addLine(const QString &name, const QString &look);
    void setLine(const Line &line, const QString &words);

    QVBoxLayout *m_column = nullptr;
    Line m_problem;
    Line m_log;
    Line m_recorder;
    Line m_rules;
    Line m_notify;
    Line m_message;
    QTimer m_leave;
};

} // namespace qd
