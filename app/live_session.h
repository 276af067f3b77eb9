// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "model/base/error.h"

#include <QtCore/QObject>

#include <memory>

namespace qd {

class LiveEngine;
class MainWindow;

/// The composition root of what is watched: one live engine at a time, lent to the window.
class LiveSession : public QObject
{
    Q_OBJECT

public:
    LiveSession(MainWindow &window, ServiceChoice service, QObject *parent = nullptr);
    ~LiveSession() override;

    /// Ends what was watched (its child is drained) and turns to `target`. Invalid: the target makes no sense, and
    /// what was watched goes on.
    Result<void> watch(const TargetChoice &target);
    void stop();

private:
    void applyDrill();

    MainWindow &m_window;
    const ServiceChoice m_service;
    std::unique_ptr<LiveEngine> m_engine;
};

} // namespace qd
