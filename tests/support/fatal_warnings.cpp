// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

namespace qd::test {

void failOnAnyWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
}

} // namespace qd::test
