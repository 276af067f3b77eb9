// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/prometheus_import.h"

#include "backend/source/prometheus_query.h"
#include "model/base/units.h"
#include "model/exchange/import_run.h"
#include "model/exchange/range_json.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>

namespace qd {

namespace {

using exchange::ImportRun;
using exchange::RangeJson;

constexpr Millis firstSlice = std::chrono::hours(1);
constexpr Millis shortestSlice{1000};
constexpr Millis longestSlice = std::chrono::hours(24);
constexpr qsizetype smallAnswer = 4 << 20;
constexpr std::int64_t stepsOfSlice = 10'000; ///< Prometheus gives 11,000 at most

/// Seconds, with thousandths.
QByteArray secondsOf(Timestamp at)
{
    return QByteArray::number(double(at.time_since_epoch().count()) / 1000, 'f', 3);
}

class Fetch
{
public:
    Fetch(PrometheusQuery &query, ImportRun &run, const PrometheusOrder &order)
        : m_query(query)
        , m_run(run)
        , m_order(order)
        , m_questions(double(std::max<qsizetype>(1, order.matches.size() + order.exprs.size())))
    {}

    /// `selector[1h]` at the ends of slices. A slice is (after, upTo]: what lies on its edge comes with one of
    /// two.
    [[nodiscard]] Result<void> samplesOf(const QString &selector)
    {
        Timestamp after = m_order.start - Millis(1);
        Millis slice = firstSlice;
        while (after < m_order.end) {
            const Timestamp upTo = std::min(after + slice, m_order.end);
            const QByteArray question =
                selector.toUtf8() + '[' + QByteArray::number(qint64((upTo - after).count())) + "ms]";
            const auto answer = m_query.get("query", {{"query", question}, {"time", secondsOf(upTo)}});
            if (isTooMuch(answer) && slice > shortestSlice) {
                slice = std::max(shortestSlice, slice / 4);
                continue;
            }
            if (auto done = take(answer, after, upTo, selector); !done)
                return done;
            if (answer->size() < smallAnswer)
                slice = std::min(longestSlice, slice * 2);
            after = upTo;
            if (!progress(after))
                return exchange::stoppedFailure();
        }
        ++m_done;
        return {};
    }

    [[nodiscard]] Result<void> valuesOf(const QString &expr)
    {
        for (Timestamp from = m_order.start; from <= m_order.end;) {
            const Timestamp upTo = std::min(from + m_order.step * stepsOfSlice, m_order.end);
            const auto answer = m_query.get("query_range", {{"query", expr.toUtf8()},
                                                            {"start", secondsOf(from)},
                                                            {"end", secondsOf(upTo)},
                                                            {"step", secondsOf(Timestamp(m_order.step))}});
            if (auto done = take(answer, from - Millis(1), upTo, expr); !done)
                return done;
            from += m_order.step * (stepsOfSlice + 1);
            if (!progress(upTo))
                return exchange::stoppedFailure();
        }
        ++m_done;
        return {};
    }

    /// What kind each metric is, where the server knows.
    void learnTypes()
    {
        const auto answer = m_query.get("metadata", {});
        const QJsonObject metrics =
            answer ? QJsonDocument::fromJson(*answer).object().value(u"data").toObject() : QJsonObject();
        for (auto it = metrics.begin(); it != metrics.end(); ++it) {
            const QString type = it->toArray().at(0).toObject().value(u"type").toString();
            if (type == u"counter")
                m_types[it.key().toStdString()] = SeriesType::Counter;
            else if (type == u"gauge")
                m_types[it.key().toStdString()] = SeriesType::Gauge;
            else if (type == u"histogram")
                m_types[it.key().toStdString()] = SeriesType::Histogram;
            else if (type == u"summary")
                m_types[it.key().toStdString()] = SeriesType::Summary;
        }
    }

