// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/import_command.h"

#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace qd {

/// The command line of `quarterdeck import`.
class ImportCommandLine
{
public:
    /// Adds the subcommand; must live until the line is parsed.
    explicit ImportCommandLine(CLI::App &app);
    ~ImportCommandLine();

    /// What was asked for, once parsed; nothing when it was another command. Throws CLI::ParseError as CLI11 does.
    [[nodiscard]] std::optional<ImportOrder> order() const;

    struct Raw; ///< what the options hold

private:
    std::unique_ptr<Raw> m_raw;
    CLI::App *m_command;
};

} // namespace qd
