// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_program.h"

#include <cstdio>
#include <filesystem>
#include <map>

namespace qd::test {

namespace {

std::map<std::string, TestEntry::Run> &entries()
{
    static std::map<std::string, TestEntry::Run> all;
    return all;
}

/// QtTest ends a function that takes five minutes; what was asked to run longer may.
void allowLongAcceptance()
{
    const char *variable = "QTEST_FUNCTION_TIMEOUT";
    const int seconds = qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS");
    if (seconds > 0 && !qEnvironmentVariableIsSet(variable))
        qputenv(variable, QByteArray::number((seconds + 600) * 1000));
}

} // namespace

QString testName(const char *source)
{
    return QString::fromStdString(std::filesystem::path(source).stem().string());
}

TestEntry::TestEntry(const char *source, Run run)
{
    entries().emplace(testName(source).toStdString(), run);
}

} // namespace qd::test

int main(int argc, char **argv)
{
    const auto &all = qd::test::entries();
    auto found = all.find(std::filesystem::path(argv[0]).filename());
    if (found == all.end() && argc > 1) {
        found = all.find(argv[1]);
        argv[1] = argv[0];
        ++argv;
        --argc;
    }
    if (found == all.end()) {
        std::fputs("The first argument is one of these tests:\n", stderr);
        for (const auto &[name, run] : all)
            std::fprintf(stderr, "  %s\n", name.c_str());
        return 2;
    }
    qd::test::allowLongAcceptance();
    return found->second(argc, argv);
}
