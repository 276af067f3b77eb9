// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/query_batch.h"

#include "model/query/answer_json.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cmath>
#include <optional>

namespace qd {

namespace {

constexpr double mostSeconds = 253'402'300'799; // the year 9999, as dates have it

struct Request
{
    std::string expression;
    std::optional<double> at;
    std::optional<double> start;
    std::optional<double> end;
    std::optional<double> step;
};

using Read = tl::expected<Request, QString>;

Timestamp instant(double seconds)
{
    return Timestamp(Millis(std::llround(seconds * 1000)));
}

/// What is wrong with the member, in words; empty when it is a number or not there.
QString take(const QJsonObject &object, QLatin1String name, std::optional<double> &into)
{
    const QJsonValue value = object.value(name);
    if (value.isUndefined())
        return {};
    if (!value.isDouble() || !(std::abs(value.toDouble()) <= mostSeconds))
        return QStringLiteral("\"%1\" is not a number of seconds").arg(name);
    into = value.toDouble();
    return {};
}

Read requestIn(std::string_view text)
{
    QJsonParseError problem;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), qsizetype(text.size())), &problem);
    if (!document.isObject())
        return tl::unexpected(QStringLiteral("not a JSON object: %1 at byte %2")
                                  .arg(document.isNull() ? problem.errorString() : QStringLiteral("another value"))
                                  .arg(problem.offset));
    const QJsonObject object = document.object();
    Request request;
    if (!object.value(u"expr").isString())
        return tl::unexpected(QStringLiteral("\"expr\", the expression, is missing or no string"));
    request.expression = object.value(u"expr").toString().toStdString();
    for (const auto &[name, place] : {std::pair("at", &Request::at), std::pair("start", &Request::start),
                                      std::pair("end", &Request::end), std::pair("step", &Request::step)}) {
        if (const QString words = take(object, QLatin1String(name), request.*place); !words.isEmpty())
            return tl::unexpected(words);
    }
    const int rangeParts =
        int(request.start.has_value()) + int(request.end.has_value()) + int(request.step.has_value());
    if (rangeParts != 0 && (rangeParts != 3 || request.at))
        return tl::unexpected(
            QStringLiteral("a range has \"start\", \"end\" and \"step\", an instant \"at\" alone"));
    if (request.step && std::llround(*request.step * 1000) <= 0)
        return tl::unexpected(QStringLiteral("\"step\" is not longer than nothing"));
    if (request.start && *request.end < *request.start)
        return tl::unexpected(QStringLiteral("\"end\" is before \"start\""));
    return request;
}

} // namespace

Timestamp newestOf(const SeriesSnapshot &history)
{
    const TimeRange extent = history.extent();
    return extent.isEmpty() ? Timestamp() : extent.end - Millis(1);
}

std::string answerTo(std::string_view line, const SeriesSnapshot &history, const query::QueryOptions &options)
{
    const Read request = requestIn(line);
    if (!request)
        return query::badRequestJson(request.error());
    const auto query = query::Query::prepare(request->expression);
    if (!query)
        return query::jsonOf(query.error());
    if (request->step) {
        const auto answer = query->over(history, instant(*request->start), instant(*request->end),
                                        Millis(std::llround(*request->step * 1000)), options);
        return answer ? query::jsonOf(*answer) : query::jsonOf(answer.error());
    }
    const Timestamp at = request->at ? instant(*request->at) : newestOf(history);
    const auto answer = query->at(history, at, options);
    return answer ? query::jsonOf(*answer, at) : query::jsonOf(answer.error());
}

} // namespace qd
