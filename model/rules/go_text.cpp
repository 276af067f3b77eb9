// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/go_text.h"

#include "model/query/label_pattern.h"

#include <array>
#include <charconv>

namespace qd::rules {

namespace {

struct DurationUnit
{
    std::string_view name;
    std::int64_t millis;
};
// In the order in which they may follow each other.
constexpr std::array durationUnits{DurationUnit{"y", 365LL * 86'400'000},
                                   DurationUnit{"w", 7LL * 86'400'000},
                                   DurationUnit{"d", 86'400'000},
                                   DurationUnit{"h", 3'600'000},
                                   DurationUnit{"m", 60'000},
                                   DurationUnit{"s", 1'000},
                                   DurationUnit{"ms", 1}};

constexpr std::int64_t longestMillis = 9'223'372'036'854; // what Go's nanoseconds hold

/// Code points mapped one by one, as Go's strings.Map does: nothing grows to two letters.
template <typename Map>
std::string mapped(const std::string &text, Map map)
{
    QList<uint> out;
    for (const uint point : QString::fromStdString(text).toUcs4())
        out.append(map(point));
    return QString::fromUcs4(reinterpret_cast<const char32_t *>(out.constData()), out.size()).toStdString();
}

/// Where Go's strings.Title ends a word.
bool isSeparator(uint point)
{
    if (point < 0x80)
        return !(QChar::isLetterOrNumber(point) || point == '_');
    return !QChar::isLetterOrNumber(point) && QChar::isSpace(point);
}

tl::unexpected<Error> badPattern(const QString &words)
{
    return failure(ErrorCode::Invalid, QStringLiteral("error parsing regexp: ") + words);
}

} // namespace

std::optional<Millis> prometheusDuration(std::string_view text)
{
    if (text == "0")
        return Millis(0);
    std::int64_t sum = 0;
    auto unit = durationUnits.begin();
    std::size_t at = 0;
    while (at < text.size()) {
        std::int64_t amount = 0;
        const auto read = std::from_chars(text.data() + at, text.data() + text.size(), amount);
        if (read.ec != std::errc() || text[at] == '-')
            return std::nullopt;
        at = std::size_t(read.ptr - text.data());
        const std::size_t end = std::min(text.find_first_of("0123456789", at), text.size());
        unit = std::find_if(unit, durationUnits.end(),
                            [&](const DurationUnit &u) { return u.name == text.substr(at, end - at); });
        if (unit == durationUnits.end() || amount > (longestMillis - sum) / unit->millis)
            return std::nullopt;
        sum += amount * (unit++)->millis;
        at = end;
    }
    return text.empty() ? std::nullopt : std::optional(Millis(sum));
}

std::string durationText(Millis length)
{
    std::int64_t rest = length.count();
    std::string text;
    for (const DurationUnit &unit : durationUnits) {
        // Years and weeks only where they are exact, as Prometheus writes them.
        const bool exact = unit.name == "y" || unit.name == "w";
        if (rest < unit.millis || (exact && rest % unit.millis != 0))
            continue;
        text += std::to_string(rest / unit.millis);
        text += unit.name;
        rest %= unit.millis;
    }
    return text.empty() ? "0s" : text;
}

std::string titled(const std::string &text)
{
    uint before = ' ';
    return mapped(text, [&before](uint point) {
        const uint made = isSeparator(before) ? QChar::toTitleCase(point) : point;
        before = point;
        return made;
    });
}

std::string upperCase(const std::string &text)
{
    return mapped(text, [](uint point) { return QChar::toUpper(point); });
}

std::string lowerCase(const std::string &text)
{
    return mapped(text, [](uint point) { return QChar::toLower(point); });
}

std::string withoutPort(const std::string &hostAndPort)
{
    if (hostAndPort.starts_with('['))
        return hostAndPort.substr(1, hostAndPort.find(']') - 1);
    const std::size_t colon = hostAndPort.find(':');
    const bool isAddress = colon != std::string::npos && hostAndPort.find(':', colon + 1) != std::string::npos;
    return isAddress ? hostAndPort : hostAndPort.substr(0, colon);
}

std::string withoutDomain(const std::string &hostAndPort)
{
    const std::string host = withoutPort(hostAndPort);
    const bool isAddress =
        host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
    if (isAddress)
        return hostAndPort;
    const std::string port = host.size() < hostAndPort.size() ? hostAndPort.substr(host.size()) : std::string();
    return host.substr(0, host.find('.')) + port;
}

std::string urlPath(const std::string &url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t begin = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    return begin == std::string::npos ? std::string() : url.substr(begin, url.find_first_of("?#", begin) - begin);
}

Result<bool> matchesSomewhere(const std::string &pattern, const std::string &text)
{
    auto compiled = query::LabelPattern::compile(pattern, query::LabelPattern::Dot::NoNewline);
    if (!compiled)
        return badPattern(compiled.error());
    return (*compiled)->occursIn(text);
}

Result<std::string> replacedEverywhere(const std::string &pattern, const std::string &replacement,
                                       const std::string &text)
{
    auto compiled = query::LabelPattern::compile(pattern, query::LabelPattern::Dot::NoNewline);
    if (!compiled)
        return badPattern(compiled.error());
    // Every letter of the replacement may stand for the whole text, and that for each that is found.
    if (replacement.size() * (text.size() + 1) > mostReplaced)
        return failure(ErrorCode::TooLarge,
                       QStringLiteral("a replacement that may make more than %1 bytes").arg(mostReplaced));
    return (*compiled)->replaceAll(text, replacement);
}

} // namespace qd::rules
