// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/health/finding_groups.h"
#include "widgets/alerts/silence_line.h"

#include <QtWidgets/QWidget>

#include <set>

class QLabel;
class QVBoxLayout;

namespace qd {

class FindingCard;

/// The alerts tab: what is wrong now, worst first, each with what can be done next, series of one alert in one
/// row; below it what is watched and well, then silences.
class FindingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FindingsPanel(QWidget *parent = nullptr);
    void setFindings(const std::vector<Finding> &findings);
    /// Disables the offer of a purge, with the reason as tool tip; nullopt enables it.
    void setPurgeRefusal(const std::optional<QString> &why);
    /// Silences stand below the list.
    void setSilences(const std::vector<SilenceRow> &silences);
    /// Disables what is done to alerts, with the reason as tool tip; nullopt enables it.
    void setAlertRefusal(const std::optional<QString> &why);
    /// Said above the list of a held picture: of when it is. Empty = of now.
    void setAsOf(const QString &words);
    /// Said in the place of findings where nothing is judged, and why. Empty = the findings are shown.
    void setNothingJudged(const QString &why);
    /// Findings that need somebody: warnings and worse.
    [[nodiscard]] int openCount() const;

Q_SIGNALS:
    void purgeWanted();
    void chartWanted(qd::TileKind kind);
    void acknowledgeWanted(const QStringList &alerts);
    void detailsWanted(const QString &alert);
    void silenceEndWanted(const QString &id);
    void rulesWanted();

private:
    void showGroups();
    void addCard();

    std::vector<Finding> m_findings;
    std::vector<FindingGroup> m_groups;
    std::set<QString> m_unfolded; ///< ids of groups
    std::vector<FindingCard *> m_cards;
    std::optional<QString> m_noPurge;
    std::optional<QString> m_noAcknowledge;
    std::vector<SilenceRow> m_shownSilences;
    QVBoxLayout *m_silences = nullptr;
    QLabel *m_asOf = nullptr;
    QLabel *m_nothing = nullptr;
    QVBoxLayout *m_column = nullptr;
};

} // namespace qd
