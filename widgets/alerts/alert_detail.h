// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/health/alert_findings.h"

#include <QtCore/QPointer>
#include <QtWidgets/QDialog>

#include <tuple>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace qd {

class AnswerGraph;
class Playhead;
class StateLabel;

/// What an alert is looked at through: the log, the instant, and how times are written.
struct AlertView
{
    const alerts::AlertBook *book = nullptr;
    EventSnapshot events;
    Timestamp at{};
    units::Zone zone = units::Zone::Utc;
};

/// One alert: how it stands, what it says, the graph of what it compares, what to do next, its expression and past
/// firings; acknowledging and silencing it. Follows the log while it is open, and the playhead: of the past it
/// shows the past, and what acts is refused. Non-modal, deleted when closed.
class AlertDetail : public QDialog
{
    Q_OBJECT

public:
    /// `gateway` may be gone before the dialog; `playhead` must outlive it.
    AlertDetail(QString alert, const QString &place, Gateway *gateway, Playhead &playhead, QWidget *parent);

    [[nodiscard]] const QString &alert() const { return m_alert; }
    /// Somebody else evaluates the expression for it; not shown where the alert has none.
    [[nodiscard]] AnswerGraph *graph() const { return m_graph; }
    void showAlert(const AlertView &view);
    /// Sessions retained now, for an alert that a purge may help; 0 where it does not.
    void setRetained(std::int64_t retained);
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void chartWanted(qd::TileKind kind);
    void purgeWanted();
    /// The expression, to be looked at over the visible range.
    void queryWanted(const QString &expression);

private:
    void buildState(QVBoxLayout *column, const QString &place);
    void buildNext(QVBoxLayout *column);
    void buildFacts(QGridLayout *grid);
    void buildActs(QGridLayout *grid);
    void buildSilence(QGridLayout *grid);
    void showFirings(const alerts::AlertRecord &record, units::Zone zone);
    void growToText();
    void previewSilence();
    [[nodiscard]] bool leavesOut(const QString &matchers) const;
    void acknowledge();
    void silence();
    void tell(const QString &words, bool isError);

    const QString m_alert;
    QPointer<Gateway> m_gateway;
    AlertView m_view;
    std::optional<TileKind> m_chartKind;
    std::optional<QString> m_refusal;
    bool m_mayAcknowledge = false;
    bool m_matchersFilled = false;
    /// What the preview was counted for: matchers, the newest event, and about when.
    using Previewed = std::tuple<QString, std::uint64_t, std::chrono::sys_time<std::chrono::minutes>>;
    std::optional<Previewed> m_previewed;
    StateLabel *m_title = nullptr;
    QLabel *m_standing = nullptr;
    QLabel *m_description = nullptr;
    QLabel *m_flags = nullptr;
    AnswerGraph *m_graph = nullptr;
    QLabel *m_advice = nullptr;
    QPushButton *m_purge = nullptr;
    QPushButton *m_chart = nullptr;
    QPushButton *m_query = nullptr;
    QLabel *m_labels = nullptr;
    QLabel *m_expression = nullptr;
    QLabel *m_firings = nullptr;
    QLineEdit *m_comment = nullptr;
    QPushButton *m_acknowledge = nullptr;
    QLineEdit *m_matchers = nullptr;
    QComboBox *m_length = nullptr;
    QLabel *m_preview = nullptr;
    QPushButton *m_silence = nullptr;
    QLabel *m_told = nullptr;
};

} // namespace qd
