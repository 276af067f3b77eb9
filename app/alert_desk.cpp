// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alert_desk.h"

#include "app/alert_graph.h"
#include "model/playhead/playhead.h"
#include "widgets/alerts/alert_detail.h"
#include "widgets/alerts/findings_panel.h"

namespace qd {

AlertDesk::AlertDesk(FindingsPanel *panel, const alerts::AlertBook &book, Gateway &gateway, Playhead &playhead,
                     QWidget *window)
    : QObject(window)
    , m_panel(panel)
    , m_book(book)
    , m_gateway(gateway)
    , m_playhead(playhead)
    , m_graph(new AlertGraph(playhead, this))
    , m_window(window)
{
    connect(panel, &FindingsPanel::acknowledgeWanted, this, &AlertDesk::acknowledge);
    connect(panel, &FindingsPanel::detailsWanted, this, &AlertDesk::open);
    connect(panel, &FindingsPanel::silenceEndWanted, this, &AlertDesk::endSilence);
}

void AlertDesk::follow(const EventSnapshot &events, Timestamp at, units::Zone zone, std::int64_t retained,
                       const HistoryPtr &history)
{
    m_history = history;
    m_events = events;
    m_at = at;
    m_zone = zone;
    m_retained = retained;
    showSilences();
    if (m_detail) {
        showDetail();
    }
}

void AlertDesk::showSilences()
{
    std::vector<SilenceRow> rows;
    for (const alerts::Silence &silence : m_book.silences()) {
        rows.push_back({silence.id,
                        tr("Silenced until %1 by %2").arg(units::dateClock(silence.until, m_zone), silence.by),
                        silence.matchers.text()});
    }
    m_panel->setSilences(rows);
}

void AlertDesk::showDetail()
{
    m_detail->showAlert(AlertView{&m_book, m_events, m_at, m_zone});
    const alerts::AlertRecord *record = m_book.find(m_detail->alert());
    const auto chart = record ? chartOf(*record) : std::nullopt;
    const bool helps = chart == TileKind::Memory || chart == TileKind::Retained;
    m_detail->setRetained(helps ? m_retained : 0);
    m_graph->follow(m_history, record ? record->expression() : QString(), m_at);
}

void AlertDesk::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    m_panel->setAlertRefusal(why);
    if (m_detail) {
        m_detail->setRefusal(why);
    }
}

void AlertDesk::open(const QString &alert)
{
    if (m_detail && m_detail->alert() != alert) {
        m_detail->close();
        m_detail = nullptr;
    }
    if (!m_detail) {
        m_detail = new AlertDetail(alert, m_place, &m_gateway, m_playhead, m_window);
        connect(m_detail, &AlertDetail::chartWanted, this, &AlertDesk::chartWanted);
        connect(m_detail, &AlertDetail::purgeWanted, this, &AlertDesk::purgeWanted);
        connect(m_detail, &AlertDetail::queryWanted, this, [this](const QString &expression) {
            m_detail->close(); // it would stand before the graph
            Q_EMIT queryWanted(expression);
        });
        m_graph->drawInto(m_detail->graph());
        m_detail->setRefusal(m_refusal);
    }
    showDetail();
    m_detail->show();
    m_detail->raise();
    m_detail->activateWindow();
}

void AlertDesk::acknowledge(const QStringList &alerts)
{
    struct Tally
    {
        qsizetype open = 0;
        int done = 0;
        QString error; ///< the first
    };
    auto tally = std::make_shared<Tally>();
    tally->open = alerts.size();
    for (const QString &alert : alerts) {
        m_gateway.acknowledge(alert, {}, this, [this, tally, all = alerts.size()](const Result<bool> &result) {
            if (result)
                ++tally->done;
            else if (tally->error.isEmpty())
                tally->error = result.error().words;
            if (--tally->open == 0)
                tellAcknowledged(tally->done, static_cast<int>(all), tally->error);
        });
    }
}

void AlertDesk::tellAcknowledged(int done, int all, const QString &error)
{
    if (!error.isEmpty()) {
        Q_EMIT told(all == 1 ? error : tr("%1 of %2 acknowledged. %3").arg(done).arg(all).arg(error), true);
        return;
    }
    Q_EMIT told(
        all == 1 ? tr("Acknowledged. It is not repeated and does not escalate while it goes on.")
                 : tr("All %1 acknowledged. They are not repeated and do not escalate while they go on.").arg(all),
        false);
}

void AlertDesk::endSilence(const QString &id)
{
    m_gateway.endSilence(id, this, [this](const Result<bool> &done) {
        done ? Q_EMIT told(tr("The silence has ended."), false) : Q_EMIT told(done.error().words, true);
    });
}

} // namespace qd

#include "moc_alert_desk.cpp"
