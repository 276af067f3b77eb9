// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/recording_reader.h"
#include "model/recording/table.h"

#include <QtCore/QByteArrayList>

namespace qd::test {

/// Every sample of a recording as text, bit for bit: what read_recording.mjs prints of the same. Groups, their
/// series and events in the order of their text, samples in that of their time.
class RecordingText
{
public:
    /// Rows that are not later than the last one of their group are left out.
    void add(const recording::Table &table);
    void add(const Event &event);
    [[nodiscard]] QByteArray text() const;

private:
    struct Group
    {
        std::int64_t last = std::numeric_limits<std::int64_t>::min();
        std::map<QByteArray, QByteArrayList> series;
    };
    std::map<QByteArray, Group> m_groups;
    QByteArrayList m_events;
};

/// The same of a file, as our own reader has it. `losses` counts what could not be read.
[[nodiscard]] QByteArray textOf(const RecordingReader &recording, int &losses);

} // namespace qd::test
