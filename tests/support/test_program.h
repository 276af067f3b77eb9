// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QTest>

/// The tests of a folder, and all unit tests without widgets, are one program: a hundred would each be linked.
/// A test ends with one of the QD_TEST macros instead of QtTest's, and is run by its name:
/// `build/dev/tests/tst_labels [options of QtTest]`, or as the first argument of its program. Its name is that of
/// its source, tst_labels.cpp.
namespace qd::test {

/// The name of the test in a source: `testName(__FILE__)`.
[[nodiscard]] QString testName(const char *source);

/// Makes the test in `source` known before main() begins.
class TestEntry
{
public:
    using Run = int (*)(int argc, char **argv);
    TestEntry(const char *source, Run run);
};

template <typename Test, typename App>
int runWithApp(int argc, char **argv)
{
    [[maybe_unused]] App app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

/// In the place of an application where a test needs none.
struct NoApp
{
    NoApp(int &, char **) {}
};

} // namespace qd::test

#define QD_TEST_ENTRY_NAME_(number) testEntry##number
#define QD_TEST_ENTRY_NAME(number) QD_TEST_ENTRY_NAME_(number) // sources are compiled together
#define QD_TEST_MAIN(run) static const qd::test::TestEntry QD_TEST_ENTRY_NAME(__COUNTER__)(__FILE__, run);
#define QD_TEST_APPLESS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, qd::test::NoApp>))
#define QD_TEST_GUILESS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, QCoreApplication>))
#define QD_TEST_WIDGETS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, QApplication>))
