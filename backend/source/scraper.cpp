// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/scraper.h"

#include <QtCore/QTimer>

#include <cmath>

namespace qd {

using namespace std::chrono_literals;

namespace {

// A timer that is this late is still on the grid: regular times compress to nothing and rates do not jitter.
constexpr Millis tolerance = 20ms;

Result<QByteArray> textOf(const Result<HttpResponse> &response)
{
    if (!response)
        return tl::unexpected(response.error());
    const int status = response->status;
    if (status == 401 || status == 403)
        return failure(ErrorCode::Unauthorized, QStringLiteral("our token is not accepted (%1)").arg(status));
    if (status >= 300 && status < 400)
        return failure(ErrorCode::Refused,
                       QStringLiteral("the answer is a redirect (%1), which is not followed").arg(status));
    if (status == 404)
        return failure(ErrorCode::Unavailable,
                       QStringLiteral("this is not a sessiond admin plane (status 404); the admin port is "
                                      "usually 7071"));
    if (status != 200)
        return failure(ErrorCode::Unavailable, QStringLiteral("the answer is status %1").arg(status));
    const QByteArray encoding = response->headers.value("content-encoding").toLower();
    if (!encoding.isEmpty() && encoding != "identity")
        return failure(ErrorCode::Invalid, QStringLiteral("the answer is compressed, which was not asked for"));
    return response->body;
}

} // namespace

Scraper::Scraper(const Clock &clock, ScrapeConfig config, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_config(config)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &Scraper::onDue);
}

Scraper::~Scraper() = default;

void Scraper::start()
{
    m_running = true;
    schedule();
}

void Scraper::stop()
{
    m_running = false;
    m_timer->stop();
    m_client.reset();
    m_asking = false;
}

void Scraper::setEndpoint(const Endpoint &endpoint)
{
    m_client = std::make_unique<HttpClient>(endpoint);
    m_asking = false;
    if (m_running)
        begin(m_clock.now());
}

void Scraper::clearEndpoint(const QString &why)
{
    m_client.reset();
    m_asking = false;
    m_whyDown = why;
    if (m_running)
        begin(m_clock.now());
}

void Scraper::schedule()
{
    const Millis sinceEpoch = m_clock.now().time_since_epoch();
    m_timer->start(real(m_config.interval - sinceEpoch % m_config.interval));
}

Millis Scraper::real(Millis ofTimeline) const
{
    return Millis(static_cast<Millis::rep>(std::ceil(double(ofTimeline.count()) / m_config.speed)));
}

Timestamp Scraper::onGrid(Timestamp now) const
{
    const Millis late = now.time_since_epoch() % m_config.interval;
    return real(late) <= tolerance ? now - late : now;
}

Timestamp Scraper::unused(Timestamp at)
{
    m_newest = std::max(at, m_newest + 1ms);
    return m_newest;
}

void Scraper::onDue()
{
    const Timestamp now = m_clock.now();
    const Millis early = m_config.interval - now.time_since_epoch() % m_config.interval;
    // Two clocks do not agree to the millisecond; a timer that came early would scrape twice.
    if (real(early) <= tolerance)
        return m_timer->start(real(early));
    schedule();
    begin(onGrid(now));
}

void Scraper::begin(Timestamp at)
{
    if (m_asking)
        return;
    at = unused(at);
    if (!m_client) {
        Q_EMIT scraped({at, 0, failure(ErrorCode::Unavailable, m_whyDown)});
        return;
    }
    m_asking = true;
    HttpRequest request;
    request.target = "/metrics";
    request.accept = "text/plain;version=0.0.4";
    request.deadline = m_config.deadline;
    request.maxBody = m_config.maxBytes;
    m_client->send(std::move(request), [this, at, began = steadyNow()](const Result<HttpResponse> &response) {
        onAnswer(at, began, response);
    });
}

void Scraper::onAnswer(Timestamp at, Millis began, const Result<HttpResponse> &response)
{
    m_asking = false;
    Q_EMIT scraped({at, std::chrono::duration<double>(steadyNow() - began).count(), textOf(response)});
}

} // namespace qd

#include "moc_scraper.cpp"
