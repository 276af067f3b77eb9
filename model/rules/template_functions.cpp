// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/template_functions.h"

#include "model/rules/go_format.h"
#include "model/rules/go_text.h"
#include "model/rules/template.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>

namespace qd::rules {

namespace {

using Arguments = std::span<const TemplateValue>;
using Answer = Result<TemplateValue>;

tl::unexpected<Error> unfit(const QString &words)
{
    return failure(ErrorCode::Invalid, words);
}

Result<double> asFloat(const TemplateValue &value)
{
    if (const auto *number = std::get_if<double>(&value))
        return *number;
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*whole);
    if (const auto *text = std::get_if<std::string>(&value)) {
        double number = 0;
        const char *end = text->data() + text->size();
        if (const auto read = std::from_chars(text->data(), end, number); read.ptr == end && !text->empty())
            return number;
        return unfit(QStringLiteral("\"%1\" is no number").arg(QString::fromStdString(*text)));
    }
    return unfit(QStringLiteral("a value that is no number"));
}

template <typename T>
Result<T> as(const TemplateValue &value, const char *what)
{
    if (const T *held = std::get_if<T>(&value))
        return *held;
    return unfit(QStringLiteral("wrong type for value; expected %1").arg(QLatin1String(what)));
}

Result<std::string> asString(const TemplateValue &value)
{
    return as<std::string>(value, "string");
}

template <auto Function>
Answer onFloat(Arguments arguments, const FunctionContext &)
{
    return asFloat(arguments[0]).map([](double v) { return TemplateValue(Function(v)); });
}

template <auto Function>
Answer onText(Arguments arguments, const FunctionContext &)
{
    return asString(arguments[0]).map([](const std::string &text) { return TemplateValue(Function(text)); });
}

Answer timestampOf(Arguments arguments, const FunctionContext &)
{
    return asFloat(arguments[0]).and_then(humanizedTimestamp).map([](std::string t) { return TemplateValue(t); });
}

Answer durationOf(Arguments arguments, const FunctionContext &)
{
    const auto text = asString(arguments[0]);
    if (!text)
        return tl::unexpected(text.error());
    const auto length = prometheusDuration(*text);
    if (!length)
        return unfit(QStringLiteral("\"%1\" is no duration").arg(QString::fromStdString(*text)));
    return TemplateValue(std::chrono::duration<double>(*length).count());
}

Answer printfOf(Arguments arguments, const FunctionContext &)
{
    return asString(arguments[0])
        .and_then([&](const std::string &format) { return goPrintf(format, arguments.subspan(1)); })
        .map([](std::string text) { return TemplateValue(std::move(text)); });
}

/// fmt.Sprint has a space between two values of which none is a string, fmt.Sprintln between all.
Answer printed(Arguments arguments, bool line)
{
    std::string out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto text = goText(arguments[i]);
        if (!text)
            return tl::unexpected(text.error());
        const auto isText = [&](std::size_t at) { return std::holds_alternative<std::string>(arguments[at]); };
        if (i > 0 && (line || (!isText(i) && !isText(i - 1))))
            out += ' ';
        out += *text;
    }
    return TemplateValue(line ? out + '\n' : out);
}

Answer printOf(Arguments arguments, const FunctionContext &)
{
    return printed(arguments, false);
}

Answer printlnOf(Arguments arguments, const FunctionContext &)
{
    return printed(arguments, true);
}

Answer lengthOf(Arguments arguments, const FunctionContext &)
{
    const TemplateValue &value = arguments[0];
    if (const auto *text = std::get_if<std::string>(&value))
        return TemplateValue(std::int64_t(text->size()));
    if (const auto *map = std::get_if<StringMap>(&value))
        return TemplateValue(std::int64_t(map->size()));
    if (const auto *vector = std::get_if<std::vector<TemplateSample>>(&value))
        return TemplateValue(std::int64_t(vector->size()));
    return unfit(QStringLiteral("len of a value that has no length"));
}

Answer indexOf(Arguments arguments, const FunctionContext &)
{
    if (const auto *map = std::get_if<StringMap>(&arguments[0])) {
        return asString(arguments[1]).map([&](const std::string &name) {
            const auto found = map->find(name);
            return TemplateValue(found == map->end() ? std::string() : found->second);
        });
    }
    const auto *vector = std::get_if<std::vector<TemplateSample>>(&arguments[0]);
    const auto *at = std::get_if<std::int64_t>(&arguments[1]);
    if (!vector || !at)
        return unfit(QStringLiteral("can't index such a value"));
    if (*at < 0 || *at >= std::ssize(*vector))
        return unfit(QStringLiteral("index out of range: %1").arg(*at));
    return TemplateValue((*vector)[std::size_t(*at)]);
}

Answer notOf(Arguments arguments, const FunctionContext &)
{
    return TemplateValue(!isTruth(arguments[0]));
}

