// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/go_format.h"

#include "model/base/time.h"
#include "model/query/label_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace qd::rules {

namespace {

QString asWords(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::optional<std::string> unusualNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return std::nullopt;
}

std::string written(double value, std::chars_format format, int precision)
{
    std::array<char, 512> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value, format, precision).ptr;
    return {buffer.begin(), end};
}

std::string general(double value, int precision)
{
    if (const auto unusual = unusualNumber(value))
        return *unusual;
    return written(value, std::chars_format::general, std::max(precision, 1));
}

/// Scales by 1000 or 1024 as long as it takes, and names the step.
template <std::size_t Steps>
std::string scaledUp(double value, double by, const std::array<std::string_view, Steps> &names)
{
    std::string_view name;
    for (const std::string_view next : names) {
        if (std::abs(value) < by)
            break;
        name = next;
        value /= by;
    }
    return fourDigits(value).append(name);
}

std::string scaledDown(double value)
{
    static constexpr std::array<std::string_view, 8> names{"m", "u", "n", "p", "f", "a", "z", "y"};
    std::string_view name;
    for (const std::string_view next : names) {
        if (std::abs(value) >= 1)
            break;
        name = next;
        value *= 1000;
    }
    return fourDigits(value).append(name);
}

bool isWithout(double value) // a scale
{
    return value == 0 || !std::isfinite(value);
}

std::string mapText(const StringMap &map)
{
    std::string text = "map[";
    for (const auto &[name, value] : map)
        text.append(text.size() > 4 ? " " : "").append(name).append(":").append(value);
    return text + "]";
}

/// The name of a value's type in Go, for the marks of Sprintf.
std::string_view goType(const TemplateValue &value)
{
    static constexpr std::array<std::string_view, 9> names{"<nil>",
                                                           "bool",
                                                           "int",
                                                           "float64",
                                                           "string",
                                                           "map[string]string",
                                                           "*template.sample",
                                                           "template.queryResult",
                                                           "struct"};
    return names[value.index()];
}

struct Verb
{
    bool minus = false, plus = false, space = false, zero = false;
    int width = 0;
    int precision = -1;
    char letter = 0;
};

/// As many characters as the verb asks for; zeros go between sign and digits.
std::string padded(std::string text, const Verb &verb, bool isNumber)
{
    const auto length = std::size_t(asWords(text).size());
    if (length >= std::size_t(verb.width))
        return text;
    const std::size_t lack = std::size_t(verb.width) - length;
    if (verb.minus)
        return text.append(lack, ' ');
    const bool zeros = verb.zero && isNumber;
    const std::size_t sign = zeros && !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    return text.insert(sign, lack, zeros ? '0' : ' ');
}

std::string signedText(std::string text, const Verb &verb)
{
    if (!text.empty() && text[0] != '-' && text[0] != '+' && (verb.plus || verb.space))
        text.insert(0, 1, verb.plus ? '+' : ' ');
    return text;
}

std::optional<std::string> floatText(double value, const Verb &verb)
{
    static constexpr std::string_view known = "eEfFgGv";
    if (known.find(verb.letter) == std::string_view::npos)
        return std::nullopt;
    if (const auto unusual = unusualNumber(value))
        return padded(signedText(*unusual, verb), verb, false);
    std::string text;
    if (verb.letter == 'f' || verb.letter == 'F')
        text = written(value, std::chars_format::fixed, verb.precision < 0 ? 6 : verb.precision);
    else if (verb.letter == 'e' || verb.letter == 'E')
        text = written(value, std::chars_format::scientific, verb.precision < 0 ? 6 : verb.precision);
    else
        text = verb.precision < 0 ? goNumber(value) : general(value, verb.precision);
    if (verb.letter == 'E' || verb.letter == 'G')
        std::ranges::replace(text, 'e', 'E');
    return padded(signedText(text, verb), verb, true);
}

std::optional<std::string> integerText(std::int64_t value, const Verb &verb)
{
    if (verb.letter != 'd' && verb.letter != 'v' && verb.letter != 'x')
        return std::nullopt;
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value, verb.letter == 'x' ? 16 : 10).ptr;
    return padded(signedText({buffer.begin(), end}, verb), verb, true);
}

