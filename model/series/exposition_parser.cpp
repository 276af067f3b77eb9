// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/exposition_parser.h"

#include "model/series/exposition_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace qd {

namespace {

using exposition::quoted;
using exposition::Scanner;

/// What a family of OpenMetrics has been told of, and whether samples of another one have followed its own.
enum Seen : std::uint8_t { SeenType = 1, SeenHelp = 2, SeenUnit = 4, SeenSample = 8, SeenEnd = 16 };

struct TypeName
{
    std::string_view word;
    SeriesType type;
    bool prometheus;
    bool openMetrics;
};

constexpr std::array<TypeName, 9> typeNames{{
    {"counter", SeriesType::Counter, true, true},
    {"gauge", SeriesType::Gauge, true, true},
    {"histogram", SeriesType::Histogram, true, true},
    {"summary", SeriesType::Summary, true, true},
    {"untyped", SeriesType::Unknown, true, false},
    {"unknown", SeriesType::Unknown, true, true},
    {"gaugehistogram", SeriesType::Gauge, false, true},
    {"stateset", SeriesType::Gauge, false, true},
    {"info", SeriesType::Gauge, false, true},
}};

constexpr std::array<std::string_view, 8> suffixes{"_total", "_created", "_bucket", "_sum",
                                                   "_count", "_gsum",    "_gcount", "_info"};

std::string_view withoutSuffix(std::string_view name)
{
    for (const std::string_view suffix : suffixes)
        if (name.size() > suffix.size() && name.ends_with(suffix))
            return name.substr(0, name.size() - suffix.size());
    return name;
}

constexpr std::size_t noFamily = static_cast<std::size_t>(-1);

} // namespace

ExpositionFormat expositionFormat(std::string_view contentType)
{
    constexpr std::string_view wanted = "application/openmetrics-text";
    const auto sameIgnoringCase = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b; };
    const bool matches =
        contentType.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), contentType.begin(),
                                                          [&](char b, char a) { return sameIgnoringCase(a, b); });
    return matches ? ExpositionFormat::OpenMetrics : ExpositionFormat::PrometheusText;
}

Error ExpositionError::toError() const
{
    return {code, QStringLiteral("Line %1 of the metrics: %2.").arg(line).arg(QString::fromStdString(reason))};
}

/// One parse: the text, where it is, and the first thing that was wrong.
class ExpositionParser::Run
{
public:
    Run(ExpositionParser &parser, std::string_view text, ExpositionFormat format)
        : m_parser(parser)
        , m_text(text)
        , m_open(format == ExpositionFormat::OpenMetrics)
        , m_blanks(m_open ? Scanner::Blanks::Forbidden : Scanner::Blanks::Allowed)
    {}

    [[nodiscard]] tl::expected<Exposition, ExpositionError> parse();

private:
    bool fail(std::string reason, ErrorCode code = ErrorCode::Invalid);
    bool checkBytes();
    bool parseLine(std::string_view line);
    bool parseComment(Scanner &scanner);
    bool parseDescriptor(Scanner &scanner, Seen what);
    bool parseSample(Scanner &scanner);
    bool parseTimestamp(Scanner &scanner, ParsedSample &sample);
    bool parseExemplar(Scanner &scanner);
    bool parseLabels(Scanner &scanner);
    /// One space in OpenMetrics, any blanks in Prometheus text.
    bool takeGap(Scanner &scanner) const { return m_open ? scanner.take(' ') : scanner.skipBlanks() > 0; }
    bool describe(std::string_view name, Seen what, std::string_view words);
    std::size_t familyOf(std::string_view sampleName);
    bool enterFamily(std::string_view sampleName, ParsedSample &sample);

    ExpositionParser &m_parser;
    std::string_view m_text;
    bool m_open;
    Scanner::Blanks m_blanks;
    std::size_t m_line = 0;
    std::size_t m_family = noFamily; ///< of the line before
    std::size_t m_exemplars = 0;
    bool m_ended = false; ///< `# EOF` was read
    ExpositionError m_error;
};

bool ExpositionParser::Run::fail(std::string reason, ErrorCode code)
{
    m_error = {code, m_line, std::move(reason)};
    return false;
}

bool ExpositionParser::Run::checkBytes()
{
    m_line = 1;
    if (m_text.size() > m_parser.m_limits.maxBytes)
        return fail("more than " + std::to_string(m_parser.m_limits.maxBytes) + " bytes", ErrorCode::TooLarge);
    const std::size_t bad = exposition::invalidUtf8(m_text);
    if (bad == std::string_view::npos)
        return true;
    m_line = 1 + static_cast<std::size_t>(
                     std::count(m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(bad), '\n'));
    return fail("not valid UTF-8");
}

