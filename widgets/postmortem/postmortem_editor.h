// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_events.h"
#include "model/incident/postmortem.h"

#include <QtWidgets/QDialog>

#include <optional>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace qd {

class Pill;

/// A post-mortem, section by section, as plain text: what was generated, or somebody's words in its place.
/// Non-modal, deleted when closed. What was not kept goes into what is exported and is said to be so.
class PostmortemEditor : public QDialog
{
    Q_OBJECT

public:
    PostmortemEditor(const QString &place, QWidget *parent);

    /// As the log has it now; `generated`: the same without anybody's edits. What is being edited here stays.
    void display(const incident::Postmortem &kept, const incident::Postmortem &generated);
    /// With the words that stand here.
    [[nodiscard]] incident::Postmortem document() const;
    /// What stands here and is not kept.
    [[nodiscard]] std::vector<incident::Edit> edits() const;
    /// Why nothing can be kept, which does not keep anybody from exporting.
    void setRefusal(const std::optional<QString> &why);
    /// What is being done, or came of it; no more of it can be begun while `isBusy`.
    void tell(const QString &words, bool isBusy);
    void setError(const QString &words);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void keepWanted();
    void reviewWanted();
    void exportWanted();

protected:
    void reject() override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void showSection(int row);
    void takeText();
    void takeGenerated();
    void showState();
    [[nodiscard]] QString keptText(std::size_t section) const;

    incident::Postmortem m_kept;
    incident::Postmortem m_generated;
    std::vector<std::optional<QString>> m_own; ///< of each section: words that stand here and are not kept
    std::optional<QString> m_refusal;
    bool m_isBusy = false;
    bool m_warned = false; ///< that closing loses words
    QLabel *m_title;
    Pill *m_state;
    QListWidget *m_sections;
    QPlainTextEdit *m_text;
    QLabel *m_source;
    QPushButton *m_generate;
    QLabel *m_words;
    QPushButton *m_keep;
    QPushButton *m_review;
    QPushButton *m_export;
};

} // namespace qd
