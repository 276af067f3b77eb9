// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/service/service_fixture.h"

#include <fcntl.h>
#include <fstream>
#include <map>
#include <unistd.h>

namespace sessiond::test {

/// Opens the database of a closed service and changes it behind the journal's back.
inline void tamper(const Fixture &fixture, const char *sql)
{
    sqlite::Database(JournalStore::databaseFile(fixture.config.dataDir), sqlite::Database::Mode::ReadWrite)
        .run(sql);
}

inline void flipBit(const std::filesystem::path &file, std::uintmax_t at)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(stream.get() ^ 0x10);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(byte);
}

/// A folder with three users and six sessions, two of them with data, closed in an orderly way.
inline std::vector<std::string> fill(Fixture &fixture)
{
    std::vector<std::string> tokens;
    if (!fixture.open() || !fixture.createUsers({"ann", "bob", "cat"})) {
        return tokens;
    }
    for (const char *name : {"ann", "bob", "cat", "ann", "bob", "cat"}) {
        tokens.push_back(fixture.login(name)->token);
    }
    (void)fixture.putData(tokens[0], "first");
    (void)fixture.putData(tokens[1], std::string(5000, 'x'));
    fixture.service.reset();
    return tokens;
}

/// Names and contents of all files of a folder but the lock.
inline std::map<std::string, std::string> contents(const Fixture &fixture)
{
    std::map<std::string, std::string> files;
    for (const auto &entry : std::filesystem::directory_iterator(fixture.config.dataDir)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(stream), {}};
    }
    return files;
}

inline std::string wordsOf(const Outcome<Unit> &outcome)
{
    return outcome ? std::string("it opened") : outcome.error().words;
}

/// While it lives, the mark of an open journal is on a disk that is full: its descriptor is one of /dev/full.
class MarkOnFullDisk
{
public:
    explicit MarkOnFullDisk(const Fixture &fixture)
    {
        const auto mark = std::filesystem::canonical(fixture.config.dataDir) / "journal.mark";
        std::error_code error;
        for (const auto &entry : std::filesystem::directory_iterator("/proc/self/fd")) {
            if (std::filesystem::read_symlink(entry.path(), error) == mark) {
                m_mark = std::stoi(entry.path().filename().string());
            }
        }
        const int full = open("/dev/full", O_RDWR);
        m_kept = dup(m_mark);
        m_works = m_kept >= 0 && dup2(full, m_mark) == m_mark;
        close(full);
    }
    ~MarkOnFullDisk()
    {
        if (m_works) {
            dup2(m_kept, m_mark);
        }
        close(m_kept);
    }
    MarkOnFullDisk(const MarkOnFullDisk &) = delete;
    MarkOnFullDisk &operator=(const MarkOnFullDisk &) = delete;
    [[nodiscard]] bool works() const { return m_works; }

private:
    int m_mark = -1;
    int m_kept = -1;
    bool m_works = false;
};

} // namespace sessiond::test
