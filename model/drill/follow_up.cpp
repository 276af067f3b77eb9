// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/follow_up.h"

namespace qd::drill {

namespace {

Move task(const char *id, incident::Task::Kind kind, const QString &title, const QString &owner,
          bool isDone = false)
{
    incident::Task task;
    task.id = QLatin1String(id);
    task.kind = kind;
    task.title = title;
    task.owner = owner;
    task.state = isDone ? incident::Task::State::Done : incident::Task::State::Open;
    return say(task);
}

} // namespace

Move say(incident::Step step, QStringList charts)
{
    return Say{std::move(step), std::move(charts)};
}

Move status(incident::Status status, const QString &reason)
{
    incident::Change change;
    change.status = status;
    change.reason = reason;
    return say(change);
}

Move note(const QString &text)
{
    return say(incident::Note{text});
}

Move think(const QString &id, const QString &text, incident::Hypothesis::State state, QStringList charts)
{
    incident::Hypothesis hypothesis;
    hypothesis.id = id;
    hypothesis.text = text;
    hypothesis.state = state;
    return say(hypothesis, std::move(charts));
}

std::vector<Move> followUp(bool isCured)
{
    using enum incident::Task::Kind;
    const auto sessions = QStringLiteral("session team");
    const auto operations = QStringLiteral("operations");
    return {
        task("review", Improvement,
             QStringLiteral("Code review: read all of the session management module again, so that no other leak "
                            "stays in it"),
             sessions),
        task("monitoring", Improvement,
             QStringLiteral("Better monitoring: watch memory in finer parts on every critical service, so that a "
                            "leak is seen while it is small"),
             operations),
        task("collection", Improvement,
             QStringLiteral("Automated garbage collection: take back session data that nobody uses at fixed "
                            "intervals"),
             sessions),
        task(
            "patch", Task,
            QStringLiteral("Patch the session management module so that session data is cleaned up when a session "
                           "ends"),
            sessions, isCured),
        task("alerts", Task, QStringLiteral("Add alerts on memory usage for the critical services"), operations),
        task("audit", Task,
             QStringLiteral("Audit all code of the API that handles sessions, so that this does not come back"),
             QStringLiteral("API team")),
        task("performance", Task,
             QStringLiteral("Test performance on a schedule, so that bottlenecks and memory trouble show before "
                            "users feel them"),
             operations),
    };
}

} // namespace qd::drill
