// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace qd {

/// `quarterdeck backtest RULES… FILE…`, as it was written.
struct BacktestCommand
{
    std::vector<std::string> inputs; ///< rule files and folders of them (.yml, .yaml), and recordings
    std::string truth;
    std::string start;
    std::string end;
    std::string promtoolTest; ///< file to write
    std::string boundary = "open";
    bool json = false;
};

/// Declares the command; `command` is filled when it is parsed.
CLI::App *addBacktestCommand(CLI::App &app, BacktestCommand &command);

/// Says on stdout what the alert rules would have done over each recording, and on stderr what could not be read.
/// The exit code: 0, 1 when a rule file or a recording could not be read, 3 when rules were left out or failed.
[[nodiscard]] int runBacktest(const BacktestCommand &command);

} // namespace qd
