// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace qd {

/// A cell of text: quoted where it must be, and with an apostrophe in front where a spreadsheet would take it for
/// a formula. Source: https://owasp.org/www-community/attacks/CSV_Injection
void appendCsvText(std::string &line, std::string text);

} // namespace qd
