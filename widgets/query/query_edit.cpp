// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_edit.h"

#include "widgets/shared/theme.h"

#include <QtGui/QStandardItemModel>
#include <QtGui/QTextBlock>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QScrollBar>

namespace qd {

namespace {

constexpr int insertRole = Qt::UserRole + 1;
constexpr int mostLines = 4;
constexpr int mostShown = 9;

QString utf16(const std::string &text)
{
    return QString::fromStdString(text);
}

/// A function is followed by its parenthesis; a value without a quote gets both.
QString insertedText(const query::Completion &completion, const query::CompletionPlace &place)
{
    const QString text = utf16(completion.text);
    if (place.kind == query::CompletionKind::LabelValue && !place.isQuoted)
        return u'"' + text + u'"';
    return completion.remark.empty() ? text : text + u'(';
}

} // namespace

QueryEdit::QueryEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_catalogue(std::make_shared<const query::SeriesCatalogue>())
    , m_completer(new QCompleter(this))
    , m_offers(new QStandardItemModel(this))
{
    setProperty("look", QStringLiteral("code"));
    setObjectName(QStringLiteral("queryEdit"));
    setAccessibleName(tr("Expression"));
    setPlaceholderText(tr("PromQL, such as rate(requests_total[5m])"));
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_completer->setWidget(this);
    m_completer->setModel(m_offers);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(mostShown);
    m_completer->popup()->setProperty("look", QStringLiteral("popup"));
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &QueryEdit::insert);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        setExtraSelections({}); // it was of another text
        fitHeight();
    });
    fitHeight();
}

void QueryEdit::setCatalogue(std::shared_ptr<const query::SeriesCatalogue> catalogue)
{
    m_catalogue = std::move(catalogue);
}

void QueryEdit::setPast(const QStringList &past)
{
    m_past = past;
    m_pastAt = static_cast<int>(past.size());
}

void QueryEdit::setExpression(const QString &text)
{
    QTextCursor all(document());
    all.select(QTextCursor::Document);
    all.insertText(text); // so that Ctrl+Z brings back what was there
    moveCursor(QTextCursor::End);
}

