// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"

namespace qd {

/// Where notes about a recording go: beside it, never into it.
class NoteKeeper
{
public:
    virtual ~NoteKeeper() = default;
    /// As Gateway::addNote(): durable before the reply, which comes on the thread of `context` unless it is gone.
    virtual void addNote(const QString &text, Timestamp at, QObject *context, Gateway::Reply<bool> reply) = 0;
};

} // namespace qd
