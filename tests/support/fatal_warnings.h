// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qd::test {

/// Fails the running test function on every logged warning that was not announced with QTest::ignoreMessage().
/// QtTest forgets this after each function: call it in init(), not in initTestCase().
void failOnAnyWarning();

} // namespace qd::test