tl::expected<Exposition, ExpositionError> ExpositionParser::Run::parse()
{
    bool good = checkBytes();
    m_line = good ? 0 : m_line;
    for (std::size_t at = 0; good && at < m_text.size();) {
        const void *found = std::memchr(m_text.data() + at, '\n', m_text.size() - at);
        const std::size_t end =
            found ? static_cast<std::size_t>(static_cast<const char *>(found) - m_text.data()) : m_text.size();
        const std::string_view line = m_text.substr(at, end - at);
        ++m_line;
        if (line.size() > m_parser.m_limits.maxLineBytes)
            good = fail("longer than " + std::to_string(m_parser.m_limits.maxLineBytes) + " bytes",
                        ErrorCode::TooLarge);
        else if (!found && !(m_open && line == "# EOF"))
            good = fail("the text ends in the middle of a line");
        else
            good = parseLine(line);
        at = end + 1;
    }
    if (good && m_open && !m_ended)
        good = fail("the text ends without # EOF");
    if (!good)
        return tl::unexpected(std::move(m_error));
    return Exposition{m_parser.m_samples, m_parser.m_families, m_exemplars};
}

bool ExpositionParser::Run::parseLine(std::string_view line)
{
    if (m_ended)
        return fail("text follows # EOF");
    Scanner scanner(line);
    if (!m_open)
        scanner.skipBlanks();
    if (scanner.atEnd())
        return m_open ? fail("an empty line") : true;
    return scanner.peek() == '#' ? parseComment(scanner) : parseSample(scanner);
}

bool ExpositionParser::Run::parseComment(Scanner &scanner)
{
    if (m_open && scanner.rest() == "# EOF") {
        m_ended = true;
        return true;
    }
    scanner.take('#');
    const bool gap = takeGap(scanner);
    const std::string_view word = scanner.token();
    if (gap && word == "TYPE")
        return parseDescriptor(scanner, SeenType);
    if (gap && word == "HELP")
        return parseDescriptor(scanner, SeenHelp);
    if (gap && m_open && word == "UNIT")
        return parseDescriptor(scanner, SeenUnit);
    return m_open ? fail("a comment must be TYPE, HELP, UNIT or EOF") : true;
}

bool ExpositionParser::Run::parseDescriptor(Scanner &scanner, Seen what)
{
    if (!takeGap(scanner))
        return fail("a descriptor names no metric");
    const std::string_view name = scanner.metricName();
    if (name.empty())
        return fail(quoted(scanner.token()) + " is no metric name");
    if (scanner.atEnd() && what == SeenHelp && !m_open)
        return describe(name, what, {});
    if (!takeGap(scanner))
        return fail(scanner.atEnd() ? "a descriptor says nothing of its metric"
                                    : quoted(name) + " is followed by what is no part of a name");
    if (what == SeenHelp)
        return describe(name, what, scanner.rest());
    const std::string_view word = scanner.token();
    if (!m_open)
        scanner.skipBlanks();
    return scanner.atEnd() ? describe(name, what, word) : fail("a descriptor has one word too many");
}

bool ExpositionParser::Run::describe(std::string_view name, Seen what, std::string_view words)
{
    auto &families = m_parser.m_families;
    const auto [it, fresh] = m_parser.m_familyByName.try_emplace(name, families.size());
    if (fresh) {
        if (families.size() >= m_parser.m_limits.maxFamilies)
            return fail("more than " + std::to_string(families.size()) + " metrics", ErrorCode::TooLarge);
        families.push_back({name, SeriesType::Unknown, {}, {}});
        m_parser.m_seen.push_back(0);
    }
    std::uint8_t &seen = m_parser.m_seen[it->second];
    if (m_open && (seen & what) != 0)
        return fail(quoted(name) + " is described twice");
    if (m_open && (seen & SeenSample) != 0)
        return fail(quoted(name) + " is described after its samples");
    seen |= what;
    MetricFamily &family = families[it->second];
    if (what == SeenHelp)
        family.help = words;
    if (what == SeenUnit) {
        if (!words.empty() &&
            !(name.ends_with(words) && name.size() > words.size() && name[name.size() - words.size() - 1] == '_'))
            return fail(quoted(name) + " does not end with its unit");
        family.unit = words;
    }
    if (what != SeenType)
        return true;
    const auto type = std::find_if(typeNames.begin(), typeNames.end(), [&](const TypeName &known) {
        return known.word == words && (m_open ? known.openMetrics : known.prometheus);
    });
    if (type == typeNames.end())
        return fail(quoted(words) + " is no metric type");
    family.type = type->type;
    m_family = it->second;
    return true;
}