/// As many lines as there are, from one to four.
void QueryEdit::fitHeight()
{
    const int lines = std::clamp(static_cast<int>(document()->size().height()), 1, mostLines);
    const int line = QFontMetrics(font()).lineSpacing();
    const int around = static_cast<int>(2 * document()->documentMargin()) + 8;
    setFixedHeight(std::max(30, lines * std::max(line, 15) + around));
    setVerticalScrollBarPolicy(lines < mostLines ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

/// The word at the place; at the end of the text what stands before it.
void QueryEdit::showError(const std::optional<query::QueryError> &error)
{
    if (!error) {
        setExtraSelections({});
        return;
    }
    const QTextBlock block = document()->findBlockByNumber(error->line - 1);
    const QString before = QString::fromUtf8(block.text().toUtf8().left(error->column - 1));
    QTextCursor cursor(block.isValid() ? block : document()->lastBlock());
    cursor.setPosition(std::min(cursor.block().position() + static_cast<int>(before.size()),
                                cursor.block().position() + cursor.block().length() - 1));
    if (cursor.atBlockEnd()) {
        cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
    } else {
        cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        if (const int begin = cursor.selectionStart(); cursor.selectedText().front().isLetterOrNumber()) {
            cursor.setPosition(begin);
            cursor.movePosition(QTextCursor::EndOfWord, QTextCursor::KeepAnchor);
        }
    }
    QTextEdit::ExtraSelection mark;
    mark.cursor = cursor;
    mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    mark.format.setUnderlineColor(theme().critical);
    mark.format.setBackground(theme().criticalTint);
    setExtraSelections({mark});
}

void QueryEdit::keyPressEvent(QKeyEvent *event)
{
    if ((m_completer->popup()->isVisible() && popupKey(event)) || ownKey(event)) {
        return;
    }
    const QString before = toPlainText();
    QPlainTextEdit::keyPressEvent(event);
    if (toPlainText() != before && !event->text().isEmpty()) {
        offer(false);
    } else if (m_completer->popup()->isVisible()) {
        m_completer->popup()->hide();
    }
}

/// Tab takes a name while names are offered.
bool QueryEdit::focusNextPrevChild(bool next)
{
    return !m_completer->popup()->isVisible() && QPlainTextEdit::focusNextPrevChild(next);
}

/// What the list of names takes before the text does.
bool QueryEdit::popupKey(QKeyEvent *event)
{
    const QModelIndex chosen = m_completer->popup()->currentIndex();
    switch (event->key()) {
    case Qt::Key_Escape:
        event->ignore(); // the list closes itself
        return true;
    case Qt::Key_Enter:
    case Qt::Key_Return:
        if (chosen.isValid()) {
            event->ignore(); // the list takes it
            return true;
        }
        m_completer->popup()->hide();
        return false;
    case Qt::Key_Tab:
        m_completer->popup()->hide();
        insert(chosen.isValid() ? chosen : m_completer->completionModel()->index(0, 0));
        return true;
    default:
        return false;
    }
}

bool QueryEdit::ownKey(QKeyEvent *event)
{
    const bool isPlain = !(event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier | Qt::AltModifier));
    switch (event->key()) {
    case Qt::Key_Enter:
    case Qt::Key_Return:
        if (event->modifiers() & Qt::ShiftModifier) {
            return false;
        }
        Q_EMIT evaluateWanted();
        return true;
    case Qt::Key_Escape:
        Q_EMIT closeWanted();
        return true;
    case Qt::Key_Up:
        return isPlain && textCursor().block() == document()->firstBlock() && walkPast(-1);
    case Qt::Key_Down:
        return isPlain && textCursor().block() == document()->lastBlock() && walkPast(1);
    case Qt::Key_Space:
        if (event->modifiers() & Qt::ControlModifier) {
            offer(true);
            return true;
        }
        return false;
    default:
        return false;
    }
}

bool QueryEdit::walkPast(int direction)
{
    const int to = m_pastAt + direction;
    const int end = static_cast<int>(m_past.size());
    if (to < 0 || to > end) {
        return false;
    }
    if (m_pastAt == end) {
        m_written = toPlainText();
    }
    m_pastAt = to;
    setExpression(to == end ? m_written : m_past[to]);
    return true;
}

/// `asked`: also where nothing of a word is there yet.
void QueryEdit::offer(bool asked)
{
    const std::string text = toPlainText().toStdString();
    const auto cursor = static_cast<std::size_t>(toPlainText().left(textCursor().position()).toUtf8().size());
    m_place = query::completionPlace(text, cursor);
    const bool inBraces = m_place.kind == query::CompletionKind::LabelName || m_place.isQuoted;
    std::vector<query::Completion> found;
    if (asked || inBraces || !m_place.word.empty()) {
        found = query::completionsFor(m_place, text, *m_catalogue);
    }
    if (found.empty() || (found.size() == 1 && found.front().text == m_place.word)) {
        m_completer->popup()->hide();
        return;
    }
    m_offers->clear();
    for (const query::Completion &completion : found) {
        const QString name = utf16(completion.text);
        auto *item = new QStandardItem(completion.remark.empty() ? name : name + QStringLiteral(" (…)"));
        item->setData(insertedText(completion, m_place), insertRole);
        m_offers->appendRow(item);
    }
    QRect place = cursorRect().translated(viewport()->pos());
    place.setWidth(
        std::min(width() - place.left(), m_completer->popup()->sizeHintForColumn(0) +
                                             m_completer->popup()->verticalScrollBar()->sizeHint().width() + 16));
    place.setBottom(height() + 1); // below the field, whose edge stays in sight
    m_completer->complete(place);
}

void QueryEdit::insert(const QModelIndex &index)
{
    const QString text = index.data(insertRole).toString();
    QTextCursor cursor = textCursor();
    const auto typed = static_cast<int>(utf16(m_place.word).size());
    cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor, typed);
    // A parenthesis that is there already is not doubled.
    const QString behind = toPlainText().mid(textCursor().position(), 1);
    cursor.insertText(text.endsWith(u'(') && behind == u"(" ? text.chopped(1) : text);
    setTextCursor(cursor);
}

} // namespace qd

#include "moc_query_edit.cpp"
