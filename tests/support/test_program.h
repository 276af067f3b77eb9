// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QTest>

/// The tests of a folder are one program: a hundred programs would each be linked, and would each need a moc run.
/// A test ends with one of the QD_TEST macros instead of QtTest's, and is run by its name:
/// `build/dev/tests/tst_labels [options of QtTest]`, or as the first argument of its program.
namespace qd::test {

/// Makes a test known under `name` before main() begins.
class TestEntry
{
public:
    using Run = int (*)(int argc, char **argv);
    TestEntry(const char *name, Run run);
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

#define QD_TEST_MAIN(run) static const qd::test::TestEntry testEntry(QD_TEST_NAME, run);
#define QD_TEST_APPLESS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, qd::test::NoApp>))
#define QD_TEST_GUILESS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, QCoreApplication>))
#define QD_TEST_WIDGETS(Test) QD_TEST_MAIN((qd::test::runWithApp<Test, QApplication>))