std::optional<std::string> stringText(const std::string &value, const Verb &verb)
{
    const QString whole = asWords(value);
    const std::string cut =
        verb.precision < 0 || verb.precision >= whole.size() ? value : whole.left(verb.precision).toStdString();
    if (verb.letter == 'q')
        return padded(query::quoted(cut), verb, false);
    return verb.letter == 's' || verb.letter == 'v' ? std::optional(padded(cut, verb, false)) : std::nullopt;
}

Result<std::string> verbText(const TemplateValue &value, const Verb &verb)
{
    std::optional<std::string> text;
    if (const auto *number = std::get_if<double>(&value))
        text = floatText(*number, verb);
    else if (const auto *whole = std::get_if<std::int64_t>(&value))
        text = integerText(*whole, verb);
    else if (const auto *string = std::get_if<std::string>(&value))
        text = stringText(*string, verb);
    else if (const auto *flag = std::get_if<bool>(&value); flag && (verb.letter == 't' || verb.letter == 'v'))
        text = padded(*flag ? "true" : "false", verb, false);
    else if (const auto *map = std::get_if<StringMap>(&value); map && (verb.letter == 's' || verb.letter == 'v'))
        text = mapText(*map);
    else if (std::holds_alternative<std::monostate>(value))
        return verb.letter == 'v' ? "<nil>" : std::string("%!") + verb.letter + "(<nil>)";
    if (text)
        return *text;
    return goText(value).map([&](const std::string &plain) {
        return std::string("%!") + verb.letter + "(" + std::string(goType(value)) + "=" + plain + ")";
    });
}

/// Reads what stands between % and the verb, from `at` on, which moves behind the verb.
Result<Verb> verbAt(std::string_view format, std::size_t &at)
{
    Verb verb;
    for (; at < format.size(); ++at) {
        if (format[at] == '-')
            verb.minus = true;
        else if (format[at] == '+')
            verb.plus = true;
        else if (format[at] == ' ')
            verb.space = true;
        else if (format[at] == '0')
            verb.zero = true;
        else if (format[at] != '#')
            break;
    }
    const auto number = [&](int &into) {
        const auto read = std::from_chars(format.data() + at, format.data() + format.size(), into);
        at = std::size_t(read.ptr - format.data());
    };
    number(verb.width);
    if (at < format.size() && format[at] == '.') {
        verb.precision = 0;
        ++at;
        number(verb.precision);
    }
    constexpr int most = 300;
    if (verb.width > most || verb.precision > most)
        return failure(ErrorCode::TooLarge, QStringLiteral("a printf wider than %1 characters").arg(most));
    if (at < format.size() && (format[at] == '*' || format[at] == '['))
        return failure(ErrorCode::Refused, QStringLiteral("printf with * or [n] is not supported"));
    verb.letter = at < format.size() ? format[at++] : '\0';
    return verb;
}

Result<std::string> surplusText(std::span<const TemplateValue> surplus)
{
    std::string out = "%!(EXTRA ";
    for (const TemplateValue &value : surplus) {
        const auto text = goText(value);
        if (!text)
            return text;
        out.append(&value == surplus.data() ? "" : ", ").append(goType(value)).append("=").append(*text);
    }
    return out + ")";
}

} // namespace

std::string goNumber(double value)
{
    if (const auto unusual = unusualNumber(value))
        return *unusual;
    std::array<char, 512> buffer{};
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
    const std::string text(buffer.begin(), end);
    const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
    constexpr int least = -4;
    constexpr int most = 5;
    if (exponent < least || exponent > most)
        return text;
    const auto fixed = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed).ptr;
    return {buffer.begin(), fixed};
}

std::string fourDigits(double value)
{
    return general(value, 4);
}

Result<std::string> goText(const TemplateValue &value)
{
    if (std::holds_alternative<std::monostate>(value))
        return "<no value>";
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "true" : "false";
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    if (const auto *number = std::get_if<double>(&value))
        return goNumber(*number);
    if (const auto *text = std::get_if<std::string>(&value))
        return *text;
    if (const auto *map = std::get_if<StringMap>(&value))
        return mapText(*map);
    return failure(
        ErrorCode::Invalid,
        QStringLiteral("a %1 cannot be printed: print its labels or its value").arg(asWords(goType(value))));
}

