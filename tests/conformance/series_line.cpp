// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/series_line.h"

#include "model/query/label_choice.h"
#include "model/query/lexer.h"

#include <QtCore/QRegularExpression>

#include <algorithm>
#include <limits>

namespace qd::conformance {

namespace {

using query::Token;
using query::TokenKind;

QString words(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Where the labels end: behind the bracket that closes them, or at the first blank.
std::size_t endOfKey(std::string_view text)
{
    char quote = '\0';
    bool isOpen = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != '\0') {
            at += c == '\\' && quote != '`' ? 1 : 0;
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'' || c == '`') {
            quote = c;
        } else if (c == '{') {
            isOpen = true;
        } else if (c == '}') {
            return at + 1;
        } else if (!isOpen && (c == ' ' || c == '\t')) {
            const std::size_t next = text.find_first_not_of(" \t", at);
            if (next == std::string_view::npos || text[next] != '{' || text.substr(next).starts_with("{{"))
                return at;
        }
    }
    return text.size();
}

tl::expected<SeriesKey, QString> parseKey(std::string_view text)
{
    const auto tokens = query::tokensOf(text);
    if (!tokens)
        return tl::unexpected(tokens.error().words);
    SeriesKey key;
    std::size_t at = 0;
    const auto is = [&](std::string_view symbol) {
        return (*tokens)[at].kind == TokenKind::Symbol && (*tokens)[at].text == symbol;
    };
    if ((*tokens)[at].kind == TokenKind::Identifier)
        key.name = (*tokens)[at++].text;
    if (is("{")) {
        ++at;
        while (!is("}")) {
            const Token &label = (*tokens)[at];
            if (label.kind != TokenKind::Identifier && label.kind != TokenKind::String)
                return tl::unexpected(QStringLiteral("not a label: %1").arg(words(text)));
            ++at;
            if (!is("=")) {
                key.name = label.text;
            } else {
                ++at;
                if ((*tokens)[at].kind != TokenKind::String)
                    return tl::unexpected(QStringLiteral("not a label's value: %1").arg(words(text)));
                query::setLabel(key, label.text, (*tokens)[at++].text);
            }
            at += is(",") ? 1 : 0;
        }
        ++at;
    }
    if ((*tokens)[at].kind != TokenKind::End)
        return tl::unexpected(QStringLiteral("not a series: %1").arg(words(text)));
    return key;
}

/// Cuts the next value off the front: a word, or a histogram with what belongs to it.
QString nextWord(QString &rest)
{
    static const QRegularExpression histogram(
        QStringLiteral(R"(^\{\{.*?\}\}(?:[+-]\{\{.*?\}\})?(?:x[0-9]+)?(?=\s|$))"));
    static const QRegularExpression word(QStringLiteral(R"(^\S+)"));
    rest = rest.trimmed();
    auto match = histogram.match(rest);
    if (!match.hasMatch())
        match = word.match(rest);
    rest = rest.mid(match.capturedLength());
    return match.captured();
}

bool appendPoints(const QString &word, std::vector<Point> &points)
{
    static const QRegularExpression repeated(QStringLiteral(R"(x([0-9]+)$)"));
    static const QRegularExpression series(QStringLiteral(
        R"(^(?<first>[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[iI]nf|NaN|nan))(?<by>[-+](?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)?(?:x(?<times>[0-9]+))?$)"));
    const auto times = repeated.match(word);
    const int count = times.captured(1).toInt();
    if (word.startsWith(QStringLiteral("{{"))) {
        points.insert(points.end(), std::size_t(count) + 1, {Point::Kind::Histogram, 0});
        return true;
    }
    if (word == QStringLiteral("_") || word == QStringLiteral("_x%1").arg(count)) {
        points.insert(points.end(), times.hasMatch() ? std::size_t(count) : 1, {});
        return true;
    }
    if (word == QStringLiteral("stale")) {
        points.push_back({Point::Kind::Number, query::missing()});
        return true;
    }
    const auto match = series.match(word);
    double value = 0;
    if (!match.hasMatch() || !parseNumber(match.captured(QStringLiteral("first")).toStdString(), value))
        return false;
    double by = 0;
    const QString step = match.captured(QStringLiteral("by"));
    if (!step.isEmpty() && !parseNumber(step.toStdString(), by))
        return false;
    // Added up, not multiplied, as upstream does.
    for (int i = 0; i <= match.captured(QStringLiteral("times")).toInt(); ++i, value += by)
        points.push_back({Point::Kind::Number, value});
    return true;
}

} // namespace

bool SeriesLine::hasHistogram() const
{
    return std::ranges::any_of(points, [](const Point &p) { return p.kind == Point::Kind::Histogram; });
}

std::vector<Sample> samplesOf(const SeriesLine &line, Millis step)
{
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
        if (line.points[i].kind == Point::Kind::Number)
            samples.push_back({Timestamp() + step * static_cast<std::int64_t>(i), line.points[i].value});
    }
    return samples;
}

bool parseNumber(std::string_view text, double &value)
{
    const QString number = words(text).trimmed();
    const QString plain = number.startsWith(u'-') || number.startsWith(u'+') ? number.mid(1) : number;
    const double sign = number.startsWith(u'-') ? -1 : 1;
    if (plain.compare(QStringLiteral("inf"), Qt::CaseInsensitive) == 0) {
        value = sign * std::numeric_limits<double>::infinity();
        return true;
    }
    if (plain.compare(QStringLiteral("nan"), Qt::CaseInsensitive) == 0) {
        value = std::numeric_limits<double>::quiet_NaN();
        return true;
    }
    bool isNumber = false;
    value = sign * plain.toDouble(&isNumber);
    return isNumber && !plain.startsWith(u'-') && !plain.startsWith(u'+');
}

tl::expected<SeriesLine, QString> parseSeriesLine(std::string_view text)
{
    const std::size_t end = endOfKey(text);
    auto key = parseKey(text.substr(0, end));
    if (!key)
        return tl::unexpected(key.error());
    SeriesLine line{std::move(*key), {}};
    QString rest = words(text.substr(end)).trimmed();
    while (!rest.isEmpty()) {
        const QString word = nextWord(rest);
        if (!appendPoints(word, line.points))
            return tl::unexpected(QStringLiteral("not a value: %1").arg(word));
    }
    return line;
}

} // namespace qd::conformance
