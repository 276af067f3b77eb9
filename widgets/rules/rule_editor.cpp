// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rules/rule_editor.h"

#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPaintEvent>
#include <QtGui/QPainter>
#include <QtGui/QTextBlock>

namespace qd {

/// Beside the text; it belongs to no layout.
class RuleEditor::Numbers : public QWidget
{
public:
    explicit Numbers(RuleEditor *editor)
        : QWidget(editor)
        , m_editor(editor)
    {}

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintNumbers(event); }

private:
    RuleEditor *m_editor;
};

RuleEditor::RuleEditor(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_numbers(new Numbers(this))
{
    setProperty("look", QStringLiteral("code"));
    setObjectName(QStringLiteral("ruleEditor"));
    setAccessibleName(tr("Text of the rule file"));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &RuleEditor::placeNumbers);
    connect(this, &QPlainTextEdit::updateRequest, m_numbers, [this](const QRect &, int) { m_numbers->update(); });
    placeNumbers();
}

int RuleEditor::numbersWidth() const
{
    return static_cast<int>(tabularAdvance(uiFont(11), QString::number(std::max(100, blockCount())))) + 14;
}

void RuleEditor::placeNumbers()
{
    setViewportMargins(numbersWidth(), 0, 0, 0);
    const QRect inside = contentsRect();
    m_numbers->setGeometry(inside.left(), viewport()->y(), numbersWidth(), viewport()->height());
}

void RuleEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeNumbers();
}

void RuleEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        markLine(m_marked);
    }
}

void RuleEditor::paintNumbers(QPaintEvent *event)
{
    QPainter painter(m_numbers);
    QTextBlock block = firstVisibleBlock();
    while (block.isValid()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom()) {
            break;
        }
        const int line = block.blockNumber() + 1;
        const bool isWrong = m_marked == line;
        painter.setPen(isWrong ? theme().critical : theme().muted);
        drawTabular(painter, QRectF(0, place.top(), m_numbers->width() - 8, place.height()),
                    Qt::AlignRight | Qt::AlignVCenter, uiFont(11, isWrong ? QFont::DemiBold : QFont::Normal),
                    QString::number(line));
        block = block.next();
    }
}

void RuleEditor::markLine(std::optional<int> line)
{
    m_marked = line;
    QList<QTextEdit::ExtraSelection> marks;
    if (const QTextBlock block = line ? document()->findBlockByNumber(*line - 1) : QTextBlock(); block.isValid()) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.format.setBackground(theme().criticalTint);
        marks << mark;
    }
    setExtraSelections(marks);
    m_numbers->update();
}

void RuleEditor::goToLine(int line)
{
    const QTextBlock block = document()->findBlockByNumber(std::max(0, line - 1));
    if (block.isValid()) {
        moveCursor(QTextCursor::End); // so that the line comes to the top
        setTextCursor(QTextCursor(block));
        ensureCursorVisible();
    }
}

void RuleEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier && !isReadOnly()) {
        textCursor().insertText(QStringLiteral("  "));
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace qd

#include "moc_rule_editor.cpp"
