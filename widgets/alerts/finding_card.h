// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/health/finding_groups.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace qd {

class FindingLine;
class StateLabel;

/// One row of the alerts tab, tinted by its state: a finding with what can be done next, or the series of one
/// alert, which it unfolds to a line each. What nobody is told of takes a single slim line.
class FindingCard : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t mostLines = 50; ///< of an unfolded group

    explicit FindingCard(QWidget *parent = nullptr);
    void display(const FindingGroup &group, bool unfolded);
    void refusePurge(const std::optional<QString> &why);
    void refuseAcknowledge(const std::optional<QString> &why);

Q_SIGNALS:
    void purgeWanted();
    void chartWanted(qd::TileKind kind);
    void acknowledgeWanted(const QStringList &alerts);
    void detailsWanted(const QString &alert);
    void foldWanted(const QString &group);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void buildButtons(QVBoxLayout *column);
    void displaySlim();
    void displayWhole();
    void displayButtons();
    void displayMembers();

    FindingGroup m_group;
    bool m_unfolded = false;
    FindingLine *m_slim = nullptr;
    QWidget *m_whole = nullptr;
    StateLabel *m_title = nullptr;
    QLabel *m_detail = nullptr;
    QLabel *m_flags = nullptr;
    QPushButton *m_purge = nullptr;
    QPushButton *m_chart = nullptr;
    QPushButton *m_acknowledge = nullptr;
    QPushButton *m_fold = nullptr;
    QPushButton *m_open = nullptr;
    std::vector<FindingLine *> m_lines;
    QLabel *m_others = nullptr;
    QVBoxLayout *m_members = nullptr;
};

} // namespace qd