/// Less, equal or greater; unordered where a NaN is among them. Go compares values of one basic kind alone.
Result<std::partial_ordering> compared(const TemplateValue &a, const TemplateValue &b)
{
    if (a.index() == b.index()) {
        if (const auto *flag = std::get_if<bool>(&a))
            return std::partial_ordering(*flag <=> std::get<bool>(b));
        if (const auto *whole = std::get_if<std::int64_t>(&a))
            return std::partial_ordering(*whole <=> std::get<std::int64_t>(b));
        if (const auto *number = std::get_if<double>(&a))
            return *number <=> std::get<double>(b);
        if (const auto *text = std::get_if<std::string>(&a))
            return std::partial_ordering(*text <=> std::get<std::string>(b));
    }
    return unfit(QStringLiteral("incompatible types for comparison; a number with a point is no whole number"));
}

constexpr auto isUnequal = [](std::partial_ordering order) { return order != 0; };
constexpr auto isLess = [](std::partial_ordering order) { return order < 0; };
constexpr auto isLessOrEqual = [](std::partial_ordering order) { return order <= 0; };
constexpr auto isGreater = [](std::partial_ordering order) { return order > 0; };
constexpr auto isGreaterOrEqual = [](std::partial_ordering order) { return order >= 0; };

template <auto Holds>
Answer comparison(Arguments arguments, const FunctionContext &)
{
    return compared(arguments[0], arguments[1]).map([](std::partial_ordering o) {
        return TemplateValue(Holds(o));
    });
}

/// `eq a b c`: whether a equals any of the others.
Answer equalOf(Arguments arguments, const FunctionContext &)
{
    for (const TemplateValue &other : arguments.subspan(1)) {
        const auto order = compared(arguments[0], other);
        if (!order)
            return tl::unexpected(order.error());
        if (*order == 0)
            return TemplateValue(true);
    }
    return TemplateValue(false);
}

Answer queryOf(Arguments arguments, const FunctionContext &context)
{
    if (!context.query)
        return failure(ErrorCode::Refused, QStringLiteral("no queries can be asked here"));
    return asString(arguments[0]).and_then(context.query).map([](auto vector) { return TemplateValue(vector); });
}

Answer firstOf(Arguments arguments, const FunctionContext &)
{
    const auto vector = as<std::vector<TemplateSample>>(arguments[0], "the answer of a query");
    if (!vector)
        return tl::unexpected(vector.error());
    if (vector->empty())
        return unfit(QStringLiteral("first() called on vector with no elements"));
    return TemplateValue(vector->front());
}

Answer labelIn(const TemplateValue &sample, const std::string &name)
{
    return as<TemplateSample>(sample, "a sample").map([&](const TemplateSample &held) {
        const auto found = held.labels.find(name);
        return TemplateValue(found == held.labels.end() ? std::string() : found->second);
    });
}

Answer labelOf(Arguments arguments, const FunctionContext &)
{
    return asString(arguments[0]).and_then([&](const std::string &name) { return labelIn(arguments[1], name); });
}

Answer valueOf(Arguments arguments, const FunctionContext &)
{
    return as<TemplateSample>(arguments[0], "a sample").map([](const auto &held) {
        return TemplateValue(held.value);
    });
}

Answer strvalueOf(Arguments arguments, const FunctionContext &)
{
    return labelIn(arguments[0], "__value__");
}

Answer sortedByLabel(Arguments arguments, const FunctionContext &)
{
    const auto label = asString(arguments[0]);
    auto vector = as<std::vector<TemplateSample>>(arguments[1], "the answer of a query");
    if (!label || !vector)
        return tl::unexpected(label ? vector.error() : label.error());
    const auto by = [&](const TemplateSample &sample) {
        const auto found = sample.labels.find(*label);
        return found == sample.labels.end() ? std::string_view() : std::string_view(found->second);
    };
    std::ranges::stable_sort(*vector, {}, by);
    return TemplateValue(std::move(*vector));
}

Answer matchOf(Arguments arguments, const FunctionContext &)
{
    const auto pattern = asString(arguments[0]);
    const auto text = asString(arguments[1]);
    if (!pattern || !text)
        return tl::unexpected(pattern ? text.error() : pattern.error());
    return matchesSomewhere(*pattern, *text).map([](bool found) { return TemplateValue(found); });
}

Answer replaceOf(Arguments arguments, const FunctionContext &)
{
    std::array<std::string, 3> texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto text = asString(arguments[i]);
        if (!text)
            return tl::unexpected(text.error());
        texts[i] = *text;
    }
    return replacedEverywhere(texts[0], texts[1], texts[2]).map([](std::string t) { return TemplateValue(t); });
}

Answer externalUrlOf(Arguments, const FunctionContext &context)
{
    return TemplateValue(context.externalUrl);
}

Answer pathPrefixOf(Arguments, const FunctionContext &context)
{
    return TemplateValue(urlPath(context.externalUrl));
}

std::string unchanged(const std::string &text)
{
    return text;
}

