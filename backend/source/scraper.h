// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/http_client.h"
#include "model/base/clock.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>

class QTimer;

namespace qd {

/// One scrape: the text of /metrics, or why there is none.
struct Scrape
{
    Timestamp at{}; ///< when it began; on the grid of the interval unless the timer came late
    double durationSeconds = 0;
    Result<QByteArray> text;
};

struct ScrapeConfig
{
    Millis interval{1'000};             ///< by the clock of the timeline
    Millis deadline{3'000};             ///< for the whole answer; scrapes that fall due meanwhile are left out
    qint64 maxBytes = 16 * 1024 * 1024; ///< of one answer
    double speed = 1;                   ///< of the timeline's clock; other than 1 in re-enactments
};

/// Asks /metrics of one endpoint at a fixed interval, aligned to the timeline, on a kept-alive connection. While
/// no endpoint is set, every due scrape fails at once: the target is down, and the series must say so.
class Scraper : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the scraper.
    Scraper(const Clock &clock, ScrapeConfig config, QObject *parent = nullptr);
    ~Scraper() override;

    void start();
    void stop();
    /// From now on scrape this; a scrape under way is dropped. Takes effect at once: the next scrape is due now.
    void setEndpoint(const Endpoint &endpoint);
    /// The target is gone; `why` is the reason of the scrapes that fail from now on, the first of them now.
    void clearEndpoint(const QString &why);

Q_SIGNALS:
    void scraped(const qd::Scrape &scrape);

private:
    void schedule();
    void onDue();
    void begin(Timestamp at);
    void onAnswer(Timestamp at, Millis began, const Result<HttpResponse> &response);
    /// How long a timer has to wait for that much of the timeline.
    [[nodiscard]] Millis real(Millis ofTimeline) const;
    [[nodiscard]] Timestamp onGrid(Timestamp now) const;
    [[nodiscard]] Timestamp unused(Timestamp at);

    const Clock &m_clock;
    const ScrapeConfig m_config;
    QTimer *m_timer = nullptr;
    std::unique_ptr<HttpClient> m_client;
    QString m_whyDown = QStringLiteral("nothing is watched yet");
    bool m_running = false;
    bool m_asking = false;
    Timestamp m_newest{};
};

} // namespace qd
