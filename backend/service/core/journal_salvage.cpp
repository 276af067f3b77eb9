// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_salvage.h"

#include <array>
#include <string>
#include <vector>

namespace sessiond {
namespace {

struct Table
{
    const char *name;
    const char *key;
};
constexpr std::array<Table, 7> kTables{{{"secret", "name"},
                                        {"session", "serial"},
                                        {"data", "serial"},
                                        {"account", "id"},
                                        {"signin", "account"},
                                        {"audit", "seq"},
                                        {"purge", "number"}}};

/// False at the end of what can be read.
bool stepDamaged(sqlite::Statement &row)
{
    try {
        return row.step();
    } catch (const sqlite::Failed &) {
        return false;
    }
}

std::unique_ptr<sqlite::Statement> readDamaged(const sqlite::Database &damaged, const std::string &sql)
{
    try {
        return std::make_unique<sqlite::Statement>(damaged, sql.c_str());
    } catch (const sqlite::Failed &) {
        return nullptr;
    }
}

void copyRows(const sqlite::Database &damaged, const sqlite::Database &fresh, const Table &table,
              const char *direction)
{
    const std::string name(table.name);
    const auto from = readDamaged(damaged, "SELECT * FROM " + name + " ORDER BY " + table.key + direction);
    if (!from || from->columns() != sqlite::Statement(fresh, ("SELECT * FROM " + name).c_str()).columns()) {
        return;
    }
    std::string places = "?";
    for (int column = 1; column < from->columns(); ++column) {
        places += ", ?";
    }
    // A fresh journal has made a secret of its own; everything else is new to it.
    const std::string insert = name == "secret" ? "INSERT OR REPLACE INTO " : "INSERT OR IGNORE INTO ";
    sqlite::Statement to(fresh, (insert + name + " VALUES(" + places + ")").c_str());
    while (stepDamaged(*from)) {
        for (int column = 0; column < from->columns(); ++column) {
            to.bindColumn(column + 1, *from, column);
        }
        to.execute();
    }
}

/// Serial numbers are never used twice, so the next one comes from the old head or from behind every row.
void copyHead(const sqlite::Database &damaged, const sqlite::Database &fresh)
{
    std::array<std::int64_t, 3> head{0, 1, 0};
    const auto from = readDamaged(damaged, "SELECT seq, next_serial, wall FROM head");
    if (from && stepDamaged(*from)) {
        head = {from->integer(0), from->integer(1), from->integer(2)};
    }
    sqlite::Statement to(fresh, "UPDATE head SET seq = ?1, wall = ?3,"
                                " next_serial = max(?2, (SELECT coalesce(max(serial), 0) + 1 FROM session))");
    to.bind(1, head[0]).bind(2, head[1]).bind(3, head[2]).execute();
}

} // namespace

void salvageRows(const sqlite::Database &damaged, sqlite::Database &fresh)
{
    fresh.run("BEGIN IMMEDIATE");
    for (const Table &table : kTables) {
        copyRows(damaged, fresh, table, "");
        copyRows(damaged, fresh, table, " DESC");
    }
    copyHead(damaged, fresh);
    fresh.run("COMMIT");
}

} // namespace sessiond
