// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/option_checks.h"

#include <CLI/CLI.hpp>

#include <QtCore/QFileInfo>

namespace qd {

CLI::Validator between(double low, double high, const std::string &words)
{
    return CLI::Validator(
        [=](std::string &text) {
            bool isNumber = false;
            const double value = QString::fromStdString(text).toDouble(&isNumber);
            return isNumber && value >= low && value <= high ? std::string() : "'" + text + "' is not " + words;
        },
        {});
}

CLI::Validator wholeBetween(std::uint64_t low, std::uint64_t high)
{
    return CLI::Validator(
        [=](std::string &text) {
            bool isNumber = false;
            const std::uint64_t value = QString::fromStdString(text).toULongLong(&isNumber);
            const bool isOctal = text.size() > 1 && text.front() == '0'; // to CLI11
            return isNumber && !isOctal && value >= low && value <= high
                       ? std::string()
                       : "'" + text + "' is not a whole number from " + std::to_string(low) + " to " +
                             std::to_string(high);
        },
        {});
}

CLI::Validator notEmpty()
{
    return {[](std::string &text) { return std::string(text.empty() ? "is empty: name a file" : ""); }, ""};
}

CLI::Validator writableFile()
{
    return CLI::Validator(
        [](std::string &text) {
            if (text.empty())
                return std::string("is empty: name a file");
            if (text == "-")
                return std::string("'-' is no file, and nothing is written to the standard output");
            const QFileInfo file(QString::fromStdString(text));
            const QFileInfo folder(file.absolutePath());
            if (file.isDir() || !folder.isDir() || !folder.isWritable()) {
                return "'" + text + "' cannot be written: " +
                       (file.isDir()     ? "it is a folder"
                        : folder.isDir() ? "its folder is read-only"
                                         : "there is no such folder");
            }
            return std::string();
        },
        {});
}

} // namespace qd
