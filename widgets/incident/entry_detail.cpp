// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/entry_detail.h"

#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"
#include "widgets/incident/state_view.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/words.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr qsizetype longestAuthor = 100;
constexpr int leastText = 30; ///< a line that is not cut

QPushButton *linkButton(const QString &text, const QString &name, QWidget *parent)
{
    QPushButton *button = smallButton(text, name, parent);
    button->setProperty("look", QStringLiteral("link"));
    return button;
}

} // namespace

EntryDetail::EntryDetail(QWidget *parent)
    : QWidget(parent)
    , m_byline(new ElidedLabel(this))
    , m_note(plainLabel({}, QStringLiteral("small"), this))
    , m_correct(linkButton(tr("Correct…"), QStringLiteral("correctEntry"), this))
    , m_copy(linkButton(tr("Copy"), QStringLiteral("copyEntry"), this))
    , m_text(new QPlainTextEdit(this))
    , m_scroll(new QScrollArea(this))
    , m_state(new StateView(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto *line = new QFrame(this);
    line->setProperty("look", QStringLiteral("line"));
    column->addWidget(line);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 2, 8, 0);
    row->setSpacing(2);
    m_byline->setPixelSize(12);
    row->addWidget(m_byline, 1);
    auto *close = linkButton(tr("Close"), QStringLiteral("closeEntry"), this);
    for (QPushButton *button : {m_correct, m_copy, close})
        row->addWidget(button);
    column->addLayout(row);
    m_note->setContentsMargins(12, 0, 12, 2);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_text->setObjectName(QStringLiteral("entryText"));
    m_text->setAccessibleName(tr("The whole entry"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setProperty("look", QStringLiteral("reading"));
    m_state->setObjectName(QStringLiteral("capturedState"));
    m_scroll->setWidget(m_state);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("The state that was captured"));
    column->addWidget(m_text);
    column->addWidget(m_scroll, 1);
    connect(m_correct, &QPushButton::clicked, this, &EntryDetail::correctionWanted);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_words); });
    connect(close, &QPushButton::clicked, this, &EntryDetail::closed);
}

void EntryDetail::display(const incident::Entry &entry, const incident::Captured *captured, const QString &note,
                          units::Zone zone)
{
    const QString author = incident::oneLine(entry.author, longestAuthor);
    QStringList parts{dateWords(entry.at, zone), incident::wordOf(entry.source)};
    if (!author.isEmpty())
        parts << author;
    m_byline->setText(parts.join(QStringLiteral(" · ")));
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_words = entry.words;
    displayText(entry.words);
    if (captured)
        m_state->display(rowsOf(incident::stateFromJson(captured->body), zone));
    m_scroll->setVisible(captured);
    const int text = textHeight(width());
    m_text->setMinimumHeight(std::min(text, leastText));
    m_text->setMaximumHeight(captured ? text : QWIDGETSIZE_MAX);
    // Of a state its words say the same once more, shorter; of an action they say what was done.
    m_text->setVisible(entry.kind != EventKind::IncidentEvidence);
}

/// Harmless, but not shortened to a line.
void EntryDetail::displayText(const QString &words)
{
    QString shown = incident::harmless(words.left(mostShown));
    if (words.size() > mostShown)
        shown +=
            tr("\n… and %1 characters more: Copy takes all of them.").arg(thousands(words.size() - mostShown));
    if (m_text->toPlainText() != shown)
        m_text->setPlainText(shown);
}

int EntryDetail::heightFor(int width) const
{
    constexpr int head = 34;
    const int note = m_note->isHidden() ? 0 : m_note->heightForWidth(width);
    const int text = m_text->isHidden() ? 0 : textHeight(width);
    return head + note + text + (m_scroll->isHidden() ? 0 : m_state->sizeHint().height());
}

int EntryDetail::textHeight(int width) const
{
    constexpr qsizetype mostMeasured = 2'000; // more than anybody has room for
    constexpr int sides = 32;
    const QFontMetrics metrics(m_text->font());
    const QRect room(0, 0, std::max(1, width - sides), 10'000);
    return metrics.boundingRect(room, Qt::TextWordWrap, m_text->toPlainText().left(mostMeasured)).height() +
           2 * metrics.descent() + 8;
}

void EntryDetail::setCorrectable(bool is, const std::optional<QString> &refusal)
{
    m_correct->setVisible(is);
    refuseButton(m_correct, refusal);
}

} // namespace qd

#include "moc_entry_detail.cpp"
