// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/query/series_catalogue.h"
#include "widgets/query/query_answer.h"

#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QFrame;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace qd {

class AnswerGraph;
class ChartPane;
class ElidedLabel;
class Playhead;
class QueryEdit;
class QueryTableModel;

/// The query box: an expression, what is wrong with it, its graph over the visible range and a table of its values
/// at the playhead. Evaluates nothing itself.
class QueryPanel : public QWidget
{
    Q_OBJECT

public:
    /// `playhead` must outlive the panel.
    explicit QueryPanel(Playhead *playhead, QWidget *parent = nullptr);

    void setCatalogue(std::shared_ptr<const query::SeriesCatalogue> catalogue);
    void setPast(const QStringList &past);
    void setZone(units::Zone zone);
    /// An evaluation was asked for and has not been answered. What it takes longer than a moment is said.
    void setBusy(bool busy);
    void showAnswer(const QueryAnswer &answer);
    /// As it is before anything was asked: with examples.
    void showNothing();
    void focusText();

    [[nodiscard]] QueryEdit *edit() const { return m_edit; }
    [[nodiscard]] ChartPane *graph() const;
    [[nodiscard]] QueryTableModel *model() const { return m_model; }

Q_SIGNALS:
    void evaluateWanted(const QString &text);
    void textChanged();
    void stopWanted();
    void closeWanted();

private:
    void buildHead(QVBoxLayout *column);
    QWidget *buildAnswer();
    void buildExamples();
    void pressButton();
    [[nodiscard]] QString aboutOf(const QueryAnswer &answer) const;

    QueryEdit *m_edit = nullptr;
    QPushButton *m_button = nullptr;
    QLabel *m_error = nullptr;
    ElidedLabel *m_about = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_examples = nullptr;
    AnswerGraph *m_graph = nullptr;
    QueryTableModel *m_model = nullptr;
    QTableView *m_table = nullptr;
    QTimer m_patience;
    std::shared_ptr<const query::SeriesCatalogue> m_catalogue;
    units::Zone m_zone = units::Zone::Utc;
    bool m_busy = false;
};

} // namespace qd