std::size_t ExpositionParser::Run::familyOf(std::string_view sampleName)
{
    const std::string_view stem = withoutSuffix(sampleName);
    if (m_family != noFamily) {
        const std::string_view current = m_parser.m_families[m_family].name;
        if (current == sampleName || current == stem)
            return m_family;
    }
    const auto &byName = m_parser.m_familyByName;
    auto it = byName.find(sampleName);
    if (it == byName.end())
        it = byName.find(stem);
    return it == byName.end() ? noFamily : it->second;
}

bool ExpositionParser::Run::enterFamily(std::string_view sampleName, ParsedSample &sample)
{
    const std::size_t family = familyOf(sampleName);
    if (m_open && m_family != noFamily && m_family != family && (m_parser.m_seen[m_family] & SeenSample) != 0)
        m_parser.m_seen[m_family] |= SeenEnd;
    m_family = family;
    if (family == noFamily)
        return true;
    const MetricFamily &known = m_parser.m_families[family];
    const bool bare = known.name == sampleName;
    if (m_open && bare && (known.type == SeriesType::Counter || known.type == SeriesType::Histogram))
        return fail("a sample of " + quoted(known.name) + " lacks the ending that its type asks for");
    if ((m_parser.m_seen[family] & SeenEnd) != 0)
        return fail("samples of " + quoted(known.name) + " are interleaved with those of another metric");
    m_parser.m_seen[family] |= SeenSample;
    sample.type = !bare && sampleName.ends_with("_created") ? SeriesType::Gauge : known.type;
    return true;
}

bool ExpositionParser::Run::parseLabels(Scanner &scanner)
{
    const auto set = scanner.labelSet(m_blanks);
    if (set.problem)
        return fail(set.problem);
    if (set.count > m_parser.m_limits.maxLabels)
        return fail("a series with " + std::to_string(set.count) + " labels", ErrorCode::TooLarge);
    return true;
}

bool ExpositionParser::Run::parseSample(Scanner &scanner)
{
    const char *begin = scanner.position();
    const std::string_view name = scanner.metricName();
    if (name.empty())
        return fail(quoted(scanner.rest()) + " begins with no metric name");
    bool gap = !m_open && scanner.skipBlanks() > 0;
    ParsedSample sample{name};
    if (scanner.peek() == '{') {
        if (!parseLabels(scanner))
            return false;
        sample.series = scanner.since(begin);
        gap = takeGap(scanner) || !m_open; // Prometheus asks for no blank after the brace
    } else {
        gap = gap || takeGap(scanner);
    }
    if (!gap)
        return fail(quoted(name) + " is followed by " + quoted(scanner.rest()) + ", not by a value");
    const std::string_view token = scanner.token();
    const auto value = exposition::number(token);
    if (!value)
        return fail(quoted(token) + " is no value");
    sample.value = *value;
    if (!enterFamily(name, sample) || !parseTimestamp(scanner, sample))
        return false;
    if (m_parser.m_samples.size() >= m_parser.m_limits.maxSamples)
        return fail("more than " + std::to_string(m_parser.m_limits.maxSamples) + " samples", ErrorCode::TooLarge);
    m_parser.m_samples.push_back(sample);
    return true;
}

bool ExpositionParser::Run::parseTimestamp(Scanner &scanner, ParsedSample &sample)
{
    if (scanner.atEnd())
        return true;
    takeGap(scanner);
    if (m_open && scanner.peek() == '#')
        return parseExemplar(scanner);
    const std::string_view token = scanner.token();
    if (token.empty() && !m_open)
        return true;
    const auto at = m_open ? exposition::secondsToMillis(token) : exposition::integer(token);
    if (!at)
        return fail(quoted(token) + " is no timestamp");
    sample.timestampMs = *at;
    if (!m_open)
        scanner.skipBlanks();
    if (scanner.atEnd())
        return true;
    if (m_open && scanner.take(' ') && scanner.peek() == '#')
        return parseExemplar(scanner);
    return fail("text follows the timestamp");
}

bool ExpositionParser::Run::parseExemplar(Scanner &scanner)
{
    if (!scanner.take("# ") || scanner.peek() != '{')
        return fail("an exemplar begins with # and its labels");
    if (!parseLabels(scanner))
        return false;
    if (!scanner.take(' ') || !exposition::number(scanner.token()))
        return fail("an exemplar has no value");
    if (!scanner.atEnd() &&
        (!scanner.take(' ') || !exposition::secondsToMillis(scanner.token()) || !scanner.atEnd()))
        return fail("an exemplar ends in what is no timestamp");
    ++m_exemplars;
    return true;
}

ExpositionParser::ExpositionParser(ExpositionLimits limits)
    : m_limits(limits)
{}

tl::expected<Exposition, ExpositionError> ExpositionParser::parse(std::string_view text, ExpositionFormat format)
{
    m_samples.clear();
    m_families.clear();
    m_seen.clear();
    m_familyByName.clear();
    return Run(*this, text, format).parse();
}

} // namespace qd
