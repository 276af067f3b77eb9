// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace sessiond::sqlite {

/// A database that cannot do what was asked: disk full, I/O error, damage. Thrown only between the journal or a
/// reader and the code right around its transaction, which turns it into an outcome.
class Failed : public std::runtime_error
{
public:
    Failed(int code, const std::string &words)
        : std::runtime_error(words)
        , m_code(code)
    {}
    /// SQLite's primary result code.
    [[nodiscard]] int code() const { return m_code; }
    [[nodiscard]] bool isDamage() const;

private:
    int m_code;
};

class Database
{
public:
    enum class Mode { ReadWrite, ReadOnly };
    /// Opens or (read-write) creates.
    Database(const std::filesystem::path &file, Mode mode);
    void run(const char *sql);
    /// Whether closing the last connection takes the log into the database. It does unless told otherwise.
    void setCheckpointOnClose(bool on);
    [[nodiscard]] sqlite3 *handle() const { return m_handle.get(); }
    /// Memory of this connection: page cache, schema, statements.
    [[nodiscard]] std::uint64_t memoryBytes() const;

private:
    struct Closer
    {
        void operator()(sqlite3 *handle) const;
    };
    std::unique_ptr<sqlite3, Closer> m_handle;
};

/// A prepared statement, used by one thread. Bind by position from 1; reset() before the next use.
class Statement
{
public:
    Statement(const Database &database, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(int position, std::int64_t value);
    /// The bytes must live until reset().
    Statement &bind(int position, std::string_view text);
    Statement &bindBlob(int position, std::string_view bytes);
    /// The value of another statement's present row, whatever its type.
    Statement &bindColumn(int position, const Statement &other, int column);
    /// True when there is a row.
    [[nodiscard]] bool step();
    /// Runs to the end and resets.
    void execute();
    void reset();

    [[nodiscard]] int columns() const;
    [[nodiscard]] std::int64_t integer(int column) const;
    /// Valid until the next step() or reset().
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }

private:
    sqlite3_stmt *m_statement = nullptr;
};

/// Resets a statement when the scope ends, whatever happens in it.
class Resetting
{
public:
    explicit Resetting(Statement &statement)
        : m_statement(statement)
    {}
    ~Resetting() { m_statement.reset(); }
    Resetting(const Resetting &) = delete;
    Resetting &operator=(const Resetting &) = delete;
    Statement *operator->() const { return &m_statement; }

private:
    Statement &m_statement;
};

} // namespace sessiond::sqlite
