// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/help.h"

#include "widgets/shared/labels.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFrame>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QVBoxLayout>

#include <vector>

namespace qd {

namespace {

struct Row
{
    QString keys;
    QString words;
};

void addGroup(QGridLayout *grid, int column, const QString &title, const std::vector<Row> &rows)
{
    int line = 0;
    grid->addWidget(plainLabel(title, QStringLiteral("section")), line++, column, 1, 2);
    for (const Row &row : rows) {
        QLabel *keys = plainLabel(row.keys, QStringLiteral("muted"));
        keys->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        QLabel *words = plainLabel(row.words);
        grid->addWidget(keys, line, column);
        grid->addWidget(words, line++, column + 1);
    }
}

} // namespace

HelpDialog::HelpDialog(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys and mouse"));
    setObjectName(QStringLiteral("help"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(16);
    auto *panel = new QFrame(this);
    panel->setProperty("look", QStringLiteral("panel"));
    auto *grid = new QGridLayout(panel);
    grid->setContentsMargins(18, 16, 18, 16);
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(8);
    addGroup(grid, 0, tr("Anywhere"),
             {{tr("Ctrl+K"), tr("All commands")},
              {tr("F1 or ?"), tr("This help")},
              {tr("Ctrl+O"), tr("Open a recording")},
              {tr("Ctrl+Shift+S"), tr("Save a recording")},
              {tr("Ctrl+F"), tr("Search sessions")},
              {tr("Ctrl+E"), tr("Query: ask the history")},
              {tr("Ctrl+R"), tr("Rules, tried over the history")},
              {tr("Ctrl+1, 2, … 5"), tr("Alerts, Sessions, Incident, Log, Series")},
              {tr("Ctrl+Shift+I"), tr("Open an incident")},
              {tr("Ctrl+Shift+R"), tr("Restart…")},
              {tr("Ctrl+Shift+P"), tr("Purge sessions…")},
              {tr("Tab"), tr("Next control; everything is reachable")}});
    addGroup(grid, 2, tr("On the charts and the playback"),
             {{tr("Space"), tr("Pause, play from here")},
              {tr("← →"), tr("1 s; Shift 10 s; Alt 60 s")},
              {tr(", ."), tr("Previous, next sample")},
              {tr("P N"), tr("Previous, next event")},
              {tr("A, Shift+A"), tr("Next, previous alert")},
              {tr("− +"), tr("Play slower, faster")},
              {tr("Home, End"), tr("Start; live or end")},
              {tr("G"), tr("Go to a time")},
              {tr("B"), tr("Bookmark")},
              {tr("Esc"), tr("Back, out of the replay")},
              {tr("Backspace"), tr("Back through zoom history")},
              {tr("U"), tr("UTC or local time")},
              {tr("[  ]"), tr("Cursor A, cursor B")},
              {tr("Page Up, Down"), tr("More charts")},
              {tr("C"), tr("Compare with…")},
              {tr("M"), tr("Note at this moment")}});
    addGroup(grid, 4, tr("Mouse on the charts"),
             {{tr("Drag"), tr("Zoom time")},
              {tr("Shift+drag"), tr("Pan")},
              {tr("Ctrl+wheel"), tr("Zoom at the pointer")},
              {tr("Ctrl+drag"), tr("Mark a span")},
              {tr("Alt+click"), tr("Place cursor A, then B")},
              {tr("Double-click"), tr("Follow the present")},
              {tr("Legend click"), tr("Isolate; Shift+click toggles")}});
    grid->setRowStretch(20, 1);
    column->addWidget(panel);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
}

} // namespace qd

#include "moc_help.cpp"
