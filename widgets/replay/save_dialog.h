// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/history.h"
#include "model/recording/save_recording.h"
#include "widgets/replay/save_job.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace qd {

class SaveFile;
class SaveRange;

/// Saves a span of the history, with its events, as one file for a colleague. Says what it would be before, how
/// far it is meanwhile and what it was afterwards. The GUI thread neither reads nor writes. Non-modal, deleted
/// when closed; closed while saving it stops that first.
class SaveDialog : public QDialog
{
    Q_OBJECT

public:
    struct Source
    {
        std::function<HistoryPtr()> history; ///< as it is now
        TimeRange visible;
        units::Zone zone = units::Zone::Utc;
        mcap::StringMap info{}; ///< for the front of the file
    };

    /// `folder`: where files are proposed.
    SaveDialog(Source source, const QString &folder, QWidget *parent);
    ~SaveDialog() override;

public Q_SLOTS:
    void reject() override;

Q_SIGNALS:
    void saved(const QString &path);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildRange(QVBoxLayout *column);
    void buildMasking(QVBoxLayout *column);
    void buildFoot(QVBoxLayout *column);
    void connectJob();
    void choiceChanged();
    void showEstimate(const recording::SaveEstimate &estimate);
    void showMasking();
    [[nodiscard]] QString proposedFile(Timestamp begin) const;
    [[nodiscard]] Result<recording::SaveOrder> order() const;
    void offer();
    void save();
    /// False when the dialog was waiting for that to close.
    [[nodiscard]] bool endSaving();
    void report(const recording::SaveReport &report);
    void fail(const Error &error);
    void setChoosing(bool choosing);
    void setError(const QString &words);
    void fit();

    Source m_source;
    QString m_folder;
    SaveRange *m_range = nullptr;
    QLabel *m_estimate = nullptr;
    QCheckBox *m_mask = nullptr;
    QLabel *m_maskWords = nullptr;
    SaveFile *m_file = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_error = nullptr;
    QLabel *m_truth = nullptr;
    QLabel *m_losses = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
    QTimer m_debounce;     ///< of estimates
    QTimer m_showProgress; ///< what is quick shows none
    bool m_something = false;
    bool m_closing = false;
    SaveJob *m_job = nullptr;
};

} // namespace qd
