// SPDX-License-Identifier: GPL-3.0-or-later
// Operators of a drill who have the rules of today.
#include "model/drill/follow_up.h"

namespace qd::drill {

namespace {

using namespace std::chrono_literals;
using enum incident::Hypothesis::State;
using enum incident::Status;

const QStringList &places()
{
    static const QStringList charts{QStringLiteral("Memory"), QStringLiteral("Sessions")};
    return charts;
}

Move sessionsLeak(incident::Hypothesis::State state)
{
    return think(
        QStringLiteral("sessions"),
        QStringLiteral("Sessions stay in memory after logout: the alert names them, and what is retained rises "
                       "with every logout."),
        state, places());
}

std::vector<Beat> opening()
{
    return {{Cue::Paged, 1min, {}, {Acknowledge{QStringLiteral("On it.")}, status(Investigating, {})}}};
}

void close(std::vector<Beat> &beats, bool isCured)
{
    beats.push_back({Cue::Next, 1min, {}, followUp(isCured)});
}

/// Restarts, and looks what became of it.
std::vector<Beat> restartOnly()
{
    std::vector<Beat> beats = opening();
    beats.push_back({Cue::Next, 2min, {}, {Restart{QStringLiteral("Memory rises; a restart frees it")}}});
    beats.push_back({Cue::Acted, {}, {}, {status(Mitigated, QStringLiteral("Memory is free again"))}});
    beats.push_back({Cue::MemoryVerdict,
                     1min,
                     {},
                     {note(QStringLiteral("Relieved, not fixed: memory rises as it did before the restart."))}});
    close(beats, false);
    return beats;
}

/// Purges what is retained, twice: the second time shows that it comes back.
std::vector<Beat> purge()
{
    std::vector<Beat> beats = opening();
    beats.push_back({Cue::Named, 1min, {}, {sessionsLeak(Suspected)}});
    beats.push_back({Cue::Next, 1min, {}, {PurgeRetained{QStringLiteral("Retained sessions fill the memory")}}});
    beats.push_back({Cue::Acted,
                     {},
                     {},
                     {status(Mitigated, QStringLiteral("What was retained is purged; nobody was signed out"))}});
    beats.push_back({Cue::Next, 12min, {}, {PurgeRetained{QStringLiteral("They have come back")}}});
    beats.push_back(
        {Cue::Acted,
         {},
         {},
         {sessionsLeak(Confirmed), status(Identified, QStringLiteral("Each logout leaves a session behind")),
          note(QStringLiteral("Purging holds the service up until there is a patch."))}});
    close(beats, false);
    return beats;
}

/// Names it, purges to gain time, and deploys the patch when it is there.
std::vector<Beat> patch(const Scenario &scenario)
{
    std::vector<Beat> beats = opening();
    beats.push_back({Cue::Named, 1min, {}, {sessionsLeak(Suspected)}});
    beats.push_back(
        {Cue::Next,
         2min,
         {},
         {sessionsLeak(Confirmed), status(Identified, QStringLiteral("The session module keeps what has ended")),
          PurgeRetained{QStringLiteral("Gains time until there is a patch")}}});
    beats.push_back({Cue::Acted,
                     {},
                     {},
                     {status(Mitigated, QStringLiteral("What was retained is purged; nobody was signed out"))}});
    beats.push_back({Cue::Cure,
                     1min,
                     {},
                     {Deploy{scenario.cure().name, QStringLiteral("The patch of the session module"), false}}});
    beats.push_back(
        {Cue::LogoutVerdict, 1min, {}, {status(Resolved, QStringLiteral("Nothing is retained any more"))}});
    close(beats, true);
    return beats;
}

} // namespace

QStringList operatorNames()
{
    return {QStringLiteral("restart-only"), QStringLiteral("purge"), QStringLiteral("patch"),
            QStringLiteral("as-it-was")};
}

std::optional<Operator> operatorNamed(const QString &name, const Scenario &scenario)
{
    if (name == u"restart-only")
        return Operator(name, restartOnly());
    if (name == u"purge")
        return Operator(name, purge());
    if (name == u"patch")
        return Operator(name, patch(scenario));
    if (name == u"as-it-was")
        return Operator(name, beatsAsItWas(scenario));
    return std::nullopt;
}

} // namespace qd::drill
