// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/impact.h"
#include "model/incident/incident_times.h"

namespace qd::incident {

/// A part of a post-mortem. Its text is plain: paragraphs have an empty line between them, lines that begin with
/// "- " are a list. That is what somebody edits, and all that is foreign in it stays plain text in every format.
struct Section
{
    QString key; ///< "summary", "impact", "timeline", "factors", "resolution", "actions": names an Edit
    QString heading;
    QString text;
    bool isEdited = false; ///< somebody's words in the place of the generated ones
};

/// A chart of the span: a picture, and the figures it was drawn from. Paths are relative to the document.
struct ChartPlace
{
    QString title;
    QString picture;
    QString data;
};

struct Postmortem
{
    QString title;
    bool isReviewed = false; ///< else a draft
    QString remark{};        ///< what has to be known of where it comes from: "re-enactment"
    std::vector<Section> sections;
    QString figures{};              ///< what was counted, where somebody's words stand in the place of the impact
    std::vector<ChartPlace> charts; ///< shown after the impact
};

/// What the log and the figures tell, with the edits laid over it. Times in it are UTC. `today` says what is
/// overdue.
[[nodiscard]] Postmortem postmortemOf(const Incident &incident, const Times &times, const Impact &impact,
                                      std::vector<ChartPlace> charts, QDate today);

/// CommonMark with nothing in it that would be read as markup, a link or HTML.
[[nodiscard]] QString toMarkdown(const Postmortem &document);
/// One page that loads nothing but its pictures and runs nothing.
[[nodiscard]] QString toHtml(const Postmortem &document);

/// Without what disturbs its surroundings: control characters but line ends and tabs, halves of characters, and
/// marks that turn the direction of what follows.
[[nodiscard]] QString harmless(const QString &text);
/// Its first `most` characters as one harmless line.
[[nodiscard]] QString oneLine(const QString &text, qsizetype most);

/// UTF-8, a header and a line a task; cells are safe in a spreadsheet.
[[nodiscard]] QByteArray tasksAsCsv(const std::vector<Task> &tasks, QDate today);
/// "- [ ] Patch it (anna, due 2024-09-01)", a line a task, in Markdown.
[[nodiscard]] QString tasksAsChecklist(const std::vector<Task> &tasks, QDate today);

} // namespace qd::incident
