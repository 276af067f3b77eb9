// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/actions/restart_dialog.h"

class QComboBox;

namespace qd {

/// Another release in the place of the one that runs: chosen among those there are, or named where any will do;
/// then as a restart. A roll back begins with the one before.
class DeployDialog : public RestartDialog
{
    Q_OBJECT

public:
    enum class Way { Deploy, RollBack };

    DeployDialog(Way way, Gateway &gateway, const ServiceStatus &status, bool paused, QWidget *parent = nullptr);

protected:
    [[nodiscard]] QString deed() const override;
    [[nodiscard]] QString hindrance() const override;
    void send(const RestartOrder &order, Gateway::Reply<RestartProgress> progress) override;

private:
    [[nodiscard]] QString chosen() const;

    const Way m_way;
    const QString m_running;
    QComboBox *m_release = nullptr;
};

/// The release before the one that runs; empty where there is none, or it is not known.
[[nodiscard]] QString releaseBefore(const ServiceStatus &status);

} // namespace qd