Result<std::string> goPrintf(std::string_view format, std::span<const TemplateValue> arguments)
{
    std::string out;
    std::size_t next = 0;
    for (std::size_t at = 0; at < format.size();) {
        if (format[at] != '%') {
            out += format[at++];
            continue;
        }
        const auto verb = verbAt(format, ++at);
        if (!verb)
            return tl::unexpected(verb.error());
        if (verb->letter == '\0') {
            out += "%!(NOVERB)";
        } else if (verb->letter == '%') {
            out += '%';
        } else if (next >= arguments.size()) {
            out.append("%!").append(1, verb->letter).append("(MISSING)");
        } else {
            const auto text = verbText(arguments[next++], *verb);
            if (!text)
                return text;
            out += *text;
        }
    }
    if (next == arguments.size())
        return out;
    return surplusText(arguments.subspan(next)).map([&](const std::string &surplus) { return out + surplus; });
}

std::string humanized(double value)
{
    static constexpr std::array<std::string_view, 8> names{"k", "M", "G", "T", "P", "E", "Z", "Y"};
    if (isWithout(value))
        return fourDigits(value);
    return std::abs(value) >= 1 ? scaledUp(value, 1000, names) : scaledDown(value);
}

std::string humanized1024(double value)
{
    static constexpr std::array<std::string_view, 8> names{"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
    if (std::abs(value) <= 1 || !std::isfinite(value))
        return fourDigits(value);
    return scaledUp(value, 1024, names);
}

std::string humanizedDuration(double seconds)
{
    if (!std::isfinite(seconds))
        return fourDigits(seconds);
    if (seconds == 0)
        return fourDigits(seconds) + "s";
    if (std::abs(seconds) < 1)
        return scaledDown(seconds) + "s";
    const std::string sign = seconds < 0 ? "-" : "";
    const double length = std::abs(seconds);
    constexpr double most = 9.2e18; // what Go can hold in an int64
    const auto whole = static_cast<std::int64_t>(std::min(length, most));
    const std::string rest = std::to_string(whole % 60) + "s";
    const std::int64_t minutes = whole / 60;
    const std::int64_t hours = minutes / 60;
    if (minutes == 0)
        return sign + fourDigits(length) + "s";
    if (hours == 0)
        return sign + std::to_string(minutes) + "m " + rest;
    const std::string clock = std::to_string(hours % 24) + "h " + std::to_string(minutes % 60) + "m " + rest;
    return hours < 24 ? sign + clock : sign + std::to_string(hours / 24) + "d " + clock;
}

std::string humanizedPercentage(double share)
{
    return fourDigits(share * 100) + "%";
}

Result<std::string> humanizedTimestamp(double seconds)
{
    if (!std::isfinite(seconds))
        return fourDigits(seconds);
    constexpr double most = 9.223372036e9; // seconds of an int64 of nanoseconds
    if (std::abs(seconds) > most)
        return failure(ErrorCode::Invalid, QStringLiteral("%1 cannot be represented as a nanoseconds timestamp "
                                                          "since it overflows int64")
                                               .arg(asWords(goNumber(seconds))));
    const Timestamp exact{
        Millis(static_cast<std::int64_t>(seconds * 1e9) / 1'000'000)}; // cut, as Prometheus' own time
    const auto at = std::chrono::floor<std::chrono::seconds>(exact);
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(at - day);
    QString text = QStringLiteral("%1-%2-%3 %4:%5:%6")
                       .arg(int(date.year()), 4, 10, QLatin1Char('0'))
                       .arg(unsigned(date.month()), 2, 10, QLatin1Char('0'))
                       .arg(unsigned(date.day()), 2, 10, QLatin1Char('0'))
                       .arg(clock.hours().count(), 2, 10, QLatin1Char('0'))
                       .arg(clock.minutes().count(), 2, 10, QLatin1Char('0'))
                       .arg(clock.seconds().count(), 2, 10, QLatin1Char('0'));
    std::string out = text.toStdString();
    if (const auto rest = (exact - at).count(); rest != 0) {
        std::string digits = std::to_string(1000 + rest).substr(1);
        digits.erase(digits.find_last_not_of('0') + 1);
        out += "." + digits;
    }
    return out + " +0000 UTC";
}

} // namespace qd::rules
