// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/query_desk.h"

#include "app/settings.h"
#include "model/panels/panel_catalogue.h"
#include "widgets/chart/chart_layout.h"
#include "widgets/query/query_edit.h"

#include <QtCore/QEvent>

#include <algorithm>

namespace qd {

namespace {

constexpr int settleMillis = 120;
constexpr int mostKept = 50;
constexpr int pixelsAStep = 2; ///< finer is not seen

} // namespace

QueryDesk::QueryDesk(Playhead &playhead, Settings &settings, std::function<Timestamp()> instant, QWidget *parent)
    : QObject(parent)
    , m_playhead(playhead)
    , m_settings(settings)
    , m_instant(std::move(instant))
    , m_panel(new QueryPanel(&playhead, parent))
    , m_history(std::make_shared<const HistorySnapshot>())
    , m_past(settings.queries())
    , m_cataloguing(
          [](const HistoryPtr &history, const std::stop_token &stop) {
              return std::make_shared<const query::SeriesCatalogue>(history->series, stop);
          },
          [this](const std::shared_ptr<const query::SeriesCatalogue> &made) { m_panel->setCatalogue(made); })
    , m_job([](const QueryOrder &order, const std::stop_token &stop) { return answerTo(order, stop); },
            [this](const QueryAnswer &answer) { deliver(answer); })
{
    m_panel->setPast(m_past);
    m_panel->installEventFilter(this);
    m_settling.setSingleShot(true);
    m_settling.setInterval(settleMillis);
    m_pause.setSingleShot(true);
    connect(&m_settling, &QTimer::timeout, this, &QueryDesk::askNow);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (std::exchange(m_moved, false) && isSeen()) { // an answer may have ended it meanwhile
            askAgain();
        }
    });
    connect(m_panel, &QueryPanel::evaluateWanted, this, &QueryDesk::evaluate);
    connect(m_panel, &QueryPanel::stopWanted, this, &QueryDesk::stop);
    connect(m_panel, &QueryPanel::textChanged, this, [this] { m_job.cancel(), m_panel->setBusy(false); });
    connect(m_panel, &QueryPanel::closeWanted, this, &QueryDesk::closeWanted);
}

void QueryDesk::setHistory(const HistoryPtr &history)
{
    m_history = history;
    catalogue();
    follow();
}

void QueryDesk::forgetHistory()
{
    stop();
    m_history = std::make_shared<const HistorySnapshot>();
    m_catalogued = 0;
    m_cataloguing.cancel();
    m_panel->setCatalogue(std::make_shared<const query::SeriesCatalogue>());
    m_ordered = {};
    m_panel->showNothing();
}

/// Names are looked up again when there are others.
void QueryDesk::catalogue()
{
    if (!m_panel->isVisible()) {
        return;
    }
    if (const std::size_t count = seriesCount(m_history->series); count != m_catalogued) {
        m_catalogued = count;
        m_cataloguing.askNext(m_history);
    }
}

QueryOrder QueryDesk::order() const
{
    QueryOrder order;
    order.text = m_text;
    order.range = m_playhead.range();
    order.at = m_instant();
    order.columns = std::max(100, (m_panel->width() - plotLeft) / pixelsAStep);
    order.patience = m_patience;
    return order;
}

void QueryDesk::follow()
{
    if (!isSeen()) {
        return;
    }
    if (m_playhead.motion() != Motion::Held) {
        m_settling.stop();
        m_moved = true;
        if (!m_pause.isActive()) {
            m_moved = false;
            askAgain();
        }
    } else if (const QueryOrder wanted = order(); !(wanted == m_ordered) && !m_settling.isActive()) {
        m_settling.start();
    }
}

void QueryDesk::evaluate(const QString &text)
{
    m_text = text.trimmed().isEmpty() ? QString() : text;
    if (m_text.isEmpty()) {
        stop();
        m_panel->showNothing();
        return;
    }
    keep(text);
    askNow();
}

/// What runs is of another range or text, and is given up.
void QueryDesk::askNow()
{
    if (!isSeen()) {
        return;
    }
    QueryOrder wanted = order();
    m_ordered = wanted;
    wanted.history = m_history;
    m_panel->setBusy(true);
    m_job.ask(std::move(wanted));
    m_pause.start(m_playhead.motion() == Motion::Playing ? playingEvery : liveEvery);
}

/// What runs is of a second ago: it is told first, or a slow question would never be answered.
void QueryDesk::askAgain()
{
    QueryOrder wanted = order();
    m_ordered = wanted;
    wanted.history = m_history;
    m_job.askNext(std::move(wanted));
    m_pause.start(m_playhead.motion() == Motion::Playing ? playingEvery : liveEvery);
}

void QueryDesk::stop()
{
    m_text.clear();
    m_settling.stop();
    m_job.cancel();
    m_panel->setBusy(false);
}

void QueryDesk::deliver(const QueryAnswer &answer)
{
    m_panel->showAnswer(answer);
    // What is wrong in itself stays wrong; only other data may mend the rest.
    if (answer.error && answer.error->fault != query::QueryFault::Execution) {
        m_text.clear();
    }
    Q_EMIT answered();
}

void QueryDesk::keep(const QString &text)
{
    m_past.removeAll(text);
    m_past << text;
    m_past = m_past.mid(std::max<qsizetype>(0, m_past.size() - mostKept));
    m_settings.setQueries(m_past);
    m_panel->setPast(m_past);
}

/// What was not followed while nobody saw it is asked now.
bool QueryDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_panel && event->type() == QEvent::Show) {
        catalogue();
        follow();
    } else if (watched == m_panel && event->type() == QEvent::Hide) {
        m_job.cancel();
        m_panel->setBusy(false);
        m_ordered = {};
    }
    return QObject::eventFilter(watched, event);
}

} // namespace qd

#include "moc_query_desk.cpp"