struct TemplateFunction
{
    std::string_view name;
    Answer (*call)(Arguments, const FunctionContext &); ///< null: the caller's business
    int least;
    int most; ///< -1: as many as come
};

constexpr std::array templateFunctions{
    TemplateFunction{"and", nullptr, 1, -1},
    TemplateFunction{"or", nullptr, 1, -1},
    TemplateFunction{"not", notOf, 1, 1},
    TemplateFunction{"eq", equalOf, 2, -1},
    TemplateFunction{"ne", comparison<isUnequal>, 2, 2},
    TemplateFunction{"lt", comparison<isLess>, 2, 2},
    TemplateFunction{"le", comparison<isLessOrEqual>, 2, 2},
    TemplateFunction{"gt", comparison<isGreater>, 2, 2},
    TemplateFunction{"ge", comparison<isGreaterOrEqual>, 2, 2},
    TemplateFunction{"len", lengthOf, 1, 1},
    TemplateFunction{"index", indexOf, 2, 2},
    TemplateFunction{"print", printOf, 0, -1},
    TemplateFunction{"printf", printfOf, 1, -1},
    TemplateFunction{"println", printlnOf, 0, -1},
    TemplateFunction{"query", queryOf, 1, 1},
    TemplateFunction{"first", firstOf, 1, 1},
    TemplateFunction{"label", labelOf, 2, 2},
    TemplateFunction{"value", valueOf, 1, 1},
    TemplateFunction{"strvalue", strvalueOf, 1, 1},
    TemplateFunction{"sortByLabel", sortedByLabel, 2, 2},
    TemplateFunction{"humanize", onFloat<humanized>, 1, 1},
    TemplateFunction{"humanize1024", onFloat<humanized1024>, 1, 1},
    TemplateFunction{"humanizeDuration", onFloat<humanizedDuration>, 1, 1},
    TemplateFunction{"humanizePercentage", onFloat<humanizedPercentage>, 1, 1},
    TemplateFunction{"humanizeTimestamp", timestampOf, 1, 1},
    TemplateFunction{"parseDuration", durationOf, 1, 1},
    TemplateFunction{"title", onText<titled>, 1, 1},
    TemplateFunction{"toUpper", onText<upperCase>, 1, 1},
    TemplateFunction{"toLower", onText<lowerCase>, 1, 1},
    TemplateFunction{"safeHtml", onText<unchanged>, 1, 1},
    TemplateFunction{"stripPort", onText<withoutPort>, 1, 1},
    TemplateFunction{"stripDomain", onText<withoutDomain>, 1, 1},
    TemplateFunction{"match", matchOf, 2, 2},
    TemplateFunction{"reReplaceAll", replaceOf, 3, 3},
    TemplateFunction{"externalURL", externalUrlOf, 0, 0},
    TemplateFunction{"pathPrefix", pathPrefixOf, 0, 0},
};

constexpr std::array<std::string_view, 13> outsideFunctions{
    "html",   "js",         "urlquery",       "slice",     "call",      "args", "tmpl",
    "toTime", "toDuration", "urlQueryEscape", "graphLink", "tableLink", "now"};

std::size_t bytesOf(Arguments arguments)
{
    std::size_t bytes = 0;
    for (const TemplateValue &one : arguments)
        if (const auto *text = std::get_if<std::string>(&one))
            bytes += text->size();
    return bytes;
}

const TemplateFunction *templateFunction(std::string_view name)
{
    const auto found = std::ranges::find(templateFunctions, name, &TemplateFunction::name);
    return found == templateFunctions.end() ? nullptr : &*found;
}

} // namespace

bool isTemplateFunction(std::string_view name)
{
    return templateFunction(name) != nullptr;
}

bool isFunctionOutside(std::string_view name)
{
    return std::ranges::find(outsideFunctions, name) != outsideFunctions.end();
}

Result<TemplateValue> callTemplateFunction(std::string_view name, std::span<const TemplateValue> arguments,
                                           const FunctionContext &context)
{
    const TemplateFunction *function = templateFunction(name);
    const auto given = int(arguments.size());
    if (!function || !function->call)
        return failure(ErrorCode::Internal, QStringLiteral("no such function"));
    if (given < function->least || (function->most >= 0 && given > function->most))
        return unfit(QStringLiteral("wrong number of arguments for %1: %2")
                         .arg(QString::fromUtf8(name.data(), qsizetype(name.size())))
                         .arg(given));
    if (bytesOf(arguments) > longestExpansion) // texts in variables would double with each call
        return failure(ErrorCode::TooLarge,
                       QStringLiteral("texts of more than %1 bytes together").arg(longestExpansion));
    return function->call(arguments, context);
}

bool isTruth(const TemplateValue &value)
{
    return std::visit(
        [](const auto &held) -> bool {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>)
                return false;
            else if constexpr (std::is_arithmetic_v<Held>)
                return held != 0;
            else if constexpr (requires { held.empty(); })
                return !held.empty();
            else
                return true; // a struct always is
        },
        value);
}

} // namespace qd::rules
