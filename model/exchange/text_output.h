// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/append_file.h"

#include <string>
#include <string_view>

namespace qd::exchange {

/// Text on its way into a file, in large pieces. The first failure stops it: later calls do nothing, and finish()
/// tells it. Owned by one thread.
class TextOutput
{
public:
    explicit TextOutput(std::unique_ptr<AppendSink> sink);

    /// False once anything has failed.
    bool put(std::string_view text);
    /// Writes and syncs what is left; nothing may follow.
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] bool good() const { return m_done.has_value(); }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; }

private:
    void flush();

    std::unique_ptr<AppendSink> m_sink;
    std::string m_buffer;
    std::uint64_t m_bytes = 0;
    Result<void> m_done;
};

} // namespace qd::exchange
