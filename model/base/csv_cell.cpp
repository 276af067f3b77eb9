// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/csv_cell.h"

#include <string_view>

namespace qd {

void appendCsvText(std::string &line, std::string text)
{
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"')
            line += '"';
        line += c;
    }
    line += '"';
}

} // namespace qd
