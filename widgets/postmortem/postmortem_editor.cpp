// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/postmortem/postmortem_editor.h"

#include "widgets/shared/labels.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/style_sheet.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr QSize usualSize(880, 620);
constexpr int sectionsWidth = 250;

QPushButton *editorButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

} // namespace

PostmortemEditor::PostmortemEditor(const QString &place, QWidget *parent)
    : QDialog(parent)
    , m_title(plainLabel({}, QStringLiteral("title"), this))
    , m_state(new Pill(this))
    , m_sections(new QListWidget(this))
    , m_text(new QPlainTextEdit(this))
    , m_source(plainLabel({}, QStringLiteral("muted"), this))
    , m_generate(editorButton(tr("Use what the log says"), QStringLiteral("useGenerated"), this))
    , m_words(plainLabel({}, {}, this))
    , m_keep(editorButton(tr("Keep edits"), QStringLiteral("keepEdits"), this))
    , m_review(editorButton(tr("Mark as reviewed"), QStringLiteral("markReviewed"), this))
    , m_export(editorButton(tr("Export…"), QStringLiteral("exportPostmortem"), this))
{
    setObjectName(QStringLiteral("postmortemEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(place.isEmpty() ? tr("Post-mortem") : tr("Post-mortem on %1").arg(place));
    resize(usualSize);
    build();
    connect(m_sections, &QListWidget::currentRowChanged, this, &PostmortemEditor::showSection);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PostmortemEditor::takeText);
    connect(m_generate, &QPushButton::clicked, this, &PostmortemEditor::takeGenerated);
    connect(m_keep, &QPushButton::clicked, this, &PostmortemEditor::keepWanted);
    connect(m_review, &QPushButton::clicked, this, &PostmortemEditor::reviewWanted);
    connect(m_export, &QPushButton::clicked, this, &PostmortemEditor::exportWanted);
    showState();
}

void PostmortemEditor::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    auto *head = new QHBoxLayout;
    m_title->setWordWrap(true);
    head->addWidget(m_title, 1);
    head->addWidget(m_state, 0, Qt::AlignTop);
    column->addLayout(head);

    m_sections->setFixedWidth(sectionsWidth);
    m_sections->setAccessibleName(tr("Sections"));
    m_sections->setItemDelegate(new RowDelegate(m_sections));
    m_text->setObjectName(QStringLiteral("sectionText"));
    m_text->setTabChangesFocus(true);
    auto *under = new QHBoxLayout;
    under->addWidget(m_source, 1);
    under->addWidget(m_generate);
    auto *right = new QVBoxLayout;
    right->addWidget(m_text, 1);
    right->addLayout(under);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(m_sections);
    middle->addLayout(right, 1);
    column->addLayout(middle, 1);

    m_words->setObjectName(QStringLiteral("postmortemWords"));
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_words);
    m_export->setProperty("look", QStringLiteral("primary"));
    m_export->setToolTip(tr("PDF, HTML or Markdown, with charts and their figures"));
    auto *close = editorButton(tr("Close"), QStringLiteral("closePostmortem"), this);
    connect(close, &QPushButton::clicked, this, &PostmortemEditor::reject);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_review);
    foot->addStretch(1);
    foot->addWidget(close);
    foot->addWidget(m_keep);
    foot->addWidget(m_export);
    column->addLayout(foot);
}

QString PostmortemEditor::keptText(std::size_t section) const
{
    return m_kept.sections[section].text;
}

void PostmortemEditor::display(const incident::Postmortem &kept, const incident::Postmortem &generated)
{
    m_kept = kept;
    m_generated = generated;
    m_own.resize(kept.sections.size());
    for (std::size_t i = 0; i < m_own.size(); ++i)
        if (m_own[i] == keptText(i))
            m_own[i].reset();
    m_title->setText(incident::harmless(kept.title).simplified());
    if (m_sections->count() != int(kept.sections.size())) {
        const QSignalBlocker quiet(m_sections);
        m_sections->clear();
        for (const incident::Section &section : kept.sections)
            m_sections->addItem(section.heading);
        m_sections->setCurrentRow(0);
    }
    const auto row = static_cast<std::size_t>(std::max(0, m_sections->currentRow()));
    if (row < m_own.size() && !m_own[row] && m_text->toPlainText() != keptText(row))
        showSection(int(row));
    showState();
}

