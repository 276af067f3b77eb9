// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session/service_status.h"

#include <QtWidgets/QWidget>

namespace qd {

/// The shape of a severity, twelve pixels square, before a line of words.
class SeverityShape : public QWidget
{
public:
    SeverityShape(Severity severity, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *) override;

private:
    Severity m_severity;
};

} // namespace qd
