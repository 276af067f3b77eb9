// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/operators.h"

#include "model/incident/incident_words.h"

namespace qd::drill {

namespace {

constexpr Millis lookBack = std::chrono::hours(1);

/// Ids, texts of people and times are left out: two runs of a seed say the same.
struct StepName
{
    QString operator()(const incident::Change &change) const
    {
        return change.status ? QStringLiteral("status %1").arg(incident::wordOf(*change.status))
                             : QStringLiteral("incident changed");
    }
    QString operator()(const incident::Note &) const { return QStringLiteral("note"); }
    QString operator()(const incident::Hypothesis &hypothesis) const
    {
        return QStringLiteral("hypothesis %1: %2").arg(hypothesis.id, incident::wordOf(hypothesis.state));
    }
    QString operator()(const incident::Task &task) const { return QStringLiteral("task %1").arg(task.id); }
    QString operator()(const incident::Link &) const { return QStringLiteral("link"); }
    QString operator()(const incident::Edit &edit) const
    {
        return QStringLiteral("post-mortem: %1").arg(edit.section);
    }
    QString operator()(const incident::Review &) const { return QStringLiteral("post-mortem reviewed"); }
};

struct MoveName
{
    QString operator()(const Acknowledge &) const { return QStringLiteral("acknowledge"); }
    QString operator()(const Restart &) const { return QStringLiteral("restart"); }
    QString operator()(const PurgeRetained &) const { return QStringLiteral("purge what is retained"); }
    QString operator()(const Deploy &deploy) const
    {
        return (deploy.isRollback ? QStringLiteral("roll back to %1") : QStringLiteral("deploy %1"))
            .arg(deploy.release);
    }
    QString operator()(const Say &say) const { return std::visit(StepName{}, say.step); }
};

/// With what a hypothesis points at filled in.
Move pointed(Move move, Timestamp now)
{
    auto *say = std::get_if<Say>(&move);
    auto *hypothesis = say ? std::get_if<incident::Hypothesis>(&say->step) : nullptr;
    if (hypothesis)
        for (const QString &chart : say->charts)
            hypothesis->evidence.push_back({incident::Exhibit::Kind::Span, chart, {now - lookBack, now}, {}});
    return move;
}

} // namespace

QString wordsOf(const Move &move)
{
    return std::visit(MoveName{}, move);
}

bool isAction(const Move &move)
{
    return !std::holds_alternative<Say>(move) && !std::holds_alternative<Acknowledge>(move);
}

Operator::Operator(QString name, std::vector<Beat> beats)
    : m_name(std::move(name))
    , m_beats(std::move(beats))
{}

bool Operator::holds(const Beat &beat, const Known &known) const
{
    switch (beat.cue) {
    case Cue::Time:
        return known.now >= beat.at;
    case Cue::Paged:
        return !known.incident.isEmpty();
    case Cue::Named:
        return known.isLeakNamed;
    case Cue::Cure:
        return known.isCureThere;
    case Cue::LogoutVerdict:
        return known.hasLogoutVerdict;
    case Cue::MemoryVerdict:
        return known.hasMemoryVerdict;
    case Cue::Acted:
        return known.actedAt.has_value();
    case Cue::Next:
        return true;
    }
    return false;
}

std::vector<Due> Operator::step(const Known &known)
{
    std::vector<Due> due;
    while (!isDone() && !known.isBusy) {
        const Beat &beat = m_beats[m_next];
        if (!m_cueAt && holds(beat, known))
            m_cueAt = beat.cue == Cue::Time ? beat.at : known.now;
        if (!m_cueAt || known.now < *m_cueAt + beat.after)
            break;
        const Timestamp at = beat.cue == Cue::Time ? beat.at + beat.after : Timestamp{};
        bool acts = false;
        for (const Move &move : beat.moves) {
            due.push_back({pointed(move, at == Timestamp{} ? known.now : at), at});
            acts = acts || isAction(move);
        }
        ++m_next;
        m_cueAt.reset();
        if (acts) // what comes after waits until it is known to be under way, and over
            break;
    }
    return due;
}

} // namespace qd::drill
