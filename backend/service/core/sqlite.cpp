// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/sqlite.h"

#include <sqlite3.h>

namespace sessiond::sqlite {
namespace {

[[noreturn]] void fail(sqlite3 *handle)
{
    throw Failed(sqlite3_errcode(handle) & 0xFF, sqlite3_errmsg(handle));
}

} // namespace

bool Failed::isDamage() const
{
    // SQLITE_ERROR is what a statement of ours gets when a table or column it names is not there.
    return m_code == SQLITE_CORRUPT || m_code == SQLITE_NOTADB || m_code == SQLITE_ERROR;
}

void Database::Closer::operator()(sqlite3 *handle) const
{
    sqlite3_close_v2(handle);
}

Database::Database(const std::filesystem::path &file, Mode mode)
{
    const int flags = mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK) {
        throw Failed(code & 0xFF, handle != nullptr ? sqlite3_errmsg(handle) : "out of memory");
    }
    sqlite3_busy_timeout(handle, 5000);
}

void Database::run(const char *sql)
{
    if (sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(m_handle.get());
    }
}

void Database::setCheckpointOnClose(bool on)
{
    sqlite3_db_config(m_handle.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

std::uint64_t Database::memoryBytes() const
{
    std::uint64_t sum = 0;
    for (const int kind : {SQLITE_DBSTATUS_CACHE_USED, SQLITE_DBSTATUS_SCHEMA_USED, SQLITE_DBSTATUS_STMT_USED}) {
        int current = 0;
        int highest = 0;
        sqlite3_db_status(m_handle.get(), kind, &current, &highest, 0);
        sum += static_cast<std::uint64_t>(current);
    }
    return sum;
}

Statement::Statement(const Database &database, const char *sql)
{
    if (sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr) !=
        SQLITE_OK) {
        fail(database.handle());
    }
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement &Statement::bind(int position, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, position, value);
    return *this;
}

Statement &Statement::bind(int position, std::string_view text)
{
    const char *data = text.data() != nullptr ? text.data() : "";
    sqlite3_bind_text(m_statement, position, data, static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
}

Statement &Statement::bindBlob(int position, std::string_view bytes)
{
    const char *data = bytes.data() != nullptr ? bytes.data() : "";
    sqlite3_bind_blob(m_statement, position, data, static_cast<int>(bytes.size()), SQLITE_STATIC);
    return *this;
}

Statement &Statement::bindColumn(int position, const Statement &other, int column)
{
    sqlite3_bind_value(m_statement, position, sqlite3_column_value(other.m_statement, column));
    return *this;
}

bool Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        fail(sqlite3_db_handle(m_statement));
    }
    return code == SQLITE_ROW;
}

void Statement::execute()
{
    const Resetting resetting(*this);
    while (step()) {
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string_view Statement::bytes(int column) const
{
    const void *data = sqlite3_column_blob(m_statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return {static_cast<const char *>(data), data != nullptr ? size : 0};
}

} // namespace sessiond::sqlite
