// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/completion.h"
#include "model/query/query_error.h"

#include <QtWidgets/QPlainTextEdit>

class QCompleter;
class QStandardItemModel;

namespace qd {

/// Where an expression is written: Return evaluates, Shift+Return begins a line, Up and Down at the edges walk
/// through what was asked before, names are completed while they are typed (Ctrl+Space asks for it), and the place
/// of an error is underlined.
class QueryEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit QueryEdit(QWidget *parent = nullptr);

    /// What can be completed; never null.
    void setCatalogue(std::shared_ptr<const query::SeriesCatalogue> catalogue);
    /// What was asked before, the newest last.
    void setPast(const QStringList &past);
    void setExpression(const QString &text);
    [[nodiscard]] QString expression() const { return toPlainText(); }
    void showError(const std::optional<query::QueryError> &error);
    [[nodiscard]] QCompleter *names() const { return m_completer; }

Q_SIGNALS:
    void evaluateWanted();
    /// Esc, with nothing open over it.
    void closeWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    [[nodiscard]] bool popupKey(QKeyEvent *event);
    [[nodiscard]] bool ownKey(QKeyEvent *event);
    [[nodiscard]] bool walkPast(int direction);
    void offer(bool asked);
    void insert(const QModelIndex &index);
    void fitHeight();

    std::shared_ptr<const query::SeriesCatalogue> m_catalogue;
    QCompleter *m_completer = nullptr;
    QStandardItemModel *m_offers = nullptr;
    query::CompletionPlace m_place;
    QStringList m_past;
    int m_pastAt = 0;  ///< index of what is shown; the end = what is being written
    QString m_written; ///< that, while one looks at the past
};

} // namespace qd
