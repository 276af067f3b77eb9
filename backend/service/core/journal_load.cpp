// SPDX-License-Identifier: GPL-3.0-or-later
// How the journal is read at the start: every row against its checksum, all of them against the head.
#include "backend/service/core/journal_damage.h"
#include "backend/service/core/journal_store.h"
#include "backend/service/core/session_row.h"

#include <algorithm>
#include <system_error>
#include <vector>

namespace sessiond {

/// What load() found, against what the head says.
struct JournalStore::LoadState
{
    explicit LoadState(const sqlite::Database &database)
        : sessions(database, "SELECT serial, seen, body FROM session ORDER BY serial")
        , data(database, "SELECT serial, body FROM data ORDER BY serial")
    {}

    sqlite::Statement sessions;
    sqlite::Statement data;
    bool moreData = false;
    Head counted;
    std::uint64_t bad = 0;
    std::vector<std::uint64_t> unwanted;
};

Outcome<Unit> JournalStore::load(const Sink &sink)
{
    try {
        LoadState state(m_database);
        loadRows(sink, state);
        state.bad += m_accounts->damaged().size();
        state.counted.accounts = m_accounts->counted();
        if (!m_acceptLoss && (state.bad != 0 || !agrees(state))) {
            return damaged(state.bad != 0 ? std::to_string(state.bad) + " rows do not agree with their checksums"
                                          : "rows are missing or came from elsewhere");
        }
        makeWritable();
        repair(state);
    } catch (const sqlite::Failed &failed) {
        return failed.isDamage()
                   ? damaged(failed.what())
                   : failure(Failure::Unavailable, std::string("cannot read the journal: ") + failed.what());
    } catch (const std::system_error &error) {
        return failure(Failure::Unavailable, std::string("cannot write the journal: ") + error.what());
    }
    return Unit{};
}

bool JournalStore::agrees(const LoadState &state) const
{
    const Head &counted = state.counted;
    const bool accounts =
        counted.accounts.count == m_head.accounts.count && counted.accounts.sum == m_head.accounts.sum;
    return counted.sessions == m_head.sessions && counted.sessionSum == m_head.sessionSum &&
           counted.dataRows == m_head.dataRows && counted.dataSum == m_head.dataSum &&
           (accounts || m_format == kFormatBefore);
}

void JournalStore::loadRows(const Sink &sink, LoadState &state)
{
    state.moreData = state.data.step();
    while (state.sessions.step()) {
        loadOne(sink, state);
    }
    for (; state.moreData; state.moreData = state.data.step()) {
        countOrphan(state);
    }
}

void JournalStore::countOrphan(LoadState &state)
{
    ++state.bad;
    ++state.counted.dataRows;
    state.counted.dataSum += storedSum(state.data.bytes(1));
    state.unwanted.push_back(static_cast<std::uint64_t>(state.data.integer(0)));
}

void JournalStore::loadOne(const Sink &sink, LoadState &state)
{
    const auto serial = static_cast<std::uint64_t>(state.sessions.integer(0));
    std::uint64_t sum = 0;
    auto session = decodeSession(serial, state.sessions.bytes(2), sum);
    ++state.counted.sessions;
    state.counted.sessionSum += storedSum(state.sessions.bytes(2));
    for (; state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) < serial;
         state.moreData = state.data.step()) {
        countOrphan(state);
    }
    bool whole = session.has_value();
    if (state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) == serial) {
        const auto data = decodeData(serial, state.data.bytes(1), sum);
        ++state.counted.dataRows;
        state.counted.dataSum += storedSum(state.data.bytes(1));
        whole = whole && data;
        if (whole) {
            session->data = *data;
        }
    }
    if (whole) {
        session->lastSeen = std::max(session->created, state.sessions.integer(1));
    }
    state.bad += whole ? 0 : 1;
    if (!whole || !sink(*session)) {
        state.unwanted.push_back(serial);
    }
    if (state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) == serial) {
        state.moreData = state.data.step();
    }
}

void JournalStore::repair(const LoadState &state)
{
    if (m_acceptLoss) {
        // The tables are the truth now, whatever the head said.
        const std::uint64_t sequence = std::max(m_head.sequence, m_marked.lastSequence);
        const std::uint64_t nextSerial = m_head.nextSerial;
        const std::int64_t wall = m_head.wall;
        m_head = state.counted;
        m_head.sequence = sequence;
        m_head.nextSerial = nextSerial;
        m_head.wall = wall;
    }
    if (state.unwanted.empty() && !m_acceptLoss) {
        return;
    }
    begin(Durability::Power);
    for (const std::uint64_t serial : state.unwanted) {
        removeSession(serial);
    }
    m_accounts->removeDamaged();
    m_head.accounts = m_accounts->counted();
    commit(m_head.wall);
}

} // namespace sessiond
