// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/playhead.h"
#include "widgets/rules/rule_list_model.h"
#include "widgets/rules/rule_panel.h"
#include "widgets/shared/latest_job.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

class QFileDialog;

namespace qd {

/// Rules, read, written and tried over what is on screen, beside the window: the text as it stands there is
/// backtested when typing has paused, and every other second while the picture moves. Nothing while nobody sees
/// it.
class RuleDesk : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds typingPause{300};
    static constexpr std::chrono::milliseconds movingEvery{2000};
    static constexpr std::chrono::milliseconds lookingEvery{2000}; ///< for files that others write or delete

    /// `playhead` must outlive the desk.
    RuleDesk(const Playhead &playhead, QWidget *parent);

    [[nodiscard]] RulePanel *panel() const { return m_panel; }
    /// Where files of one's own are.
    void setFolder(const QString &folder);
    void setHistory(const HistoryPtr &history);
    /// What comes next is another history.
    void forgetHistory();
    /// The playhead may have moved.
    void follow();
    void setRefusal(std::optional<QString> why) { m_panel->setSaveRefusal(std::move(why)); }
    /// Writes what the rules in the text do over the visible time as a test. `closed` for promtool 2.
    void exportTest(const QString &path, bool closed);

Q_SIGNALS:
    void closeWanted();
    /// One line for the window.
    void told(const QString &words, bool critical);
    /// Lanes, or why there are none, are those of the text now.
    void judged();
    /// Files were read anew, because that was wanted or because they changed.
    void loaded();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct LoadOrder
    {
        QString folder;
        bool isLook = false; ///< nobody asked for it: nothing happens where nothing changed
    };
    struct Loaded
    {
        bool isLook = false;
        std::vector<RuleText> files;
        std::vector<RuleRow> rows;
    };
    struct SaveOrder
    {
        QString folder;
        RuleText file;
        QString before; ///< what the file said when it was read last; empty where there was none
    };
    struct SavedRules
    {
        QString words;
        bool applies = true;
    };
    struct ExportOrder
    {
        QString path;
        rules::LaneOrder lanes;
        bool closed = false;
    };

    [[nodiscard]] rules::LaneOrder order() const;
    void load();
    void look();
    void take(const Loaded &loaded);
    void judge(bool again);
    void save();
    void saved(const Result<SavedRules> &done);
    [[nodiscard]] static Result<SavedRules> written(const SaveOrder &order);
    void chooseExport();
    [[nodiscard]] static QStringList exportKinds();
    [[nodiscard]] static Result<QString> exported(const ExportOrder &order, const std::stop_token &stop);

    const Playhead &m_playhead;
    RulePanel *m_panel;
    HistoryPtr m_history;
    QString m_folder;
    QPointer<QFileDialog> m_exportDialog;
    TimeRange m_judged; ///< the range the lanes are of
    QTimer m_typing;
    QTimer m_moving;
    QTimer m_looking;
    std::vector<RuleText> m_read; ///< as they were read last
    bool m_isLoading = false;     ///< what was asked for is not there yet
    bool m_moved = false;
    LatestJob<LoadOrder, Loaded> m_loading;
    LatestJob<SaveOrder, Result<SavedRules>> m_saving;
    LatestJob<ExportOrder, Result<QString>> m_exporting;
    LatestJob<bool, bool> m_promtool; ///< the installed one wants tests for version 2
    LatestJob<rules::LaneOrder, rules::LaneReport> m_judging;
};

} // namespace qd
