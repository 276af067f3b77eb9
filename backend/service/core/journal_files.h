// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace sessiond {

/// The journal's database and the two files SQLite keeps beside it. Made before the database is opened and
/// destroyed after it is closed: unless keep() was called, a log or an index that was not there before goes again,
/// so that a start that is refused leaves the folder as it found it.
class JournalFiles
{
public:
    explicit JournalFiles(std::filesystem::path database);
    ~JournalFiles();
    JournalFiles(const JournalFiles &) = delete;
    JournalFiles &operator=(const JournalFiles &) = delete;

    /// Creates the database's file, empty, when there is none. SQLite gives its other files the mode of this one,
    /// so this keeps others out of all three. Throws std::system_error.
    [[nodiscard]] const std::filesystem::path &makePrivate() const;
    /// Whether a log was there before: commits that are not in the database yet.
    [[nodiscard]] bool hadLog() const { return m_hadLog; }
    void keep() { m_keep = true; }

    /// Gives the three files another name that nothing had, under which they are kept, and answers that of the
    /// database. All of them or none: throws std::system_error. Only for who holds the lock of the folder.
    [[nodiscard]] static std::filesystem::path putAside(const std::filesystem::path &database);
    /// Undoes putAside(); what was made under the first name meanwhile is removed. False when something would not
    /// go back: it is still where it was put.
    static bool putBack(const std::filesystem::path &aside, const std::filesystem::path &database);

private:
    std::filesystem::path m_database;
    bool m_hadLog;
    bool m_hadIndex;
    bool m_keep = false;
};

} // namespace sessiond
