// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "widgets/actions/action_dialog.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

class QLabel;
class QProgressBar;

namespace qd {

class Clock;
class PurgePreviewView;
class SelectorChooser;

/// Choose, see, purge, and read what came of it. What the button removes is the preview on screen, by its id.
class PurgeDialog : public ActionDialog
{
    Q_OBJECT

public:
    enum class Phase { Choosing, Purging, Done };

    /// `clock` tells now, for the preview's end; it must outlive the dialog.
    PurgeDialog(Gateway &gateway, const Clock &clock, const Target &target, bool paused,
                QWidget *parent = nullptr);
    void setSelector(const PurgeSelector &selector);
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] const std::optional<PurgePreview> &preview() const { return m_preview; }

Q_SIGNALS:
    void purged(const qd::PurgeProgress &truth);

private:
    void buildBody();
    void choiceChanged();
    void fetch();
    void take(const PurgePreview &preview);
    void offer();
    void purge();
    void follow(const Result<PurgeProgress> &progress);
    void report(const PurgeProgress &truth);
    void dropPreview(const QString &words);
    [[nodiscard]] bool confirmed() const;

    QPointer<Gateway> m_gateway;
    const Clock &m_clock;
    SelectorChooser *m_chooser = nullptr;
    PurgePreviewView *m_view = nullptr;
    QLabel *m_people = nullptr;
    QWidget *m_confirmRow = nullptr;
    QLineEdit *m_confirm = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_truth = nullptr;
    std::optional<PurgePreview> m_preview;
    std::uint64_t m_generation = 0;
    Phase m_phase = Phase::Choosing;
    QTimer m_debounce;
    QTimer m_expiry;
};

} // namespace qd
