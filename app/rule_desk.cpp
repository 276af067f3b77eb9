// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rule_desk.h"

#include "app/promtool_version.h"
#include "app/rule_store_files.h"
#include "app/save_bytes.h"
#include "model/rules/scenario_export.h"
#include "widgets/rules/rule_lanes_view.h"

#include <QtCore/QEvent>
#include <QtCore/QFileInfo>
#include <QtWidgets/QFileDialog>

namespace qd {

RuleDesk::RuleDesk(const Playhead &playhead, QWidget *parent)
    : QObject(parent)
    , m_playhead(playhead)
    , m_panel(new RulePanel(parent))
    , m_history(std::make_shared<const HistorySnapshot>())
    , m_folder(defaultRuleFolder())
    , m_loading(
          [](const LoadOrder &order, const std::stop_token &) {
              Loaded loaded{order.isLook, readRuleTexts(order.folder), {}};
              for (const RuleText &file : loaded.files) {
                  for (RuleRow &row : ruleRowsOf(file))
                      loaded.rows.push_back(std::move(row));
              }
              return loaded;
          },
          [this](const Loaded &loaded) { take(loaded); })
    , m_saving([](const SaveOrder &order, const std::stop_token &) { return written(order); },
               [this](const Result<SavedRules> &done) { saved(done); })
    , m_exporting([](const ExportOrder &order, const std::stop_token &stop) { return exported(order, stop); },
                  [this](const Result<QString> &written) {
                      Q_EMIT told(written ? *written : written.error().words, !written);
                  })
    , m_promtool([](bool, const std::stop_token &stop) { return hasPromtoolTwo(stop); },
                 [this](bool isTwo) {
                     // Where nobody has chosen meanwhile.
                     const QStringList kinds = exportKinds();
                     if (isTwo && m_exportDialog && m_exportDialog->selectedNameFilter() == kinds.front())
                         m_exportDialog->selectNameFilter(kinds.back());
                 })
    , m_judging([](const rules::LaneOrder &order, const std::stop_token &stop) { return laneReport(order, stop); },
                [this](const rules::LaneReport &report) {
                    m_panel->showReport(report);
                    Q_EMIT judged();
                })
{
    m_panel->installEventFilter(this);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    m_moving.setSingleShot(true);
    m_moving.setInterval(movingEvery);
    m_looking.setInterval(lookingEvery);
    m_looking.start();
    connect(&m_looking, &QTimer::timeout, this, &RuleDesk::look);
    connect(&m_typing, &QTimer::timeout, this, [this] { judge(false); });
    connect(&m_moving, &QTimer::timeout, this, [this] {
        if (std::exchange(m_moved, false))
            judge(true);
    });
    connect(m_panel, &RulePanel::textChanged, this, [this] {
        m_judging.cancel();
        m_typing.start();
    });
    connect(m_panel, &RulePanel::saveWanted, this, &RuleDesk::save);
    connect(m_panel, &RulePanel::copyWanted, this, &RuleDesk::save);
    connect(m_panel, &RulePanel::exportWanted, this, &RuleDesk::chooseExport);
    connect(m_panel, &RulePanel::closeWanted, this, &RuleDesk::closeWanted);
}

void RuleDesk::setFolder(const QString &folder)
{
    m_folder = folder;
    load();
}

void RuleDesk::load()
{
    m_isLoading = true;
    m_loading.ask({m_folder, false});
}

/// Somebody may write or delete them while they are on screen.
void RuleDesk::look()
{
    if (m_panel->isVisible() && !m_isLoading)
        m_loading.askNext({m_folder, true});
}

void RuleDesk::take(const Loaded &loaded)
{
    if (loaded.isLook && loaded.files == m_read)
        return;
    if (!loaded.isLook)
        m_isLoading = false;
    m_read = loaded.files;
    m_panel->setFiles(loaded.files, loaded.rows);
    Q_EMIT this->loaded();
}

void RuleDesk::setHistory(const HistoryPtr &history)
{
    m_history = history;
    follow();
}

void RuleDesk::forgetHistory()
{
    m_judging.cancel();
    m_history = std::make_shared<const HistorySnapshot>();
    m_judged = {};
    m_panel->lanes()->setLanes({});
}

void RuleDesk::follow()
{
    if (!m_panel->isVisible())
        return;
    m_panel->lanes()->setRange(m_playhead.range());
    if (m_playhead.range() == m_judged)
        return;
    if (m_playhead.motion() == Motion::Held) {
        // Not begun anew: a held picture is published to ten times a second, and would never be judged.
        if (!m_typing.isActive())
            m_typing.start(); // a range that is being dragged is like a text that is being typed
    } else if (m_moving.isActive()) {
        m_moved = true;
    } else if (!m_typing.isActive()) {
        judge(true);
    }
}

rules::LaneOrder RuleDesk::order() const
{
    const RuleText *file = m_panel->file();
    const TimeRange range = m_playhead.range();
    return {m_panel->text().toStdString(),
            file ? file->name : QString(),
            m_history->series,
            m_history->events,
            {range.begin, std::min(range.end, m_history->now + Millis(1))}};
}

/// `again`: the same, a moment later.
void RuleDesk::judge(bool again)
{
    if (!m_panel->isVisible() || !m_panel->file())
        return;
    m_judged = m_playhead.range();
    if (again)
        m_judging.askNext(order());
    else
        m_judging.ask(order());
    m_moving.start();
}

/// A default is saved under the same name, in the folder of one's own: there it takes the default's place.
void RuleDesk::save()
{
    if (const RuleText *file = m_panel->file())
        m_saving.askNext({m_folder, {file->name, RuleText::Origin::Own, m_panel->text(), {}}, m_panel->base()});
}

Result<RuleDesk::SavedRules> RuleDesk::written(const SaveOrder &order)
{
    const QString &name = order.file.name;
    if (ownRuleText(order.folder, name) != order.before)
        return failure(
            ErrorCode::Conflict,
            tr("%1 was changed elsewhere meanwhile, and nothing was written. Your text stays here: save "
               "again to replace that change, or copy it and close.")
                .arg(name));
    if (const auto saved = saveRuleText(order.folder, order.file); !saved)
        return tl::unexpected(saved.error());
    const auto read = rules::parseRuleFile(order.file.text.toStdString(), name);
    if (!read)
        return SavedRules{tr("%1 is saved, but does not apply: line %2, %3 What it said before goes on.")
                              .arg(name)
                              .arg(read.error().front().line)
                              .arg(read.error().front().words),
                          false};
    return SavedRules{tr("%1 is saved, and applies.").arg(name), true};
}

void RuleDesk::saved(const Result<SavedRules> &done)
{
    Q_EMIT told(done ? done->words : done.error().words, !done || !done->applies);
    if (done)
        m_panel->forgetDraft();
    else if (done.error().code == ErrorCode::Conflict)
        m_panel->forgetBase();
    if (done || done.error().code == ErrorCode::Conflict)
        load();
}

QStringList RuleDesk::exportKinds()
{
    return {tr("Test for promtool 3 (*.yaml)"), tr("Test for promtool 2 (*.yaml)")};
}

void RuleDesk::chooseExport()
{
    const QStringList kinds = exportKinds();
    auto *dialog = new QFileDialog(m_panel, tr("Export as a test of the rules"));
    dialog->setObjectName(QStringLiteral("exportTest"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(kinds);
    dialog->setDefaultSuffix(QStringLiteral("yaml"));
    const RuleText *file = m_panel->file();
    dialog->selectFile(QFileInfo(file ? file->name : QString()).completeBaseName() + QStringLiteral("_test.yaml"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, kinds](const QString &path) {
        exportTest(path, dialog->selectedNameFilter() == kinds.back());
    });
    m_exportDialog = dialog;
    m_promtool.ask(true);
    dialog->open();
}

void RuleDesk::exportTest(const QString &path, bool closed)
{
    Q_EMIT told(tr("The test is being made…"), false);
    m_exporting.ask({path, order(), closed});
}

/// The rules as they stand in the text go beside the test, which names them.
Result<QString> RuleDesk::exported(const ExportOrder &order, const std::stop_token &stop)
{
    const auto file = rules::parseRuleFile(order.lanes.text, order.lanes.path);
    if (!file)
        return failure(ErrorCode::Invalid, tr("Nothing was exported: %1").arg(problemText(file.error().front())));
    const QFileInfo test(order.path);
    const QString rulesName = test.completeBaseName() + QStringLiteral("_rules.yaml");
    const auto scenario =
        rules::exportScenario({*file, rulesName.toStdString(), order.lanes.series, order.lanes.span, std::nullopt,
                               order.closed ? query::RangeBoundary::Closed : query::RangeBoundary::LeftOpen},
                              stop);
    if (!scenario)
        return failure(scenario.error().code, tr("Nothing was exported. %1").arg(scenario.error().words));
    const QString rulesPath = test.dir().filePath(rulesName);
    if (const auto saved = saveBytes(rulesPath, QByteArray::fromStdString(order.lanes.text)); !saved)
        return tl::unexpected(saved.error());
    if (const auto saved = saveBytes(order.path, scenario->yaml); !saved)
        return tl::unexpected(saved.error());
    QString words = tr("%1 and %2 are written, for promtool %3: promtool test rules %1.")
                        .arg(test.fileName(), rulesName, order.closed ? QStringLiteral("2") : QStringLiteral("3"));
    for (const QString &note : scenario->notes)
        words += u' ' + note;
    return words;
}

bool RuleDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_panel && event->type() == QEvent::Show) {
        load(); // somebody may have written them with another editor
        m_judged = {};
        follow();
    } else if (watched == m_panel && event->type() == QEvent::Hide) {
        m_judging.cancel();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace qd

#include "moc_rule_desk.cpp"
