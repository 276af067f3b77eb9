// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "model/base/error.h"

#include <QtCore/QObject>

#include <memory>
#include <vector>

namespace qd {

class LiveEngine;
class MainWindow;

/// The composition root of what is watched: one live engine at a time, lent to the window. Engines that were
/// watched end by themselves, beside the window, and are kept until they have.
class LiveSession : public QObject
{
    Q_OBJECT

public:
    LiveSession(MainWindow &window, ServiceChoice service, QObject *parent = nullptr);
    ~LiveSession() override;

    /// Lets go of what was watched (its child is drained) and turns to `target` at once; its service starts when
    /// that is over. Invalid: the target makes no sense, and what was watched goes on.
    Result<void> watch(const TargetChoice &target);
    void stop();
    /// stop(), and returns when nothing is left; for the end of the program, when the window is gone.
    void finish();

Q_SIGNALS:
    /// Every engine that was stopped has ended.
    void ended();

private:
    void onRetired(LiveEngine *engine);
    void applyDrill();

    MainWindow &m_window;
    const ServiceChoice m_service;
    std::unique_ptr<LiveEngine> m_engine;
    std::vector<std::unique_ptr<LiveEngine>> m_ending;
};

} // namespace qd
