// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/writable_file.h"

#include <CLI/CLI.hpp>

#include <QtCore/QFileInfo>

#include <string>

namespace qd {

CLI::Validator writableFile()
{
    return CLI::Validator(
        [](std::string &text) {
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
