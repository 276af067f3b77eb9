// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/exposition_import.h"

#include "model/exchange/line_reader.h"
#include "model/exchange/source_format.h"
#include "model/series/exposition_scanner.h"
#include "model/series/parsed_sample.h"
#include "model/series/scrape_cache.h"

#include <array>
#include <map>

namespace qd::exchange {

namespace {

using exposition::quoted;
using exposition::Scanner;

constexpr std::size_t mostFamilies = 10'000;
constexpr std::size_t longestFamily = 1000; ///< of names whose type is remembered

constexpr std::array<std::pair<std::string_view, SeriesType>, 6> typeNames{{{"counter", SeriesType::Counter},
                                                                            {"gauge", SeriesType::Gauge},
                                                                            {"histogram", SeriesType::Histogram},
                                                                            {"summary", SeriesType::Summary},
                                                                            {"stateset", SeriesType::Gauge},
                                                                            {"info", SeriesType::Gauge}}};

constexpr std::array<std::string_view, 5> suffixes{"_total", "_bucket", "_sum", "_count", "_info"};

class ExpositionImport
{
public:
    ExpositionImport(SourceFormat format, ImportRun &run)
        : m_format(format)
        , m_run(run)
        , m_sink(run.sink())
        , m_known(200'000, 32U << 20U)
    {}

    [[nodiscard]] Result<void> read(LineReader &lines);

private:
    void takeLine(std::string_view line);
    void takeComment(Scanner &scanner);
    void takeSample(Scanner &scanner);
    void takeTimed(std::string_view series, double value, Scanner &scanner);
    void takeExemplar();
    [[nodiscard]] std::optional<SeriesId> seriesOf(std::string_view text);
    [[nodiscard]] SeriesType typeOf(std::string_view name) const;
    void bad(const std::string &why) { m_sink.log().lose(LossKind::UnreadableLine, {m_line}, why); }
    void end(const LineReader &lines);

    SourceFormat m_format;
    ImportRun &m_run;
    ImportSink &m_sink;
    std::int64_t m_line = 0;
    bool m_ended = false; ///< `# EOF` was read
    bool m_rounded = false;
    std::map<std::string, SeriesType, std::less<>> m_types; ///< by metric, as `# TYPE` says
    ScrapeCache m_known;                                    ///< texts of series
};

Result<void> ExpositionImport::read(LineReader &lines)
{
    while (true) {
        const auto step = lines.next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == LineReader::Step::End)
            break;
        m_line = lines.number();
        if (*step == LineReader::Step::TooLong)
            m_sink.log().lose(LossKind::TooLongLine, {m_line});
        else if (!lines.ended() && lines.line() != "# EOF")
            m_sink.log().lose(LossKind::TornLine, {m_line});
        else
            takeLine(lines.line());
        if (m_sink.isHopeless())
            return m_sink.hopelessFailure(formatWords(m_format));
        if (m_line % 4096 == 0 && !m_run.progress(double(lines.bytesRead()) / double(lines.size())))
            return stoppedFailure();
    }
    end(lines);
    return {};
}

void ExpositionImport::end(const LineReader &lines)
{
    if (m_format == SourceFormat::OpenMetrics && !m_ended)
        m_sink.log().lose(LossKind::NoEnd, {lines.number() - 1}, "there is no # EOF");
    if (m_rounded)
        m_sink.log().note(QStringLiteral("Times finer than a millisecond were rounded to it."));
    if (m_format == SourceFormat::TsdbDump)
        m_sink.log().note(
            QStringLiteral("A dump shows ends of series as NaN: where a series ended is not in it."));
}

void ExpositionImport::takeLine(std::string_view line)
{
    Scanner scanner(line);
    scanner.skipBlanks();
    if (scanner.atEnd())
        return;
    if (m_ended)
        return bad("text follows # EOF");
    if (exposition::invalidUtf8(line) != std::string_view::npos)
        return bad("not valid UTF-8");
    scanner.peek() == '#' ? takeComment(scanner) : takeSample(scanner);
}

/// TYPE is all that a recording keeps of what is said about a metric.
void ExpositionImport::takeComment(Scanner &scanner)
{
    if (m_format == SourceFormat::OpenMetrics && scanner.rest() == "# EOF") {
        m_ended = true;
        return;
    }
    scanner.take('#');
    scanner.skipBlanks();
    if (scanner.token() != "TYPE")
        return;
    scanner.skipBlanks();
    const std::string_view name = scanner.metricName();
    scanner.skipBlanks();
    const std::string_view word = scanner.token();
    for (const auto &[known, type] : typeNames) {
        if (known == word && !name.empty() && name.size() <= longestFamily && m_types.size() < mostFamilies)
            m_types.insert_or_assign(std::string(name), type);
    }
}

void ExpositionImport::takeSample(Scanner &scanner)
{
    const char *begin = scanner.position();
    const std::string_view name = scanner.metricName();
    if (name.empty() != (m_format == SourceFormat::TsdbDump))
        return bad(quoted(scanner.rest()) + " begins with no series");
    const std::size_t gap = scanner.skipBlanks();
    std::string_view series = name;
    if (scanner.peek() == '{') {
        if (const auto labels = scanner.labelSet(Scanner::Blanks::Allowed); labels.problem)
            return bad(labels.problem);
        series = scanner.since(begin);
    } else if (gap == 0) {
        return bad(quoted(name) + " is followed by " + quoted(scanner.rest()) + ", not by a value");
    }
    scanner.skipBlanks();
    const std::string_view token = scanner.token();
    if (token.starts_with('{') && m_format == SourceFormat::TsdbDump)
        return m_sink.log().lose(LossKind::Histogram, {m_line});
    if (const auto value = exposition::number(token))
        takeTimed(series, *value, scanner);
    else
        bad(quoted(token) + " is no value");
}

void ExpositionImport::takeTimed(std::string_view series, double value, Scanner &scanner)
{
    scanner.skipBlanks();
    if (scanner.atEnd() || scanner.peek() == '#') {
        m_sink.log().lose(LossKind::NoTime, {m_line}, quoted(series));
        return scanner.atEnd() ? void() : takeExemplar();
    }
    const std::string_view token = scanner.token();
    const auto ms =
        m_format == SourceFormat::OpenMetrics ? exposition::secondsToMillis(token) : exposition::integer(token);
    if (!ms)
        return bad(quoted(token) + " is no timestamp");
    scanner.skipBlanks();
    if (!scanner.atEnd() && scanner.peek() != '#')
        return bad(quoted(scanner.rest()) + " follows the timestamp");
    const std::size_t point = m_format == SourceFormat::OpenMetrics ? token.find('.') : std::string_view::npos;
    m_rounded |= point != std::string_view::npos && token.find_first_not_of("0", point + 4) < token.size() &&
                 token.find_first_of("eE") == std::string_view::npos;
    if (const auto id = seriesOf(series))
        m_sink.add(*id, *ms, value, {m_line});
    if (!scanner.atEnd())
        takeExemplar();
}

void ExpositionImport::takeExemplar()
{
    m_sink.log().lose(LossKind::Exemplar, {m_line});
}

std::optional<SeriesId> ExpositionImport::seriesOf(std::string_view text)
{
    if (const auto known = m_known.find(text))
        return static_cast<SeriesId>(*known);
    const auto key = m_format == SourceFormat::TsdbDump ? seriesKeyOfDump(text) : seriesKeyOf(text);
    if (!key) {
        m_sink.log().lose(LossKind::BadSeries, {m_line}, quoted(text) + " has no name, or a label twice");
        return std::nullopt;
    }
    const auto id = m_sink.series(*key, typeOf(key->name), {m_line});
    if (id)
        m_known.add(text, static_cast<std::uint32_t>(*id));
    return id;
}

SeriesType ExpositionImport::typeOf(std::string_view name) const
{
    if (const auto known = m_types.find(name); known != m_types.end())
        return known->second;
    for (const std::string_view suffix : suffixes) {
        if (!name.ends_with(suffix))
            continue;
        const auto known = m_types.find(name.substr(0, name.size() - suffix.size()));
        if (known != m_types.end())
            return known->second;
    }
    return SeriesType::Unknown;
}

} // namespace

Result<void> importExposition(const QString &path, SourceFormat format, ImportRun &run)
{
    auto lines = LineReader::open(path);
    if (!lines)
        return tl::unexpected(lines.error());
    return ExpositionImport(format, run).read(*lines);
}

} // namespace qd::exchange