void PostmortemEditor::showSection(int row)
{
    if (row < 0)
        return;
    const auto at = static_cast<std::size_t>(row);
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(m_own[at].value_or(keptText(at)));
    m_text->setAccessibleName(m_kept.sections[at].heading);
    showState();
}

void PostmortemEditor::takeText()
{
    const int row = m_sections->currentRow();
    if (row < 0)
        return;
    const auto at = static_cast<std::size_t>(row);
    const QString text = m_text->toPlainText();
    m_own[at] = text == keptText(at) ? std::nullopt : std::optional(text);
    m_warned = false;
    showState();
}

/// An empty edit gives back what is generated.
void PostmortemEditor::takeGenerated()
{
    const auto at = static_cast<std::size_t>(m_sections->currentRow());
    m_own[at] = m_kept.sections[at].isEdited ? std::optional(m_generated.sections[at].text) : std::nullopt;
    showSection(int(at));
}

void PostmortemEditor::showState()
{
    const auto isOwn = [this](std::size_t i) {
        return m_own[i] ? *m_own[i] != m_generated.sections[i].text : m_kept.sections[i].isEdited;
    };
    for (int i = 0; i < m_sections->count(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const QString mark = m_own[at] ? tr(" (not kept)") : (isOwn(at) ? tr(" (edited)") : QString());
        m_sections->item(i)->setText(m_kept.sections[at].heading + mark);
    }
    const int row = m_sections->currentRow();
    const bool isEdited = row >= 0 && isOwn(static_cast<std::size_t>(row));
    m_source->setText(isEdited ? tr("Edited: stands in the place of what the log says.")
                               : tr("From the log. What you write stands in its place."));
    m_generate->setVisible(isEdited);
    const bool isDirty = std::ranges::any_of(m_own, [](const auto &own) { return own.has_value(); });
    m_state->display(m_kept.isReviewed ? tr("Reviewed") : tr("Draft"),
                     m_kept.isReviewed ? Pill::Tone::Ok : Pill::Tone::Muted);
    m_keep->setEnabled(!m_isBusy && isDirty && !m_refusal);
    m_keep->setToolTip(m_refusal.value_or(tr("Ctrl+S")));
    m_review->setEnabled(!m_isBusy && !isDirty && !m_refusal && !m_kept.isReviewed);
    m_review->setToolTip(m_refusal ? *m_refusal : (isDirty ? tr("Keep your edits first") : QString()));
    m_export->setEnabled(!m_isBusy && !m_kept.sections.empty());
}

incident::Postmortem PostmortemEditor::document() const
{
    incident::Postmortem document = m_kept;
    for (std::size_t i = 0; i < m_own.size(); ++i) {
        if (m_own[i]) {
            document.sections[i].text = *m_own[i];
            document.sections[i].isEdited = *m_own[i] != m_generated.sections[i].text;
        }
    }
    return document;
}

std::vector<incident::Edit> PostmortemEditor::edits() const
{
    std::vector<incident::Edit> out;
    for (std::size_t i = 0; i < m_own.size(); ++i) {
        if (m_own[i])
            out.push_back(
                {m_kept.sections[i].key, *m_own[i] == m_generated.sections[i].text ? QString() : *m_own[i]});
    }
    return out;
}

void PostmortemEditor::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    if (why)
        tell(tr("%1 What you write here goes into what you export, and is kept nowhere else.").arg(*why), false);
    showState();
}

void PostmortemEditor::tell(const QString &words, bool isBusy)
{
    m_isBusy = isBusy;
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    setLook(m_words, QStringLiteral("muted"));
    showState();
}

void PostmortemEditor::setError(const QString &words)
{
    tell(words, false);
    setLook(m_words, QStringLiteral("error"));
}

/// Words that are not kept are not lost by one key.
void PostmortemEditor::reject()
{
    if (!m_refusal && !edits().empty() && !std::exchange(m_warned, true)) {
        setError(tr("There are edits that are not kept. Keep them, or close once more to lose them."));
        return;
    }
    QDialog::reject();
}

void PostmortemEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Save) && m_keep->isEnabled())
        Q_EMIT keepWanted();
    else
        QDialog::keyPressEvent(event);
}

} // namespace qd

#include "moc_postmortem_editor.cpp"
