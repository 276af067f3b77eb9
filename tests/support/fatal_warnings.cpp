// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

namespace qd::test {

void failOnAnyWarning()
{
    // What the offscreen platform says of every dialog is about that platform.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

} // namespace qd::test