    [[nodiscard]] bool sawUnnamed() const { return m_sawUnnamed; }

private:
    [[nodiscard]] static bool isTooMuch(const Result<QByteArray> &answer)
    {
        if (!answer)
            return answer.error().code == ErrorCode::TooLarge || answer.error().code == ErrorCode::Timeout;
        return answer->size() < 4096 && answer->contains("\"status\":\"error\"") &&
               (answer->contains("too many samples") || answer->contains("\"timeout\""));
    }

    [[nodiscard]] Result<void> take(const Result<QByteArray> &answer, Timestamp after, Timestamp upTo,
                                    const QString &question)
    {
        if (!answer)
            return tl::unexpected(answer.error());
        exchange::JsonStream json(std::string_view(answer->constData(), static_cast<std::size_t>(answer->size())));
        RangeJson reader(m_run.sink(), "query_result");
        reader.setUnnamedLabel("expr", question.toStdString());
        reader.setTypes(&m_types);
        reader.setSpan(after.time_since_epoch().count(), upTo.time_since_epoch().count());
        auto done = reader.read(json, [this](double) { return !m_run.stopped(); });
        m_sawUnnamed |= reader.sawUnnamed();
        if (!done && !m_run.stopped())
            return failure(
                done.error().code,
                QStringLiteral("%1, asked for %2: %3.").arg(m_query.authority(), question, done.error().words));
        return done;
    }

    bool progress(Timestamp reached)
    {
        const double length = double(std::max<std::int64_t>(1, (m_order.end - m_order.start).count()));
        return m_run.progress((m_done + double((reached - m_order.start).count()) / length) / m_questions);
    }

    PrometheusQuery &m_query;
    ImportRun &m_run;
    const PrometheusOrder &m_order;
    double m_questions;
    double m_done = 0; ///< questions
    std::map<std::string, SeriesType, std::less<>> m_types;
    bool m_sawUnnamed = false;
};

void sayWhatIsMissing(exchange::ImportLog &log, const PrometheusOrder &order, const Fetch &fetch)
{
    if (!order.matches.isEmpty())
        log.note(QStringLiteral(
            "Samples are as they were scraped; where a series ended is not in what the API gives."));
    if (!order.exprs.isEmpty())
        log.note(QStringLiteral("Expressions were evaluated every %1: the recording is marked as resampled.")
                     .arg(units::duration(order.step)));
    if (fetch.sawUnnamed())
        log.note(QStringLiteral("Series without a name are called query_result."));
}

Result<PrometheusOrder> completed(PrometheusOrder order)
{
    if (order.end < order.start)
        return failure(ErrorCode::Invalid, QStringLiteral("The end lies before the start."));
    if (order.start < Timestamp{} || order.step < Millis(1))
        return failure(ErrorCode::Invalid, QStringLiteral("The start lies before 1970, or the step is nothing."));
    if (order.matches.isEmpty() && order.exprs.isEmpty())
        order.matches << QStringLiteral("{__name__=~\".+\"}");
    return order;
}

} // namespace

Result<exchange::ImportReport> importFromPrometheus(const PrometheusOrder &wanted, const QString &out,
                                                    const exchange::ImportOptions &options)
{
    const auto order = completed(wanted);
    if (!order)
        return tl::unexpected(order.error());
    auto address = serverAddress(order->url, order->login);
    if (!address)
        return tl::unexpected(address.error());
    auto run = ImportRun::begin(out, options);
    if (!run)
        return tl::unexpected(run.error());
    PrometheusQuery query(std::move(*address), options.stop);
    Fetch fetch(query, **run, *order);
    (*run)->beginSource(query.authority(), 0, 1);
    fetch.learnTypes();
    for (const QString &selector : order->matches) {
        if (auto done = fetch.samplesOf(selector); !done)
            return tl::unexpected(done.error());
    }
    for (const QString &expr : order->exprs) {
        (*run)->setResampled();
        if (auto done = fetch.valuesOf(expr); !done)
            return tl::unexpected(done.error());
    }
    sayWhatIsMissing((*run)->sink().log(), *order, fetch);
    if (auto ended = (*run)->endSource(); !ended)
        return tl::unexpected(ended.error());
    return (*run)->finish({query.authority()});
}

} // namespace qd
