// SPDX-License-Identifier: GPL-3.0-or-later
// What is taken from people before it becomes an event.
#include "model/incident/incident_events.h"

namespace qd::incident {

namespace {

qsizetype lengthOf(const std::optional<QString> &text)
{
    return text ? text->size() : 0;
}

/// Each length against its bound.
Result<void> bounded(std::initializer_list<std::pair<qsizetype, qsizetype>> texts)
{
    for (const auto &[length, most] : texts)
        if (length > most)
            return failure(
                ErrorCode::TooLarge,
                QStringLiteral("That text is too long: %1 characters are the most. Nothing was kept.").arg(most));
    return {};
}

Result<void> said(bool saysSomething, const QString &what)
{
    return saysSomething ? Result<void>()
                         : failure(ErrorCode::Invalid, what + QStringLiteral(" Nothing was kept."));
}

struct Checker
{
    Result<void> operator()(const Change &change) const
    {
        return said(change.status || change.severity || change.lead ||
                        (change.title && !change.title->trimmed().isEmpty()),
                    QStringLiteral("Nothing of the incident would change."))
            .and_then([&] {
                return bounded({{lengthOf(change.title), longestTitle},
                                {lengthOf(change.lead), longestTitle},
                                {lengthOf(change.severity), longestTitle},
                                {change.reason.size(), longestText}});
            });
    }
    Result<void> operator()(const Note &note) const
    {
        return said(!note.text.trimmed().isEmpty(), QStringLiteral("The note is empty.")).and_then([&] {
            return bounded({{note.text.size(), longestText}});
        });
    }
    Result<void> operator()(const Hypothesis &hypothesis) const
    {
        return said(!hypothesis.text.trimmed().isEmpty(), QStringLiteral("The hypothesis says nothing."))
            .and_then([&] {
                return bounded({{hypothesis.text.size(), longestText}, {hypothesis.id.size(), longestName}});
            })
            .and_then([&]() -> Result<void> {
                if (hypothesis.evidence.size() > mostExhibits)
                    return failure(
                        ErrorCode::TooLarge,
                        QStringLiteral("A hypothesis points at no more than %1 things.").arg(mostExhibits));
                for (const Exhibit &exhibit : hypothesis.evidence)
                    if (const auto checked = bounded({{exhibit.text.size(), longestName}}); !checked)
                        return checked;
                return {};
            });
    }
    Result<void> operator()(const Task &task) const
    {
        return said(!task.title.trimmed().isEmpty(), QStringLiteral("The action has no title.")).and_then([&] {
            const Proof proof = task.proof.value_or(Proof());
            return bounded({{task.title.size(), longestTitle},
                            {task.owner.size(), longestTitle},
                            {task.id.size(), longestName},
                            {proof.rule.size(), longestTitle},
                            {proof.recording.size(), longestName}});
        });
    }
    Result<void> operator()(const Link &link) const
    {
        return said(!link.alert.isEmpty() || !link.event.isNull(), QStringLiteral("Nothing is named."))
            .and_then([&] {
                return bounded({{link.reason.size(), longestText},
                                {link.name.size(), longestText},
                                {link.alert.size(), longestName}});
            });
    }
    Result<void> operator()(const Edit &edit) const
    {
        return said(!edit.section.isEmpty(), QStringLiteral("No section is named.")).and_then([&] {
            return bounded({{edit.text.size(), longestText}, {edit.section.size(), longestTitle}});
        });
    }
    Result<void> operator()(const Review &review) const { return bounded({{review.words.size(), longestText}}); }
};

} // namespace

Result<void> check(const Opening &opening)
{
    return said(!opening.title.trimmed().isEmpty(), QStringLiteral("The incident has no title.")).and_then([&] {
        return bounded({{opening.title.size(), longestTitle},
                        {opening.severity.size(), longestTitle},
                        {opening.reason.size(), longestText}});
    });
}

Result<void> check(const Step &step)
{
    return std::visit(Checker{}, step);
}

} // namespace qd::incident
