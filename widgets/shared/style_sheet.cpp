// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/style_sheet.h"

#include "widgets/shared/theme.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QVariant>
#include <QtWidgets/QStyle>
#include <QtWidgets/QWidget>

#include <utility>

namespace qd {

namespace {

constexpr auto surfaces = u8R"(
QWidget#window, QDialog { background: @background; }
QFrame[look="panel"] { background: @surface; border: 1px solid @line; border-radius: 8px; }
QFrame[look="bar"] { background: @surface; border: none; border-bottom: 1px solid @line; }
QFrame[look="line"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[look="critical"] { background: @criticalTint; border: 1px solid @critical; border-radius: 6px; }
QFrame[look="warning"] { background: @warningTint; border: 1px solid @warning; border-radius: 6px; }
QFrame[look="notice"] { background: @surface; border: 1px solid @muted; border-radius: 6px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel { background: transparent; }
QLabel[look="muted"] { color: @muted; }
QLabel[look="small"] { color: @muted; font-size: 12px; }
QLabel[look="id"] { color: @muted; font-family: "DejaVu Sans Mono", monospace; font-size: 12px; }
QLabel[look="title"] { font-size: 18px; font-weight: 600; }
QLabel[look="section"] { font-weight: 600; }
QLabel[look="held"] { color: @warning; font-size: 12px; font-weight: 600; border-bottom: 1px solid @line; }
QLabel[look="error"] { color: @critical; font-weight: 600; }
QToolTip { background: @surface; color: @text; border: 1px solid @line; padding: 4px 6px; }
QSplitter::handle { background: transparent; }
)";

constexpr auto buttons = u8R"(
QPushButton, QToolButton { background: @surface; color: @text; border: 1px solid @line; border-radius: 6px;
    padding: 5px 10px; min-height: 16px; }
QPushButton:hover, QToolButton:hover { border-color: @muted; }
QPushButton:pressed, QToolButton:pressed { background: @grid; }
QPushButton:disabled, QToolButton:disabled { color: @unknown; background: @background; border-color: @line; }
QPushButton:focus, QToolButton:focus { border: 1px solid @accent; }
QPushButton[look="primary"] { border-color: @accent; color: @accent; }
QPushButton[look="primary"]:hover { background: @accent; color: @surface; }
QPushButton[look="primary"]:disabled { border-color: @line; color: @unknown; background: @background; }
QPushButton[look="danger"] { background: @critical; border-color: @critical; color: @surface; font-weight: 600; }
QPushButton[look="danger"]:hover, QPushButton[look="danger"]:focus { border: 1px solid @text; outline: none; }
QPushButton[look="danger"]:disabled { background: @background; border-color: @line; color: @unknown; }
QPushButton[look|="quiet"], QToolButton[look="quiet"] { border-color: transparent; color: @muted; background: transparent; }
QPushButton[look|="quiet"]:hover, QToolButton[look="quiet"]:hover { color: @text; background: @grid; }
QPushButton[look|="quiet"]:focus, QToolButton[look="quiet"]:focus { border: 1px solid @accent; }
QPushButton[look="quiet-tight"] { padding: 5px 5px; }
QPushButton[look="link"] { border-color: transparent; background: transparent; color: @accent; padding: 2px 4px; text-align: left; }
QPushButton[look="link"]:disabled { color: @unknown; }
QPushButton[segment] { border-radius: 0; padding: 5px 9px; border-right: none; }
QPushButton[segment][look="tight"] { padding: 5px 6px; }
QPushButton[segment="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; }
QPushButton[segment="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; border-right: 1px solid @line; }
QPushButton[segment]:checked { background: @accent; color: @surface; border-color: @accent; font-weight: 600; }
QPushButton[segment]:focus { border: 1px solid @accent; color: @accent; }
QPushButton[segment]:checked:focus { border: 1px solid @text; color: @surface; }
QRadioButton, QCheckBox { background: transparent; spacing: 8px; padding: 2px; }
QRadioButton:focus, QCheckBox:focus { color: @accent; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 7px; background: @surface; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent; background: @surface; }
QRadioButton::indicator:disabled { border-color: @line; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 3px; background: @surface; }
QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { border-color: @accent; background: @accent; image: url(:/icons/check-@scheme.svg); }
QCheckBox::indicator:disabled { border-color: @line; background: @background; }
QCheckBox::indicator:checked:disabled { border-color: @unknown; background: @unknown; }
QRadioButton::indicator:checked:disabled { border-color: @unknown; }
)";

constexpr auto inputs = u8R"(
QLineEdit, QPlainTextEdit, QSpinBox, QComboBox { background: @surface; color: @text; border: 1px solid @line;
    border-radius: 6px; padding: 4px 8px; min-height: 18px; selection-background-color: @accent; }
QPlainTextEdit[look="code"] { font-family: "DejaVu Sans Mono", monospace; font-size: 12px; padding: 2px 4px; }
QPlainTextEdit[look="reading"], QPlainTextEdit[look="reading"]:focus { border: none; background: transparent; padding: 0 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit[look="wrong"], QLineEdit[look="wrong"]:focus { border-color: @critical; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: @unknown; background: @background; }
QComboBox { padding-right: 22px; combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@scheme.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @selection;
    selection-color: @text; outline: none; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 18px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @surface; }
QMenu::item:disabled { color: @unknown; }
QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
)";

constexpr auto views = u8R"(
QAbstractItemView { background: @surface; alternate-background-color: @surface; border: none; outline: none;
    selection-background-color: @selection; selection-color: @text; }
QTableView::item, QListView::item { padding: 0 6px; border: none; border-bottom: 1px solid @grid; }
QTableView::item:selected, QListView::item:selected { background: @selection; color: @text; }
QTableView:focus, QListView:focus, QTreeView:focus { border: none; }
QListView[look="popup"], QListView[look="popup"]:focus { border: 1px solid @muted; padding: 1px; }
QListView[look="field"] { border: 1px solid @line; border-radius: 6px; padding: 2px; }
QListView[look="field"]:focus { border: 1px solid @accent; }
QListView[look="field"]::item { padding: 4px 6px; }
QListView[look="field"]::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 3px; background: @surface; }
QListView[look="field"]::indicator:checked { border-color: @accent; background: @accent; image: url(:/icons/check-@scheme.svg); }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @line;
    padding: 5px 6px; font-size: 12px; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url(:/icons/up-@scheme.svg); width: 10px; height: 10px; subcontrol-position: right center; }
QHeaderView::down-arrow { image: url(:/icons/chevron-@scheme.svg); width: 10px; height: 10px; subcontrol-position: right center; }
QTabWidget::pane { border: none; border-top: 1px solid @line; top: -1px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: 9px 10px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabBar:focus { border: none; }
QTabBar::tab:selected:focus { color: @accent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::handle { background: @line; border-radius: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @unknown; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

/// The accent laid thinly over the surface.
QColor selectionOf(const Theme &t)
{
    const auto mix = [](int a, int b) { return (a * 15 + b * 85) / 100; };
    return {mix(t.accent.red(), t.surface.red()), mix(t.accent.green(), t.surface.green()),
            mix(t.accent.blue(), t.surface.blue())};
}

QString utf8(const char8_t *text)
{
    return QString::fromUtf8(text);
}

} // namespace

QString styleSheetFor(const Theme &t)
{
    QString sheet = utf8(surfaces) + utf8(buttons) + utf8(inputs) + utf8(views);
    // Longer names first: "@criticalTint" begins with "@critical".
    const std::pair<QString, QString> tokens[] = {
        {QStringLiteral("@criticalTint"), t.criticalTint.name()},
        {QStringLiteral("@warningTint"), t.warningTint.name()},
        {QStringLiteral("@background"), t.background.name()},
        {QStringLiteral("@selection"), selectionOf(t).name()},
        {QStringLiteral("@critical"), t.critical.name()},
        {QStringLiteral("@surface"), t.surface.name()},
        {QStringLiteral("@warning"), t.warning.name()},
        {QStringLiteral("@unknown"), t.unknown.name()},
        {QStringLiteral("@scheme"), t.scheme == Scheme::Light ? QStringLiteral("light") : QStringLiteral("dark")},
        {QStringLiteral("@accent"), t.accent.name()},
        {QStringLiteral("@muted"), t.muted.name()},
        {QStringLiteral("@line"), t.line.name()},
        {QStringLiteral("@grid"), t.grid.name()},
        {QStringLiteral("@text"), t.text.name()},
    };
    for (const auto &[name, value] : tokens) {
        sheet.replace(name, value);
    }
    return sheet;
}

void setLook(QWidget *widget, const QString &look)
{
    if (widget->property("look").toString() == look) {
        return;
    }
    widget->setProperty("look", look);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    // Another look may have another size, and buttons remember theirs.
    QEvent changed(QEvent::StyleChange);
    QCoreApplication::sendEvent(widget, &changed);
}

} // namespace qd
